"""The page of findings and what can be done there: accept a rewrite, or let findings through with a reason."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str, get_valid_next_url_from_request
from wagtail.models import DraftStateMixin, Page

from .answer import Unchecked
from .checking import check
from .fields import read_post
from .overriding import fingerprint_of, may_override, override
from .refusal import ACCEPT, OVERRIDE, kept_in_log
from .rewriting import apply
from .shown import offered, sheet_of
from .telling import edit_url, findings_url

#: A reason shorter than this is none.
_SHORTEST: Final = 10
CHANGED: Final = "The draft has changed since it was checked. Look at what is found in it now."


@never_cache
@require_GET
def findings(request: HttpRequest, label: str, pk: str) -> HttpResponse:
    """The page of findings of the latest draft."""
    instance = _draft(request, label, pk)
    context = {
        **_context(request, instance),
        "page_title": "Before publishing",
        "page_subtitle": get_latest_str(instance),
        "header_icon": "search",
        "alone": True,
    }
    return TemplateResponse(request, "postlint/findings.html", context)


@never_cache
@require_GET
def fragment(request: HttpRequest, label: str, pk: str) -> HttpResponse:
    """The same, for the panel in the editor."""
    return TemplateResponse(request, "postlint/report.html", _context(request, _draft(request, label, pk)))


@never_cache
@require_POST
def accept(request: HttpRequest, label: str, pk: str) -> HttpResponse:
    """Make a rewrite: a new revision, and a draft as before. Nothing is published by it."""
    instance = _draft(request, label, pk)
    lock = instance.get_lock() if hasattr(instance, "get_lock") else None
    if lock is not None and lock.for_user(request.user):
        messages.error(request, "This is locked, so the rewrite was not made.")
        return _back(request, instance)
    if getattr(instance, "alias_of_id", None):
        messages.error(request, "An alias is changed where the page is that it follows.")
        return _back(request, instance)
    asked = request.GET.get("rewrite", "")
    try:
        post = read_post(instance)
        if request.GET.get("of") != fingerprint_of(post.text):
            messages.warning(request, CHANGED)
            return _back(request, instance)
        edits = offered(post, check(post.text, rewrites=True), asked)
    except Unchecked as error:
        messages.error(request, f"The rewrite was not made: {error}")
        return _back(request, instance)
    if not edits:
        messages.warning(request, "That rewrite is not offered any more.")
        return _back(request, instance)
    with transaction.atomic():
        apply(instance, post, edits)
        revision = instance.save_revision(user=request.user, log_action=True, clean=False)
        found = {"rule": asked.partition(":")[0], "fingerprint": fingerprint_of(read_post(instance).text)}
        kept_in_log(instance, ACCEPT, user=request.user, revision=revision, found=found)
    messages.success(request, "The rewrite was made in the draft. It is not published.")
    return _back(request, instance)


@never_cache
@require_POST
def let_through(request: HttpRequest, label: str, pk: str) -> HttpResponse:
    """Let findings through, for exactly these words. Publishing is another step."""
    instance = _draft(request, label, pk)
    if not may_override(request.user):
        raise PermissionDenied
    reason = " ".join(request.POST.get("reason", "").split())
    sheet = sheet_of(instance)
    back = redirect(findings_url(instance))
    if request.POST.get("of") != sheet.fingerprint:
        messages.warning(request, CHANGED)
    elif sheet.reason:
        messages.error(request, f"It could not be checked, so there is nothing to let through: {sheet.reason}.")
    elif not sheet.rules:
        messages.warning(request, "Nothing holds this draft back.")
    elif len(reason) < _SHORTEST:
        messages.error(request, "Say in a few words why this may be published.")
    else:
        with transaction.atomic():
            kept = override(instance, sheet.fingerprint, sheet.rules, reason, request.user)
            found = {"rules": list(sheet.rules), "fingerprint": sheet.fingerprint, "override": kept.pk}
            kept_in_log(instance, OVERRIDE, user=request.user, revision=instance.latest_revision, found=found)
        messages.success(request, "These words may now be published. Any change to them needs a new decision.")
    return back


def _draft(request: HttpRequest, label: str, pk: str) -> Any:
    """The latest draft of what the address names, if this person may edit it."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, DraftStateMixin):
        raise Http404
    instance = get_object_or_404(model, pk=unquote(pk))
    if isinstance(instance, Page):
        allowed = instance.permissions_for_user(request.user).can_edit()
    else:
        codename = get_permission_codename("change", model._meta)
        allowed = request.user.has_perm(f"{model._meta.app_label}.{codename}")
    if not allowed:
        raise PermissionDenied
    return instance.get_latest_revision_as_object()


def _context(request: HttpRequest, instance: Any) -> dict[str, Any]:
    return {
        "sheet": sheet_of(instance),
        "instance": instance,
        "revision": instance.latest_revision,
        "may_override": may_override(request.user),
        "findings_url": findings_url(instance),
        "accept_url": findings_url(instance, "accept"),
        "override_url": findings_url(instance, "override"),
        "edit_url": edit_url(instance, request.user),
    }


def _back(request: HttpRequest, instance: Any) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or edit_url(instance, request.user))

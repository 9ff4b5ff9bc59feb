"""Telling an editor that something was not published. Messages wait in a cookie, so they hold no words of the page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.utils import quote
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin import messages
from wagtail.models import Page

from .refusal import PublishRefused

#: More would not fit into a cookie, and are on the page of findings.
_MOST: Final = 6


def told(request: Any, refused: PublishRefused, *, drafted: bool, name: str = "") -> None:
    """Put a message before the editor, and make sure that the refusal is in the log."""
    refused.record()
    instance = refused.instance
    buttons = [messages.button(findings_url(instance), "See the findings")] if instance.pk else []
    messages.error(request, said(refused, drafted=drafted, name=name), buttons=buttons)


def said(refused: PublishRefused, *, drafted: bool = False, name: str = "") -> SafeString:
    """The message: what postlint objects to and in which part of the page, or why it could not check."""
    head = f"Not published{f' ({name})' if name else ''}."
    tail = " The draft is saved." if drafted else ""
    if refused.reason:
        return format_html(
            "<strong>{}</strong> postlint could not check it: {}.{} What was not checked is not published.",
            head, refused.reason.rstrip("."), tail,
        )  # fmt: skip
    shown = refused.objections[:_MOST]
    more = len(refused.objections) - len(shown)
    return format_html(
        "<strong>{}</strong>{} postlint objects to:<ul>{}{}</ul>",
        head,
        tail,
        format_html_join("", "<li>{}: {}</li>", ((found.label, found.message) for found in shown)),
        format_html("<li>and {} more</li>", more) if more else "",
    )


def findings_url(instance: Any, name: str = "findings", *, pk: str = "") -> str:
    """Where the findings of a page or snippet are shown; ``pk`` stands for a key that it does not have yet."""
    label = "wagtailcore.page" if isinstance(instance, Page) else instance._meta.label_lower
    return reverse(f"postlint:{name}", args=(label, pk or quote(instance.pk)))


def edit_url(instance: Any, user: Any) -> str:
    """Where it is edited; where there is no such place, its findings."""
    from wagtail.admin.admin_url_finder import AdminURLFinder

    try:
        return str(AdminURLFinder(user).get_edit_url(instance) or findings_url(instance))
    except NoReverseMatch:
        return findings_url(instance)

"""The gate: whatever makes words public passes here, whichever view, command or code it comes from.

Wagtail's hooks (``before_publish_page``) are run by its create and edit views only. So the gate stands lower: where a
row with ``live=True`` is saved, where a revision gets a time to go live, and, before either, at the action that
publishes a revision, so that nothing is half done when it is refused. What is not seen: ``QuerySet.update``, SQL and
``loaddata``; the command ``postlint_live`` finds what came that way.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from copy import copy
from functools import cache, wraps
from threading import Lock
from typing import Any, Final

from django.db.models.signals import pre_save
from modelcluster.fields import ParentalKey
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import DraftStateMixin, Page, Revision

from .answer import Unchecked
from .checking import check
from .fields import read_post, readable_names, relations
from .options import options
from .overriding import fingerprint_of, is_overridden
from .post import Post
from .refusal import Objection, PublishRefused

#: One publication passes the gate several times (action, save, aliases); it is checked once.
_SECONDS: Final = 60.0
_MOST: Final = 512
_SCHEDULED: Final = "wagtail.publish.scheduled"


class _Passed:
    """Fingerprints of what was allowed a moment ago."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, fingerprint: str) -> bool:
        with self._lock:
            return self._until.get(fingerprint, 0.0) > time.monotonic()

    def add(self, fingerprint: str) -> None:
        with self._lock:
            self._until[fingerprint] = time.monotonic() + _SECONDS
            self._until.move_to_end(fingerprint)
            while len(self._until) > _MOST:
                self._until.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._until.clear()


passed: Final = _Passed()


def close() -> None:
    """Put the gate up. It stays for as long as the process runs."""
    pre_save.connect(_before_save, dispatch_uid="postlint.cms.wagtail")
    if not getattr(PublishRevisionAction.execute, "postlint", False):
        PublishRevisionAction.execute = _gated(PublishRevisionAction.execute)


def examine(instance: Any, *, user: Any = None, revision: Any = None) -> None:
    """Let pass what may be public as it is in memory; raise PublishRefused for anything else."""
    if is_exempt(instance):
        return
    fingerprint = ""
    try:
        post = read_post(instance)
        fingerprint = fingerprint_of(post.text)
        if fingerprint in passed:
            return
        answer = check(post.text, rewrites=False)
    except Unchecked as error:
        refused = PublishRefused(instance, reason=str(error), fingerprint=fingerprint, user=user, revision=revision)
        refused.record()
        raise refused from None
    if answer.allowed:
        passed.add(fingerprint)
        return
    if is_overridden(instance, fingerprint, answer.rules):
        return
    objections = tuple(
        Objection(f.rule, f.severity, f.message, label_of(post, f.start, f.end)) for f in answer.holding
    ) + tuple(
        Objection(s.rule, "error", "The text asks to let this through.", label_of(post, s.start, s.end))
        for s in answer.suppressed
    )
    refused = PublishRefused(instance, objections=objections, fingerprint=fingerprint, user=user, revision=revision)
    refused.record()
    raise refused


def is_exempt(instance: Any) -> bool:
    """Whether the site's settings say that objects of this kind are not checked."""
    return instance._meta.label_lower in options().exempt


def label_of(post: Post, start: int, end: int) -> str:
    """In which part of the page a range of the post lies, or from which to which."""
    labels = [post.parts[place.part].label for place in post.places(start, end)]
    return " – ".join(dict.fromkeys([labels[0], labels[-1]])) if labels else ""


# --- where a revision is published, or gets its time -----------------------------------------------------------------


def _gated(execute: Any) -> Any:
    """``PublishRevisionAction.execute`` with the gate before it, of which that of pages is a subclass."""

    @wraps(execute)
    def gated(self: Any, skip_permission_checks: bool = False) -> Any:
        self.check(skip_permission_checks=skip_permission_checks)
        try:
            examine(self.object, user=self.user, revision=self.revision)
        except PublishRefused as refused:
            if self.log_action != _SCHEDULED:
                raise
            _held(self.revision, refused)
            return None
        return execute(self, skip_permission_checks=skip_permission_checks)

    gated.postlint = True  # type: ignore[attr-defined]
    return gated


def _held(revision: Revision, refused: PublishRefused) -> None:
    """What ``publish_scheduled`` may not release stays a draft, and the command goes on with the others.

    It loses its time to go live, since a scheduled page is locked for its editors; but what only could not be checked
    keeps it, and is tried again at the command's next run.
    """
    if not refused.reason:
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])


# --- where something is saved ----------------------------------------------------------------------------------------


def _before_save(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **_: Any
) -> None:
    if raw:
        return
    if isinstance(instance, Revision):
        if instance.approved_go_live_at and (update_fields is None or "approved_go_live_at" in update_fields):
            examine(instance.as_object(), revision=instance)
    elif isinstance(instance, DraftStateMixin):
        if instance.live:
            _before_live(instance, update_fields)
    else:
        for key in _keys_to_parents(sender):
            _before_child(instance, key, update_fields)


@cache
def _keys_to_parents(model: Any) -> tuple[Any, ...]:
    """The keys by which objects of a model belong to something that can be live; a comment is an editor's."""
    if model._meta.app_label == "wagtailcore":
        return ()
    keys = (field for field in model._meta.concrete_fields if isinstance(field, ParentalKey))
    return tuple(key for key in keys if issubclass(key.related_model, DraftStateMixin))


def _before_live(instance: Any, update_fields: Any) -> None:
    """What is saved as live is examined, save where it says what is public already."""
    specific = _specific(instance)
    if update_fields is not None and not set(update_fields) & {"live", *readable_names(type(specific))}:
        return
    before = _stored(specific)
    if update_fields is not None and before is not None:
        specific = _with_fields(specific, _stored(specific), update_fields)
    said = _said(specific)
    if before is None or not before.live or not said or _said(before) != said:
        examine(_as_its_source(specific, before))
    instance._postlint_said = said


def _specific(instance: Any) -> Any:
    """A page as its own type, with what its general form holds in memory."""
    if not isinstance(instance, Page) or isinstance(instance, instance.specific_class or type(instance)):
        return instance
    specific = instance.specific_class._base_manager.get(pk=instance.pk)
    for field in instance._meta.concrete_fields:
        if field.attname in instance.__dict__:
            setattr(specific, field.attname, getattr(instance, field.attname))
    return specific


def _said(instance: Any) -> str:
    """The fingerprint of what a page says; empty where it cannot be read, which is then told by :func:`examine`."""
    try:
        return fingerprint_of(read_post(instance).text)
    except Unchecked:
        return ""


def _as_its_source(alias: Any, before: Any) -> Any:
    """An alias that follows its page, with that page's slug: as the page it was examined, and perhaps let through.

    A slug of its own was examined when the alias was made.
    """
    if getattr(alias, "alias_of_id", None) is None or before is None or before.slug != alias.slug:
        return alias
    alike = copy(alias)
    alike.slug = alias.alias_of.slug
    return alike


def _stored(instance: Any) -> Any:
    return type(instance)._base_manager.filter(pk=instance.pk).first() if instance.pk else None


def _with_fields(instance: Any, stored: Any, names: Any) -> Any:
    """What is in the database once only some fields are saved. Children that are saved with them are in memory."""
    if any(relation.get_accessor_name() in names for relation in relations(type(instance))):
        return instance
    for field in instance._meta.concrete_fields:
        if field.name in names or field.attname in names:
            setattr(stored, field.attname, getattr(instance, field.attname))
    return stored


def _before_child(child: Any, key: Any, update_fields: Any) -> None:
    """A child object saved by itself changes a page that is live. Saved with its page, it was examined already."""
    if update_fields is not None and not set(update_fields) & readable_names(type(child)):
        return
    model = key.related_model
    parent = model._base_manager.filter(pk=getattr(child, key.attname)).first()
    if parent is None or not parent.live:
        return
    owner = child._state.fields_cache.get(key.name)
    said = getattr(owner, "_postlint_said", "")
    if said and said == _said(owner):
        return
    parent = parent.specific if isinstance(parent, Page) else parent
    getattr(parent, key.remote_field.get_accessor_name()).add(child)
    examine(parent)

"""Letting findings through: bound to the words by a keyed hash, and to the rules that were overridden."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.crypto import salted_hmac

from .models import Override

PERMISSION = "postlint.override_finding"


def fingerprint_of(text: str) -> str:
    """A keyed hash of a post's text: it says whether two are the same, and nothing of the words."""
    return salted_hmac("postlint.cms.wagtail", text, algorithm="sha256").hexdigest()


def may_override(user: Any) -> bool:
    """Whether somebody may publish in spite of findings."""
    return bool(user and user.is_authenticated and user.has_perm(PERMISSION))


def override(instance: Any, fingerprint: str, rules: Collection[str], reason: str, user: Any) -> Override:
    """Let the findings of some rules through, for the words with that fingerprint."""
    return Override.objects.create(
        content_type=_type(instance), object_id=str(instance.pk), fingerprint=fingerprint, rules=sorted(rules),
        reason=reason, user=user,
    )  # fmt: skip


def overrides(instance: Any, fingerprint: str) -> list[Override]:
    """The overrides that hold for these words, the newest first."""
    found = Override.objects.filter(
        content_type=_type(instance), object_id=str(instance.pk), fingerprint=fingerprint
    ).select_related("user")
    return list(found)


def is_overridden(instance: Any, fingerprint: str, rules: Collection[str]) -> bool:
    """Whether somebody let findings of all these rules through for these words, on this page or its alias's source."""
    sources = (instance, getattr(instance, "alias_of", None))
    return any(
        set(rules) <= set(found.rules)
        for source in sources
        if source is not None and source.pk
        for found in overrides(source, fingerprint)
    )


def _type(instance: Any) -> ContentType:
    """Pages are known by one type, so that a page and its specific form are the same."""
    base = getattr(instance, "get_base_content_type", None)
    found = base() if base else ContentType.objects.get_for_model(instance)
    assert isinstance(found, ContentType)  # noqa: S101 (for the type checker)
    return found

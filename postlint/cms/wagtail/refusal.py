"""A refused publication: what is told of it, and what is kept. Neither holds words of the page (law 3)."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from wagtail.log_actions import log

REFUSE: Final = "postlint.refuse"
OVERRIDE: Final = "postlint.override"
ACCEPT: Final = "postlint.accept"

logger = logging.getLogger("postlint.cms.wagtail")


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a page is not published: a rule, its message, and in which part of the page."""

    rule: str
    severity: str
    message: str
    label: str


class PublishRefused(PermissionDenied):
    """Something was to become public that may not, or that could not be checked; it did not become public.

    ``reason`` says why it could not be checked; where it was, it is empty and there are ``objections``. As a
    PermissionDenied it is an answer with status 403 wherever nobody else catches it.
    """

    def __init__(
        self,
        instance: Any,
        *,
        objections: tuple[Objection, ...] = (),
        reason: str = "",
        fingerprint: str = "",
        user: Any = None,
        revision: Any = None,
    ) -> None:
        self.instance = instance
        self.objections = objections
        self.reason = reason
        self.fingerprint = fingerprint
        self.user = user
        self.revision = revision
        self._entry: Any = None
        super().__init__(f"not published: {reason or self._counted()}")

    @property
    def rules(self) -> dict[str, int]:
        """How often each rule objects."""
        return dict(Counter(objection.rule for objection in self.objections))

    def _counted(self) -> str:
        return ", ".join(f"{rule} ({count})" for rule, count in sorted(self.rules.items())) or "postlint objects"

    def record(self) -> None:
        """Keep in Wagtail's log, and in Python's, that it was refused.

        May be called again after a transaction was rolled back, which takes the entry of the log with it.
        """
        if self.instance.pk is None or not type(self.instance)._base_manager.filter(pk=self.instance.pk).exists():
            self._tell()
            return
        if self._entry is not None and type(self._entry).objects.filter(pk=self._entry.pk).exists():
            return
        if self._entry is None:
            self._tell()
        found = {"rules": self.rules, "fingerprint": self.fingerprint, "reason": self.reason}
        self._entry = kept_in_log(self.instance, REFUSE, user=self.user, revision=self.revision, found=found)

    def _tell(self) -> None:
        logger.warning("%s %s: %s", self.instance._meta.label, self.instance.pk, self)


def kept_in_log(instance: Any, action: str, *, user: Any, found: dict[str, Any], revision: Any = None) -> Any:
    """An entry in Wagtail's own log. Its title is the number of the page: the page's title is of its words."""
    title = f"{instance._meta.verbose_name} {instance.pk}"
    if revision is not None and revision.pk is None:
        revision = None
    return log(instance=instance, action=action, user=user, revision=revision, title=title, data=found)

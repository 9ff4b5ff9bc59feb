"""A validator for Django's model and form fields: a draft that may not be published does not validate.

    body = models.TextField(validators=[PublishableValidator(profiles=("uk-gmc",))])

Validators run in forms, the admin and ``full_clean()``; ``save()`` alone asks none of them. Messages name rules and
lines and hold no words of the draft. Whatever keeps it from being checked is an error of its own (law 4). Needs the
extra ``postlint[django]``.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from ..document import Document, Format
from ..errors import DraftError, PostlintError
from ..finding import Finding
from ..policy import Audience
from ..report import Report

if TYPE_CHECKING:
    from ..linter import Linter
    from ..prepublish import Gate

#: Linters of this process by policy and profiles: loading one takes about a second, and they may be shared.
_gates: Final[dict[tuple[str, tuple[str, ...]], Gate]] = {}
_loading: Final = Lock()


@deconstructible
class PublishableValidator:
    """Raises ValidationError, one message a finding, for a draft that may not be published.

    ``policy`` is the path of a clinic's rules file, by default the shipped one. ``profiles``, ``audience`` and ``type``
    are as on the command line, and ``format`` is how the field is written. ``hold_review``: whether drafts with
    warnings do not validate either; by default as the policy says, and the shipped one lets them, since a warning asks
    a person and a form has no way to answer.
    """

    def __init__(
        self,
        *,
        policy: str = "",
        profiles: Iterable[str] = (),
        audience: Audience | None = None,
        type: str = "",
        format: Format = "plain",
        hold_review: bool | None = None,
    ) -> None:
        self.policy = policy
        self.profiles = tuple(profiles)
        self.audience: Audience | None = audience
        self.type = type
        self.format: Format = format
        self.hold_review = hold_review

    def __call__(self, value: Any) -> None:
        """Check what was typed into the field."""
        from ..prepublish import holds_review, is_allowed

        try:
            linter = _gate(self.policy, self.profiles).linter
            report = self._report(linter, value)
        except PostlintError as error:
            raise _unchecked(error.reason if isinstance(error, DraftError) else str(error)) from None
        except Exception as error:  # noqa: BLE001 (its message may hold words of the draft)
            raise _unchecked(f"internal error ({type(error).__name__})") from None
        if not report.complete:
            raise _unchecked(report.reason)
        hold_review = holds_review(linter.policy, self.hold_review)
        if is_allowed(report, hold_review=hold_review):
            return
        held = ("error", "warning") if hold_review else ("error",)
        raise ValidationError([_objection(finding) for finding in report.findings if finding.severity in held])

    def _report(self, linter: Linter, value: Any) -> Report:
        if not isinstance(value, str):
            raise DraftError("is no text")
        declared = {"audience": self.audience, "type": self.type or None}
        told = {key: said for key, said in declared.items() if said is not None}
        if self.type and self.type not in linter.policy.types:
            raise DraftError("the validator names a type of post that the policy does not have")
        return linter.check(Document(value, format=self.format, declared=told), rewrites=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublishableValidator) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.policy, self.profiles, self.audience, self.type, self.format, self.hold_review))


def _gate(policy: str, profiles: tuple[str, ...]) -> Gate:
    """The gate of this process: its linter knows which day it is. Raises PolicyError and ModelError."""
    key = (policy, profiles)
    with _loading:
        if key not in _gates:
            from ..linter import Linter
            from ..prepublish import Gate

            _gates[key] = Gate(Linter(policy or None, profiles=profiles))
        return _gates[key]


def _objection(finding: Finding) -> ValidationError:
    told = {"line": finding.line, "message": finding.message}
    return ValidationError("Line %(line)s: %(message)s", finding.rule, told)


def _unchecked(reason: str) -> ValidationError:
    said = "This could not be checked, so it is held back: %(reason)s."
    return ValidationError(said, "unchecked", {"reason": reason})

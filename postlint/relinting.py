"""A reading of a draft, and readings of what its rewrites would make of it (law 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from .annotation import Annotations
from .comparison import is_gone, worse
from .document import Document, Prose
from .finding import Edit, Finding, Suppressed
from .policy import Policy

if TYPE_CHECKING:
    from .rules.matching import Objection
    from .rules.page import Answered, Page

#: Characters that are linted again for the rewrites of one draft. A draft with a hundred findings would otherwise
#: take a minute; what is left then gets no rewrite of its own, and ``fix`` still cures it.
RELINT_CHARACTERS: Final = 100_000


@dataclass(slots=True, repr=False)
class Reading:
    """A document as far as the rules have seen it, and the policy that holds for it."""

    document: Document
    prose: Prose
    annotations: Annotations
    policy: Policy
    objections: list[Objection]
    suppressed: tuple[Suppressed, ...] = ()
    answered: Answered | None = None

    @property
    def findings(self) -> list[Finding]:
        """What the rules object to."""
        return [o.finding for o in self.objections]

    @property
    def page(self) -> Page:
        """What the rules look at, on the day of the policy."""
        from .rules.page import Page

        day = self.policy.today or date.today()
        return Page(self.document, self.prose, self.annotations, self.answered, day)

    @property
    def gap(self) -> str:
        """Why the document as a whole was not checked; empty if it was."""
        seen = [("", self.annotations)]
        if self.answered is not None:
            seen.append(("the text answered ", self.answered.annotations))
        for what, seen_there in seen:
            code = next((part.code for part in seen_there.foreign if part.mainly), "")
            if code:
                from .pipeline.language import language_name

                return f"{what}seems to be in {language_name(code)}, and only English is checked"
        return ""


class Relint:
    """Lints rewrites of one reading again (law 6), each set of edits once, until the budget is spent."""

    def __init__(self, reading: Reading, rewritten: Callable[[tuple[Edit, ...]], Reading | None]) -> None:
        self._reading = reading
        self._rewritten = rewritten
        self._left = RELINT_CHARACTERS
        self._seen: dict[tuple[Edit, ...], Reading | None] = {}

    def cures(self, finding: Finding, edits: tuple[Edit, ...]) -> bool:
        """Whether the finding is gone from the rewritten draft, and nothing as severe is new in it."""
        if edits not in self._seen:
            if self._left <= 0:
                return False
            self._left -= len(self._reading.document.text)
            self._seen[edits] = self._rewritten(edits)
        after = self.after(edits)
        if after is None:
            return False  # an empty draft is no rewrite of one
        return is_gone(finding, edits, after.findings) and not worse(
            self._reading.findings, edits, after.findings, finding
        )

    def after(self, edits: tuple[Edit, ...]) -> Reading | None:
        """The reading of a rewrite that was linted; None where there is none."""
        return self._seen.get(edits)

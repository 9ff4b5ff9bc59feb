"""A walk: somebody goes through the findings of their own draft, one after the other, and says what becomes of each.

After every change the draft is linted again, so that whatever is asked next is true of the text as it is then. A walk
neither prints nor reads by itself, and nothing that it raises holds words of the draft (law 3).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ..comparison import is_gone, is_same, new_findings
from ..document import Document
from ..errors import DraftError, StageError
from ..finding import Edit, Finding, Rewrite
from ..report import Report
from ..reporting.text import Page
from ..reporting.view import Outcome, show
from ..reporting.words import joined, number

if TYPE_CHECKING:
    from ..linter import Linter
    from ..rewriting.suppressions import Way

HELP: Final = (
    "a number     make that rewrite; a (accept) makes the first",
    "e [WORDS]    put words of your own in the marked place; - takes it out",
    "s [REASON]   skip: leave it as it is, and do not ask again; a reason is written into the draft as a",
    "             suppression, if there is a place for one",
    "u            undo the last answer",
    "q            stop here, and keep what was done so far",
)
#: Where an answer is short or written out.
_WORDS: Final = {
    "accept": "a", "edit": "e", "skip": "s", "undo": "u", "quit": "q", "help": "?", "h": "?",
}  # fmt: skip
#: What no post holds, and an arrow key may leave in an answer.
_UNTYPED: Final = ("Cc", "Cs")

#: A question to an answer; None when there are no more answers.
Ask = Callable[[str], "str | None"]
Say = Callable[[str], None]


class NobodyAnswersError(Exception):
    """The answers are at their end."""


@dataclass(frozen=True, slots=True, repr=False)
class Stand:
    """How a draft stands after some answers: the report on it, what was skipped, and how many changes were made."""

    document: Document
    report: Report
    skipped: tuple[Finding, ...] = ()
    changes: int = 0


@dataclass(slots=True, repr=False)
class Walk:
    """The findings of a draft, asked about in reading order; ``infos`` are left out unless wanted.

    ``ask`` and ``say`` are the two ways to the person.
    """

    linter: Linter
    ask: Ask
    say: Say
    page: Page
    infos: bool = False
    _stands: list[Stand] = field(default_factory=list)

    @property
    def now(self) -> Stand:
        """The draft as it stands."""
        return self._stands[-1]

    def begin(self, document: Document) -> None:
        """Check the draft for the first time. Raises DraftError and StageError if that cannot be done."""
        report = self.linter.check(document)
        if not report.complete:
            raise DraftError(report.reason, id=document.id)
        self._stands = [Stand(document, report)]

    def go(self) -> None:
        """Ask until nothing is left to ask about, or the person leaves, or the answers are at their end."""
        try:
            while True:
                finding = self._next()
                if finding is not None:
                    self._show(finding)
                    if not self._answered(finding):
                        return
                elif len(self._stands) == 1 or not self._undone_at_the_end():
                    return
        except NobodyAnswersError:
            return

    # --- questions ------------------------------------------------------------------------------------------------

    def _asked_about(self) -> list[Finding]:
        left = [f for f in self.now.report.findings if f not in self.now.skipped]
        return sorted((f for f in left if self.infos or f.severity != "info"), key=lambda f: (f.start, f.end))

    def _next(self) -> Finding | None:
        return next(iter(self._asked_about()), None)

    def _show(self, finding: Finding) -> None:
        text = self.now.document.text
        shown = show(Outcome(self.now.report, self.now.document), words=True)  # to whoever wrote it
        told = ["", f"{number(len(self._asked_about()), 'finding')} to go through"]
        told += self.page.objection([finding], shown)
        for count, rewrite in enumerate(_offers(finding), 1):
            told += self.page.offer(count, rewrite, text, shown.lines)
        for title in dict.fromkeys(r.title for r in finding.rewrites if not r.edits):
            told += self.page.plain(f"to do: {title}")
        self.say("\n".join(told) + "\n")

    def _answer(self, question: str) -> str:
        answer = self.ask(question)
        if answer is None:
            raise NobodyAnswersError
        return answer.strip()

    def _answered(self, finding: Finding) -> bool:
        """Whether to go on, after an answer that did something."""
        offers = _offers(finding)
        numbers = "" if not offers else "[1] rewrite, " if len(offers) == 1 else f"[1-{len(offers)}] rewrite, "
        while True:
            answer = self._answer(f"{numbers}(e)dit, (s)kip, (u)ndo, (q)uit, (?) help: ")
            word, _, rest = answer.partition(" ")
            word, rest = _WORDS.get(word.lower(), word.lower()), rest.strip()
            if word == "q" and not rest:
                return False
            if word == "a":
                word, rest = rest or "1", ""
            if word.isdecimal() and not rest:
                done = self._take(finding, offers, int(word))
            elif word == "e":
                done = self._edit(finding, rest)
            elif word == "s":
                done = self._skip(finding, rest)
            elif word == "u" and not rest:
                done = self._undo()
            else:
                done = False
                self._tell(*HELP) if word == "?" else self._tell("not understood; ? tells what may be answered")
            if done:
                return True

    def _undone_at_the_end(self) -> bool:
        """Whether the person took the last answer back when all had been asked."""
        while True:
            answer = self._answer("Nothing is left to ask about. (u)ndo the last answer, or Enter to finish: ").lower()
            if answer in ("", "q", "quit"):
                return False
            if answer in ("u", "undo"):
                return self._undo()

    def _tell(self, *lines: str) -> None:
        self.say("".join(f"{line}\n" for line in lines))

    # --- answers --------------------------------------------------------------------------------------------------

    def _take(self, finding: Finding, offers: list[Rewrite], count: int) -> bool:
        if not 1 <= count <= len(offers):
            self._tell(f"there is no rewrite {count} of this one")
            return False
        return self._change(finding, offers[count - 1].edits)

    def _edit(self, finding: Finding, words: str) -> bool:
        if not finding.end > finding.start:
            self._tell("this is about the draft as a whole: there is no marked place to put words in")
            return False
        words = words or self._answer("Your words for the marked place (- takes it out, Enter alone changes nothing): ")
        if not words:
            return False
        if any(unicodedata.category(char) in _UNTYPED for char in words):
            self._tell("that holds a control character; nothing was changed")
            return False
        edits = _in_place(self.now.document, finding, "" if words == "-" else words)
        if not edits:
            self._tell("that is what stands there already")
            return False
        return self._change(finding, edits)

    def _skip(self, finding: Finding, reason: str) -> bool:
        reason = reason or self._answer("Why may it stay? (Enter alone: no reason is written into the draft) ")
        stand = self._let_through(finding, reason) if reason else None
        self._stands.append(stand or replace(self.now, skipped=(*self.now.skipped, finding)))
        return True

    def _undo(self) -> bool:
        if len(self._stands) == 1:
            self._tell("there is nothing to undo")
            return False
        self._stands.pop()
        self._tell("the last answer is undone")
        return True

    # --- changes --------------------------------------------------------------------------------------------------

    def _change(self, finding: Finding, edits: tuple[Edit, ...]) -> bool:
        """Make edits, unless the draft could not be checked with them; say what they bring."""
        before = self.now
        after = self._after(edits)
        if isinstance(after, str):
            self._tell(f"nothing was changed, since the draft could then not be checked: {after}")
            return False
        self._stands.append(after)
        if not is_gone(finding, edits, after.report.findings):
            self._tell(f"still found: {finding.rule}")
        new = new_findings(before.report.findings, edits, after.report.findings)
        if new:
            rules = joined(sorted({f.rule for f in new}))
            self._tell(f"that brings {number(len(new), 'new finding')}: {rules}")
        more = len(after.report.suppressed) - len(before.report.suppressed)
        if more > 0:
            self._tell(f"{number(more, 'finding')} more let through by what the draft allows")
        return True

    def _after(self, edits: tuple[Edit, ...]) -> Stand | str:
        """How the draft stands after edits, or why it could not be checked."""
        from ..rewriting.edits import apply

        now = self.now
        document = now.document.edited(apply(now.document.text, edits), edits)
        try:
            report = self.linter.check(document)
        except DraftError as error:
            return error.reason
        except StageError as error:
            return str(error)
        if not report.complete:
            return report.reason
        return Stand(document, report, _still_skipped(now, edits, report), now.changes + 1)

    def _let_through(self, finding: Finding, reason: str) -> Stand | None:
        """The draft with a suppression of a finding; None, and the person is told, where none is honoured."""
        from ..rewriting.suppressions import ways

        why = "this draft has no place for one"
        if any(unicodedata.category(char) in _UNTYPED for char in reason):
            self._only_skipped("the reason holds a control character")
            return None
        for way in ways(self.now.document, finding.rule, finding.span, reason):
            after = self._after(way.edits)
            if isinstance(after, str):
                why = f"the draft could then not be checked: {after}"
                continue
            new = new_findings(self.now.report.findings, way.edits, after.report.findings)
            about = [f.message for f in new if f.family == "notice"]
            if about:
                why = about[0]
            elif new:  # to say the same where it covers more would be no answer to that
                why = f"with it {joined(sorted({f.rule for f in new}))} would be found"
                break
            elif is_gone(finding, way.edits, after.report.findings):
                return after if self._agreed(finding, way, after) else None
        self._only_skipped(why)
        return None

    def _only_skipped(self, why: str) -> None:
        self._tell(f"no suppression was written: {why}", "it is only skipped; (u)ndo takes that back")

    def _agreed(self, finding: Finding, way: Way, after: Stand) -> bool:
        """Whether the person wants a suppression that may cover more than what they were asked about."""
        others = len(after.report.suppressed) - len(self.now.report.suppressed) - 1
        reach = "the whole draft" if way.whole else "the paragraph, heading, item or row that follows it"
        if others > 0:
            counted = number(others, "other finding")
            answer = self._answer(f"It speaks for {reach}: {counted} of {finding.rule} would go too. Write it? [y/N] ")
            if answer.lower() not in ("y", "yes"):
                self._only_skipped("you did not want it")
                return False
        self._tell(f"a suppression is written into the draft; it speaks for {reach}")
        return True


def _offers(finding: Finding) -> list[Rewrite]:
    """The rewrites that change something, in the order of the rule's cures."""
    return [rewrite for rewrite in finding.rewrites if rewrite.edits]


def _still_skipped(now: Stand, edits: tuple[Edit, ...], report: Report) -> tuple[Finding, ...]:
    """The findings after edits that were skipped before: those that stand where one did, or touch its words and those
    of no finding of that rule that is still to be asked about.
    """
    open_ = [f for f in now.report.findings if f not in now.skipped]
    unlike_skipped = new_findings(now.skipped, edits, report.findings)
    unlike_open = new_findings(open_, edits, report.findings)
    return tuple(
        f
        for f in report.findings
        if any(is_same(s, edits, f) for s in now.skipped) or (f not in unlike_skipped and f in unlike_open)
    )


def _in_place(document: Document, finding: Finding, words: str) -> tuple[Edit, ...]:
    """The edits that put somebody's words where a finding stands; markup within the place stays."""
    from ..reading import read
    from ..rewriting.cures import edits_of, in_prose

    prose = read(document)
    place = in_prose(prose, finding.span)
    if place.start < place.end and prose.offsets.source(place.start, place.end) == finding.span:
        return edits_of([(place.start, place.end, words)], prose, document)
    # Not of the prose: a remark to postlint, an entry of the front matter.
    edit = Edit(finding.start, finding.end, words)
    return (edit,) if document.text[edit.start : edit.end] != words else ()

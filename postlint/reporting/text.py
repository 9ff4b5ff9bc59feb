"""The report for a person at a terminal: where, what is marked, why, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..document import Span
from ..finding import Edit, Finding, Rewrite, Severity
from ..report import Verdict
from . import cells
from .changes import applied, better_not, by_line, merged, offered
from .groups import first_of, groups
from .lines import Lines, sentence
from .view import Shown
from .words import summed, tally, unchecked

if TYPE_CHECKING:
    from ..policy import DoNotPost
    from . import Occasion

#: Cells that a report never goes below, and never needs more than: longer lines are hard to read.
NARROWEST: Final = 40
WIDEST: Final = 100

#: Said once wherever a draft came out with nothing (law 7).
NO_CERTIFICATE: Final = (
    "postlint never certifies a draft: it says that no rule matched. Read it once more as the patient, "
    "or somebody who knows them, would."
)

_SEVERITY_COLORS: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "info": "blue"}
_VERDICT_COLORS: Final[dict[Verdict, str]] = {"block": "red", "review": "yellow", "publish": "green"}
# A rewrite that touches more lines than this is told by its title; --diff shows all of it.
_MOST_LINES: Final = 4
# Other details of a combination, and cells of each, that are shown; the rest are counted.
_MOST_PLACES: Final = 8
_LONGEST_PLACE: Final = 32
_INDENT: Final = "    "

Style = Callable[[str], str]


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """The whole report; no line is wider than ``occasion.width`` (but never under 40 cells)."""
    page = Page.of(occasion)
    out: list[str] = []
    for shown in drafts:
        out += page.document(shown)
        out.append("")
    out += page.summary(drafts)
    return "\n".join(out) + "\n"


class Page:
    """How wide and how colourful the report is; holds no state beside."""

    __slots__ = ("_color", "_do_not_post", "_width")

    def __init__(self, width: int, color: bool, do_not_post: DoNotPost) -> None:
        self._width = width
        self._color = color
        self._do_not_post = do_not_post

    @classmethod
    def of(cls, occasion: Occasion) -> Page:
        """The page of an occasion, neither too narrow nor too wide to be read."""
        return cls(min(max(occasion.width, NARROWEST), WIDEST), occasion.color, occasion.do_not_post)

    def _style(self, fg: str | None = None, bold: bool = False, dim: bool = False) -> Style:
        if not self._color:
            return str

        def styled(text: str) -> str:
            import click

            return click.style(text, fg=fg, bold=bold or None, dim=dim or None)

        return styled

    def _wrapped(self, text: str, indent: str, style: Style = str) -> list[str]:
        parts = cells.wrap(text, self._width - len(indent))
        return [indent + style(cells.shown(text[low:high])) for low, high in parts]

    def header(self, shown: Shown) -> Iterator[str]:
        """The verdict and how many of what; of a draft that could not be checked, why."""
        report = shown.report
        verdict = report.verdict.upper()
        counts = tally(report.findings)
        silenced = f"; {len(report.suppressed)} suppressed" if report.suppressed else ""
        hidden = f"; {report.hidden:,} not shown" if report.hidden else ""
        if not report.complete:
            tail = ""
        elif counts or hidden:
            tail = f" ({f'{counts}{silenced}{hidden}'.removeprefix('; ')})"
        else:
            tail = f" (no {'other ' if silenced else ''}rule matched{silenced})"
        room = self._width - len(verdict) - len(tail) - 2
        path = cells.clip(report.id, max(room, 10))
        yield (
            self._style(bold=True)(path)
            + ": "
            + self._style(_VERDICT_COLORS[report.verdict], bold=True)(verdict)
            + tail
        )
        if not report.complete:
            yield from self._wrapped(unchecked(report), "  ")

    def document(self, shown: Shown) -> Iterator[str]:
        """A header, then the findings."""
        yield from self.header(shown)
        for group in groups(shown):
            yield ""
            yield from self.objection(group, shown)
            yield from self._cures(group, shown)

    def objection(self, group: Sequence[Finding], shown: Shown) -> Iterator[str]:
        """Where findings of one rule stand, what is marked there, and why."""
        first = group[0]
        places = ", ".join(f"{finding.line}:{finding.column}" for finding in group)
        head = f"{places}  {first.severity}  {first.rule}"
        if len(head) + 2 <= self._width:
            severity = self._style(_SEVERITY_COLORS[first.severity], bold=True)(first.severity)
            yield f"  {places}  {severity}  {self._style(bold=True)(cells.shown(first.rule))}"
        else:
            yield from self._wrapped(head, "  ")
        if shown.text is not None:
            yield from self._excerpts(group, shown.text, shown.lines)
        for message in dict.fromkeys(finding.message for finding in group):
            yield from self._wrapped(message, _INDENT)
        yield from self._related(group, shown)

    def offer(self, count: int, rewrite: Rewrite, text: str, lines: Lines) -> Iterator[str]:
        """A rewrite under its number among those offered, and what its lines would become."""
        yield from self._wrapped(f"{count}  {rewrite.title}", _INDENT)
        changes = by_line(merged([rewrite]), lines)
        if len(changes) > _MOST_LINES:
            yield from self._wrapped(f"(changes {len(changes)} lines)", _INDENT + "  ")
            return
        for at in sorted(changes):
            yield from self._changed(changes[at], text, lines.bounds(at))

    def plain(self, words: str) -> Iterator[str]:
        """Words of postlint's own, in lines."""
        yield from self._wrapped(words, _INDENT)

    def _excerpts(self, group: Sequence[Finding], text: str, lines: Lines) -> Iterator[str]:
        low, high = lines.bounds(lines.number(first_of(group)))
        line = text[low:high]
        # A mark may run on past its line; what is shown of it ends with the line.
        marks = [(f.start - low, min(f.end, high) - low) for f in group if f.start < f.end and f.start < high]
        style = self._style(_SEVERITY_COLORS[group[0].severity], bold=True)
        while marks:
            part = cells.window(line, marks[0], self._width - len(_INDENT))
            seen = [mark for mark in marks if mark[1] <= part[1]] or marks[:1]
            above, below = cells.excerpt(line, part, seen, style)
            yield _INDENT + above
            yield _INDENT + self._style(_SEVERITY_COLORS[group[0].severity])(below)
            marks = [mark for mark in marks if mark not in seen]
        last = max(lines.number(max(f.start, f.end - 1)) for f in group)
        if last > lines.number(first_of(group)):
            yield f"{_INDENT}(to line {last})"

    def _related(self, group: Sequence[Finding], shown: Shown) -> Iterator[str]:
        places = sorted({place for finding in group for place in finding.related})
        told = [place_of(place, shown) for place in places[:_MOST_PLACES]]
        if len(places) > _MOST_PLACES:
            told.append(f"{len(places) - _MOST_PLACES} more")
        if told:
            yield from self._wrapped(f"together with {', '.join(told)}", _INDENT)

    def _cures(self, group: Sequence[Finding], shown: Shown) -> Iterator[str]:
        first = list(filter(None, map(offered, group)))
        changes = by_line(merged(first), shown.lines)
        if shown.text is not None and changes and len(changes) <= _MOST_LINES:
            yield _INDENT + "write instead:"
            for at in sorted(changes):
                yield from self._changed(changes[at], shown.text, shown.lines.bounds(at))
            return
        titles = dict.fromkeys((offered(f) or f.rewrites[0]).title for f in group if f.rewrites)
        for title in titles:
            yield from self._wrapped(f"write instead: {title}" if first else f"to do: {title}", _INDENT)
        if not first and (others := self._otherwise(group)):
            yield from self._wrapped(f"or: {'; '.join(others)}", _INDENT)
        if changes:
            yield from self._wrapped(f"(changes {len(changes)} lines: --diff shows them)", _INDENT)

    def _otherwise(self, group: Sequence[Finding]) -> list[str]:
        """What else the author of a draft that had better not be posted can do."""
        return [r.title for r in group[0].rewrites[1:]] if better_not(group, self._do_not_post) else []

    def _changed(self, edits: Sequence[Edit], text: str, bounds: tuple[int, int]) -> Iterator[str]:
        low, high = bounds
        high = max(high, edits[-1].end)
        left, right = sentence(text[low:high], edits[0].start - low, edits[-1].end - low)
        new, marks = applied(text, (low + left, low + right), edits)
        indent = _INDENT + "  "
        if not new.strip():
            yield f"{indent}(nothing: leave it out)"
            return
        style = self._style("green", bold=True)
        for part in cells.wrap(new, self._width - len(indent)):
            yield indent + cells.paint(new, part, marks, style)

    def summary(self, drafts: Sequence[Shown]) -> Iterator[str]:
        """The last lines: how many of what, and what to do next."""
        reports = [shown.report for shown in drafts]
        yield from self._wrapped(summed(reports), "", self._style(bold=True))
        yield from self._hints([finding for report in reports for finding in report.findings])
        if any(shown.text is None and shown.report.findings for shown in drafts):
            yield from self._wrapped("no words of a draft are shown; --show-text shows them", "", self._style(dim=True))
        if any(r.complete and not r.findings and (not r.hidden or r.verdict == "publish") for r in reports):
            yield from self._wrapped(NO_CERTIFICATE, "")

    def _hints(self, findings: Sequence[Finding]) -> Iterator[str]:
        if not findings:
            return
        offers = [{r.safety for r in f.rewrites} for f in findings]
        safe = sum("safe" in offer for offer in offers)
        more = sum("suggested" in offer and "safe" not in offer for offer in offers)
        dim = self._style(dim=True)
        if self._do_not_post.message and better_not(
            (f for f in findings if f.severity == "error"), self._do_not_post
        ):
            yield from self._wrapped(self._do_not_post.message, "")
        if safe or more:
            told = [f"--fix rewrites {safe}"] if safe else []
            told += (
                [f"--fix --suggested rewrites {more}{' more' if safe else ''}, for you to read over"] if more else []
            )
            yield from self._wrapped("; ".join(told), "", dim)
        worst = min(findings, key=lambda f: ("error", "warning", "info").index(f.severity))
        yield from self._wrapped(f"postlint explain {worst.rule} says why, with examples", "", dim)


def place_of(place: Span, shown: Shown) -> str:
    """``"Skerry Point" (1:85)``: the words are what a reader looks for, the numbers what an editor takes."""
    line, column = shown.lines.place(place.start)
    words = " ".join((shown.text or "")[place.start : place.end].split())
    if not words:
        return f"{line}:{column}"
    low, high = cells.wrap(words, _LONGEST_PLACE)[0]
    return f'"{words[low:high]}{cells.ELLIPSIS if high < len(words) else ""}" ({line}:{column})'

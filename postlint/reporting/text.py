"""The report for a person at a terminal: where, what is marked, why, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..document import Document, Span
from ..finding import Edit, Finding, Rewrite, Severity
from ..report import Report, Verdict
from . import cells
from .lines import Lines, sentence
from .words import number, tally, unchecked

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


def render(reports: Sequence[Report], documents: Sequence[Document | None], occasion: Occasion) -> str:
    """The whole report; no line is wider than ``occasion.width`` (but never under 40 cells)."""
    page = Page.of(occasion)
    out: list[str] = []
    for report, document in zip(reports, documents, strict=True):
        out += page.document(report, document)
        out.append("")
    out += page.summary(reports)
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

    def document(self, report: Report, document: Document | None) -> Iterator[str]:
        """A header, then the findings."""
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
        if document is None:
            return
        lines = Lines(document.text)
        for group in groups(report.findings, document.text, lines):
            yield ""
            yield from self._group(group, document.text, lines)

    def _group(self, group: Sequence[Finding], text: str, lines: Lines) -> Iterator[str]:
        yield from self.objection(group, text, lines)
        yield from self._cures(group, text, lines)

    def objection(self, group: Sequence[Finding], text: str, lines: Lines) -> Iterator[str]:
        """Where findings of one rule stand, what is marked there, and why."""
        first = group[0]
        places = ", ".join(f"{finding.line}:{finding.column}" for finding in group)
        head = f"{places}  {first.severity}  {first.rule}"
        if len(head) + 2 <= self._width:
            severity = self._style(_SEVERITY_COLORS[first.severity], bold=True)(first.severity)
            yield f"  {places}  {severity}  {self._style(bold=True)(cells.shown(first.rule))}"
        else:
            yield from self._wrapped(head, "  ")
        yield from self._excerpts(group, text, lines)
        for message in dict.fromkeys(finding.message for finding in group):
            yield from self._wrapped(message, _INDENT)
        yield from self._related(group, text, lines)

    def offer(self, count: int, rewrite: Rewrite, text: str, lines: Lines) -> Iterator[str]:
        """A rewrite under its number among those offered, and what its lines would become."""
        yield from self._wrapped(f"{count}  {rewrite.title}", _INDENT)
        by_line = _by_line(merged([rewrite]), lines)
        if len(by_line) > _MOST_LINES:
            yield from self._wrapped(f"(changes {len(by_line)} lines)", _INDENT + "  ")
            return
        for at in sorted(by_line):
            yield from self._changed(by_line[at], text, lines.bounds(at))

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

    def _related(self, group: Sequence[Finding], text: str, lines: Lines) -> Iterator[str]:
        places = sorted({place for finding in group for place in finding.related})
        told = [_place(place, text, lines) for place in places[:_MOST_PLACES]]
        if len(places) > _MOST_PLACES:
            told.append(f"{len(places) - _MOST_PLACES} more")
        if told:
            yield from self._wrapped(f"together with {', '.join(told)}", _INDENT)

    def _cures(self, group: Sequence[Finding], text: str, lines: Lines) -> Iterator[str]:
        edits = merged(filter(None, map(offered, group)))
        by_line = _by_line(edits, lines)
        if edits and len(by_line) <= _MOST_LINES:
            yield _INDENT + "write instead:"
            for at in sorted(by_line):
                yield from self._changed(by_line[at], text, lines.bounds(at))
        else:
            titles = dict.fromkeys((offered(f) or f.rewrites[0]).title for f in group if f.rewrites)
            for title in titles:
                yield from self._wrapped(f"write instead: {title}" if edits else f"to do: {title}", _INDENT)
            if not edits and (others := self._otherwise(group)):
                yield from self._wrapped(f"or: {'; '.join(others)}", _INDENT)
            if edits:
                yield from self._wrapped(f"(changes {len(by_line)} lines: --diff shows them)", _INDENT)

    def _otherwise(self, group: Sequence[Finding]) -> list[str]:
        """What else the author of a draft that had better not be posted can do."""
        first = group[0].rewrites[1:]
        return [r.title for r in first] if self._better_not(group) else []

    def _better_not(self, findings: Iterable[Finding]) -> bool:
        return any(r.title in self._do_not_post.alternatives for finding in findings for r in finding.rewrites)

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

    def summary(self, reports: Sequence[Report]) -> Iterator[str]:
        """The last lines: how many of what, and what to do next."""
        findings = [finding for report in reports for finding in report.findings]
        incomplete = sum(not report.complete for report in reports)
        line = f"{number(incomplete, 'draft')} could not be checked"
        if incomplete < len(reports):
            hidden = sum(report.hidden for report in reports)
            told = tally(findings) or ("nothing shown" if hidden else "no rule matched")
            more = f" ({hidden:,} not shown)" if hidden else ""
            checked = f"{told} in {number(len(reports) - incomplete, 'draft')}{more}"
            line = f"{checked}; {line}" if incomplete else checked
        yield from self._wrapped(line, "", self._style(bold=True))
        yield from self._hints(findings)
        if any(r.complete and not r.findings and (not r.hidden or r.verdict == "publish") for r in reports):
            yield from self._wrapped(NO_CERTIFICATE, "")

    def _hints(self, findings: Sequence[Finding]) -> Iterator[str]:
        if not findings:
            return
        offers = [{r.safety for r in f.rewrites if r.edits} for f in findings]
        safe = sum("safe" in offer for offer in offers)
        more = sum("suggested" in offer and "safe" not in offer for offer in offers)
        dim = self._style(dim=True)
        if self._do_not_post.message and self._better_not(f for f in findings if f.severity == "error"):
            yield from self._wrapped(self._do_not_post.message, "")
        if safe or more:
            told = [f"--fix rewrites {safe}"] if safe else []
            told += (
                [f"--fix --suggested rewrites {more}{' more' if safe else ''}, for you to read over"] if more else []
            )
            yield from self._wrapped("; ".join(told), "", dim)
        worst = min(findings, key=lambda f: ("error", "warning", "info").index(f.severity))
        yield from self._wrapped(f"postlint explain {worst.rule} says why, with examples", "", dim)


def _place(place: Span, text: str, lines: Lines) -> str:
    """``"Skerry Point" (1:85)``: the words are what a reader looks for, the numbers what an editor takes."""
    line = lines.number(place.start)
    at = f"{line}:{place.start - lines.bounds(line)[0] + 1}"
    words = " ".join(text[place.start : place.end].split())
    if not words:
        return at
    low, high = cells.wrap(words, _LONGEST_PLACE)[0]
    return f'"{words[low:high]}{cells.ELLIPSIS if high < len(words) else ""}" ({at})'


def _by_line(edits: Iterable[Edit], lines: Lines) -> dict[int, list[Edit]]:
    """Edits under the number of the line that each begins in."""
    by_line: dict[int, list[Edit]] = {}
    for edit in edits:
        by_line.setdefault(lines.number(edit.start), []).append(edit)
    return by_line


def first_of(group: Sequence[Finding]) -> int:
    """Where a group begins."""
    return min(finding.start for finding in group)


def groups(findings: Sequence[Finding], text: str, lines: Lines) -> list[list[Finding]]:
    """Findings in reading order; those of one rule in one sentence stay together, at the first one's place."""
    found: dict[tuple[str, Severity, int, int], list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.start, f.end)):
        low, high = lines.bounds(lines.number(finding.start))
        start = sentence(text[low:high], min(finding.start, high) - low, min(finding.end, high) - low)[0]
        found.setdefault((finding.rule, finding.severity, low, start), []).append(finding)
    return list(found.values())


def offered(finding: Finding) -> Rewrite | None:
    """The first rewrite that can be made for the author, if there is one."""
    return next((r for r in finding.rewrites if r.edits and r.safety != "manual"), None)


def merged(rewrites: Iterable[Rewrite]) -> list[Edit]:
    """The edits of several rewrites, in order; one that gets in the way of an earlier one is left out."""
    out: list[Edit] = []
    for edit in sorted({edit for rewrite in rewrites for edit in rewrite.edits}):
        if not out or edit.start >= out[-1].end:
            out.append(edit)
    return out


def applied(text: str, part: tuple[int, int], edits: Sequence[Edit]) -> tuple[str, list[tuple[int, int]]]:
    """``text[part]`` with ``edits`` made, and the ranges of it that are new."""
    at, stop = part
    new = ""
    marks: list[tuple[int, int]] = []
    for edit in edits:
        new += text[at : edit.start] + edit.text
        marks.append((len(new) - len(edit.text), len(new)))
        at = edit.end
    return new + text[at:stop], marks

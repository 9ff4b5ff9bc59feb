"""Findings on the author's page: what is objected to, why, on whose authority, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from ..document import Span
from ..finding import Finding, Severity
from ..policy import Policy, Rule
from .beside import beside, change
from .cells import shown as safe
from .changes import by_line, merged, offered
from .escaping import clipped, line
from .lines import sentence
from .marking import Numbered
from .view import Shown
from .words import joined, tally

_SHAPES: Final[dict[Severity, str]] = {"error": "■", "warning": "▲", "info": "●"}
_LONGEST_QUOTE: Final = 80
# Details of a combination that are told, and lines of a rewrite that are shown.
_MOST_PLACES: Final = 12
_MOST_LINES: Final = 4


class Findings:
    """The findings of one draft, whose anchors begin with ``prefix``, under headings of a ``level``.

    A rule's reason is told once, and then linked.
    """

    __slots__ = ("_explained", "_level", "_prefix", "_rules", "_shown")

    def __init__(self, shown: Shown, prefix: str, catalogue: Policy | None, *, level: int) -> None:
        self._shown = shown
        self._prefix = prefix
        self._level = level
        self._rules = {rule.name: rule for rule in catalogue.rules} if catalogue else {}
        self._explained: dict[str, int] = {}

    def heading(self, anchor: str, words: str) -> str:
        """The heading of a part of what is said of the draft."""
        return f'<h{self._level} class="part" id="{self._prefix}{anchor}">{words}</h{self._level}>'

    def sums(self, groups: Sequence[Numbered]) -> Iterator[str]:
        """What could identify the person, in a line for each combination of details."""
        for group in groups:
            for finding in group.findings:
                if self._adds_up(finding):
                    details = self._details([finding.span, *finding.related])
                    yield (
                        f'<p class="sum"><strong>What could identify the person, taken together:</strong> {details}'
                        f' (<a href="#{self._prefix}f{group.number}">finding {group.number}</a>).</p>'
                    )

    def _adds_up(self, finding: Finding) -> bool:
        rule = self._rules.get(finding.rule)
        return bool(finding.related) and (rule is None or any(match.on == "combination" for match in rule.matches))

    def item(self, group: Numbered) -> Iterator[str]:
        """One entry of the list."""
        first, rule = group.first, self._rules.get(group.first.rule)
        number, severity = group.number, group.first.severity
        yield f'<li class="{severity}" id="{self._prefix}f{number}">'
        yield f'<span class="number" aria-hidden="true">{number}</span>'
        yield f"<h{self._level + 1}>{line(rule.title if rule else first.rule)}</h{self._level + 1}>"
        yield (
            f'<p class="meta"><span class="severity"><span aria-hidden="true">{_SHAPES[severity]}</span> {severity}'
            f"</span> · {self._where(group)} · <code>{escape(safe(first.rule))}</code></p>"
        )
        if quotes := self._quotes(group):
            yield f'<p class="quote">{quotes}</p>'
        yield from (f"<p>{line(message)}</p>" for message in dict.fromkeys(f.message for f in group.findings))
        related = sorted({place for finding in group.findings for place in finding.related})
        if related:
            yield f'<p class="meta">Together with {self._details(related)}</p>'
        yield from self._cures(group)
        if rule:
            yield self._why(rule, number)
        yield "</li>"

    def _where(self, group: Numbered) -> str:
        if not group.placed:
            return "the draft as a whole"
        places = [self._shown.lines.place(finding.start) for finding in group.findings]
        told = "; ".join(f"line {row}, column {column}" for row, column in places)
        return f'<a href="#{self._prefix}r{group.number}">{told}</a>' if self._shown.text is not None else told

    def _quotes(self, group: Numbered) -> str:
        quotes = [self._words(finding.span) for finding in group.findings]
        return ", ".join(f"“{quote}”" for quote in dict.fromkeys(quotes) if quote)

    def _words(self, place: Span) -> str:
        return clipped((self._shown.text or "")[place.start : place.end], _LONGEST_QUOTE)

    def _details(self, places: Sequence[Span]) -> str:
        """The details by their words, or where there are none to show, by their places."""
        told = []
        for place in places[:_MOST_PLACES]:
            row, column = self._shown.lines.place(place.start)
            quote = self._words(place)
            told.append(f"“{quote}”" if quote else f"{row}:{column}")
        if len(places) > _MOST_PLACES:
            told.append(f"{len(places) - _MOST_PLACES} more")
        return joined(told)

    def _cures(self, group: Numbered) -> Iterator[str]:
        """The first rewrite that can be made as the sentence becomes, and all others by their titles."""
        made = [rewrite for rewrite in map(offered, group.findings) if rewrite]
        edits = by_line(merged(made), self._shown.lines)
        if self._shown.text is not None and edits and len(edits) <= _MOST_LINES:
            yield '<p class="label">Write instead</p>'
            for at in sorted(edits):
                low, high = self._shown.lines.bounds(at)
                high = max(high, edits[at][-1].end)
                left, right = sentence(self._shown.text[low:high], edits[at][0].start - low, edits[at][-1].end - low)
                yield f'<p class="change">{change(self._shown.text, (low + left, low + right), edits[at])}</p>'
        others = dict.fromkeys(rewrite.title for finding in group.findings for rewrite in finding.rewrites)
        if others:
            yield '<ul class="todo" aria-label="What to do">'
            yield from (f"<li>{line(title)}</li>" for title in others)
            yield "</ul>"

    def _why(self, rule: Rule, number: int) -> str:
        at = self._explained.setdefault(rule.name, number)
        if at != number:
            return f'<p class="why">Why: see <a href="#{self._prefix}f{at}">finding {at}</a>.</p>'
        sources = "; ".join(line(source) for source in rule.sources)
        authority = f" <cite>{sources}.</cite>" if sources else ""
        return f'<p class="why"><strong>Why.</strong> {line(rule.why)}{authority}</p>'

    def rewritten(self) -> Iterator[str]:
        """The whole rewritten draft beside the draft, where there is one and it differs."""
        text, after = self._shown.text, self._shown.report.rewrite
        if text is None or after is None or after == text:
            return
        yield "<section>"
        yield self.heading("b", "The rewrite beside the original")
        if self._shown.after is not None:
            left = tally(self._shown.after.findings)
            told = f"{left} would be left" if left else "no rule matches any more"
            yield f"<p>With these rewrites {told}. Read them over: they say less, and should say nothing else.</p>"
        yield f"{beside(text, after)}\n</section>"

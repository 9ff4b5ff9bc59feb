"""A draft in HTML with its findings marked, each with the number it has among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ..finding import Finding, severity_rank
from .escaping import words

#: A longer mark, or one over a line's end, is of a whole passage: it is only underlined, and has its number in front.
_LONGEST_MARK: Final = 120


@dataclass(frozen=True, slots=True)
class Numbered:
    """Findings that are told together, under the number they have in their draft."""

    number: int
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The first of them, which speaks for all."""
        return self.findings[0]

    @property
    def placed(self) -> bool:
        """Whether it stands somewhere in the draft; what a draft lacks does not."""
        return any(finding.end > 0 for finding in self.findings)


def marked(text: str, groups: Sequence[Numbered], prefix: str) -> str:
    """The draft. A number leads to ``#{prefix}f{number}`` and the first of each is ``#{prefix}r{number}``."""
    places = [_Place(group, finding, text, finding is group.first) for group in groups for finding in group.findings]
    places = [place for place in places if place.finding.end > 0]
    cuts = sorted({0, len(text), *(cut for place in places for cut in (place.finding.start, place.finding.end))})
    out = list(_references(places, 0, prefix))
    for low, high in pairwise(cuts):
        over = [place for place in places if place.finding.start <= low and high <= place.finding.end]
        piece = words(text[low:high])
        out.append(f'<mark class="{_look(over)}">{piece}</mark>' if over else piece)
        out += _references(places, high, prefix)
    return "".join(out)


class _Place:
    """Where one finding of a group is marked, and where its number goes."""

    __slots__ = ("anchor", "at", "far", "finding", "number")

    def __init__(self, group: Numbered, finding: Finding, text: str, anchor: bool) -> None:
        self.number = group.number
        self.finding = finding
        self.far = finding.end - finding.start > _LONGEST_MARK or "\n" in text[finding.start : finding.end].strip()
        self.at = finding.start if self.far else finding.end
        self.anchor = anchor


def _look(over: Sequence[_Place]) -> str:
    """The class of a mark: that of the worst that points at it, or of the passage around it."""
    near = [place for place in over if not place.far]
    worst = min((place.finding.severity for place in near or over), key=severity_rank)
    return worst if near else f"{worst} far"


def _references(places: Sequence[_Place], at: int, prefix: str) -> Iterator[str]:
    for place in sorted((place for place in places if place.at == at), key=lambda place: place.number):
        named = f' id="{prefix}r{place.number}"' if place.anchor else ""
        told = f"finding {place.number}: {place.finding.severity}"
        yield (
            f'<a class="ref {place.finding.severity}"{named} href="#{prefix}f{place.number}" aria-label="{told}">'
            f"{place.number}</a>"
        )

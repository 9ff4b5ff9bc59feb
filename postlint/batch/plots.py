"""Plots in SVG, drawn by hand so that a page needs no program and nothing from elsewhere.

Widths are shares of the page, so that letters keep their size on a telephone. Colours are classes (``good``, ``error``
...), which the page's style gives by day and by night. Each shape has its numbers in a title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from .summary import Part, Section

#: What each series is painted as.
PAINT: Final[Mapping[str, str]] = {
    "publish": "good", "review": "warning", "block": "error", "unchecked": "soft",
    "error": "error", "warning": "warning", "info": "info",
}  # fmt: skip
#: Pixels: the height of a bar, of the plot of months, and of what stands under and over it.
_BAR: Final = 12
_HEIGHT: Final = 200
_FOOT: Final = 24
_TOP: Final = 12
#: Hundredths of the width: where the scale ends and the columns begin, and the widest column.
_LEFT: Final = 8.0
_WIDEST: Final = 9.0
#: Months that can be named side by side on a narrow screen.
_NAMES: Final = 6
_STEPS: Final = (1, 2, 5)


def bar(part: Part, section: Section) -> str:
    """The bar of one part, beside the longest of its section."""
    most = max(other.total for other in section.parts) or 1
    left, shapes = 0.0, []
    for name in section.series:
        wide = 100 * part.counts.get(name, 0) / most
        if wide:
            shapes.append(_rect(part, name, f'x="{left:.2f}%" y="0" width="{wide:.2f}%" height="{_BAR}"'))
            left += wide
    return _svg(_BAR, f"{part.name}: {part.total:,}", shapes)


def columns(section: Section) -> str:
    """A column for each part, made of its series, over a scale."""
    most = max(part.total for part in section.parts) or 1
    step = _step(most)
    top = -(-most // step) * step
    room, floor = _HEIGHT - _FOOT - _TOP, _HEIGHT - _FOOT
    wide = (100 - _LEFT) / len(section.parts)
    column = min(wide * 0.72, _WIDEST)
    shapes = []
    for mark in range(0, top + 1, step):
        y = floor - room * mark / top
        shapes.append(f'<line class="scale" x1="{_LEFT}%" y1="{y:.1f}" x2="100%" y2="{y:.1f}"/>')
        shapes.append(f'<text class="end" x="{_LEFT - 1}%" y="{y + 4:.1f}">{mark:,}</text>')
    every = -(-len(section.parts) // _NAMES)
    for index, part in enumerate(section.parts):
        middle, y = _LEFT + (index + 0.5) * wide, float(floor)
        for name in section.series:
            high = room * part.counts.get(name, 0) / top
            if high:
                y -= high
                place = f'x="{middle - column / 2:.2f}%" y="{y:.1f}" width="{column:.2f}%" height="{high:.1f}"'
                shapes.append(_rect(part, name, place))
        if index % every == 0:
            shapes.append(f'<text class="middle" x="{middle:.2f}%" y="{_HEIGHT - 6}">{escape(part.name)}</text>')
    return _svg(_HEIGHT, section.note, shapes)


def _rect(part: Part, name: str, place: str) -> str:
    title = f"<title>{escape(part.name)}: {part.counts[name]:,} {escape(name)}</title>"
    return f'<rect class="{PAINT[name]}" {place}>{title}</rect>'


def _svg(height: int, label: str, shapes: Sequence[str]) -> str:
    body = "".join(shapes)
    return f'<svg width="100%" height="{height}" role="img" aria-label="{escape(label)}">{body}</svg>'


def _step(most: int) -> int:
    """Between two marks of a scale: 1, 2 or 5 times a power of ten, so that there are at most five."""
    power = 1
    while True:
        for step in _STEPS:
            if most <= 4 * step * power:
                return step * power
        power *= 10

"""Plots in SVG, drawn by hand so that a page needs no program and nothing from elsewhere.

What is counted (a verdict, a severity) is a class, which the page's style colours by day and by night. Every bar has
its numbers in a title, and the page shows the same numbers in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from ..reporting.cells import shown
from .summary import WORDS, Part, Section, counted

_WIDTH: Final = 640
#: The height of a bar, and the least width of what is in it.
_BAR: Final = 12
_LEAST: Final = 2.0
#: Of the months' plot.
_HEIGHT: Final = 190
_LEFT: Final = 38
_FOOT: Final = 24
_TOP: Final = 10
_LABEL: Final = 46
_STEPS: Final = (1, 2, 5)


def plot(section: Section) -> str:
    """The plot of a section: columns for months, else bars under their names."""
    return columns(section) if section.over_time else bars(section)


def strip(part: Part, most: int) -> str:
    """One bar across, made of what is counted; ``most`` would fill it."""
    out, left = [], 0.0
    for name, count in part.counts.items():
        if count:
            wide = max(_WIDTH * count / (most or 1), _LEAST)
            shape = f'x="{left:.1f}" y="0" width="{wide:.1f}" height="{_BAR}"'
            out.append(f'<rect class="{name}" {shape}>{_title(part, name)}</rect>')
            left += wide
    return _svg(_WIDTH, _BAR, counted(part), out, stretched=True)


def bars(section: Section) -> str:
    """A bar for each part, under its name, made of its series. Names and numbers are the page's, so that they can be
    read on a phone.
    """
    most = max((part.total for part in section.parts), default=0)
    items = (
        f'<li><span class="name">{escape(shown(part.name))}</span>{strip(_ordered(part, section), most)}'
        f'<span class="number">{part.total:,}</span></li>'
        for part in section.parts
    )
    return '<ul class="bars">\n{}\n</ul>'.format("\n".join(items))


def columns(section: Section) -> str:
    """A column for each part, made of its series, over a scale."""
    most = max((part.total for part in section.parts), default=0) or 1
    step = _step(most)
    top = -(-most // step) * step
    room, floor = _HEIGHT - _FOOT - _TOP, _HEIGHT - _FOOT
    wide = (_WIDTH - _LEFT) / len(section.parts)
    out = []
    for mark in range(0, top + 1, step):
        y = floor - room * mark / top
        out.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH}" y2="{y:.1f}"/>')
        out.append(f'<text class="number end" x="{_LEFT - 6}" y="{y + 4:.1f}">{mark:,}</text>')
    every = max(1, -(-int(_LABEL * len(section.parts)) // (_WIDTH - _LEFT)))
    for index, part in enumerate(section.parts):
        left, y = _LEFT + index * wide, float(floor)
        for name in section.series:
            high = room * part.counts.get(name, 0) / top
            if high:
                y -= high
                bar = min(wide * 0.72, 40.0)
                shape = f'x="{left + (wide - bar) / 2:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{high:.1f}"'
                out.append(f'<rect class="{name}" {shape}>{_title(part, name)}</rect>')
        if index % every == 0:
            out.append(f'<text class="middle" x="{left + wide / 2:.1f}" y="{_HEIGHT - 6}">{escape(part.name)}</text>')
    return _svg(_WIDTH, _HEIGHT, section.note, out)


def _ordered(part: Part, section: Section) -> Part:
    return Part(part.name, {name: part.counts.get(name, 0) for name in section.series})


def _svg(width: int, height: int, label: str, shapes: Sequence[str], *, stretched: bool = False) -> str:
    body = "\n".join(shapes)
    how = ' preserveAspectRatio="none" class="strip"' if stretched else ""
    return f'<svg viewBox="0 0 {width} {height}"{how} role="img" aria-label="{escape(label)}">\n{body}\n</svg>'


def _title(part: Part, name: str) -> str:
    about = f"{escape(shown(part.name))}: " if part.name else ""
    return f"<title>{about}{part.counts[name]:,} {escape(WORDS.get(name, name))}</title>"


def _step(most: int) -> int:
    """Between two marks of a scale: 1, 2 or 5 times a power of ten, so that there are at most five."""
    power = 1
    while True:
        for step in _STEPS:
            if most <= 4 * step * power:
                return step * power
        power *= 10

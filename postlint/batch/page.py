"""The summary as one HTML page that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..reporting.style import page as framed
from .plots import PAINT, bar, columns
from .summary import WORDS, Section, Summary


def page(summary: Summary) -> str:
    """The page."""
    return framed(summary.title, "\n".join(_body(summary)), "summary")


def _body(summary: Summary) -> Iterator[str]:
    yield f'<p class="brand">postlint</p>\n<h1>{escape(summary.title)}</h1>\n<p>{escape(summary.lead)}</p>'
    paints = dict(zip(WORDS.values(), (PAINT[outcome] for outcome in WORDS), strict=True))
    yield '<ul class="outcomes">'
    for name, count in summary.outcomes.counts.items():
        told = f'<span class="count">{count:,}</span><span class="name">{escape(name)}</span>'
        yield f'<li class="{paints[name]}">{told}</li>'
    yield "</ul>"
    for section in summary.sections:
        yield from _section(section)
    if summary.worst:
        yield "<h2>Posts with most errors</h2>"
        yield from _table(("Post", "Found"), [(name, counts) for name, counts in summary.worst])
    if summary.together:
        yield "<h2>Posts that together could tell who it is</h2>\n<ul>"
        yield from (f"<li>{escape(line)}</li>" for line in summary.together)
        yield "</ul>"
        yield from _left(summary.more)
    yield f'<p class="caution">{escape(summary.caution)}</p>'


def _section(section: Section) -> Iterator[str]:
    yield f'<h2>{escape(section.heading)}</h2>\n<p class="note">{escape(section.note)}</p>'
    yield '<ul class="legend">'
    for name in section.series:
        square = f'<rect class="{PAINT[name]}" width="12" height="12"/>'
        yield f'<li><svg width="12" height="12" aria-hidden="true">{square}</svg>{escape(_word(name))}</li>'
    yield "</ul>"
    if section.over_time:
        yield columns(section)
        yield "<details><summary>The numbers</summary>"
        header = ("Month", *map(_word, section.series))
        rows = [(part.name, *(f"{part.counts.get(name, 0):,}" for name in section.series)) for part in section.parts]
        yield from _table(header, rows, numbers=True)
        yield "</details>"
    else:
        yield from _bars(section)
    yield from _left(section.left)


def _bars(section: Section) -> Iterator[str]:
    yield '<ul class="bars">'
    for part in section.parts:
        counts = ", ".join(f"{part.counts[name]:,} {_word(name)}" for name in section.series if part.counts.get(name))
        line = f'<span>{escape(part.name)}</span><span class="count">{escape(counts)}</span>'
        yield f'<li><div class="line">{line}</div>{bar(part, section)}</li>'
    yield "</ul>"


def _word(name: str) -> str:
    return dict(WORDS.items()).get(name, name)  # type: ignore[call-overload,no-any-return]


def _left(count: int) -> Iterator[str]:
    if count:
        yield f'<p class="note">and {count:,} more</p>'


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]], *, numbers: bool = False) -> Iterator[str]:
    yield '<div class="wide"><table>'
    for cells, tag in ((header, 'th scope="col"'), *((row, "td") for row in rows)):
        out = []
        for index, cell in enumerate(cells):
            right = ' class="number"' if numbers and index else ""
            out.append(f"<{tag}{right}>{escape(cell)}</{tag.split()[0]}>")
        yield f"<tr>{''.join(out)}</tr>"
    yield "</table></div>"

"""The summary as a page that loads nothing and runs nothing, by day and by night, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ..reporting.cells import shown
from ..reporting.style import page
from .plots import plot, strip
from .summary import WORDS, Section, Summary


def render(summary: Summary) -> str:
    """The page."""
    return page(summary.title, "\n".join(_body(summary)), "summary")


def _body(summary: Summary) -> Iterator[str]:
    yield f'<header>\n<p class="brand">postlint</p>\n<h1>{_words(summary.title)}</h1>'
    yield f'<p class="lede">{_words(summary.lead)}</p>\n</header>\n<main>'
    yield '<section aria-label="Verdicts">\n<ul class="outcomes">'
    for name, count in summary.outcomes.counts.items():
        yield f'<li class="{name}"><strong>{count:,}</strong> {_words(WORDS.get(name, name))}</li>'
    yield f"</ul>\n{strip(summary.outcomes, summary.outcomes.total)}\n</section>"
    for number, section in enumerate(summary.sections, 1):
        yield from _section(section, f"s{number}")
    if summary.worst:
        yield "<section>\n<h2>Posts with most errors</h2>"
        yield from _table(("post", "found"), summary.worst)
        yield "</section>"
    if summary.together:
        yield "<section>\n<h2>Posts that together could tell who it is</h2>"
        yield "<ul>{}</ul>".format("".join(f"<li>{_words(line)}</li>" for line in summary.together))
        yield f"{_more(summary.more)}</section>"
    yield f"</main>\n<footer><p>{_words(summary.caution)}</p></footer>"


def _section(section: Section, id: str) -> Iterator[str]:
    yield f'<section>\n<h2 id="{id}">{_words(section.heading)}</h2>\n<p class="quiet">{_words(section.note)}.</p>'
    seen = [name for name in section.series if any(part.counts.get(name) for part in section.parts)]
    keys = (f'<li class="{name}">{_words(WORDS.get(name, name))}</li>' for name in seen)
    yield f'<ul class="key">{"".join(keys)}</ul>'
    # What scrolls on a phone can be reached by the keyboard.
    opening = f'<figure tabindex="0" role="group" aria-labelledby="{id}">' if section.over_time else "<figure>"
    yield f"{opening}{plot(section)}</figure>"
    yield "<details>\n<summary>In numbers</summary>"
    rows = [
        (part.name, *(f"{part.counts.get(name, 0):,}" for name in seen), f"{part.total:,}") for part in section.parts
    ]
    yield from _table(("", *(WORDS.get(name, name) for name in seen), "all"), rows)
    yield f"</details>\n{_more(section.left)}</section>"


def _more(left: int) -> str:
    return f'<p class="quiet">And {left:,} more.</p>\n' if left else ""


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head = "".join(f'<th scope="col">{_words(cell)}</th>' if cell else "<td></td>" for cell in header)
    yield f'<div class="wide"><table>\n<tr>{head}</tr>'
    for row in rows:
        first, *others = map(_words, row)
        yield f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
    yield "</table></div>"


def _words(text: str) -> str:
    """Words that a page may hold, with whatever cannot be seen made visible: an id is somebody else's text."""
    return escape(shown(text))

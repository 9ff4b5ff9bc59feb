"""A document to print, made of a few sorts of blocks: as Markdown, or as one HTML page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from .style import page

DocumentFormat = Literal["markdown", "html"]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` from one; ``anchor`` is what a link inside the document names."""

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, perhaps with the words that it begins with set apart."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``links`` are the anchors that the items lead to, one for each where there are any."""

    items: tuple[str, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header. ``links``: the anchors that the first cells lead to."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A text as somebody might write it, line by line, under a label."""

    label: str
    text: str


Block = Heading | Text | Items | Table | Example


def render(blocks: Iterable[Block], format: DocumentFormat) -> str:
    """The document."""
    blocks = tuple(blocks)
    if format == "html":
        return _page(blocks)
    return "\n".join(line for block in blocks for line in _markdown(block)).strip("\n") + "\n"


# --- Markdown ---------------------------------------------------------------------------------------------------------

_SPECIAL: Final = re.compile(r"[\\`*<]|(?<!\w)_|_(?!\w)")
_OPENING: Final = re.compile(r"^(\s*)([#>+-]|\d+(?=[.)]))")


def _md(text: str) -> str:
    """Text that Markdown takes for nothing else."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _line(text: str) -> str:
    text = _md(text)
    found = _OPENING.match(text)
    if found and found.group(2).isdigit():
        return f"{found.group(2)}\\{text[found.end() :]}"
    return f"\\{text}" if found else text


def _linked(text: str, anchor: str) -> str:
    return f"[{_md(text)}](#{anchor})" if anchor else _md(text)


def _markdown(block: Block) -> Iterator[str]:
    yield ""
    if isinstance(block, Heading):
        if block.anchor:
            yield from (f'<a id="{block.anchor}"></a>', "")
        yield f"{'#' * block.level} {_md(block.text)}"
    elif isinstance(block, Text):
        yield f"**{_md(block.label)}** {_md(block.text)}".rstrip() if block.label else _line(block.text)
    elif isinstance(block, Items):
        links = block.links or ("",) * len(block.items)
        yield from (f"- {_linked(item, link)}" for item, link in zip(block.items, links, strict=True))
    elif isinstance(block, Table):
        links = block.links or ("",) * len(block.rows)
        yield _row(map(_md, block.header))
        yield _row("---" for _ in block.header)
        for row, link in zip(block.rows, links, strict=True):
            yield _row([_linked(row[0], link), *map(_md, row[1:])])
    else:
        yield from (f"{_md(block.label)}:", "")
        lines = block.text.strip("\n").split("\n")
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            yield f"> {_line(line)}{chr(92) if line.strip() and after.strip() else ''}".rstrip(" ")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


# --- HTML -------------------------------------------------------------------------------------------------------------

def _page(blocks: tuple[Block, ...]) -> str:
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    return page(title, "\n".join(_html(block) for block in blocks), "document")


def _words(text: str) -> str:
    return escape(" ".join(text.split()))


def _anchored(text: str, anchor: str) -> str:
    return f'<a href="#{escape(anchor)}">{_words(text)}</a>' if anchor else _words(text)


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        named = f' id="{escape(block.anchor)}"' if block.anchor else ""
        return f"<h{block.level}{named}>{_words(block.text)}</h{block.level}>"
    if isinstance(block, Text):
        label = f"<strong>{_words(block.label)}</strong> " if block.label else ""
        return f"<p>{label}{_words(block.text)}</p>"
    if isinstance(block, Items):
        links = block.links or ("",) * len(block.items)
        items = (f"<li>{_anchored(item, link)}</li>" for item, link in zip(block.items, links, strict=True))
        return "<ul>\n{}\n</ul>".format("\n".join(items))
    if isinstance(block, Table):
        links = block.links or ("",) * len(block.rows)
        rows = ["<tr>{}</tr>".format("".join(f'<th scope="col">{_words(cell)}</th>' for cell in block.header))]
        for row, link in zip(block.rows, links, strict=True):
            cells = [_anchored(row[0], link), *map(_words, row[1:])]
            rows.append("<tr>{}</tr>".format("".join(f"<td>{cell}</td>" for cell in cells)))
        return "<table>\n{}\n</table>".format("\n".join(rows))
    lines = "<br>\n".join(_words(line) for line in block.text.strip("\n").split("\n"))
    return f"<figure>\n<figcaption>{_words(block.label)}</figcaption>\n<blockquote>{lines}</blockquote>\n</figure>"

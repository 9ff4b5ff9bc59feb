"""The summary as one HTML page that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from .plots import PAINT, bar, columns
from .summary import WORDS, Section, Summary

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE: Final = """\
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #21201d; --soft: #5c5952; --rule: #dcd8ce;
  --error: #9c1f24; --warning: #b97a16; --info: #1f527f; --good: #2f7d57; --none: #8d887d;
  --sans: 'Helvetica Neue', Arial, sans-serif; --serif: Georgia, 'Times New Roman', serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191a1c; --card: #212326; --ink: #e9e6df; --soft: #aaa69c; --rule: #3b3d41;
    --error: #f0827a; --warning: #e5b55a; --info: #7db4e6; --good: #6dbb90; --none: #85817a;
  }
}
@media print { :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body {
  font: 1rem/1.55 var(--serif); color: var(--ink); background: var(--paper);
  max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; overflow-wrap: break-word;
}
h1, h2, th, .count, .legend, text { font-family: var(--sans); line-height: 1.25 }
h1 { font-size: 1.9rem; margin: 0 0 .5rem }
h2 { margin: 2.5rem 0 .3rem; padding-bottom: .2rem; border-bottom: 1px solid var(--rule) }
.note, .caution { font-size: .9rem; color: var(--soft); margin: .3rem 0 .9rem }
.outcomes { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .7rem; padding: 0; margin: 1.2rem 0; list-style: none }
.outcomes li { background: var(--card); border: 1px solid var(--rule); border-left: .35rem solid; border-radius: .3rem; padding: .5rem .8rem }
.outcomes .count { display: block; font-size: 1.6rem; font-weight: 650; color: var(--ink) }
.outcomes .name { color: var(--soft); font-size: .9rem }
li.good { border-left-color: var(--good) } li.warning { border-left-color: var(--warning) }
li.error { border-left-color: var(--error) } li.soft { border-left-color: var(--none) }
.bars { list-style: none; padding: 0; margin: 0 }
.bars li { margin: 0 0 .75rem; break-inside: avoid }
.bars .line { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; align-items: baseline }
.bars .count { font-size: .85rem; color: var(--soft) }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85rem; padding: 0; margin: 0 0 .9rem; list-style: none }
.legend svg { vertical-align: -1px; margin-right: .35rem }
svg { display: block; overflow: visible } .legend svg { display: inline-block }
rect.good { fill: var(--good) } rect.warning { fill: var(--warning) } rect.error { fill: var(--error) }
rect.info { fill: var(--info) } rect.soft { fill: var(--none) }
rect { stroke: var(--paper); stroke-width: 1 }
text { font-size: 12px; fill: var(--soft) } text.end { text-anchor: end } text.middle { text-anchor: middle }
line.scale { stroke: var(--rule) }
details { margin: .5rem 0 } summary { cursor: pointer; font-size: .9rem; color: var(--soft) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .9rem; width: 100% }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--rule); vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
:focus-visible { outline: 3px solid var(--info); outline-offset: 2px }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt } h2 { break-after: avoid } * { print-color-adjust: exact } }
"""  # noqa: E501


def page(summary: Summary) -> str:
    """The page."""
    head = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(summary.title)}</title>"
    )
    body = "\n".join(_body(summary))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n<style>\n{_STYLE}</style>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _body(summary: Summary) -> Iterator[str]:
    yield f"<h1>{escape(summary.title)}</h1>\n<p>{escape(summary.lead)}</p>"
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
        return
    yield '<ul class="bars">'
    for part in section.parts:
        counts = ", ".join(f"{part.counts[name]:,} {_word(name)}" for name in section.series if part.counts.get(name))
        line = f'<span>{escape(part.name)}</span><span class="count">{escape(counts)}</span>'
        yield f'<li><div class="line">{line}</div>{bar(part, section)}</li>'
    yield "</ul>"
    yield from _left(section.left)


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

"""Suppressions written into a draft: what its author lets stand, said where postlint will read it.

In Markdown and HTML a comment stands before the block that it speaks for; in front matter an entry speaks for the whole
draft. None is sure to be honoured, so the draft is linted with it again. That what readers see stays as it was is seen
to here.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..document import Document, Prose, Span
from ..finding import Edit
from ..reading import read
from ..reading.extract import without_surrogates
from ..reading.front import SETTINGS, settings_place
from .cures import in_prose
from .edits import apply

#: What stands before the words of a line of Markdown: quotations, list items, or nothing.
_CONTAINERS: Final = re.compile(r"[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
_MARKERS: Final = re.compile(r"[^>\s]")
#: A tag that opens what the block stands in; a comment goes before it, since within some (a title) it would be shown.
_OPENING: Final = re.compile(r"<(?!(?:html|head|body)\b)[A-Za-z][^<>]*>\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """One way to write a suppression; ``whole``: it speaks for the whole draft, not for one block."""

    edits: tuple[Edit, ...]
    whole: bool


def ways(document: Document, rule: str, place: Span, reason: str) -> Iterator[Way]:
    """The ways to ask for a rule to be silent at a source range, the one that covers least first; there may be none."""
    if document.origin is not None:  # a page of a word processor or a post of an archive: all of it is published
        return
    prose = read(document)
    words = _words(prose)
    reason = " ".join(reason.split())
    found: set[bool] = set()
    for way in _all_ways(document, prose, rule, place, reason):
        after = document.edited(apply(document.text, way.edits), way.edits)
        if way.whole not in found and _words(read(after)) == words:
            found.add(way.whole)  # of the places before a block, the first that leaves what readers see will do
            yield way


def _all_ways(document: Document, prose: Prose, rule: str, place: Span, reason: str) -> Iterator[Way]:
    text, spoken = document.text, _in_comment(reason)
    front = settings_place(text) if document.format == "markdown" else None
    at = _block_start(document, prose, place)
    if document.format != "plain" and (front is None or at > front.end):
        told = f'<!-- postlint: allow {rule} reason="{spoken}" -->'
        if document.format == "markdown":
            yield Way((_above(text, at, told),), False)
            yield Way((Edit(at, at, told + " "),), False)  # in a table or a task list nothing may stand above
        yield Way((_before(text, at, told),), False)
        if document.format == "html":
            told = told.replace(": allow ", ": allow-file ", 1)
            yield Way((_before(text, at, told),), True)
            return
    entry = _entry(text, rule, reason)
    if entry is not None:
        yield Way((entry,), True)


def _words(prose: Prose) -> list[str]:
    """What readers see and what the page says besides, without the reasons of suppressions."""
    at, kept = 0, []
    for start, end, kind in sorted(prose.kinds):
        if kind == "reason":
            kept.append(prose.text[at:start])
            at = end
    return " ".join([*kept, prose.text[at:]]).split()


def _in_comment(reason: str) -> str:
    """A reason as it may stand between double quotes in a comment, which it must not end."""
    return re.sub(r"--+", "\u2013", reason.replace('"', "'"))


def _block_start(document: Document, prose: Prose, place: Span) -> int:
    """Where in the source the block begins that a finding stands in."""
    at = in_prose(prose, place).start
    ends = sorted({*prose.breaks, len(prose.text)})
    index = bisect_right(ends, at)
    start = ends[index - 1] if index else 0
    while start < at and prose.text[start].isspace():
        start += 1
    return prose.offsets.source(start, min(start + 1, len(prose.text))).start


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _above(text: str, at: int, told: str) -> Edit:
    """A comment on a line of its own above a block of Markdown, within the list item or quotation that it is in."""
    low = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    match = _CONTAINERS.match(text, low)
    lead = match.group() if match else ""
    end = _line_end(text)
    return Edit(low + len(lead), low + len(lead), told + end + (_MARKERS.sub(" ", lead) or end))


def _before(text: str, at: int, told: str) -> Edit:
    """A comment before the tags that open a block of HTML, or whose attribute the block stands in."""
    opened = text.rfind("<", 0, at)
    if opened > text.rfind(">", 0, at):
        at = opened
    while match := _OPENING.search(text, 0, at):
        at = match.start()
    low = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    indent = text[low:at]
    return Edit(at, at, told if indent.strip() else told + _line_end(text) + indent)


def _entry(text: str, rule: str, reason: str) -> Edit | None:
    """An entry of the front matter, which is made where there is none; None where the YAML has no room for one."""
    entry = f"{{rule: {rule}, reason: {json.dumps(reason, ensure_ascii=False)}}}"
    end = _line_end(text)
    settings = f"{SETTINGS}:{end}  allow:{end}    - {entry}{end}"
    place = settings_place(text)
    if place is None:
        return Edit(0, 0, f"---{end}{settings}---{end}")
    import yaml

    root = yaml.compose(without_surrogates(text[place.start : place.end]), Loader=yaml.SafeLoader)
    if root is None:
        return Edit(place.start, place.start, settings)
    return _within(text, place, root, entry, settings)


def _within(text: str, place: Span, root: Any, entry: str, settings: str) -> Edit | None:
    """The entry where the front matter has a place for it, in the style that is there already."""
    import yaml

    end = _line_end(text)
    told = _value(root, SETTINGS)
    if told is None:
        if root.flow_style:
            return _into(text, place, root, "{", f"{SETTINGS}: {{allow: [{entry}]}}")
        return Edit(place.end, place.end, settings) if root.start_mark.column == 0 else None
    if not isinstance(told, yaml.MappingNode):
        return None
    allow = _value(told, "allow")
    if allow is None and told.flow_style:
        return _into(text, place, told, "{", f"allow: [{entry}]")
    if allow is not None and not isinstance(allow, yaml.SequenceNode):
        return None
    if allow is not None and allow.flow_style:
        return _into(text, place, allow, "[", entry)
    pad = " " * (told if allow is None else allow).start_mark.column
    line = f"{pad}- {entry}{end}" if allow is not None else f"{pad}allow:{end}{pad}  - {entry}{end}"
    mark = (told if allow is None else allow).start_mark
    at = place.start + mark.index - mark.column
    return Edit(at, at, line)


def _value(node: Any, key: str) -> Any:
    """The value of a key in a mapping; the last one counts, as it does when the draft is read."""
    return next((value for name, value in reversed(node.value) if name.value == key), None)


def _into(text: str, place: Span, node: Any, bracket: str, words: str) -> Edit | None:
    """Words behind the bracket that opens a mapping or a list on one line."""
    at = place.start + node.start_mark.index
    if text[at : at + 1] != bracket:
        return None
    return Edit(at + 1, at + 1, f"{words}, " if node.value else words)

"""Markdown (CommonMark with the tables, footnotes, strike-through and task lists of GitHub).

pyromark gives every event of the parse with its range, except for what it has decoded (destinations, titles): those
are read again in the range of their link.
"""

from __future__ import annotations

import re
from array import array
from itertools import zip_longest
from typing import Any, Final

from ..document import Prose
from .extract import Extract, without_surrogates
from .front import write_front
from .markup import Markup, file_name
from .plain import read_plain
from .references import write_decoded

_INLINE: Final = frozenset(("Emphasis", "Strong", "Strikethrough", "Link", "Image", "Superscript", "Subscript"))
_AUTOLINKS: Final = frozenset(("Autolink", "Email"))
_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_SPACE: Final = r"(?:\s[\s>]*)?"  # a line break in a block quote is followed by its mark
_TITLE: Final = r"""(?:"(?P<double>.*)"|'(?P<single>.*)'|\((?P<round>.*)\))"""
_TARGET: Final = rf"{_SPACE}(?:<(?P<angle>(?:\\.|[^<>\\\n])*)>|(?P<bare>[^\s<]\S*?|))(?:\s[\s>]*{_TITLE})?{_SPACE}"
_INLINE_TARGET: Final = re.compile(rf"\]\({_TARGET}\)", re.DOTALL)
_DEFINITION: Final = re.compile(rf"\[(?:\\.|[^\]\\])*\]:{_TARGET}", re.DOTALL)
_INFO: Final = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*([^\r\n]*)")
_IN_CODE: Final = re.compile(r"(?P<wrap>(?:\r\n?|\n)[ \t>]*)|\\\|")


def read_markdown(text: str) -> Prose:
    """Read Markdown, with front matter if it has any. HTML in it is read as HTML."""
    extract = Extract(len(text))
    front, base = write_front(extract, text)
    source = without_surrogates(text)
    try:
        events, definitions = _parse(source[base:], base)
    except Exception:
        raise
    except BaseException as error:  # a panic of the parser is no Exception; as plain text nothing is lost
        if type(error).__name__ != "PanicException":
            raise
        return read_plain(text)
    reading = _Reading(extract, source, definitions)
    for event, start, end in events:
        reading.take(event, start, end)
    reading.finish()
    return extract.prose(front)


_DEFINED: Final = re.compile(
    r"^ {0,3}\[(?:[^\[\]\\\n]|\\.)+\]:[ \t]*(?:\n[ \t]*)?(?:<[^<>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]*(?:\n[ \t]*|[ \t])(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.MULTILINE,
)


class _Positions:
    """Code points from bytes of UTF-8."""

    def __init__(self, text: str, base: int) -> None:
        self._base = base
        self._points: array[int] | None = None
        if not text.isascii():
            points = array("l")
            for at, char in enumerate(text):
                points.extend((at,) * (1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff")))
            points.append(len(text))
            self._points = points

    def __getitem__(self, at: int) -> int:
        return self._base + (at if self._points is None else self._points[at])


def _parse(text: str, base: int) -> tuple[list[tuple[Any, int, int]], list[tuple[int, int]]]:
    """The events of ``text``, and the ranges of its reference definitions, in order."""
    import pyromark
    from pyromark import Options, events_with_range

    options = Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS
    point = _Positions(text, base)
    events = [(event, point[at["start"]], point[at["end"]]) for event, at in events_with_range(text, options=options)]
    if "]:" not in text:
        return events, []
    told = getattr(pyromark, "reference_definitions", None)
    if told is None:
        return events, _definitions(text, base, events)
    found = told(text, options=options).values()
    return events, sorted((point[one["span"]["start"]], point[one["span"]["end"]]) for one in found)


def _definitions(text: str, base: int, events: list[tuple[Any, int, int]]) -> list[tuple[int, int]]:
    """Where reference definitions stand, for the pyromark of Python 3.10, which does not tell: what looks like one and
    was read as nothing else.
    """
    read = [
        (start, end) for event, start, end in events if isinstance(event, dict) and not {"Start", "End"} & set(event)
    ]
    spans = [(base + match.start(), base + match.end()) for match in _DEFINED.finditer(text)]
    return [(a, b) for a, b in spans if not any(start < b and a < end for start, end in read)]


class _Reading:
    """Takes the events of one document in order and writes what they say."""

    def __init__(self, extract: Extract, source: str, definitions: list[tuple[int, int]]) -> None:
        self.extract = extract
        self.source = source
        self.definitions = definitions[::-1]
        self.markup = Markup(extract)
        self.done = 0  # how far the source has been read
        self.in_table = False
        self.html: list[tuple[int, int]] | None = None

    def take(self, event: Any, start: int, end: int) -> None:
        """Write one event, which lies at ``start`` to ``end`` of the source."""
        name: str
        value: Any
        name, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        if name == "End":
            self._end(value if isinstance(value, str) else next(iter(value)), start, end)
            return
        while self.definitions and self.definitions[-1][0] < start:
            self._definition(*self.definitions.pop())
        if name == "Start":
            tag = value if isinstance(value, str) else next(iter(value))
            self._start(tag, value, start)
            return
        if name == "Text":
            self._text(value, start, end)
        elif name == "Code":
            self._code(start, end)
        elif name in ("SoftBreak", "HardBreak"):
            self.extract.put("\n", start, end)
        elif name == "InlineHtml":
            self.markup.feed(_unmarked(self.source[start:end], value), start)
        elif name == "Html" and self.html is not None:
            self.html.append((start, end))
        elif name == "Rule":
            self.extract.end_block()
        self.done = max(self.done, end)

    def finish(self) -> None:
        """Write what stands behind the last event."""
        while self.definitions:
            self._definition(*self.definitions.pop())

    def _start(self, tag: str, value: Any, start: int) -> None:
        extract = self.extract
        if tag in _INLINE:
            if tag == "Link":
                extract.open("url" if value["Link"]["link_type"] in _AUTOLINKS else "link")
            elif tag == "Image":
                extract.gap(" ")
                extract.open("alt")
            self.done = max(self.done, start + (2 if tag == "Image" else 1))
            return
        if tag == "TableCell":
            extract.gap("\t")
            return
        extract.end_block()
        if tag == "HtmlBlock":
            self.html = []
        elif tag == "Table":
            self.in_table = True
        elif tag == "CodeBlock":
            extract.open("code")
            info = _INFO.match(self.source, start) if value["CodeBlock"] != "Indented" else None
            if info and info.group(1):
                extract.copy(info.group(1), info.start(1))
                extract.gap("\n")

    def _end(self, tag: str, start: int, end: int) -> None:
        if tag in ("Link", "Image"):
            self._end_link(tag, start, end)
        elif tag == "HtmlBlock":
            self._html_block()
        elif tag == "TableRow":  # cells past the last column are not shown
            rest = self.source[self.done : end].rstrip("| \t\r\n>")
            words = rest.lstrip("| \t")
            self.extract.gap("\t")
            self.extract.copy(words, self.done + len(rest) - len(words))
        if tag not in _INLINE and tag != "TableCell":
            self.extract.end_block()
            self.in_table = self.in_table and tag != "Table"
        elif tag in _INLINE:
            self.done = max(self.done, end)

    def _text(self, value: str, start: int, end: int) -> None:
        extract = self.extract
        if self.source[start:end] != value:
            if len(value) == end - start:
                extract.copy(value, start)
            else:
                extract.put(value, start, end)
            return
        if value and start > self.done and self.source[start - 1] == "\\" and value[0] in _PUNCTUATION:
            extract.put(value[0], start - 1, start + 1)
            value, start = value[1:], start + 1
        extract.copy(value, start)

    def _code(self, start: int, end: int) -> None:
        source = self.source
        while start < end and source[start] == "`" == source[end - 1]:
            start, end = start + 1, end - 1
        if end - start > 2 and source[start] == " " == source[end - 1] and source[start:end].strip():
            start, end = start + 1, end - 1
        self.extract.open("code")
        at = start
        for match in _IN_CODE.finditer(source, start, end):
            if match.group("wrap") or self.in_table:
                self.extract.copy(source[at : match.start()], at)
                self.extract.put("\n" if match.group("wrap") else "|", match.start(), match.end())
                at = match.end()
        self.extract.copy(source[at:end], at)
        self.extract.close("code")

    def _html_block(self) -> None:
        """Read a block as one piece; the marks of a list or quotation around its lines are blanked out."""
        ranges, self.html = self.html, None
        if not ranges:
            return
        pieces: list[str] = []
        at = ranges[0][0]
        for start, end in ranges:
            pieces.append(" " * (start - at))
            pieces.append(self.source[max(start, at) : end])
            at = max(at, end)
        self.markup.feed("".join(pieces), ranges[0][0])

    def _end_link(self, tag: str, start: int, end: int) -> None:
        self.extract.close("alt" if tag == "Image" else "link")
        self.extract.close("url")
        if tag == "Image":
            self.extract.gap(" ")
        close = self.source.find("](", max(self.done, start), end)
        target = _INLINE_TARGET.fullmatch(self.source, close, end) if close >= 0 else None
        if target:
            self._target(target, image=tag == "Image")
        elif close >= 0:
            self.extract.gap(" ")
            self.extract.copy(self.source[close + 1 : end], close + 1)

    def _definition(self, start: int, end: int) -> None:
        self.extract.end_block()
        target = _DEFINITION.fullmatch(self.source, start, end)
        if target:
            self._target(target, image=False)
        else:
            self.extract.copy(self.source[start:end], start)
        self.extract.end_block()
        self.done = max(self.done, end)

    def _target(self, target: re.Match[str], *, image: bool) -> None:
        for group in ("angle", "bare", "double", "single", "round"):
            first, last = target.span(group)
            kind = "url" if group in ("angle", "bare") else "title"
            if image and kind == "url":
                first, last = file_name(self.source, first, last)
            if 0 <= first < last and not (kind == "url" and self.source[first] == "#"):
                self.extract.gap(" ")
                self.extract.open(kind)
                write_decoded(self.extract, self.source, first, last, markdown=True)
                self.extract.close(kind)
                self.extract.gap(" ")


def _unmarked(raw: str, html: str) -> str:
    """``raw``, a tag over several lines, with the marks of the quotation around it blanked out."""
    if raw == html:
        return raw
    lines = zip_longest(raw.splitlines(keepends=True), html.splitlines(keepends=True), fillvalue="")
    return "".join(part.rjust(len(line)) if line.endswith(part) else line for line, part in lines)[: len(raw)]

"""Markup: HTML, whole or in pieces, written into an extract.

Never raises and never drops words: what is no tag, or a tag without an end, is text. Source: HTML Living Standard,
13.2.5 (tokenization) for what is a tag, a comment and a reference; chapter 15 (rendering) for what is a block.
"""

from __future__ import annotations

import re
from typing import Final

from ..suppression import MALFORMED, is_meant, parse, reason_in
from .extract import Extract
from .references import character_reference, write_decoded
from .tags import Tag, end_tag, start_tag

_BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "noscript", "ol", "optgroup",
    "option", "p", "pre", "search", "section", "select", "summary", "table", "tbody", "template", "textarea", "tfoot",
    "thead", "title", "tr", "ul",
))  # fmt: skip
_APART: Final = frozenset(("button", "td", "th"))
_CODE: Final = frozenset(("code", "kbd", "pre", "samp"))
_SPACED: Final = frozenset(("pre", "textarea"))
_FOREIGN: Final = frozenset(("math", "svg"))  # they have elements of their own
_UNREAD: Final = frozenset(("script", "style"))
#: What is read of any tag: attribute to kind.
_ATTRIBUTES: Final = {
    "alt": "alt", "aria-label": "alt", "aria-description": "alt", "placeholder": "title", "title": "title",
    "data-caption": "title", "data-title": "title", "data-alt": "alt", "label": "title", "summary": "alt",
    "datetime": "meta",
}  # fmt: skip
_FILES: Final = frozenset(("src", "data-src", "poster"))
_META: Final = re.compile(r"description|keywords|title|(?:og|twitter|article|dc|dcterms)[:.].*", re.IGNORECASE)

_TOKEN: Final = re.compile(r"(?P<words>[^<& \t\n\f\r]+(?: [^<& \t\n\f\r]+)*)|(?P<white>[ \t\n\f\r]+)|<|&")
_COMMENT_END: Final = re.compile(r"--!?>")
# Block marks of a content system; those with settings are read, as a caption may stand in them.
_MACHINE_MADE: Final = re.compile(r"\s*/?(?:wp:[\w/-]+|more|nextpage)\s*/?\Z")
_NOTE_MARK: Final = re.compile(r"\s*(?:<a\b[^<>]*>)?[\[(]?\d")
#: So many tags without an end are looked for; past them every ``<`` is text (time stays linear).
_PATIENCE: Final = 20


class Markup:
    """Writes pieces of HTML into ``extract``. What is open at the end of a piece stays open in the next."""

    __slots__ = (
        "_base", "_extract", "_failures", "_foreign", "_last_close", "_line_breaks", "_spaced", "_text", "_unclosed",
    )  # fmt: skip

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._spaced = self._foreign = False
        self._line_breaks = 0
        self._text = ""
        self._base = self._last_close = self._failures = 0
        self._unclosed: set[str] = set()

    def feed(self, text: str, base: int = 0) -> None:
        """Write ``text``, which begins at ``base`` of the source."""
        self._text, self._base = text, base
        self._last_close = text.rfind(">")
        self._failures = 0
        self._unclosed = set()
        extract, at = self._extract, 0
        while match := _TOKEN.match(text, at):  # the pattern takes any character
            if match.lastgroup == "words":
                extract.copy(match.group(), base + at)
                at, self._line_breaks = match.end(), 0
            elif match.lastgroup == "white":
                self._white(match)
                at = match.end()
            elif match.group() == "&":
                at = self._reference(at)
            else:
                at = self._angle(at)

    def _white(self, match: re.Match[str]) -> None:
        if self._spaced:
            self._extract.copy(match.group(), self._base + match.start())
        elif not self._extract.at_gap:
            self._extract.put(" ", self._base + match.start(), self._base + match.end())

    def _reference(self, at: int) -> int:
        reference = character_reference(self._text, at, len(self._text))
        self._line_breaks = 0
        if reference is None:
            self._extract.copy("&", self._base + at)
            return at + 1
        self._extract.put(reference[0], self._base + at, self._base + reference[1])
        return reference[1]

    def _angle(self, at: int) -> int:
        text = self._text
        following = text[at + 1 : at + 2]
        if text.startswith("<!--", at):
            return self._comment(at)
        if at < self._last_close and self._failures < _PATIENCE:
            if following == "/" and (tag := end_tag(text, at)):
                return self._end(tag)
            if following in ("!", "?") or (following == "/" and not text[at + 2 : at + 3].isalpha()):
                return self._declaration(at)
            if following.isascii() and following.isalpha():
                if tag := start_tag(text, at):
                    return self._start(tag)
                self._failures += 1
        self._extract.copy("<", self._base + at)
        return at + 1

    def _comment(self, at: int) -> int:
        text, start = self._text, at + 4
        if match := re.compile("-?>").match(text, start):  # <!--> and <!---> are empty
            return match.end()
        match = _COMMENT_END.search(text, start)
        end, after = (match.start(), match.end()) if match else (len(text), len(text))
        if is_meant(text[start:end]):
            self._directive(at, start, end, after)
        elif not _MACHINE_MADE.match(text, start, end):
            self._remark(start, end)
        return after

    def _directive(self, first: int, start: int, end: int, after: int) -> None:
        """A comment to postlint. Of one that is well-formed only the reason is read: it is published with the page."""
        words = self._text[start:end]
        if parse(words) is MALFORMED:
            self._remark(start, end)
        elif reason := reason_in(words):
            self._remark(start + reason[0], start + reason[1], kind="reason")
        self._extract.end_block()
        self._extract.direct(self._base + first, self._base + after, words)

    def _declaration(self, at: int) -> int:
        end = self._text.index(">", at)
        if self._text[at : at + 9].lower() != "<!doctype":
            self._remark(at + 2, end)
        return end + 1

    def _remark(self, start: int, end: int, *, inline: bool = False, kind: str = "comment") -> None:
        """Text that a browser does not show, and whoever looks at the source reads."""
        raw = self._text[start:end]
        words = raw.strip()
        if words:
            start += raw.index(words[0])
            extract = self._extract
            extract.gap(" ") if inline else extract.end_block()
            extract.open(kind)
            extract.copy(words, self._base + start)
            extract.close(kind)
            extract.gap(" ") if inline else extract.end_block()
            self._line_breaks = 0

    def _end(self, tag: Tag) -> int:
        name, extract = tag.name, self._extract
        if name in _FOREIGN:
            self._foreign = False
        elif tag.odd and not self._foreign:
            self._remark(tag.start + 2, tag.end - 1, inline=True)
        if name in _SPACED:
            self._spaced = False
        if name in _CODE:
            extract.close("code")
        elif name == "a":
            extract.close("link")
        if name in _BLOCKS:
            extract.end_block()
        elif name in _APART:
            extract.gap("\t")
        return tag.end

    def _start(self, tag: Tag) -> int:
        name, extract = tag.name, self._extract
        if name in _UNREAD and (close := self._closed(name, tag.end)) is not None:
            return close
        if name in _BLOCKS:
            extract.end_block()
            self._foreign = False
        elif name in _APART:
            extract.gap("\t")
        elif name == "br":
            self._line_breaks += 1
            extract.gap("\n")
            if self._line_breaks > 1:
                extract.end_block()
        elif name == "sup" and _NOTE_MARK.match(self._text, tag.end):
            extract.gap(" ")  # the mark of a note is no part of the word or number before it
        if tag.odd and not self._foreign:
            self._remark(tag.start + 1, tag.end - 1, inline=True)
        else:
            self._attributes(tag)
        self._foreign = self._foreign or name in _FOREIGN
        if name in _SPACED:
            self._spaced = True
        if name in _CODE:
            extract.open("code")
        elif name == "title":
            extract.open("title")
        elif name == "a":
            extract.close("link")
            extract.open("link")
        return tag.end

    def _closed(self, name: str, at: int) -> int | None:
        """Where the element's end tag ends; without one its content is text."""
        if name in self._unclosed:
            return None
        match = re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.IGNORECASE).search(self._text, at)
        if match is None:
            self._unclosed.add(name)
        return match.end() if match else None

    def _attributes(self, tag: Tag) -> None:
        seen: set[str] = set()
        published = tag.name == "meta" and any(
            key in ("name", "property", "itemprop") and _META.fullmatch(self._text, start, end)
            for key, start, end in tag.values
        )
        for key, start, end in tag.values:
            if key in seen:
                continue
            seen.add(key)
            if key in _ATTRIBUTES:
                self._value(_ATTRIBUTES[key], start, end)
            elif key == "href" and tag.name != "link" and not self._text.startswith("#", start):
                self._value("url", start, end)
            elif key in _FILES and tag.name not in _UNREAD:
                self._value("url", *file_name(self._text, start, end))
            elif key == "content" and published:
                self._extract.end_block()
                self._value("meta", start, end)
                self._extract.end_block()
            elif "<" in self._text[start:end]:  # markup kept in an attribute, or a quote closed too late
                self._value("meta", start, end)

    def _value(self, kind: str, start: int, end: int) -> None:
        if start < end:
            self._extract.gap(" ")
            self._extract.open(kind)
            write_decoded(self._extract, self._text, start, end, base=self._base)
            self._extract.close(kind)
            self._extract.gap(" ")
            self._line_breaks = 0


def file_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of the file's name in the address at ``text[start:end]``; empty for an embedded file."""
    if text[start : start + 5].lower() == "data:":
        return start, start
    for mark in "?#":
        at = text.find(mark, start, end)
        end = end if at < 0 else at
    return max(start, text.rfind("/", start, end) + 1, text.rfind("\\", start, end) + 1), end

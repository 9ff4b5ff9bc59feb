"""Rich text (.rtf): the body, deleted text, notes, headers and footers, comments, and what its information group says.

The libraries for it leave out all but the body, which is where an author's name, a comment or a deleted sentence would
be missed. Source: Microsoft's Rich Text Format Specification 1.9.1. Destinations that it does not name are left out,
as it asks of readers (``\\*``).
"""

from __future__ import annotations

import codecs
import re
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Final

from ..errors import DraftError
from ..origin import Origin
from .packages.fields import write_instruction
from .packages.sheet import BLOCK, Sheet
from .rich_words import CHARSETS, DESTINATIONS, LABELS, SIGNS, SKIPPED, WRITERS

FORM: Final = "a rich text document"
BEGINS: Final = b"{\\rtf"

_TOKEN: Final = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<edge>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
_DEEPEST: Final = 1_000
#: The streams that a text may belong to, in the order that they are read, and what each is.
_STREAMS: Final = {"body": "", "deleted": "comment", "note": "", "margin": "meta", "remark": "comment", "info": "meta"}
_STORIES: Final = frozenset(("margin", "remark", "info"))
#: Before the name of a writer; no text holds this character, which is none.
_SIGNED: Final = "\U0010ffff"
#: The name of a shape's property, and the names of those that hold words.
_NAME: Final = "name"
_SAID: Final = frozenset(("wzDescription", "gtextUNICODE"))
_CODEPAGES: Final = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group: where its text goes (empty: nowhere), how it is encoded, how much ``\\u`` skips.

    ``outer``: where the text of a group with two renderings goes, of which the first is left out; ``fonts`` and
    ``code``: within the table of fonts, or the instruction of a field.
    """

    stream: str = "body"
    encoding: str = "cp1252"
    skip: int = 1
    outer: str = ""
    fonts: bool = False
    code: bool = False


def read_rich_text(raw: bytes, digest: str) -> tuple[str, Origin, tuple[str, ...]]:
    """The text of a document, its origin, and the objects in it that were not read. Raises :class:`DraftError`."""
    reader = _Reader()
    reader.feed(raw.decode("latin-1"))
    return (*reader.sheet().finished(FORM, digest), tuple(reader.unread))


class _Reader:
    __slots__ = ("_at_start", "_bytes", "_codes", "_default", "_font", "_fonts", "_stack", "_starred", "_state",
                 "_streams", "_to_skip", "unread")  # fmt: skip

    def __init__(self) -> None:
        self.unread: list[str] = []
        self._streams: dict[str, list[str]] = {stream: [] for stream in (*_STREAMS, _NAME)}
        self._codes: list[str] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._to_skip = 0
        self._at_start = self._starred = False

    def feed(self, text: str) -> None:
        """Read the whole document."""
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            kind = match.lastgroup
            if kind == "edge":
                self._edge(match.group())
                if not self._stack:
                    break
            elif kind == "text":
                self._skippable(match.group())
            elif kind == "hex":
                self._skippable(chr(int(match.group("hex"), 16)))
            elif kind == "sign":
                self._sign(match.group("sign"))
            elif match.group("word"):
                number = int(match.group("number")) if match.group("number") else None
                if match.group("word") == "bin":
                    at += max(0, number or 0)
                else:
                    self._word(match.group("word"), number)
        self._flush()
        if self._stack or text[at:].strip("\x00 \t\r\n"):
            raise DraftError("is damaged: it does not end where its text ends")

    def _edge(self, edge: str) -> None:
        self._flush()
        self._to_skip = 0
        if edge == "{":
            if len(self._stack) >= _DEEPEST:
                raise DraftError("is nested more deeply than any document")
            self._stack.append(self._state)
            self._at_start, self._starred = True, False
            return
        before, self._state = self._state, self._stack.pop()
        if before.code and not self._state.code:
            self._instruction()
        if before.stream and before.stream != self._state.stream:
            self._streams[before.stream].append(BLOCK)
        self._at_start = False

    def _skippable(self, text: str) -> None:
        self._at_start = False
        taken = min(self._to_skip, len(text))
        self._to_skip -= taken
        self._bytes += text[taken:].encode("latin-1")

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._starred = True
        elif sign in "{}\\":
            self._skippable(sign)
        elif sign in "\r\n":
            self._put(BLOCK)
        else:
            self._put({"~": "\u00a0", "_": "\u2011", "-": "\u00ad"}.get(sign, ""))

    def _word(self, word: str, number: int | None) -> None:
        starts, self._at_start = self._at_start, False
        if word == "u":
            self._unicode(number or 0)
            return
        if self._to_skip:
            self._to_skip -= 1
            return
        self._flush()
        if starts and self._destination(word):
            return
        if word == "uc":
            self._state = replace(self._state, skip=max(0, number or 0))
        elif word in SIGNS:
            self._put(SIGNS[word])
        elif word == "f":
            self._font = number or 0
            encoding = self._fonts.get(self._font, self._default)
            self._state = self._state if self._state.fonts else replace(self._state, encoding=encoding)
        elif word == "fcharset" and self._state.fonts:
            self._fonts[self._font] = CHARSETS.get(number or 0) or self._default
        elif word == "plain":
            stream = "body" if self._state.stream == "deleted" else self._state.stream
            self._state = replace(self._state, encoding=self._default, stream=stream)
        elif word == "deleted" and self._state.stream in ("body", "deleted"):
            self._state = replace(self._state, stream="body" if number == 0 else "deleted")
        elif word in _CODEPAGES or word == "ansicpg":
            self._default = _known(f"cp{number}") if word == "ansicpg" else _CODEPAGES[word]
            self._state = replace(self._state, encoding=self._default)
        elif word == "objemb":
            self.unread.append(f"object {len(self.unread) + 1}")

    def _destination(self, word: str) -> bool:
        """Whether a word at the start of a group says where the group's text goes."""
        if self._state.outer and word != "ud":
            return True
        if word in DESTINATIONS:
            stream = DESTINATIONS[word] or self._state.stream
            self._streams[stream].append(BLOCK if DESTINATIONS[word] else "")
            self._streams[stream].append(_SIGNED + WRITERS[word] if word in WRITERS else LABELS.get(word, ""))
            self._state = replace(self._state, stream=stream)
        elif word == "sn":
            self._streams[_NAME].clear()
            self._state = replace(self._state, stream=_NAME)
        elif word == "sv":
            said = "".join(self._streams[_NAME]).strip() in _SAID
            self._state = replace(self._state, stream="info" if said else "")
        elif word == "upr":  # twice the same: for old programs, and in ``ud`` for those that know Unicode
            self._state = replace(self._state, stream="", outer=self._state.stream or "body")
        elif word == "ud":
            self._state = replace(self._state, stream=self._state.outer, outer="")
        elif word == "fldinst":
            self._state = replace(self._state, code=True)
        elif word == "fonttbl":
            self._state = replace(self._state, stream="", fonts=True)
        elif word in SKIPPED or (self._starred and not self._state.code):
            self._state = replace(self._state, stream="")
        else:
            return False
        return True

    # --- text -----------------------------------------------------------------------------------------------------

    def _unicode(self, number: int) -> None:
        self._flush()
        self._put(chr(number % 0x10000))
        self._to_skip = self._state.skip

    def _flush(self) -> None:
        if self._bytes:
            raw, self._bytes = bytes(self._bytes), bytearray()
            self._put(raw.decode(self._state.encoding, "replace"))

    def _put(self, text: str) -> None:
        self._flush()
        self._at_start = False
        if self._state.code:
            self._codes.append(text)
        elif self._state.stream:
            self._streams[self._state.stream].append(text)

    def _instruction(self) -> None:
        code, self._codes = "".join(self._codes), []
        sheet = Sheet()
        write_instruction(sheet, [(code, None)])
        written = sheet.finished("", "")[0]
        if written and self._state.stream:
            self._streams[self._state.stream] += [" ", written, " "]

    def sheet(self) -> Sheet:
        """What was read, stream by stream."""
        sheet = Sheet()
        for stream, kind in _STREAMS.items():
            text = "".join(self._streams[stream]).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            for block in re.split(r"\n\n+", text):
                if block.strip():
                    _write(sheet, block.strip("\n\t"), stream, kind)
        return sheet


def _write(sheet: Sheet, block: str, stream: str, kind: str) -> None:
    sheet.gap(BLOCK)
    with sheet.story(kind) if stream in _STORIES else sheet.kind(kind) if kind else nullcontext():
        label = next((label for label in WRITERS.values() if block.startswith(_SIGNED + label)), "")
        if label:
            sheet.signature(label, block[len(_SIGNED + label) :], None)
        else:
            sheet.write(block)
    sheet.gap(BLOCK)


def _known(encoding: str) -> str:
    if encoding == "cp65001":
        return "utf-8"
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise DraftError("is in an encoding that is not known") from None

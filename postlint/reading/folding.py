"""Folding: the same text in the letters that detectors know, with every character's origin kept.

Word processors and content systems put no-break spaces, non-breaking hyphens and full-width digits into a draft by
themselves, and people who dodge a filter use look-alike letters and invisible ones. Sources: Unicode Standard Annex
15 (compatibility decompositions) and Technical Standard 39 (confusables; the short table below holds the letters of
Cyrillic and Greek that are drawn like a Latin one).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from ..document import OffsetMap

_SPACES: Final = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_DASHES: Final = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-")
_QUOTES: Final = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201f\u2033", '"'),
}
# Invisible characters are dropped: zero-width ones, soft hyphen, directional marks, variation selectors, keycap.
_DROPPED: Final = dict.fromkeys(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u20e3\ufe0e\ufe0f\ufeff",
    "",
)
_KEYCAP: Final = "\u20e3\ufe0e\ufe0f"
_NEWLINES: Final = dict.fromkeys("\u000b\u000c\u0085\u2028\u2029", "\n")
_TABLE: Final = {**_SPACES, **_DASHES, **_QUOTES, **_DROPPED, **_NEWLINES}
# Decompositions that are only another drawing of the same text; super- and subscripts are left (a footnote mark
# glued to a number would become part of it).
_SAME_TEXT: Final = ("<wide>", "<narrow>", "<font>", "<circle>", "<square>", "<noBreak>")

_LOOKALIKES: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"
    "\u03bf\u03b1\u03b9\u03bd\u03c1\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aeopcyxijshdqw" + "ABEKMHOPCTXIJS" + "oaivpABEZHIKMNOPTYX",
)
_MIXED_WORD: Final = re.compile(r"[^\W\d_]*[A-Za-z][^\W\d_]*")
_ASCII: Final = re.compile(r"[\x20-\x7e\n\t]*\Z")


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if char in _TABLE:
        return _TABLE[char]
    if "\ufb00" <= char <= "\ufb06":  # Latin ligatures
        return unicodedata.normalize("NFKC", char)
    if unicodedata.decomposition(char).split(" ", 1)[0] in _SAME_TEXT:
        return unicodedata.normalize("NFKC", char)
    if not char.isascii() and char.isdecimal():  # digits of other scripts
        return str(unicodedata.decimal(char))
    return char


def fold(text: str) -> tuple[str, OffsetMap]:
    """Return the folded text and the map from it to ``text``."""
    if _ASCII.match(text):
        return text, OffsetMap.identity(len(text))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index, length = 0, len(text)
    while index < length:
        char = text[index]
        if char == "\r":  # both "\r\n" and a lone "\r" end a line
            width = 2 if text[index + 1 : index + 2] == "\n" else 1
            folded = "\n"
        else:
            width = 1
            folded = char if "\x1f" < char < "\x7f" or char == "\n" else _fold(char)
        if char in _KEYCAP and pieces and pieces[-1].strip() and ends[-1] == index:
            ends[-1] = index + width  # an edit of an emoji digit takes its frame along
        if folded:
            pieces.append(folded)
        starts.extend([index] * len(folded))
        ends.extend([index + width] * len(folded))
        index += width
    out = "".join(pieces)
    if not out.isascii():
        # A look-alike counts only inside a word that holds Latin letters too: Greek and Russian words stay.
        out = _MIXED_WORD.sub(lambda match: match.group().translate(_LOOKALIKES), out)
    return out, OffsetMap(starts, ends, length)

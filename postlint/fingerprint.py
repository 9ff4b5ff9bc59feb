"""A finding's fingerprint: the same wherever its words move to, and nobody without the key can tell the words from it.

Names and dates are so few that whoever has a plain hash of one can try them all. So the digest is keyed (HMAC-SHA256,
RFC 2104), with a key that stays on the machine or with the team (:mod:`postlint.local_key`).

What goes in: the rule; the words found and those of the related places; and a few words on either side, as far as the
sentence goes. What does not: line and offset, since text before a finding moves it, other sentences, and letters' case,
width and spacing, since an editor changes them by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from typing import Final

from .document import Span
from .finding import Finding

#: Bytes below which a key is refused: it could be guessed.
SHORTEST_KEY: Final = 32
#: Words on either side that belong to a fingerprint: enough to tell two mentions of one name apart.
CONTEXT_WORDS: Final = 4
#: Code points that are looked at for them; a longer "word" is cut.
_REACH: Final = 240
# Where the words around end: roughly a sentence, surely a paragraph. Too early only means fewer words.
_EDGE: Final = re.compile(r"[.!?\u2026][\"')\]\u2019\u201d]*\s|\n\s*\n|\r\s*\r")
_WORD: Final = re.compile(r"\w+")
_PURPOSE: Final = b"postlint finding 1\0"


def fingerprint(key: bytes, finding: Finding, text: str) -> str:
    """The fingerprint of a finding in the document ``text`` that it was made of: 64 hexadecimal digits.

    Raises ValueError for a key shorter than :data:`SHORTEST_KEY` bytes.
    """
    before = _EDGE.split(text[max(0, finding.start - _REACH) : finding.start])[-1]
    after = _EDGE.split(text[finding.end : finding.end + _REACH], maxsplit=1)[0]
    related = sorted({" ".join(_words(_at(text, place))) for place in finding.related})
    told = [
        finding.rule,
        _words(_at(text, finding.span)),
        _words(before)[-CONTEXT_WORDS:],
        _words(after)[:CONTEXT_WORDS],
        related,
    ]
    return keyed_digest(key, _PURPOSE, json.dumps(told, ensure_ascii=True))


def keyed_digest(key: bytes, purpose: bytes, message: str) -> str:
    """HMAC-SHA256 of a message under a key, for a purpose, in hexadecimal; ValueError for a key that is too short."""
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"a key has at least {SHORTEST_KEY} bytes")
    return hmac.new(key, purpose + message.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _at(text: str, place: Span) -> str:
    return text[place.start : place.end]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())

"""Language: which parts of a draft are not in English, so that what was not checked is never called clean (law 4).

Nearly every draft shows that it is English by its small words, which costs microseconds. Only where they are missing
is py3langid asked (naive Bayes over byte n-grams, 140 languages, its model in the package), which takes some tenths of
a second to load. A sentence of another language inside an English draft, and English with words of another language
in it, are read as English: the encoder was trained on such posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from ..annotation import Foreign

#: English and the creoles and dialects that are written in its words.
ENGLISH: Final = ("en", "pcm", "jam", "sco", "enm")
#: The words of these that hold English together and stand in no other language's texts.
_SMALL_WORDS: Final = frozenset(
    """
    the of and to it for that with you she they this from are my his their our your but not when who what just been
    it's i'm don't i've that's didn't can't won't you're he's she's who's how why which would should than then them
    these those were could any about after there because here every each only very our us if
    """.split()
)
#: Share of these words from which a text is taken for English unasked.
_ENOUGH: Final = 0.1
#: Probability of English below which a text is not English, and that of another language from which it is that one.
_HARDLY: Final = 0.05
_SURELY: Final = 0.6
#: Letters that a block needs to be judged by itself, and a draft to be judged at all.
_BLOCK_LETTERS: Final = 60
_DRAFT_LETTERS: Final = 8
_WORDS: Final = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_ADDRESSES: Final = re.compile(r"(?<!\S)\S*(?:://|@|#|www\.)\S*")  # from where a word begins: in linear time
_NAMES: Final = {
    "ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French",
    "ga": "Irish", "gu": "Gujarati", "hi": "Hindi", "it": "Italian", "ja": "Japanese", "ko": "Korean", "mi": "Māori",
    "nl": "Dutch", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "so": "Somali", "sw": "Swahili", "ta": "Tamil", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """``"Spanish"``; ``"another language"`` with its code where it is rarely met."""
    return _NAMES.get(code, f"another language ({code})")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def other_language(text: str) -> str:
    """The code of the language of ``text`` if it is surely not English, else an empty string."""
    words = _WORDS.findall(text.lower().replace("’", "'"))
    if not words or sum(map(_SMALL_WORDS.__contains__, words)) >= _ENOUGH * len(words):
        return ""
    ranked = [(code, float(share)) for code, share in _identifier().rank(_ADDRESSES.sub(" ", text))]
    if sum(share for code, share in ranked if code in ENGLISH) >= _HARDLY:
        return ""
    code, share = ranked[0]
    letters = [char for char in text if char.isalpha()]
    # Relatives (Russian, Bulgarian) share what they have; that it is not English their letters show.
    strange = sum(char > "\u02af" for char in letters) > len(letters) / 2
    return code if share >= _SURELY or strange else ""


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _blocks(text: str, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    edges = sorted({0, len(text), *breaks, *(found.end() for found in re.finditer(r"\n\s*\n", text))})
    for start, end in pairwise(edges):
        part = text[start:end]
        if part.strip():
            yield start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def foreign_parts(text: str, breaks: Sequence[int]) -> tuple[Foreign, ...]:
    """The whole text if it is mainly not in English; else those of its blocks (between ``breaks``) that are not."""
    total = _letters(text)
    if total < _DRAFT_LETTERS:
        return ()
    whole = other_language(text)
    parts = [
        Foreign(start, end, code)
        for start, end in _blocks(text, breaks)
        if _letters(text[start:end]) >= _BLOCK_LETTERS
        and (code := whole if end - start == len(text) else other_language(text[start:end]))
    ]
    if whole or sum(_letters(text[part.start : part.end]) for part in parts) > total / 2:
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        return (Foreign(start, end, whole or parts[0].code, mainly=True),)
    return tuple(parts)

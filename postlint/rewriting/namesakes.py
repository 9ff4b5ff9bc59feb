"""Where else a name stands that goes: half of a name left over gives the other half back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..annotation import Annotations, Mention
from .numbers import vocabulary

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_KINDS: Final = ("name", "handle")
#: Shorter words are initials and particles, which many names share.
_LEAST: Final = 3
_TITLES: Final = frozenset(
    vocabulary(
        "the mrs miss doctor prof professor master madam mister sir lady lord dame rev pastor sister brother father "
        "mother uncle aunty auntie aunt mama baba gogo tata nana grandma grandpa gran papa lola lolo baby little old "
        "van von der den del della ben bin bint abu and for"
    )
)


def namesakes(going: Sequence[Mention], annotations: Annotations, text: str) -> Iterator[Mention]:
    """The names of a draft that share a word with one of those ``going``, whoever they seemed to be of."""
    told = {word for mention in going if mention.kind in _KINDS for word in _words(mention, text)}
    gone = {(mention.start, mention.end) for mention in going}
    for mention in annotations.mentions:
        if mention.kind not in _KINDS or (mention.start, mention.end) in gone:
            continue
        if any(_alike(word, other) for word in _words(mention, text) for other in told):
            yield mention


def _words(mention: Mention, text: str) -> list[str]:
    found = (word.lower() for word in _LETTERS.findall(text[mention.start : mention.end]))
    return [word for word in found if len(word) >= _LEAST and word not in _TITLES]


def _alike(one: str, other: str) -> bool:
    """The same word, or its genitive: "Kaylees" of "Kaylee"."""
    return one in (other, f"{other}s")

"""From the editor's choices to changes of the prose: spaces, capitals and articles are seen to here.

The editor says of each word whether it goes and which phrase of its list comes before it. Nothing else can be put in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, Protocol

from .grammar import capitalised, indefinite, verbish
from .numbers import vocabulary

#: Stands in a phrase for the decade of the age that goes.
DECADE: Final = "{decade}"
_AGE: Final = re.compile(r"(?<![\d.,:/])([2-9]\d)(?![\d/:]|[.,]\d)")
_CLOSING: Final = ",.;:!?)]}\u2026"

Changed = tuple[int, int, str]


class Located(Protocol):
    """Something that stands somewhere: a word, a sentence."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


def changes_of(
    text: str,
    words: Sequence[Located],
    goes: Sequence[bool],
    phrases: Sequence[str],
    sentences: Sequence[Located],
) -> list[Changed] | None:
    """Changes of ``text`` in order; None where a phrase needs an age that does not go.

    A change never reaches over a line break, so that lists and paragraphs stay.
    """
    goes = _with_loose_ends(text, words, goes, phrases)
    openings = _openings(text, words, sentences)
    changes: list[Changed] = []
    index = 0
    while index < len(words):
        if not goes[index] and not phrases[index]:
            index += 1
            continue
        last = index
        while goes[index] and last + 1 < len(words) and goes[last + 1] and not phrases[last + 1]:
            if "\n" in text[words[last].end : words[last + 1].start]:
                break
            last += 1
        end = words[last].end if goes[index] else words[index].start
        phrase = _with_decade(phrases[index], text, words[index].start, end)
        if phrase is None:
            return None
        following = last + 1 if goes[index] else index
        free = following < len(words) and not goes[following] and not phrases[following]
        kept = words[following] if free else None
        changes.append(_change(text, words[index].start, end, phrase, kept, index in openings))
        index = max(last + 1, index + 1)
    return _with_articles(text, words, goes, phrases, changes)


_PREPOSITIONS: Final = frozenset(
    vocabulary(
        "from in at on of to by with near for since until till into onto outside inside around over under between "
        "after before during via as than like called named and or but nor &"
    )
)
_TIMES: Final = frozenset(
    vocabulary("this last yesterday today tonight tomorrow now again then so too because when while where since never")
)
_ARTICLES: Final = frozenset(vocabulary("the a an my our your their"))
_COMMA_BEFORE: Final = frozenset(vocabulary("with from in on at to for of who whose which that after before"))


def _with_loose_ends(
    text: str, words: Sequence[Located], goes: Sequence[bool], phrases: Sequence[str]
) -> Sequence[bool]:
    """What goes, and the little words that would be left with nothing behind them: "from", "the", half a pair of
    commas.
    """
    going = list(goes)

    def word(index: int) -> str:
        return text[words[index].start : words[index].end].lower() if 0 <= index < len(words) else ""

    def apart(index: int) -> bool:
        return index >= len(words) or "\n" in text[words[index - 1].end : words[index].start]

    for _ in range(3):
        before = list(going)
        for index in range(len(words) - 1, -1, -1):
            if going[index] or phrases[index] or index + 1 >= len(words) or not going[index + 1]:
                continue
            later = index + 1
            while (
                later < len(words) and going[later] and not phrases[later] and (later == index + 1 or not apart(later))
            ):
                later += 1
            if phrases[index + 1] or (later < len(words) and phrases[later] and not apart(later)):
                continue  # something stands for what goes
            this, following = word(index), "" if apart(later) else word(later)
            ends = not following or following[0] in _CLOSING
            linked = (
                following in _PREPOSITIONS or following in _COMMA_BEFORE or following in _TIMES or verbish(following)
            )
            if this in _PREPOSITIONS:
                going[index] = ends or (linked and this != following and this not in ("and", "or", "but"))
            elif this in _ARTICLES:
                going[index] = ends or linked or verbish(following)
            elif this == "," and word(later - 1) == ",":  # the other comma of the pair goes
                going[index] = following in _COMMA_BEFORE or verbish(following)
        if going == before:
            break
    return going


def _openings(text: str, words: Sequence[Located], sentences: Sequence[Located]) -> Collection[int]:
    """The first word of each sentence that begins with a capital; marks and emoji before it do not count."""
    found: set[int] = set()
    index = 0
    for sentence in sentences:
        while index < len(words) and (
            words[index].start < sentence.start
            or (words[index].start < sentence.end and not text[words[index].start].isalnum())
        ):
            index += 1
        if index < len(words) and words[index].start < sentence.end and not text[words[index].start].islower():
            found.add(index)
    return found


def _with_decade(phrase: str, text: str, start: int, end: int) -> str | None:
    if DECADE not in phrase:
        return phrase
    ages = list(_AGE.finditer(text, max(0, start - 60), min(len(text), end + 60)))
    if not ages:
        return None
    nearest = min(ages, key=lambda m: max(m.start() - end, start - m.end(), 0))
    return phrase.replace(DECADE, f"{nearest[1][0]}0s")


def _change(text: str, start: int, end: int, phrase: str, kept: Located | None, opens: bool) -> Changed:
    if phrase and phrase[0] in _CLOSING:
        while start > 0 and text[start - 1] == " ":
            start -= 1
    if phrase and opens:
        phrase = capitalised(phrase)
    elif opens and start < end and kept is not None and _may_open(text, end, kept.start):
        return start, kept.start + 1, text[kept.start].upper()
    if phrase and (start == end or (text[end : end + 1].isalnum() and phrase[-1].isalnum())):
        phrase += " "
    if phrase and phrase[0].isalnum() and text[start - 1 : start].isalnum():
        phrase = " " + phrase
    return start, end, phrase


def _may_open(text: str, end: int, kept: int) -> bool:
    """Whether the word at ``kept`` can be given a capital, as the first one left of its sentence."""
    return text[kept].islower() and "\n" not in text[end:kept] and re.match(r"https?:|www\.", text[kept:]) is None


def _with_articles(
    text: str, words: Sequence[Located], goes: Sequence[bool], phrases: Sequence[str], changes: list[Changed]
) -> list[Changed]:
    """The indefinite article where the next word is another one now."""
    for index in range(len(words) - 1):
        article = text[words[index].start : words[index].end]
        if goes[index] or article.lower() not in ("a", "an") or not (goes[index + 1] or phrases[index + 1]):
            continue
        following = phrases[index + 1]
        later = index + 1
        while not following and later < len(words) and goes[later]:
            later += 1
            following = phrases[later] if later < len(words) else ""
        if not following:
            following = text[words[later].start : words[later].end] if later < len(words) else ""
        fitting = indefinite(following) if following else article
        taken = any(start <= words[index].start < end for start, end, _ in changes)
        if following and fitting != article.lower() and following[0].isalnum() and not taken:
            if article[0].isupper():
                fitting = capitalised(fitting)
            changes.append((words[index].start, words[index].end, fitting))
    return sorted(changes)

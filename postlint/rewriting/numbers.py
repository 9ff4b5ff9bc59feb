"""Numbers and ages as people write them: "34", "forty-eight", "three-week-old", "in her nineties", "70th"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal


def vocabulary(words: str) -> list[str]:
    """The words of a list that is written as one text."""
    return words.split()


_SMALL: Final = vocabulary(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = vocabulary("twenty thirty forty fifty sixty seventy eighty ninety")
_VALUES: Final = {word: n for n, word in enumerate(_SMALL)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_DECADES: Final = (
    "teens",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
)
_WORD: Final = re.compile(r"[a-z]+")
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)\b", re.I)
_DECADE: Final = re.compile(r"\b(?:(\d)0'?s|(" + "|".join(_DECADES) + r"))(?![a-z])", re.I)
_UNIT: Final = re.compile(r"(?<![a-z])(day|week|wk|month|mth|mo)s?(?![a-z])|(?<=\d)(d|w|m)(?:o|/12|/52|/7)\b", re.I)
_UNIT_YEARS: Final = {"d": 1 / 365, "w": 7 / 365, "m": 1 / 12}

Stage = Literal["infant", "child", "teenager", "adult", "oldest"]
#: From this age on an age identifies by itself (45 CFR 164.514(b)(2)(i)(C)).
OLDEST: Final = 90


@dataclass(frozen=True, slots=True)
class Age:
    """An age in years. ``decade``: it was given as a decade; ``ordinal``: as a birthday ("70th")."""

    years: float
    decade: bool = False
    ordinal: bool = False

    @property
    def stage(self) -> Stage:
        """The rung it is generalised to."""
        if self.years < 1:
            return "infant"
        if self.years < 13:
            return "child"
        if self.years < 20:
            return "teenager"
        return "adult" if self.years < OLDEST else "oldest"

    @property
    def decade_word(self) -> str:
        """``thirties`` for 34."""
        return _DECADES[min(int(self.years) // 10, 9) - 1]


def parse_number(text: str) -> int | None:
    """The first whole number written in ``text``, in digits or English words, below 1000; None without one."""
    lowered = text.lower()
    scored = re.match(r"\W*(\w+)[ -]?score(?:\s+(?:years\s+)?and\s+(.+))?", lowered)
    if scored:  # "four score and two"
        return 20 * (parse_number(scored[1]) or 1) + (parse_number(scored[2] or "") or 0)
    digits = re.search(r"\d{1,3}(?!\d)", lowered)
    total = 0
    found = False
    previous_end = -1
    for match in _WORD.finditer(lowered):
        word = match.group()
        if found and lowered[previous_end : match.start()].strip(" -"):
            break
        if word == "hundred":
            total, found = (total or 1) * 100, True
        elif word in _VALUES:
            value = _VALUES[word]
            if found and total % 100 and not (total % 10 == 0 and 0 < value < 10):
                break
            total, found = total + value, True
        elif not (found and word == "and" and total % 100 == 0):
            if found:
                break
            continue
        if digits and digits.start() < match.start():
            break
        previous_end = match.end()
    if digits and (not found or digits.start() < previous_end):
        return int(digits.group())
    return total if found else None


def parse_age(text: str) -> Age | None:
    """The age that the words of a mention state; None when they state none that can be read."""
    decade = _DECADE.search(text)
    if decade:
        word = (decade[2] or "").lower()
        years = int(decade[1]) * 10 if decade[1] else 10 * (_DECADES.index(word) + 1)
        return Age(13 if word == "teens" else years, decade=True) if years else None
    number = parse_number(text)
    if number is None or number > 130 * 8:
        return None
    unit = _UNIT.search(text)
    if unit and not re.search(r"year|yr", text, re.I):
        return Age(number * _UNIT_YEARS[(unit[1] or unit[2])[0].lower()])
    if number > 130:
        return None
    return Age(number, ordinal=bool(_ORDINAL.search(text)))

"""Numbers as people write them: ages in words, and small counts of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_UNITS: Final = {
    word: value
    for value, word in enumerate(
        """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
            fifteen sixteen seventeen eighteen nineteen
        """.split()
    )
}
_TENS: Final = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SHORT_OF_A_YEAR: Final = re.compile(
    r"\b(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|/7|/52|/12|newborn|neonate)\b|/(?:7|52|12)\b", re.IGNORECASE
)
_WORD: Final = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_HUNDRED: Final = re.compile(r"\b(?:centenarian|a hundred|one hundred)\b", re.IGNORECASE)


def number_in(text: str) -> int | None:
    """The first whole number in ``text``, in digits or English words up to 199; None if there is none."""
    words = _WORD.findall(text.lower())
    for index, word in enumerate(words):
        if word.isdigit():
            return int(word)
        decade = word[:-3] + "y" if word.endswith("ies") else word
        if decade in _TENS:
            after = words[index + 1] if index + 1 < len(words) else ""
            return _TENS[decade] + (_UNITS[after] if 0 < _UNITS.get(after, 0) < 10 else 0)
        if word in _UNITS:
            return _UNITS[word]
    return None


def years_of(age: str) -> float | None:
    """An age in years: "97", "ninety-three-year-old", "19-day-old" (0); None when no number is written."""
    if _HUNDRED.search(age):
        return 100
    number = number_in(age)
    if number is None:
        return None
    if _SHORT_OF_A_YEAR.search(age):
        return 0 if "month" not in age.lower() else number / 12
    return number


_PEOPLE: Final = (
    r"patients?|people|persons?|women|woman|men|man|children|child|babies|baby|infants?|neonates?|teenagers?|adults?"
    r"|residents?|clients?|cases?|deaths?|survivors?|admissions?|families|mothers?|mums?|moms?"
)
_NUMBER: Final = r"\d{1,3}|" + "|".join([*_UNITS, *_TENS])
_COUNT: Final = re.compile(
    rf"(?<![\w.,/$£€-])(?P<number>{_NUMBER})(?![\w,./%-]*\d)\s+"
    rf"(?:(?:of|out of)\s+(?:our|my|the|these|those|\d[\d,]*)\s+(?:\d+\s+)?)?(?:[a-z-]+\s+){{0,2}}?(?:{_PEOPLE})\b",
    re.IGNORECASE,
)


def small_counts(text: str) -> Iterator[tuple[int, int, int]]:
    """Counts of people: start, end and number ("2 of our 14 patients", "three new cases")."""
    for match in _COUNT.finditer(text):
        number = number_in(match.group("number"))
        if number is not None:
            yield match.start(), match.end(), number

"""Numbers written in words: "four four seven one nine", "oh double seven"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_UNITS: Final = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "0": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17",
    "eighteen": "18", "nineteen": "19", "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_WORD: Final = "|".join(sorted((word for word in _UNITS if word.isalpha() and word != "o"), key=len, reverse=True))
_ITEM: Final = rf"(?:(?:{'|'.join(_TIMES)})[ -])?(?:{_WORD}|o?\d{{1,4}}(?![\w%])|\bo\b)(?:'?s)?(?![a-z])"
_BETWEEN: Final = r"[\s,.;:-]{1,3}(?:(?:dash|hyphen|slash|stroke|dot|point|then|space)[\s,.;:-]{1,3})*"
_RUN: Final = re.compile(rf"(?<![\w])(?:{_ITEM})(?:{_BETWEEN}(?:[a-z] for [a-z]+{_BETWEEN})?{_ITEM})+")
_PART: Final = re.compile(rf"(?:({'|'.join(_TIMES)})[ -])?({_WORD}|o(?=\d|\b)|\d+)")
_PAIR: Final = re.compile(
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)[\s,.;-]{1,3}"
    r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|dash)\b"
)
#: The radio alphabet, without the words that are common otherwise when they stand alone.
_LETTERS: Final = (
    "alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliet|juliett|kilo|lima|mike|november|oscar|papa|quebec"
    "|romeo|sierra|tango|uniform|victor|whiskey|whisky|x-?ray|yankee|zulu"
)
_CODE_ITEM: Final = rf"(?:{_LETTERS}|{_ITEM})(?![a-z])"
_CODE: Final = re.compile(rf"(?<![\w])(?:{_CODE_ITEM})(?:{_BETWEEN}(?:{_CODE_ITEM}))+")
_LETTER: Final = re.compile(rf"\b(?:{_LETTERS})\b")
_COUNTS: Final = ("0123456789101112", "1098765432100")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words: where it stands and its digits."""

    start: int
    end: int
    digits: str


def find_codes(lowered: str) -> list[tuple[int, int]]:
    """Where a code is spelled in the radio alphabet: at least two letters in a row of four words or more with digits
    among them, or three letters and nothing else ("whiskey echo papa").
    """
    if len(_LETTER.findall(lowered)) < 2:
        return []
    found = []
    for run in _CODE.finditer(lowered):
        letters = len(_LETTER.findall(run.group()))
        words = len(re.findall(r"[a-z\d]+", run.group()))
        if letters >= 3 or (letters >= 2 and words >= 4):
            found.append(run.span())
    return found


def find_spoken(lowered: str) -> list[Spoken]:
    """Numbers of four digits or more of which at least three are written in words; counting up or down is none."""
    if _PAIR.search(lowered) is None:
        return []
    found: list[Spoken] = []
    for run in _RUN.finditer(lowered):
        digits, words = "", 0
        tens = False
        for part in _PART.finditer(run.group()):
            word = part.group(2)
            value = _UNITS.get(word, word)
            words += word.isalpha()
            if tens and len(value) == 1 and value != "0":
                tens = False
            elif tens:
                digits, tens = digits + "0", False
            digits += value * _TIMES.get(part.group(1) or "", 1)
            tens = word in _TENS
        digits += "0" if tens else ""
        if words >= 3 and len(digits) >= 4 and not any(digits in count or digits in count[1:] for count in _COUNTS):
            found.append(Spoken(*run.span(), digits))
    return found

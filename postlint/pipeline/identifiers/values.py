"""Reading the value that stands after a label: how far it goes, and whether it is a code at all."""

from __future__ import annotations

import re
from typing import Final

_ATOM: Final = re.compile(r"[A-Za-z0-9*]+(?:[-/._][A-Za-z0-9*]+)*(?:\([0-9A-Z]\)(?![A-Za-z0-9]))?")
_UNIT: Final = (
    r"(?:y/?o|yrs?|years?|months?|mo|weeks?|wks?|days?|hours?|hrs?|h|mins?|minutes?|secs?|seconds?|am|pm|mg|mcg"
    r"|ug|g|kg|"
    r"ml|mls|dl|l|litres?|liters?|units?|iu|mmol\w*|umol\w*|nmol\w*|meq|mmhg|bpm|cm|mm|km|m|miles?|lbs?|st|ft|feet|"
    r"inches|degrees|percent|tablets?|tabs?|doses?|times|x|people|patients|women|men|children|cases|deaths|pages"
    r"|words|"
    r"copies|euros?|dollars?|pounds?|k|th|rd|nd|million|thousand|bn)"
)
_UNIT_AFTER: Final = re.compile(rf"(?:\s?%|[ -]?{_UNIT}(?![a-z0-9]))", re.IGNORECASE)
_GROUP: Final = re.compile(r"[ -](\d{2,7}[A-Z]{0,2}|\d[A-Z]?|[A-Z]{2}\d{2})(?![A-Za-z0-9:]|[.,]\d)")
_LETTERS: Final = re.compile(r"[ -]([A-Z]{1,2})(?![A-Za-z0-9'])")
_NOT_LETTERS: Final = frozenset(
    re.findall(r"\w+", "M F I A ED ER PT IS OK UK US DM HR BP IV PO IT NO OR IN ON AT MD RN GP NP PA TO")
)
_SPREAD: Final = re.compile(r"[A-Z]?(?:[ \t]?[-. ]?[ \t]?[0-9A-Z](?![0-9A-Za-z])){5,}", re.ASCII)
_LINES: Final = re.compile(r"\d{1,3}(?:[ \n-]{1,3}\d{1,3}(?!\d)){2,}")
_DIGIT: Final = re.compile(r"\d")
_DIGITS_TAIL: Final = re.compile(r"\d+$")

_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d(?:s|(?:[-/](?:\d\d|(?:1[89]|20)\d\d)))?\Z")
_DATE: Final = re.compile(
    r"\d{1,2}([-/.])\d{1,2}\1(?:\d\d|\d{4})\Z|(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}\Z"
    r"|\d{1,2}/(?:19|20)\d\d\Z"
)
_SMALL: Final = re.compile(r"\d{1,3}(?:[-/.]\d{1,3})?\Z|\d+\.\d+\Z|\d{1,2}[ap]m\Z|\d+(?:st|nd|rd|th|s|x|h)\Z")
_DOSE: Final = re.compile(rf"\d+(?:\.\d+)?-?{_UNIT}(?:/\w+)?\Z", re.IGNORECASE)


def read_value(text: str, at: int) -> int | None:
    """The end of the code that begins at ``at``, or ``None`` when none does.

    A code is letters, digits and joiners with at least one digit; it may be written in groups ("471 208 3365"), led
    by letters ("PVX 604418"), or with every character apart ("A 7 7 1 2 F K").
    """
    spread = _SPREAD.match(text, at)
    if spread and len(_DIGIT.findall(spread.group())) >= 3:
        return spread.end()
    atom = _ATOM.match(text, at)
    if atom is None:
        return None
    word, end = atom.group(), atom.end()
    if not _DIGIT.search(word):
        if not (word.isupper() and word.isalpha() and len(word) <= 5) or text[end : end + 1] not in (" ", "/", "#"):
            return None
        atom = _ATOM.match(text, end + 1)
        if atom is None or not atom.group()[0].isdigit():
            return None
        end = atom.end()
    return _groups(text, at, end)


def _groups(text: str, at: int, end: int) -> int:
    """Go on over further groups of a number that is written in short ones."""
    tail = _DIGITS_TAIL.search(text[at:end])
    lead = text[at:end].isalnum() and not text[at:end].isdigit()
    if tail is None and not lead:
        return end
    if tail is not None and len(tail.group()) > 6:
        return end
    seen = len(_DIGIT.findall(text[at:end]))
    while seen < 20:
        group = _GROUP.match(text, end)
        if group is None or _UNIT_AFTER.match(text, group.end()):
            break
        if len(group.group(1)) == 1 and _GROUP.match(text, group.end()) is None and seen < 6:
            break
        seen += len(_DIGIT.findall(group.group()))
        end = group.end()
    letters = _LETTERS.match(text, end)
    if letters and seen >= 4 and letters.group(1) not in _NOT_LETTERS:
        end = letters.end()
    return end


def read_lines(text: str, at: int) -> int | None:
    """The end of a number that is broken over lines to dodge a filter, three short groups or more."""
    match = _LINES.match(text, at)
    if match and "\n" in match.group() and len(_DIGIT.findall(match.group())) >= 5:
        return match.end()
    return None


def followed_by_unit(text: str, end: int) -> bool:
    """Whether what follows makes a quantity of the number before it ("500 mg", "12%")."""
    return _UNIT_AFTER.match(text, end) is not None


def is_quantity(value: str) -> bool:
    """Whether a value is rather a year, a date, a time, a small number, a decimal or a dose."""
    return any(shape.match(value) for shape in (_YEAR, _DATE, _SMALL, _DOSE))


def is_code(value: str) -> bool:
    """Whether a value is plainly a code without a sign: five digits or more, or letters or joiners among four."""
    digits = len(_DIGIT.findall(value))
    if is_quantity(value) or digits < 3 or (value.isdigit() and value.endswith("000")):
        return False
    if digits >= 5:
        return True
    letters = [char for char in value if char.isalpha()]
    return (bool(letters) and value.upper() == value) or (digits >= 4 and any(char in "-/" for char in value))

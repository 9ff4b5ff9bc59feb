"""Phone and fax numbers: by what is said before them, by shape, and by the numbering plans that phonenumbers knows."""

from __future__ import annotations

import importlib
import re
from typing import Any, Final

from ...annotation import Kind, Mention
from .helplines import find_helplines, is_helpline
from .spoken import Spoken

#: Regions whose numbers begin with a trunk zero, in the order in which they are tried.
_TRUNK: Final = ("GB", "IE", "AU", "NZ", "ZA", "IN")

_RUN: Final = re.compile(
    r"(?<![\w#@/\\])(?<![.,-]\b)(?<!\d[.,-])(?:"
    r"(?P<intl>(?:\+|00)\s?\d{1,3}(?:[ .-]?\(0?\d{0,4}\))?(?:[ .-]?\d{1,6}){2,6})"
    r"|(?P<nanp>(?:1[ .-]?)?(?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[ .-]?)\d{3}[ .-]?\d{4})"
    r"|(?P<free>1[38]00[ -]?\d{3}[ -]?\d{3}|1[38]00[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}|18\d0[ -]?\d{2,3}[ -]?\d{2,4})"
    r"|(?P<india>[6-9]\d{4}[ -]?\d{5})"
    r"|(?P<trunk>\(?0\d{1,4}\)?(?:[ .-]?\d{2,8}){1,4})"
    r"|(?P<local>\d{3,5}[ .-]\d{3,6}|\d(?:[ .-]?\d){6,12})"
    r")(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w%]|[.,/-]\d|[ -]?(?:mg|ml|mcg|kg|mmol|bpm)\b)"
)
_DIGITS_ONLY: Final = re.compile(r"\D+")
_EXTENSION: Final = re.compile(
    r"(?:\b(?:bleep|bleeper|pager|beeper|dect|ext|extn|extension|vocera)(?:\s*(?:no|number|num|me|on|is"
    r"|#))*[\s.:#(]{0,3})"
    r"(\d{3,6})(?![\w%]|[.,/-]\d)|\b(x\d{4,6})(?![\w%]|[.,/-]\d)"
)
_KEYWORD_TEXT: Final = re.compile(r"\btext(?:ing)?\s+\"?[a-z]{2,12}\"?\s+to\s+(\d{4,6})(?!\d)")
_CUE: Final = re.compile(
    r"(?:(?P<fax>\bfax\w*|\bf:)|\b(?:call(?:ed|ing)?|ring|rang|phon\w+|telephone|tel|mob(?:ile)?s?"
    r"|cell\w*|text(?:ed)?|sms|whats ?app\w*|viber|signal|telegram|dial|landline|contact|line|switchboard"
    r"|hotline|helpline|reception|"
    r"globe|smart|digits|reach(?:ed)?|home|work|office|desk|voicemail|free|imo|wa|use|book(?:ings?)?(?: on)?"
    r"|donate|pm me at|(?:her|his|their|my|our|your|its|the|new|old|direct|whose) numbers?)\b|\b[tpm]:"
    r"|[\u260e\U0001f4de\U0001f4f1\U0001f919])"
)
_FAX_AFTER: Final = re.compile(r"\s?\(fax\)|\s?fax\b(?!\W{0,4}\d)")
_BREAK: Final = re.compile(
    r"\b(?:mrn|nhs|ssn|refs?|reference|account|acct|claim|policy|case|order|invoice|isbn"
    r"|pmid|orcid|serial)\b|\d[^\d]{8}"
)
_DATE_LIKE: Final = re.compile(
    r"\(?(?:0?[1-9]|[12]\d|3[01])[ .-](?:0?[1-9]|[12]\d|3[01])[ .-](?:19|20)?\d\d\Z|(?:19|20)\d\d[ .-](?:0?[1-9]"
    r"|1[0-2])[ .-]\d\d?\b|"
    r"(?:19|20)\d\d[ -](?:19|20)\d\d\Z|\d{1,3}(?: \d{3})+\Z|0\.\d+|\d+\.\d+\Z"
)
_RESERVED: Final = re.compile(
    r"(?:44|0)?(?:7700900\d{3}|1632960\d{3}|(?:11[3-8]|121|131|141|151|161|191)4960\d{3}|2079460\d{3}"
    r"|28[29]\d180\d{3})\Z|"
    r"1?[2-9]\d\d55501\d\d\Z|0?491570\d{3}\Z"
)
_LOOKALIKE: Final = re.compile(r"(?<![A-Za-z])[OolI\d]*\d[OolI\d]*(?![A-Za-z])")
_LETTERS: Final = str.maketrans("OolI", "0011")


class Phones:
    """Finds the phone and fax numbers of the regions wanted."""

    def __init__(self, regions: frozenset[str]) -> None:
        self._plans: Any = importlib.import_module("phonenumbers")
        self._regions = regions

    def find(self, text: str, lowered: str, spoken: list[Spoken]) -> list[Mention]:
        """Numbers and where they stand; helplines carry that label."""
        found = [_mention(start, end, "phone", 1.0, "helpline") for start, end in find_helplines(lowered)]
        for match in _EXTENSION.finditer(lowered):
            if match.lastindex == 1 or _cue(lowered, match.start()):
                found.append(_mention(*match.span(match.lastindex or 0), "phone", 0.85, "extension"))
        for match in _KEYWORD_TEXT.finditer(lowered):
            label = "helpline" if is_helpline(match.group(1)) else "short-code"
            found.append(_mention(*match.span(1), "phone", 1.0, label))
        plain = _LOOKALIKE.sub(lambda m: m.group().translate(_LETTERS), text)
        if sum(map(plain.count, "0123456789")) >= 6:
            for match in _RUN.finditer(plain):
                mention = self._number(plain, lowered, match)
                if mention:
                    found.append(mention)
        for number in spoken:
            if 7 <= len(number.digits) <= 15:
                cue = _cue(lowered, number.start)
                if cue or (number.digits[0] == "0" and 10 <= len(number.digits) <= 12):
                    found.append(_mention(number.start, number.end, cue or "phone", 0.9, "phone-in-words"))
        return found

    def _number(self, plain: str, lowered: str, match: re.Match[str]) -> Mention | None:
        start, end = match.span()
        value = match.group()
        if value.startswith("(") and ")" not in value:
            start, value = start + 1, value[1:]
        digits = _DIGITS_ONLY.sub("", re.split(r"[xe]", value)[0])
        cue = _cue(lowered, start)
        if is_helpline(digits):
            return _mention(start, end, "phone", 1.0, "helpline")
        shape = match.lastgroup or "local"
        if not 7 <= len(digits) <= 15 or (_DATE_LIKE.match(value) and shape != "intl"):
            return None
        if len(set(digits)) <= 1 and cue is None:
            return None
        kind: Kind = cue or "phone"
        if shape == "local":
            fictional = re.fullmatch(r"555[ .-]?01\d\d", value) is not None
            return _mention(start, end, kind, 0.78, kind) if cue or fictional else None
        if cue is not None:
            return _mention(start, end, kind, 0.95, kind)
        if _FAX_AFTER.match(lowered, end):
            kind = "fax"
        parted = not value.isdigit()
        if _RESERVED.match(digits):
            return _mention(start, end, kind, 0.84 if parted or digits[0] == "0" else 0.6, kind)
        if not self._valid(value, digits, shape):
            return _mention(start, end, kind, 0.6, kind) if shape == "intl" or (parted and len(digits) >= 10) else None
        if shape == "free" and not parted:
            return _mention(start, end, kind, 0.6, kind)
        return _mention(start, end, kind, 0.84 if parted or digits[0] == "0" else 0.6, kind)

    def _valid(self, value: str, digits: str, shape: str) -> bool:
        """Whether a numbering plan of the regions wanted has the number."""
        plans = self._plans
        tried: tuple[str | None, ...]
        if shape == "intl":
            tried, digits = (None,), "+" + (digits[2:] if value.startswith("00") else digits)
        elif shape == "nanp":
            tried = ("US", "CA")
        elif shape == "free":
            tried = ("AU", "IE", "IN")
        elif shape == "india":
            tried = ("IN",)
        else:
            tried = _TRUNK
        for region in tried:
            if region is not None and region not in self._regions:
                continue
            try:
                if plans.is_valid_number(plans.parse(digits, region)):
                    return True
            except plans.NumberParseException:
                continue
        return False


def _cue(lowered: str, start: int) -> Kind | None:
    """Whether the words before a number call it a phone or a fax."""
    low = max(0, start - 36)
    kind: Kind | None = None
    last = low
    for match in _CUE.finditer(lowered, low, start):
        kind = "fax" if match.group("fax") else "phone"
        last = match.end()
    if kind is None or _BREAK.search(lowered, last, start) or "\n\n" in lowered[last:start]:
        return None
    return kind


def _mention(start: int, end: int, kind: Kind, score: float, label: str) -> Mention:
    return Mention(start, end, kind, score, source="format", label=label)

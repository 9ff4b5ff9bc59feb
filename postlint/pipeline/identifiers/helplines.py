"""Emergency numbers and helplines that are printed for everybody.

Numbers as their operators publish them: emergency services, crisis lines, poison information and non-urgent health
advice of the eight regions. A number that is not listed here is reported as an ordinary phone.
"""

from __future__ import annotations

import re
from typing import Final

#: Numbers so short that only the words around them make them a phone number.
SHORT: Final = frozenset(
    re.findall(
        r"\d+",
        "911 999 995 112 000 111 988 101 105 106 108 102 104 103 119 181 211 311 411 811 1098 1737 1767 14416 10111 "
        "10177 50808 85258 741741 686868 45645",
    )
)
_LONG: Final = frozenset(
    re.findall(
        r"\d+",
        # several countries, United Kingdom, Ireland
        "116123 116000 116117 08001111 08082000247 03001233393 08000684141 08457909090 03444775774 1800247247 "
        "1850241850 1800700850 018092166 "
        # United States, Canada
        "18002221222 18002738255 18006624357 18007997233 18006564673 18004262537 18334564566 18006686868 18447647669 "
        # Australia, New Zealand
        "131114 131126 132150 134325 13432584 1800551800 1300224636 1800737732 1300659467 1800022222 1300789978 "
        "0800611116 0800764766 0800543354 0508828865 0800376633 "
        # India, South Africa
        "18005990019 18008914416 9152987821 9820466726 0800567567 0861322322 0800456789 0800055555",
    )
)
#: So well known that "or 988" is enough.
_KNOWN: Final = frozenset(("911", "988"))
_SHORT_RUN: Final = re.compile(
    rf"(?<![\w.,/:$\u00a3\u20ac+#-])(?:{'|'.join(sorted(SHORT, key=len, reverse=True))})(?![\w%]|[.,:-]\d"
    rf"|/\d{{1,2}}(?!\d)| \d{{3}}|\s?(?:bpm|mg|mm|kg|ml|cm|degrees|over|/))"
)
_GROUPED: Final = re.compile(
    r"(?<![\w.+-])(?:116[ -]?(?:123|000|117)|13[ -]?(?:11[ -]?(?:14|26)|21[ -]?50"
    r"|43[ -]?25(?:[ -]?84)?)|(?:9-8-8|9-1-1|8-1-1))(?![\w-])"
)
_NAMED: Final = re.compile(r"(?<!\w)(?:health ?811|13 ?health|1800 ?respect)(?!\w)")
_CUE: Final = re.compile(
    r"\b(?:call(?:s|ed|ing)?|ring(?:s|ing)?|rang|that'?s|dial\w*|phon\w+|text(?:ing)?|sms|emergenc\w+|nhs|crisis"
    r"|lifeline|helpline|hotline|samaritans|ambulance|go(?:es)? to|text \S+ to)\b[^.!?\n]{0,24}$"
    r"|(?<!\d)(?:999|911|112|000|111|988|108)(?:\s?/\s?|,? (?:or|and) |, )$"
)
_CUE_AFTER: Final = re.compile(
    r"[\s,)]*(?:if|or|now|immediately|straight|right away|in an? emergenc|for (?:an )?(?:emergenc|ambulance"
    r"|urgent|help)|[(]?(?:uk|us|usa|canada|"
    r"australia|nz|ireland|india|eu)\b|emergenc|crisis|lifeline|helpline|line\b|operator|call)"
)


def is_helpline(digits: str) -> bool:
    """Whether a number, given as its digits, is one that is printed for everybody."""
    return (
        digits in SHORT
        or digits in _LONG
        or ("1" + digits) in _LONG
        or (digits[:2] == "44" and "0" + digits[2:] in _LONG)
    )


def find_helplines(lowered: str) -> list[tuple[int, int]]:
    """Where helplines of a few digits stand; longer ones are found as phone numbers."""
    found = [match.span() for match in _GROUPED.finditer(lowered)]
    for match in _SHORT_RUN.finditer(lowered):
        before = lowered[max(0, match.start() - 32) : match.start()]
        if (
            _CUE.search(before)
            or (_CUE_AFTER.match(lowered, match.end()) and not before.rstrip().endswith(("mg", "n =")))
            or (match.group() in _KNOWN and before.endswith((" and ", " or ", "it's ")))
        ):
            found.append(match.span())
    found.extend(match.span() for match in _NAMED.finditer(lowered))
    return found

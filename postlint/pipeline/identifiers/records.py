"""Numbers that a label announces: records, claims, tickets, national numbers, devices, plates."""

from __future__ import annotations

import re
from typing import Final

from ...annotation import Mention
from .checksums import bare
from .labels import CHECKS, LABELS, Label, label_of
from .spoken import Spoken
from .stretches import near_numbers
from .values import followed_by_unit, is_code, is_quantity, read_lines, read_value

#: A label further than this from a digit announces nothing.
_REACH: Final = 64
#: The score of a number that only an everyday word announces.
LOOSE_SCORE: Final = 0.8
_DIGIT: Final = re.compile(r"\d")
_SIGN: Final = (
    r"[:=#]|(?:no|nos|nr|num|number|numbers|ref|reference|id|code|card|file)\b\.?(?![/-])|\bn[o\u00b0\u00ba]\b|\u2116"
)
_WORDS: Final = (
    r"(?:is|was|are|were|reads?|says?|being|still|just|now|also|actually|for|of|him|her|his|them|their|this|that"
    r"|the|my|"
    r"patient|pt|guy|lady|man|woman|and|na|under|as|it'?s|number|here|please|quote|starts?|starting|with)\b(?![/-])"
)
_LINK: Final = re.compile(
    rf"\.?(?:[ \t]*(?:(?P<sign>{_SIGN})|(?P<end>end(?:s|ed|ing)?(?: (?:in|with))?\b|last (?:four"
    rf"|4)(?: digits)?\b)|{_WORDS}|"
    r"[-(\[\"'*_,>]))*[ \t]*(?:\n[ \t]*)?(?P<open>[#(\[\"'*_]*)"
)
_PROSE: Final = re.compile(r"\b(?:for|of|with|under|as|th(?:is|at|em)|the|and|here|just|still)\b")
#: A code built of parts, which no quantity is.
_BUILT: Final = re.compile(r"[A-Z]{1,5}[-/](?:[A-Z0-9]{1,4}[-/])?\d{3,}")
_AFTER: Final = re.compile(
    r"\W{0,3}(?:(?:is|was|as|being)\s+)?(?:(?:his|her|their|the|my|our|your|a|an|patient'?s|pt'?s)\s+){0,2}"
)
_BEFORE: Final = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{1,5}[- /]?)?\d[\dA-Z]*(?:[-/ ]\d[\dA-Z]*)*(?=[ ,(=:-])")
_CHAIN: Final = re.compile(r"(?:,|;| &|/)?\s*(?:and|or|then|not|&)?\s+(?=[A-Z]{0,5}[-/ ]?\d)", re.IGNORECASE)
_MONEY: Final = re.compile(r"[$\u00a3\u20ac\u20b9\u00a5]\s?$|(?<![A-Za-z])(?:USD|EUR|GBP|INR|KES|AED|Rs\.?|R)\s?$")
_LAST_FOUR: Final = re.compile(
    r"last (?:four|4)(?: digits)?(?: of)?(?: (?:the|his|her|their|my|social|ssn|card|account|medicare|number|is"
    r"|are|was|were))*"
    r"[ :=]*(?:is |are )?(\d{4})(?!\d)"
)
_PLATE: Final = re.compile(
    r"[A-Z]{1,3}[- ]?\d{1,6}[- ]?[A-Z]{0,3}(?![A-Za-z0-9])"
    r"|\d{1,4}[- ]?[A-Z]{1,3}[- ]?\d{0,6}(?![A-Za-z0-9])"
)


def find_labelled(text: str, lowered: str, spoken: list[Spoken]) -> tuple[list[Mention], list[tuple[int, int]]]:
    """The numbers that a label announces, and the stretches whose label says that they are nobody's."""
    found: list[Mention] = []
    public: list[tuple[int, int]] = []
    words = {number.start: number for number in spoken}
    for match in _LAST_FOUR.finditer(lowered):
        around = lowered[max(0, match.start() - 30) : match.end()]
        name = "us-ssn-last-four" if "ssn" in around or "social" in around else "last-four"
        found.append(Mention(*match.span(1), "idno", 0.9, source="format", label=name))
    for start, end in near_numbers(lowered, _REACH, 40, [(number.start, number.end) for number in spoken]):
        for match in LABELS.finditer(lowered, start, end):
            label = label_of(match)
            mention = _announced(text, lowered, match.end(), label, words)
            if mention is None:
                if label.sort == "firm":
                    found.extend(_announcing(text, lowered, match.start(), label))
                continue
            if label.sort == "public":
                public.append((match.start(), mention.end))
                continue
            found.append(mention)
            found.extend(_chained(text, mention))
    return found, public


def _announced(text: str, lowered: str, at: int, label: Label, words: dict[int, Spoken]) -> Mention | None:
    """The value that follows a label, if what stands there is one."""
    link = _LINK.match(lowered, at)
    if link is None:
        return None
    begin = link.end()
    signed = link.group("sign") is not None or lowered[at - 1] in "#." or "#" in link.group("open")
    if label.sort == "loose" and not signed and link.group().startswith(". ") and lowered[at - 4 : at].isalpha():
        return None  # another sentence
    number = words.get(begin)
    if number is not None and (label.sort != "loose" or signed or _PROSE.search(link.group()) is None):
        score = 0.95 if label.sort == "firm" else LOOSE_SCORE
        return Mention(number.start, number.end, "idno", score, source="format", label=label.name)
    if link.group("end") is not None:
        tail = re.compile(r"[A-Z]?\d{2,5}[A-Z]?(?![A-Za-z0-9])|[A-Z]{3}(?![A-Za-z])").match(text, begin)
        return Mention(*tail.span(), "idno", 0.85, source="format", label=label.name + "-ending") if tail else None
    end = read_lines(text, begin) if label.sort == "firm" else None
    end = end or read_value(text, begin)
    if end is None or _MONEY.search(text[max(0, begin - 4) : begin]):
        return None
    value = text[begin:end]
    if label.sort == "public":
        return Mention(begin, end, "idno", 0.0, label="public")
    if label.sort == "loose" and not signed and _PROSE.search(link.group()) and not _BUILT.fullmatch(value):
        return None
    if followed_by_unit(text, end) or not _acceptable(value, label, signed):
        return None
    checks = CHECKS.get(label.name, ())
    score = (
        1.0 if any(check(bare(value)) for check in checks) else 0.85 if signed or label.sort == "firm" else LOOSE_SCORE
    )
    return Mention(begin, end, "idno", score, source="format", label=label.name)


def _acceptable(value: str, label: Label, signed: bool) -> bool:
    digits = len(_DIGIT.findall(value))
    if label.name == "vehicle-plate":
        return (_PLATE.match(value) is not None and digits >= 1 and any(c.isalpha() for c in value)) or is_code(value)
    if label.sort == "firm":
        return (
            digits >= 4
            or (digits >= 2 and len(bare(value)) >= 3 and not is_quantity(value))
            or (digits >= 3 and signed)
        )
    if label.name == "reference-number":
        return is_code(value) and (digits >= 5 or len(bare(value)) >= 6 or signed)
    if signed:
        return not (is_quantity(value) and not value.isdigit()) and (
            digits >= 4 or (digits >= 2 and len(bare(value)) >= 4)
        )
    return is_code(value) or (value.isdigit() and value.startswith("0") and digits == 4)


def _announcing(text: str, lowered: str, at: int, label: Label) -> list[Mention]:
    """A value that stands before its label: "4471982 is his MRN", "00482913 (MRN)"."""
    base = max(0, at - 48)
    for match in _BEFORE.finditer(text, base, at):
        value = match.group()
        link = _AFTER.match(lowered, match.end())
        if link and link.end() == at and is_code(value) and len(_DIGIT.findall(value)) >= 4:
            between = lowered[match.end() : at]
            if re.search(r"[a-z(=]", between):
                checks = CHECKS.get(label.name, ())
                score = 1.0 if any(check(bare(value)) for check in checks) else 0.85
                return [Mention(*match.span(), "idno", score, source="format", label=label.name)]
    return []


def _chained(text: str, first: Mention) -> list[Mention]:
    """Further values after a labelled one, written alike: "MRNs 4471982 and 4471983"."""
    found: list[Mention] = []
    at, shape = first.end, _shape(text[first.start : first.end])
    while (link := _CHAIN.match(text, at)) and len(found) < 8:
        end = read_value(text, link.end())
        if end is None or _shape(text[link.end() : end]) != shape or len(shape) < 4:
            break
        found.append(Mention(link.end(), end, "idno", first.score, source="format", label=first.label))
        at = end
    return found


def _shape(value: str) -> str:
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "0", value))

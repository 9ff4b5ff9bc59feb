"""Traces: what of a post can be compared with others by its author, for the rules on an author's history.

Details are brought into one form (an age in years, a day of the year, the telling words of a place) and digested under
the key of the run. What is kept of a post is :class:`~postlint.trace.Trace` and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ..annotation import CLINICAL_KINDS, DIRECT_KINDS, Mention
from ..policy import Match, Policy, Rule
from ..trace import Clue, Place, Sex, Trace, keyed
from .allowing import Allowance
from .in_time import in_time
from .matchers import details_of, page_allows
from .numbers import number_in, years_of
from .page import Page
from .rarity import plain

#: Words that tell nothing by themselves, whatever the detail is.
_IDLE: Final = frozenset(
    """
    a an the of and or in on at to for from with by as into near our my his her their your its this that these those who
    is was were be been being has had have no not new old former retired local little big young only other another same
    one two three first last next man woman men women lady gentleman boy girl guy patient patients person people
    disease syndrome disorder condition illness acute chronic severe mild early late stage type left right bilateral
    sided sudden suspected possible probable recurrent advanced primary secondary
    hospital clinic surgery practice centre center unit ward bed bay room department dept school university college
    town village city county area street road lane district region suburb side part
    """.split()
)
#: Fewer letters say too little, unless they are capitals: an abbreviation.
_SHORT: Final = 3
_INITIALS: Final = re.compile(r"[A-Z]{2,5}s?")
_PLURAL: Final = re.compile(r"(?<=[a-z]{2}[^sui])s\Z")
_WORD: Final = re.compile(r"[A-Za-z]+")
_DECADE: Final = re.compile(r"\b(?:\w+ties|[1-9]0'?s)\b", re.IGNORECASE)
#: Years within which two ages are one: somebody may have a birthday between two posts.
_BIRTHDAY: Final = 1

_FEMALE: Final = re.compile(
    r"\b(?:she|her|hers|herself|woman|lady|girl|mum|mother|wife|grandmother|granny|mrs|ms|daughter)\b", re.IGNORECASE
)
_MALE: Final = re.compile(
    r"\b(?:he|him|his|himself|man|gentleman|boy|dad|father|husband|grandfather|grandad|mr|son|guy|bloke)\b",
    re.IGNORECASE,
)

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS: Final = "mon tue wed thu fri sat sun".split()
_MONTH: Final = rf"({'|'.join(_MONTHS)})[a-z]*"
_DAY_MONTH: Final = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b", re.IGNORECASE
)
_ISO: Final = re.compile(r"\b(?:\d{4})-(\d\d)-(\d\d)\b")
_AGO: Final = re.compile(r"\b(\w+) days? ago\b", re.IGNORECASE)
_BEFORE: Final = re.compile(r"\b(?:yesterday|last night)\b", re.IGNORECASE)
_TODAY: Final = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|just now)\b", re.IGNORECASE)
_WEEKDAY: Final = re.compile(r"\b(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b", re.IGNORECASE)
#: A leap year, in which every day of a calendar exists.
_ANY_YEAR: Final = 2024


@in_time
def traces_of(policy: Policy, page: Page) -> tuple[Trace, ...]:
    """The traces of a draft that is one of a series; none of any other."""
    if page.document.series is None:
        return ()
    allowance = Allowance(policy, page, policy.today)
    found = []
    for rule in policy.rules:
        if policy.severity_of(rule) is None:
            continue
        for match in rule.matches:
            if match.on == "history" and page_allows(match, seen := allowance.page(rule)):
                trace = _trace(rule, match, seen, policy)
                found += [trace] if trace is not None else []
    return tuple(found)


def _trace(rule: Rule, match: Match, page: Page, policy: Policy) -> Trace | None:
    severity = policy.severity_of(rule)
    details, told, kinds = details_of(match, page, policy)
    if severity is None or not kinds:
        return None
    named = [m for m in page.annotations.mentions if m.kind in DIRECT_KINDS and m.patient >= match.score]
    clues = {clue for mention in (*details, *told, *named) if (clue := _clue(mention, page)) is not None}
    return Trace(
        rule=rule.name,
        family=rule.family,
        severity=severity,
        message=rule.message,
        warn_from=match.warn_from or 0.0,
        error_from=match.error_from or 0.0,
        kinds=frozenset(kinds),
        places=tuple(_places([*details, *(m for m in told if m.kind in match.adding)], page)),
        clues=tuple(sorted(clues, key=lambda clue: (clue.kind, sorted(clue.keys)))),
        sex=_sex(page),
        refers_back=any(pattern.search(page.prose.text) for pattern in match.again),
    )


def _places(details: list[Mention], page: Page) -> Iterator[Place]:
    """Of each kind the mention that is most surely a patient's, or an illness."""
    surest: dict[str, Mention] = {}
    for mention in details:
        if mention.kind not in surest or _sureness(surest[mention.kind]) < _sureness(mention):
            surest[mention.kind] = mention
    for kind, mention in surest.items():
        span = page.source(mention.start, mention.end)
        yield Place(kind, span, *page.place(span.start), _sureness(mention))


def _sureness(mention: Mention) -> float:
    return mention.score if mention.kind in CLINICAL_KINDS else mention.patient


def _clue(mention: Mention, page: Page) -> Clue | None:
    series = page.document.series
    if series is None or mention.kind == "photo":
        return None
    words = page.words(mention.start, mention.end)
    if mention.kind == "age":
        said, alike = _age(words)
    elif mention.kind == "date":
        said, alike = _days(words, series.day)
    else:
        said, alike = _telling(words)
    if not said:
        return None
    return Clue(mention.kind, keyed(series.key, mention.kind, said), keyed(series.key, mention.kind, alike))


def _telling(words: str) -> tuple[set[str], set[str]]:
    """The words of a detail that tell something, and what it is called for short."""
    short = {found.group().rstrip("s").lower() for found in _INITIALS.finditer(words)}
    said = set()
    for word in plain(words).split():
        stem = _PLURAL.sub("", word)
        if word in _IDLE or stem in _IDLE or (len(stem) < _SHORT and stem not in short and not stem.isdigit()):
            continue
        said.add(stem)
    if all(word.isdigit() for word in said):  # "ward 7": the number says little, and with its word enough
        said = {"-".join(plain(words).split())} if said else set()
    spelled = "".join(word[0] for word in _WORD.findall(words)).lower()
    return said, {spelled} if 2 <= len(spelled) <= 5 else set()


def _age(words: str) -> tuple[set[str], set[str]]:
    """An age in years and those around it; a decade and the years in it."""
    years = years_of(words)
    if years is None:
        return set(), set()
    whole = int(years)
    if _DECADE.search(words):
        return {f"{whole}s"}, {str(year) for year in range(whole - _BIRTHDAY, whole + 10 + _BIRTHDAY)}
    return {str(whole)}, {str(year) for year in range(whole - _BIRTHDAY, whole + _BIRTHDAY + 1)}


def _days(words: str, posted: date | None) -> tuple[set[str], set[str]]:
    """A day of the year and the two beside it; what is not told by the day tells nothing."""
    day = _day(words, posted)
    if day is None:
        return set(), set()
    beside = (day - timedelta(days=1), day + timedelta(days=1))
    return {f"{day:%m-%d}"}, {f"{other:%m-%d}" for other in beside}


def _day(words: str, posted: date | None) -> date | None:
    if found := _ISO.search(words):
        return _on(int(found.group(1)), int(found.group(2)))
    if found := _DAY_MONTH.search(words):
        number, month = found.group(1) or found.group(4), (found.group(2) or found.group(3)).lower()
        return _on(_MONTHS.index(month) + 1, int(number))
    if posted is None:
        return None
    if _TODAY.search(words):
        return posted
    if _BEFORE.search(words):
        return posted - timedelta(days=1)
    if found := _AGO.search(words):
        days = number_in(found.group(1))
        return posted - timedelta(days=days) if days is not None and days < 60 else None
    if found := _WEEKDAY.search(words):
        back = (posted.weekday() - _WEEKDAYS.index(found.group(1)[:3].lower())) % 7
        return posted - timedelta(days=back)
    return None


def _on(month: int, day: int) -> date | None:
    try:
        return date(_ANY_YEAR, month, day)
    except ValueError:
        return None


def _sex(page: Page) -> Sex:
    """Of the one person that the cases tell of; empty if they leave it open or tell of several."""
    text = " ".join(page.words(p.start, p.end) for p in page.passages(("case",), 0, len(page.prose.text)))
    female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
    return "" if female == male else "female" if female else "male"

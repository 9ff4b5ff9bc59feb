"""The clinic's own: which mentions its facts explain, whatever the model thought of them.

Numbers and addresses are the clinic's if they are the same number or lead to the same place. A colleague may be a
patient too, and the clinic's town a patient's home: names and places are the clinic's *unless* the model is sure of a
patient, so much the sooner the less of the name stands there. See :data:`FIRM`, :data:`BARE` and :data:`CIVIL`.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from ..annotation import Mention, Passage
from ..facts import Clinic, Colleague
from .identifiers.spoken import find_spoken

#: A name is surely the colleague's (whole, or with a title of the trade or their role), a place is whole: only where a
#: case is told, and a patient is the likeliest owner, is it left to the model.
FIRM: Final = "firm"
#: One word of a name or of an address: left to the model wherever a patient is the likeliest owner.
BARE: Final = "bare"
#: "Mrs" before a colleague's surname is how patients are called: left to the model as soon as it suspects one.
CIVIL: Final = "civil"
_LIKELIEST: Final = 0.5
_SUSPECTED: Final = 0.2

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BEFORE: Final = re.compile(r"(?:[\w'.-]+[^\S\r\n]+){1,2}\Z")
_TRADE: Final = frozenset(
    """
    dr doctor prof professor sister charge nurse matron midwife physio dietitian pharmacist consultant registrar
    surgeon dentist hygienist paramedic porter receptionist colleague
    """.split()
)
_CIVIL: Final = frozenset("mr mrs ms miss mx master madam sir lady baby".split())
_LIGHT: Final = frozenset("the a an our my this your at in on of to from by and here near".split())
#: Words that many places have in their names.
_GENERIC: Final = frozenset(
    """
    clinic clinics surgery practice site branch centre center hospital health healthcare medical dental building house
    road street lane avenue square place court drive way close floor suite unit room st rd ave
    """.split()
)
_HOUSE: Final = frozenset("clinic clinics surgery practice site branch centre center hospital building".split())

_AT: Final = re.compile(r"\s*[\[({<]\s*(?:at|@|arroba)\s*[\])}>]\s*|\s+(?:at|arroba)\s+|\s*@\s*")
_DOT: Final = re.compile(r"\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+")
_SCHEME: Final = re.compile(r"\A(?:h(?:tt|xx)ps?|ftp)\s?\[?:\]?/{0,2}\s?")
_DIGITS: Final = re.compile(r"\D+")
_LEAST_DIGITS: Final = 6


def own_mentions(clinic: Clinic, text: str, mentions: Sequence[Mention], passages: Sequence[Passage]) -> set[int]:
    """Indices of the ``mentions`` that are the clinic's own, by its facts."""
    facts = _facts(clinic)
    own = {i for i, m in enumerate(mentions) if facts.leads_to_clinic(m.kind, text[m.start : m.end])}
    places = {i: grade for i, m in enumerate(mentions) if i not in own and (grade := facts.place(m, text))}
    own |= {i for i, grade in places.items() if not _is_patients(mentions[i], grade, passages)}
    for person in facts.people:
        grades = {i: grade for i, m in enumerate(mentions) if i not in own and (grade := person.grade(m, text))}
        if FIRM in grades.values():  # whoever was introduced may be called by one name
            grades = {i: FIRM if grade == BARE else grade for i, grade in grades.items()}
        # A colleague who is surely a patient somewhere in the draft is left to the model throughout.
        if not any(grade != CIVIL and _is_patients(mentions[i], grade, passages) for i, grade in grades.items()):
            named = {i for i, grade in grades.items() if not _is_patients(mentions[i], grade, passages)}
            own |= named | _roles_beside(named, person, text, mentions)
    return own


def _is_patients(mention: Mention, grade: str, passages: Sequence[Passage]) -> bool:
    if grade == FIRM:
        in_case = any(
            p.kind == "case" and p.score >= _LIKELIEST and p.start < mention.end and mention.start < p.end
            for p in passages
        )
        return in_case and mention.patient >= _LIKELIEST
    return mention.patient >= (_SUSPECTED if grade == CIVIL else _LIKELIEST)


def _roles_beside(named: set[int], person: _Person, text: str, mentions: Sequence[Mention]) -> set[int]:
    """The trade told with a colleague's name ("our porter Ali") is theirs as well."""
    starts = {mentions[i].start for i in named}
    return {
        i
        for i, m in enumerate(mentions)
        if m.kind == "occ"
        and any(text[m.end : start].strip(" ,") == "" and m.end <= start for start in starts)
        and set(words_of(text[m.start : m.end])) <= person.roles | _TRADE | _LIGHT
    }


def words_of(text: str) -> list[str]:
    """The words of a name or an address in any case, without accents and without the 's of a possessive."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return [word.removesuffix("'s") for word in _WORD.findall(plain)]


class _Person:
    """A colleague's name, as it may be written."""

    def __init__(self, person: Colleague) -> None:
        words = words_of(person.name)
        titles = [word for word in words if word in _TRADE or word in _CIVIL]
        self._name = [word for word in words if word not in titles]
        self._titles = frozenset(titles)
        self.roles = frozenset(words_of(person.role)) - _LIGHT
        self._handles = frozenset(person.handles)

    def grade(self, mention: Mention, text: str) -> str:
        """How surely a mention is of this colleague, were it not for what the model thinks; empty: it is not."""
        written = text[mention.start : mention.end]
        if mention.kind == "handle":
            return FIRM if _handle(written) in self._handles else ""
        if mention.kind != "name":
            return ""
        words = words_of(written)
        before = _BEFORE.search(text, max(0, mention.start - 60), mention.start)
        titles = words_of(before.group()) if before else []
        while words and (words[0] in _TRADE or words[0] in _CIVIL or words[0] in self.roles - set(self._name)):
            titles.append(words.pop(0))
        whole = [word for word in words if len(word) > 1]
        initials = [word for word in words if len(word) == 1]
        if not words or not set(whole) <= set(self._name):
            return ""
        if not {word[0] for word in initials} <= {name[0] for name in self._name if name not in whole}:
            return ""
        if titles and titles[-1] in (_TRADE | self.roles | self._titles):
            return FIRM
        if len(whole) > 1 or (whole and initials):
            return FIRM
        if not whole:
            return ""
        return CIVIL if titles and titles[-1] in _CIVIL else BARE


class _Facts:
    """The facts of a clinic, ready to be compared with what stands in a draft."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._plans: Any = importlib.import_module("phonenumbers")
        self._digits = frozenset(_DIGITS.sub("", phone) for phone in clinic.phones)
        self._handles = frozenset(clinic.handles)
        self.people = [_Person(person) for person in clinic.staff]
        told = chain(clinic.names, *((site.name, site.address, *site.places) for site in clinic.sites))
        self._places = [words for place in told if (words := words_of(place))]

    def leads_to_clinic(self, kind: str, written: str) -> bool:
        """Whether a number, address or handle is the clinic's."""
        if kind in ("phone", "fax", "idno"):
            return self._is_own_number(written)
        if kind == "email":
            address = _DOT.sub(".", _AT.sub("@", written.strip().lower()))
            return address in self._clinic.emails or self._is_own_host(address.rpartition("@")[2])
        if kind == "url":
            return self._is_own_page(written)
        return kind == "handle" and _handle(written) in self._handles

    def _is_own_number(self, written: str) -> bool:
        if not self._clinic.phones:
            return False
        digits = _DIGITS.sub("", written)
        if not digits:
            digits = "".join(number.digits for number in find_spoken(written.lower()))
        if not digits or digits in self._digits:
            return bool(digits)
        if len(digits) < _LEAST_DIGITS:
            return False
        number = written if any(char.isdigit() for char in written) else digits
        alike = self._plans.MatchType.SHORT_NSN_MATCH
        return any(self._plans.is_number_match(phone, number) >= alike for phone in self._clinic.phones)

    def _is_own_page(self, written: str) -> bool:
        page = _SCHEME.sub("", _DOT.sub(".", written.strip().lower()).replace(" slash ", "/"))
        host, *path = re.split(r"[/?#\\\s]+", page)
        host = host.rpartition("@")[2].partition(":")[0]
        if self._is_own_host(host):
            return True
        # The clinic's account on a network.
        return len(path) > 0 and path[0].removeprefix("@") in self._handles and not any(path[1:])

    def _is_own_host(self, host: str) -> bool:
        host = host.strip(". ").removeprefix("www.")
        return any(host == domain or host.endswith("." + domain) for domain in self._clinic.domains)

    def place(self, mention: Mention, text: str) -> str:
        """How surely a mention is of one of the clinic's houses or places; empty: it is not."""
        if mention.kind not in ("loc", "fac", "name"):
            return ""
        words = words_of(text[mention.start : mention.end])
        words = _stripped(words, _LIGHT)
        if not any(word not in _GENERIC | _LIGHT and not word.isdigit() for word in words):
            return ""
        grades = [_compared(words, place) for place in self._places]
        return FIRM if FIRM in grades else next((grade for grade in grades if grade), "")


def _compared(words: list[str], place: list[str]) -> str:
    for asked, told in ((words, place), (_stripped(words, _LIGHT | _HOUSE), _stripped(place, _LIGHT | _HOUSE))):
        if asked and asked == told:
            return FIRM
        if asked and any(told[i : i + len(asked)] == asked for i in range(len(told) - len(asked) + 1)):
            return BARE
    return ""


def _stripped(words: list[str], needless: frozenset[str]) -> list[str]:
    first, last = 0, len(words)
    while first < last and words[first] in needless:
        first += 1
    while last > first and words[last - 1] in needless:
        last -= 1
    return words[first:last]


def _handle(written: str) -> str:
    return re.sub(r"\A/?u/|\A@\s?", "", written.strip().lower()).rstrip(".-")


@lru_cache(maxsize=8)
def _facts(clinic: Clinic) -> _Facts:
    return _Facts(clinic)

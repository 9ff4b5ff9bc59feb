"""What a draft declares of itself: audience, type, account, author, case, consent, interests, profile.

It stands in the front matter under ``postlint:`` or is handed in with the document, which wins. It is read strictly:
whatever is not understood becomes a :class:`Slip`, which a rule of the catalogue reports, and counts as not said. No
reading here raises, and no slip holds a value of the draft (law 3).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, cast

from .policy import AUDIENCES, Audience

T = TypeVar("T")

Case = Literal["invented", "composite", "published", "self", "real", "none"]
CASES: Final[tuple[Case, ...]] = ("invented", "composite", "published", "self", "real", "none")
Account = Literal["professional", "clinic", "personal"]
ACCOUNTS: Final[tuple[Account, ...]] = ("professional", "clinic", "personal")
#: Who consented: the person, somebody who decides for a child or an adult without capacity, or a relative.
Consenter = Literal["self", "guardian", "proxy", "relative"]
CONSENTERS: Final[tuple[Consenter, ...]] = ("self", "guardian", "proxy", "relative")

#: What a consent record may allow to stand, and the kinds of mention that it frees.
IDENTIFIERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "full-name": ("name",), "first-name": ("name",), "initials": ("name",), "age": ("age",), "date": ("date",),
        "place": ("loc",), "workplace": ("fac",), "school": ("fac",), "facility": ("fac",), "occupation": ("occ",),
        "relative": ("rel",), "background": ("dem",), "event": ("event",), "face": ("photo",), "photo": ("photo",),
        "voice": ("photo",), "handle": ("handle",), "website": ("url",), "email": ("email",), "phone": ("phone",),
        "record-number": ("idno",),
    }
)  # fmt: skip

#: What a rule may ask of a declaration (the operand of ``declared``); :mod:`postlint.rules.declared` answers.
FACTS: Final = (
    "slip", "unrecorded", "incomplete", "withdrawn", "expired", "out-of-scope", "out-of-purpose", "text-changed",
    "not-approved", "stale", "by-another", "by-another-with-assent", "published",
)  # fmt: skip

#: Keys of the front matter that other parts of postlint read.
ELSEWHERE: Final = ("allow", "exceptions", "images")

#: Fields of a consent record that are called otherwise than their key.
_FIELDS: Final = {"date": "signed"}
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}")
_HASHTAG: Final = re.compile(r"#\w+")
_LETTERS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Slip:
    """Something in a declaration that was not understood: where (in our own words) and what was expected.

    ``key`` is the unknown key, as the author wrote it: it is only compared, never shown.
    """

    place: str
    reason: str
    key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


@dataclass(frozen=True, slots=True, repr=False)
class Consent:
    """A consent record, as the draft tells of it. postlint has not seen the paper."""

    id: str = ""
    signed: date | None = None
    scope: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    by: Consenter = "self"
    assent: bool = False
    reviewed_text: bool = False
    approved_text_hash: str = ""
    expires: date | None = None
    withdrawn: bool = False

    @property
    def complete(self) -> bool:
        """Whether it can be found again and says from when and for what it is."""
        return bool(self.id and self.signed and self.scope)

    def approves(self, text: str) -> bool:
        """Whether the person has seen this text: by its hash if there is one, else because the record says so."""
        if self.approved_text_hash:
            return self.approved_text_hash == approved_hash(text)
        return self.reviewed_text

    def covers(self, channel: str) -> bool:
        """Whether the place where the post will stand is among those agreed to; an undeclared one is not asked."""
        return not channel or _plain(channel) in self.scope

    def in_force(self, text: str, channel: str, today: date) -> bool:
        """Whether it holds for this text, in this place, on this day."""
        expired = self.expires is not None and self.expires < today
        return self.complete and not (self.withdrawn or expired) and self.covers(channel) and self.approves(text)


@dataclass(frozen=True, slots=True, repr=False)
class Author:
    """Who writes."""

    name: str = ""
    workplace_public: bool = False
    specialty: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Declaration:
    """All that a draft declares; what it leaves open is empty. ``values`` are the same, for conditions on keys."""

    audience: Audience | None = None
    type: str = ""
    account: Account | None = None
    author: Author | None = None
    case: Case | None = None
    consent: Consent | None = None
    interests: str = ""
    profile: tuple[str, ...] = ()
    #: Where the post will stand (``blog``, ``instagram``): what the scope of a consent is held against.
    channel: str = ""
    slips: tuple[Slip, ...] = ()
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def approved_hash(text: str) -> str:
    """The fingerprint of a text that somebody approved: its words in order, in any case, without hashtags.

    Spacing, punctuation and hashtags may change after the approval; a word may not.
    """
    plain = _HASHTAG.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return "sha256:" + hashlib.sha256(" ".join(_LETTERS.findall(plain)).encode("utf-8", "surrogatepass")).hexdigest()


def declare(front: Mapping[str, Any], given: Mapping[str, Any] = MappingProxyType({})) -> Declaration:
    """The declaration in a draft's front matter and in what was handed in with it; the latter wins, key by key."""
    reader = _Reader()
    told: dict[str, Any] = {}
    if front.get("postlint") is not None:
        told.update(reader.keyed("postlint", front["postlint"]))
    told.update(given)
    return reader.declaration(told)


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())


class _Reader:
    """Reads values and remembers its slips. A value that is not understood is as if it had not been given."""

    def __init__(self) -> None:
        self._slips: list[Slip] = []

    def declaration(self, told: Mapping[str, Any]) -> Declaration:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "audience": lambda place, value: self.choice(place, value, AUDIENCES),
            "type": self.word,
            "account": lambda place, value: self.choice(place, value, ACCOUNTS),
            "author": self.author,
            "case": lambda place, value: self.choice(place, value, CASES),
            "consent": self.consent,
            "interests": self.text,
            "profile": lambda place, value: self.each(place, value, self.word),
            "channel": self.text,
        }
        read = self._entries("", told, readers, extra=ELSEWHERE)
        known = {key: value for key, value in read.items() if value not in (None, "", ())}
        values = {str(key): value for key, value in told.items() if key not in readers}
        values.update({key: told[key] if key in ("consent", "author", "profile") else known[key] for key in known})
        return Declaration(**known, slips=tuple(self._slips), values=MappingProxyType(values))

    def consent(self, place: str, value: Any) -> Consent | None:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "id": self.reference,
            "date": self.day,
            "scope": lambda at, given: self.each(at, given, self.plain),
            "purpose": lambda at, given: self.each(at, given, self.plain),
            "identifiers": lambda at, given: self.each(at, given, self.identifier),
            "by": lambda at, given: self.choice(at, given, CONSENTERS),
            "assent": self.truth,
            "reviewed_text": self.truth,
            "approved_text_hash": self.fingerprint,
            "expires": self.day,
            "withdrawn": self.withdrawal,
        }
        before = len(self._slips)
        given = self.keyed(place, value)
        read = self._entries(f"{place}.", given, readers)
        if len(self._slips) == before and not read.get("id"):
            self._slips.append(Slip(place, "lacks an id"))
        # A withdrawal or an expiry that cannot be read is no reason to believe the record.
        doubtful = any(read.get(key) is None for key in ("expires", "withdrawn", "by") if given.get(key) is not None)
        if not read.get("id") or doubtful:
            return None
        return Consent(**{_FIELDS.get(key, key): item for key, item in read.items() if item is not None})

    def author(self, place: str, value: Any) -> Author | None:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "name": self.text,
            "workplace_public": self.truth,
            "specialty": self.text,
        }
        read = self._entries(f"{place}.", self.keyed(place, value), readers)
        return Author(**{key: item for key, item in read.items() if item is not None}) if read else None

    def _entries(
        self,
        prefix: str,
        told: Mapping[str, Any],
        readers: Mapping[str, Callable[[str, Any], Any]],
        *,
        extra: Iterable[str] = (),
    ) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in told.items():
            if key in readers:
                if value is not None:  # a key with nothing after it says nothing
                    read[key] = readers[key](f"{prefix}{key}", value)
            elif key not in extra:
                near = get_close_matches(str(key), [*readers, *extra], n=1, cutoff=0.6)
                hint = f"; did you mean {near[0]}?" if near else ""
                self._slips.append(Slip(prefix.rstrip("."), f"unknown key{hint}", str(key)))
        return read

    # --- values ---------------------------------------------------------------------------------------------------

    def keyed(self, place: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return {str(key): item for key, item in value.items()}
        self._slips.append(Slip(place, "expected keys and values"))
        return {}

    def _checked(self, place: str, value: T | None, expected: str) -> T | None:
        if value is None:
            self._slips.append(Slip(place, f"expected {expected}"))
        return value

    def text(self, place: str, value: Any) -> str | None:
        return self._checked(place, value.strip() if isinstance(value, str) else None, "text")

    def plain(self, place: str, value: Any) -> str | None:
        return self._checked(place, _plain(value) if isinstance(value, str) and value.strip() else None, "text")

    def reference(self, place: str, value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return self._checked(place, value.strip() if isinstance(value, str) and value.strip() else None, "a reference")

    def word(self, place: str, value: Any) -> str | None:
        fits = isinstance(value, str) and _WORD.fullmatch(value.strip().lower())
        return self._checked(place, value.strip().lower() if fits else None, "one word")

    def truth(self, place: str, value: Any) -> bool | None:
        return self._checked(place, value if isinstance(value, bool) else None, "true or false")

    def withdrawal(self, place: str, value: Any) -> bool | None:
        """True, false or the day of it."""
        return value if isinstance(value, bool) else (True if self.day(place, value) else None)

    def day(self, place: str, value: Any) -> date | None:
        day: date | None = None
        if isinstance(value, datetime):
            day = value.date()
        elif isinstance(value, date):
            day = value
        elif isinstance(value, str):
            try:
                day = date.fromisoformat(value.strip())
            except ValueError:
                day = None
        return self._checked(place, day, "a date such as 2027-05-31")

    def fingerprint(self, place: str, value: Any) -> str | None:
        fits = isinstance(value, str) and _HASH.fullmatch(value.strip().lower())
        if fits:
            return cast(str, value).strip().lower()
        self._slips.append(Slip(place, "expected sha256: and 64 digits, as postlint consent hash prints them"))
        return "sha256:"  # fits no text, so that what was written is not taken for approval

    def choice(self, place: str, value: Any, allowed: tuple[T, ...]) -> T | None:
        chosen = next((word for word in allowed if word == value), None)
        return self._checked(place, chosen, f"one of {', '.join(map(str, allowed))}")

    def identifier(self, place: str, value: Any) -> str | None:
        word = "-".join(value.lower().replace("_", " ").split()) if isinstance(value, str) else ""
        return self._checked(place, word if word in IDENTIFIERS else None, f"some of {', '.join(IDENTIFIERS)}")

    def each(self, place: str, value: Any, reader: Callable[[str, Any], str | None]) -> tuple[str, ...]:
        items = value if isinstance(value, (list, tuple)) else [value]
        return tuple(word for item in items if (word := reader(place, item)) is not None)

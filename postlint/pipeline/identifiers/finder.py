"""Every identifier of a text that a format gives away, each stretch once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...annotation import Mention
from .addresses import Addresses
from .handles import find_handles
from .labels import LOOSE_NAMES
from .phones import Phones
from .public import find_public
from .recognisers import Recognisers, offline_suffixes
from .records import LOOSE_SCORE, find_labelled
from .shapes import find_chosen_plates, find_shapes
from .spoken import Spoken, find_codes, find_spoken
from .stretches import find_clusters

#: The regions whose national formats are known, by ISO 3166 code.
ALL: Final = ("US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA")
_DIGIT: Final = re.compile(r"\d")


class IdentifierFinder:
    """Finds numbers and addresses by their format, offline.

    ``regions`` narrows national formats and phone numbering plans; labelled numbers, addresses and handles are found
    for every region. An instance holds no text and may be shared between threads. Raises ``ValueError`` for a region
    that is not in :data:`ALL`.
    """

    def __init__(self, regions: Sequence[str] = ALL) -> None:
        wanted = frozenset(regions)
        if wanted - set(ALL):
            raise ValueError(f"unknown regions: {', '.join(sorted(wanted - set(ALL)))}")
        self._regions = wanted
        self._recognisers = Recognisers(wanted)
        self._phones = Phones(wanted)
        self._addresses = Addresses(offline_suffixes())

    def __call__(self, text: str) -> list[Mention]:
        """The identifiers in folded prose, in reading order; no two overlap."""
        return self.find(text)[0]

    def public(self, text: str) -> list[tuple[int, int]]:
        """Where codes stand that are never a person's: papers, trials, guidelines, lots, quantities."""
        return self.find(text)[1]

    def find(self, text: str) -> tuple[list[Mention], list[tuple[int, int]]]:
        """The identifiers, and where codes stand that are never a person's."""
        lowered = _lower(text)
        found = self._addresses.find_emails(text, lowered)
        found += self._addresses.find_urls(text, lowered)
        found += find_handles(text, lowered)
        found += find_chosen_plates(text, lowered)
        found += [Mention(*span, "idno", 0.85, source="format", label="code-in-words") for span in find_codes(lowered)]
        spoken = find_spoken(lowered)
        public: list[tuple[int, int]] = []
        if spoken or _DIGIT.search(text):
            labelled, public = find_labelled(text, lowered, spoken)
            public += find_public(lowered)
            clusters = find_clusters(text)
            shaped = find_shapes(text, lowered, clusters, self._regions)
            shaped += self._recognisers.find(text, lowered, clusters)
            phones = self._phones.find(text, lowered, spoken)
            labelled = [mention for mention in labelled if not _is_phone(mention, phones)]
            numbers = phones + confirm(labelled, shaped)
            numbers += self._recognisers.find_ips(text, lowered)
            numbers += [_unlabelled(lowered, number) for number in spoken if len(number.digits) >= 7]
            found += [mention for mention in numbers if not _is_public(mention, public)]
        return resolve(found), public


def confirm(labelled: list[Mention], shaped: list[Mention]) -> list[Mention]:
    """Both together: a shape where a label announced a number is beyond doubt, and names it after a plain word."""
    announced = {(mention.start, mention.end): mention for mention in reversed(labelled)}  # the first label names it
    unconfirmed: list[Mention] = []
    for mention in shaped:
        span = (mention.start, mention.end)
        label = announced.get(span)
        if label is None or mention.score < 0.8:
            unconfirmed.append(mention)
        else:
            announced[span] = replace(
                label, score=1.0, label=mention.label if label.label in LOOSE_NAMES else label.label
            )
    return [*announced.values(), *unconfirmed]


def _unlabelled(lowered: str, number: Spoken) -> Mention:
    """A number in words that nothing announces: an internet address when it has three dots, else some code."""
    if len(re.findall(r"\b(?:dot|point)\b", lowered[number.start : number.end])) == 3:
        return Mention(number.start, number.end, "ip", 0.85, source="format", label="ip-in-words")
    return Mention(number.start, number.end, "idno", 0.6, source="format", label="number-in-words")


def resolve(mentions: list[Mention]) -> list[Mention]:
    """Of mentions that overlap keep the longest, of equally long ones the surest; in reading order."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, -m.score, m.start, m.kind, m.label)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _is_phone(mention: Mention, phones: list[Mention]) -> bool:
    """Whether an everyday word announced what is a phone number: "Appointments: 020 7946 0123"."""
    return any(
        (phone.start, phone.end) == (mention.start, mention.end)
        and (mention.label == "booking-number" or (mention.score <= LOOSE_SCORE < phone.score))
        for phone in phones
    )


def _is_public(mention: Mention, public: list[tuple[int, int]]) -> bool:
    """Whether a mention lies in a stretch that is nobody's, or is mostly made of one."""
    return any(2 * (min(end, mention.end) - max(start, mention.start)) > len(mention) for start, end in public)


def _lower(text: str) -> str:
    """``text`` in lower case and of the same length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)

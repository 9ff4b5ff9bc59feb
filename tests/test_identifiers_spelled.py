"""Identifiers spelled out or chosen: radio alphabet, handles said aloud, plates that are words, names in hashtags."""

from __future__ import annotations

import pytest

from postlint.annotation import Mention
from postlint.pipeline.context import make_consistent
from postlint.pipeline.identifiers import IdentifierFinder
from postlint.pipeline.words import split_words

FOUND = [
    ("the ute with the WALLABY plates", "WALLABY", "idno"),
    ("her plate reads SKYLARK and everybody knows it", "SKYLARK", "idno"),
    ("plate B00KISH parked outside", "B00KISH", "idno"),
    ("badge is whiskey echo papa", "whiskey echo papa", "idno"),
    ("ticket four two dash tango bravo nine", "four two dash tango bravo nine", "idno"),
    ("his insta is at sign slow dot cyclist 71 if you wonder", "at sign slow dot cyclist 71", "handle"),
    ("write to quietowl44 at bigpond and she answers", "quietowl44 at bigpond", "email"),
]
LEFT = [
    "Distal radius, LCP plates and two DHS plates before lunch.",
    "A plate of pasta for the night team, PLATES OF CAKE for the day.",
    "In November we flew from Lima with Romeo and Juliet on the screen.",
    "The Delta variant, then Victor retired, then golf.",
    "Look at sky and sea.",
    "She smiled at sign language class.",
]


@pytest.mark.parametrize(("text", "words", "kind"), FOUND)
def test_spelled_identifiers_are_found(text: str, words: str, kind: str) -> None:
    """The whole of it, and of the right kind."""
    assert [(text[m.start : m.end], m.kind) for m in IdentifierFinder()(text)] == [(words, kind)]


@pytest.mark.parametrize("text", LEFT)
def test_ordinary_words_are_none(text: str) -> None:
    """Plates of bones, months, plays and greetings."""
    assert IdentifierFinder()(text) == []


def _seen(text: str, words: str, whose: tuple[float, float, float]) -> list[Mention]:
    start = text.index(words)
    mention = Mention(start, start + len(words), "name", 0.95, whose)
    return [m for m in make_consistent(text, [mention], split_words(text)) if m.kind == "handle"]


@pytest.mark.parametrize("tag", ["#zorana", "#PrayForZorana", "#zoranastrong", "#teamzorana"])
def test_a_patients_name_is_found_in_hashtags(tag: str) -> None:
    """At the beginning or the end of the tag, in any case; the tag is as much the patient's as the name."""
    text = f"Zorana rang the bell today! {tag} #chemo"
    (found,) = _seen(text, "Zorana", (0.9, 0.05, 0.05))
    assert text[found.start : found.end] == tag
    assert found.source == "echo"
    assert found.patient == 0.9


def test_short_names_need_a_word_that_goes_with_names() -> None:
    """A name of three letters stands in many words."""
    assert _seen("Ira rang the bell! #irate #miracle", "Ira", (0.9, 0.05, 0.05)) == []
    assert len(_seen("Ira rang the bell! #teamira", "Ira", (0.9, 0.05, 0.05))) == 1


def test_a_colleagues_hashtag_is_left() -> None:
    """Only patients' names are looked for."""
    assert _seen("Thanks Zorana from theatre 2! #teamzorana", "Zorana", (0.05, 0.9, 0.05)) == []

"""From the editor's choices to changes: spaces, capitals, articles, lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.pipeline.sentences import split_sentences
from postlint.pipeline.words import split_words
from postlint.rewriting.wording import changes_of

from .conftest import CASES


def rendered(text: str, going: str = "", phrases: dict[str, str] | None = None) -> str | None:
    """``text`` without the words in ``going`` (a regular expression), a phrase before each word named."""
    words = split_words(text)
    spans = [m.span() for m in re.finditer(going, text)] if going else []
    goes = [any(a <= w.start and w.end <= b for a, b in spans) for w in words]
    chosen = [""] * len(words)
    for word, phrase in (phrases or {}).items():
        at = text.index(word)
        chosen[next(i for i, w in enumerate(words) if w.start == at)] = phrase
    changes = changes_of(text, words, goes, chosen, split_sentences(text))
    if changes is None:
        return None
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize(
    ("text", "going", "phrases", "expected"),
    [
        ("Saw Mrs Okafor on the ward.", "Mrs Okafor", {"Mrs": "a patient"}, "Saw a patient on the ward."),
        ("Ngozi came back well.", "Ngozi", {"Ngozi": "a patient"}, "A patient came back well."),
        ("Ngozi Okafor, thank you.", "Ngozi Okafor, ", {}, "Thank you."),
        ("An 83-year-old man fell.", "83-year-old ", {}, "A  man fell."),
        ("He is a 54 year old baker.", "54 year old baker", {"54": "older man"}, "He is an older man."),
        ("A woman, 43, came.", "43", {"43": "in her {decade}"}, "A woman, in her 40s, came."),
        ("She came , late", ",", {",": ", later,"}, "She came, later, late"),
        ("saw ngozi today", "ngozi", {"ngozi": "a patient"}, "saw a patient today"),
        ("a 34yo came", "34", {"34": "older"}, "an older yo came"),
        ("Call now.", "", {"now": "right"}, "Call right now."),
    ],
)
def test_words_go_and_phrases_come(text: str, going: str, phrases: dict[str, str], expected: str) -> None:
    """A sentence keeps its capital, an article fits, an age becomes its decade, and no words are glued together."""
    assert rendered(text, going, phrases) == expected


@pytest.mark.parametrize(
    ("text", "going", "expected"),
    [
        ("She came from Tolsta.", "Tolsta", "She came ."),
        ("We saw the mayor, with sepsis", "mayor", "We saw , with sepsis"),
        ("Her son, the mayor of Bexley, was furious.", "the mayor of Bexley,", "Her son was furious."),
        ("Chest pain, 83, smoker", "83,", "Chest pain,  smoker"),
        ("Val and Tom.", "Tom", "Val ."),
        ("At Wexborough with sepsis", "Wexborough", "With sepsis"),
        ("I told her Tuesday.", "Tuesday", "I told her ."),
    ],
)
def test_no_little_word_is_left_alone(text: str, going: str, expected: str) -> None:
    """A preposition or an article goes with what it led to, and a comma with the other one of its pair."""
    assert re.sub(r" +", " ", rendered(text, going) or "") == re.sub(r" +", " ", expected)


def test_a_decade_needs_an_age() -> None:
    """A decade that nobody said is not put in."""
    assert rendered("A woman came.", "woman", {"woman": "in her {decade}"}) is None


def test_lines_stay_apart() -> None:
    """What goes on both sides of a line break leaves the break."""
    assert rendered("1. Ngozi\n2. Okafor was late", "Ngozi|2. Okafor ") == "1. \nWas late"


_TEXTS = st.text(alphabet="abC. ,\n4é'#@", min_size=1, max_size=60)


@settings(max_examples=CASES, deadline=None)
@given(_TEXTS, st.data())
def test_only_what_goes_goes(text: str, data: st.DataObject) -> None:
    """Changes are in order, do not overlap, and every word that is kept is still there, but for its capital."""
    words = split_words(text)
    goes = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    phrases = data.draw(
        st.lists(st.sampled_from(["", "", "a patient", ",", "older"]), min_size=len(words), max_size=len(words))
    )
    changes = changes_of(text, words, goes, phrases, split_sentences(text))
    assert changes is not None
    at = 0
    for start, end, _ in changes:
        assert at <= start <= end <= len(text)
        at = end
    for word, going in zip(words, goes, strict=True):
        touching = [(a, b, new) for a, b, new in changes if a < word.end and word.start < b]
        old = text[word.start : word.end]
        if not going and touching and old.lower() not in ("a", "an"):
            assert any(new.lower().endswith(old[:1].lower()) for _, _, new in touching)

"""Words: what the encoder labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint.pipeline.words import SHAPE_IDS, split_words, word_shapes


def _split(text: str) -> list[str]:
    return [text[w.start : w.end] for w in split_words(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Saw a 34yo", ["Saw", "a", "34", "yo"]),
        ("[t3am]", ["[", "t", "3", "am", "]"]),
        ("friend's", ["friend", "'", "s"]),
        ("58/M", ["58", "/", "M"]),
        ("#PrayForOlivia", ["#", "Pray", "For", "Olivia"]),
        ("@DrJane_Doe now", ["@", "Dr", "Jane", "_", "Doe", "now"]),
        ("#nicunurse", ["#", "nicunurse"]),
        ("McDonald", ["McDonald"]),
        ("Zoe\u0308", ["Zoe\u0308"]),
    ],
)
def test_words_end_where_a_mention_may_end(text: str, words: list[str]) -> None:
    """Digits part from letters, apostrophes from names, and hashtags at their capitals."""
    assert _split(text) == words


@given(st.text(max_size=120))
def test_every_visible_character_lies_in_one_word(text: str) -> None:
    """Words do not overlap, are in order, and leave out white space only."""
    words = split_words(text)
    at = 0
    for word in words:
        assert word.start >= at
        assert not text[at : word.start].strip()
        assert word.start < word.end
        at = word.end
    assert not text[at:].strip()


@given(st.text(max_size=120))
def test_shapes_fit_the_embedding(text: str) -> None:
    """One shape a word, below the size of the table that was trained."""
    words = split_words(text)
    shapes = word_shapes(text, words)
    assert len(shapes) == len(words)
    assert all(0 <= shape < SHAPE_IDS for shape in shapes)


def test_shape_tells_case_and_line_start() -> None:
    """The same word written otherwise, or beginning a line, has another shape."""
    shapes = [word_shapes(t, split_words(t))[-1] for t in ("a rose", "a Rose", "a ROSE", "a\nRose")]
    assert len(set(shapes)) == 4

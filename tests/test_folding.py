"""Folding: one text in the letters detectors know, with every character's origin kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint.reading.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("4111\u20111111\u20111111\u20111111", "4111-1111-1111-1111"),
        ("999\u00a0555\u202f0101", "999 555 0101"),
        ("\uff2d\uff32\uff2e\u3000\uff10\uff14", "MRN 04"),
        ("J\u200bane\u200d D\u00adoe", "Jane Doe"),
        ("1\ufe0f\u20e32\ufe0f\u20e3", "12"),
        ("J\u0430ne", "Jane"),  # a Cyrillic a
        ("\u041c\u043e\u0441\u043a\u0432\u0430", "\u041c\u043e\u0441\u043a\u0432\u0430"),  # a Russian word stays
        ("o\ufb03ce", "office"),
        ("\u201cOkafor\u2019s\u201d", '"Okafor\'s"'),
        ("\u0660\u0661\u0662", "012"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("x\u00b2", "x\u00b2"),
        ("\U0001d409ane", "Jane"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """What a word processor or a dodger put in is read as what it stands for."""
    assert fold(text)[0] == folded


@given(st.text(max_size=200))
def test_offsets_tell_where_every_character_came_from(text: str) -> None:
    """Each folded character's source range holds exactly the characters that fold to it."""
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    for index in range(len(folded)):
        span = offsets.source(index, index + 1)
        assert span.start < span.end
        alone = fold(text[span.start : span.end])[0]
        # A look-alike letter is folded only beside Latin letters, so alone it may stay what it is.
        assert folded[index] in alone or len(alone) == 1


@given(st.text(max_size=200))
def test_folding_again_changes_nothing(text: str) -> None:
    """Folded text is a fixed point."""
    once = fold(text)[0]
    assert fold(once)[0] == once

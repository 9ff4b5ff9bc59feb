"""Windows cover every piece, whole words only, however long the text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postlint.pipeline.windows import Pieces, cut_windows


def _pieces(lengths: list[int]) -> Pieces:
    words = [word for word, length in enumerate(lengths) for _ in range(length)]
    first, at = [], 0
    for length in lengths:
        first.append(at)
        at += length
    return Pieces(list(range(len(words))), words, first)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=300))
def test_windows_cover_everything_between_words(lengths: list[int]) -> None:
    """No piece is left out, no window is too long, and none begins or ends inside a word."""
    pieces = _pieces(lengths)
    windows = cut_windows(pieces, size=40, overlap=10)
    assert windows[0].start == 0
    assert windows[-1].end == len(pieces.ids)
    for window in windows:
        assert 0 < window.end - window.start <= 38
        assert window.start == pieces.first[window.first_word]
        assert window.end == len(pieces.ids) or pieces.words[window.end] != pieces.words[window.end - 1]
    for before, after in pairwise(windows):
        assert before.start < after.start <= before.end


def test_no_words_no_windows() -> None:
    """A text without words has nothing to lay before the encoder."""
    assert cut_windows(Pieces([], [], [])) == []

"""Windows cover every piece, whole words only, however long the text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postlint import Linter
from postlint.pipeline.windows import MAX_WORD_PIECES, Pieces, cut_windows, encode_words


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


def test_words_that_are_looked_up_are_cut_as_the_tokenizer_does(linter: Linter) -> None:
    """Every word of its vocabulary in any case, and what it has to cut, change or leave out."""
    tokenizer = linter.model.encoder.session.tokenizer  # type: ignore[union-attr]
    known = [word for word in sorted(tokenizer.get_vocab()) if not word.startswith(("##", "["))]
    odd = ["Okafor", "\u0130", "\u4e2d\u6587", "\x00", "\u00e9", "_", "\u00b2", "CLS", "1" * 80, "x" * 30, "don"]
    words = [*known, *map(str.upper, known), *map(chr, range(33, 300)), *odd]
    pieces = encode_words(tokenizer, words)
    for word, first, behind in zip(words, pieces.first, [*pieces.first[1:], len(pieces.ids)], strict=True):
        expected = tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids[:MAX_WORD_PIECES]
        if first >= 0 and behind >= 0:
            assert pieces.ids[first:behind] == expected, word
        assert (first < 0) == (not expected), word
    assert pieces.words == sorted(pieces.words)

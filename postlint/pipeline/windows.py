"""Windows: how a text of any length is laid before an encoder of a fixed number of positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Word pieces a window holds, the two marks at its ends included.
WINDOW: Final = 320
#: Word pieces that two neighbouring windows share at least.
OVERLAP: Final = 64
#: A word of more pieces (a long run of letters without meaning) is cut: its first pieces tell what it is.
MAX_WORD_PIECES: Final = 24


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of a text: their ids, and for each word the index of its first piece (or -1 if it has none)."""

    ids: list[int]
    words: list[int]
    first: list[int]


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``start`` to ``end``, holding whole words ``first_word`` to ``last_word`` (exclusive)."""

    start: int
    end: int
    first_word: int
    last_word: int


def encode_words(tokenizer: Tokenizer, words: Sequence[str]) -> Pieces:
    """Cut ``words`` into pieces, remembering which word each came from."""
    whole = [_whole(tokenizer, word) for word in words]
    cut = iter(_cut(tokenizer, [word for word, piece in zip(words, whole, strict=True) if piece is None]))
    ids: list[int] = []
    owners: list[int] = []
    first: list[int] = []
    for index, piece in enumerate(whole):
        pieces = next(cut) if piece is None else (piece,)
        first.append(len(ids) if pieces else -1)
        ids += pieces
        owners += [index] * len(pieces)
    return Pieces(ids, owners, first)


def _whole(tokenizer: Tokenizer, word: str) -> int | None:
    """The piece that a word is, where it is one: to look it up is cheaper than to have it cut."""
    # Of other words the tokenizer changes more than their case.
    plain = word.isascii() and (len(word) == 1 or word.isalnum())
    return tokenizer.token_to_id(word.lower()) if plain else None


def _cut(tokenizer: Tokenizer, words: Sequence[str]) -> list[list[int]]:
    """The pieces of each word."""
    pieces: list[list[int]] = [[] for _ in words]
    if words:
        encoding = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
        for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
            if word is not None and len(pieces[word]) < MAX_WORD_PIECES:  # none: a mark, which is not asked for here
                pieces[word].append(piece)
    return pieces


def cut_windows(pieces: Pieces, size: int = WINDOW, overlap: int = OVERLAP) -> list[Window]:
    """Cover all pieces with windows of at most ``size - 2`` pieces that begin and end between words.

    The last window is drawn back so that it is as full as the others.
    """
    room, total = size - 2, len(pieces.ids)
    if total == 0:
        return []
    windows: list[Window] = []
    start = 0
    while True:
        end = min(total, start + room)
        while end < total and pieces.words[end] == pieces.words[end - 1]:
            end -= 1
        windows.append(Window(start, end, pieces.words[start], pieces.words[end - 1] + 1))
        if end == total:
            return windows
        start = max(start + 1, min(end - overlap, total - room))
        while pieces.words[start] == pieces.words[start - 1]:
            start += 1


def own_words(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """For each window the words (first and behind the last) that it sees best: of what two share, each gets half."""
    edges = [(before.last_word + after.first_word) // 2 for before, after in pairwise(windows)]
    firsts = [windows[0].first_word, *edges] if windows else []
    return list(zip(firsts, [*edges, windows[-1].last_word] if windows else [], strict=True))

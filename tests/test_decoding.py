"""Decoding: whole words, a legal path, passages over short gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.annotation import KINDS, PASSAGE_KINDS
from postlint.pipeline.decoding import best_path, decode_mentions, decode_passages
from postlint.pipeline.encoder import WordScores
from postlint.pipeline.words import Word

TAGS = 2 * len(KINDS) + 1


def _scores(tags: list[int], passages: np.ndarray | None = None) -> WordScores:
    logits = np.full((len(tags), TAGS), 0.001, dtype=np.float32)
    for row, tag in enumerate(tags):
        logits[row, tag] = 1
    logits /= logits.sum(-1, keepdims=True)
    whose = np.tile(np.asarray([0.8, 0.1, 0.1], dtype=np.float32), (len(tags), 1))
    flat = np.zeros((len(tags), len(PASSAGE_KINDS)), dtype=np.float32) if passages is None else passages
    return WordScores(np.log(logits), whose, flat, (0.1, 0.1, 0.8))


def _words(count: int) -> list[Word]:
    return [Word(4 * i, 4 * i + 3) for i in range(count)]


def test_begin_and_inside_make_one_mention() -> None:
    """B I I is one mention from the first word to the last, with the owner's mean."""
    (mention,) = decode_mentions(_scores([0, 1, 2, 2, 0]), _words(5))
    assert (mention.start, mention.end, mention.kind, mention.who) == (4, 15, KINDS[0], "patient")
    assert mention.score > 0.9


def test_pieces_of_one_kind_side_by_side_are_one_mention() -> None:
    """A second begin of the same kind is a slip; a begin of another kind, or a word between, parts two mentions."""
    assert [(m.start, m.end) for m in decode_mentions(_scores([1, 1, 3, 0, 3]), _words(5))] == [
        (0, 7),
        (8, 11),
        (16, 19),
    ]


@given(st.lists(st.integers(0, TAGS - 1), min_size=1, max_size=25))
@settings(max_examples=60)
def test_no_mention_begins_inside_another(tags: list[int]) -> None:
    """Whatever the encoder says, mentions are whole words, in order, and do not overlap."""
    words = _words(len(tags))
    mentions = decode_mentions(_scores(tags), words)
    starts, ends = {w.start for w in words}, {w.end for w in words}
    at = 0
    for mention in mentions:
        assert mention.start in starts
        assert mention.end in ends
        assert mention.start >= at
        assert 0 < mention.score <= 1
        at = mention.end


def _best(lattice: np.ndarray) -> float:
    """What the best path by the rule of BIO is worth, looked for among all."""
    total = lattice[0].copy()
    total[2::2] = -np.inf
    for row in lattice[1:]:
        before = np.full(TAGS, total.max())
        before[2::2] = np.maximum(total[1::2], total[2::2])
        total = before + row
    return float(total.max())


@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.sampled_from([0.3, 2.0, 6.0]), st.sampled_from([0.0, 1.0]))
@settings(max_examples=150)
def test_no_path_is_better(words: int, seed: int, spread: float, step: float) -> None:
    """Where little is searched nothing is overlooked: no legal path is worth more, also among many alike."""
    draw = np.random.default_rng(seed)
    lattice = draw.normal(0, spread, (words, TAGS))
    lattice[:, 2::2] += 0.7 * spread  # runs
    lattice[draw.random(words) < 0.1, 1:] = -np.inf
    if step:
        lattice = np.round(lattice)
    path = best_path(lattice)
    for before, tag in pairwise([0, *path]):
        assert tag == 0 or tag % 2 or before in (tag - 1, tag)
    assert np.isclose(sum(lattice[row, tag] for row, tag in enumerate(path)), _best(lattice))


def test_passages_bridge_a_short_gap_and_not_a_long_one() -> None:
    """Two weak words inside a case do not cut it; six do."""
    column = PASSAGE_KINDS.index("case")
    passages = np.zeros((20, len(PASSAGE_KINDS)), dtype=np.float32)
    passages[[0, 1, 2, 5, 6], column] = 0.9
    passages[[13, 14, 15], column] = 0.9
    found = decode_passages(_scores([0] * 20, passages), _words(20))
    assert [(p.start // 4, (p.end + 1) // 4) for p in found] == [(0, 7), (13, 16)]


def test_a_weak_run_is_no_passage() -> None:
    """A run that never reaches the threshold is left out."""
    passages = np.full((6, len(PASSAGE_KINDS)), 0.3, dtype=np.float32)
    assert decode_passages(_scores([0] * 6, passages), _words(6)) == []

"""Decoding: from scores of words to mentions and passages.

Mentions are the best BIO path (an I tag follows only its own B or I), so that none begins in the middle and none ends
inside a word. Passages are runs of words above a threshold, joined over short gaps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ..annotation import KINDS, PASSAGE_KINDS, Mention, Passage, PassageKind

if TYPE_CHECKING:
    from .encoder import Floats, WordScores
    from .words import Word

#: Taken from the log-probability of "outside": a missed patient is dearer than a false alarm.
OUTSIDE_PENALTY: Final = 4.0
#: A word whose "outside" leads by so much (in nats) is outside whatever its neighbours are.
SURE_OUTSIDE: Final = 8.0
#: What a tag loses at most against another (in nats), as far as it matters, and what sums of them may be wrong by.
_WORST: Final = -1e3
_ROUNDING: Final = 1e-3
#: A passage begins where a word reaches ``ENTER`` and goes on while words stay above ``STAY``.
ENTER: Final = 0.5
STAY: Final = 0.35
#: Rare passages are under-confident.
ENTER_BY_KIND: Final[dict[PassageKind, float]] = {"derog": 0.4, "claim": 0.4, "bnd": 0.4, "adv": 0.4}
#: Words that a gap inside a passage may have, and the fewest a passage has.
_BRIDGE: Final = 3
_SHORTEST: Final = 2


def best_path(scores: npt.NDArray[np.float64]) -> list[int]:
    """The best path over (words, tags) by the transition rule of BIO.

    Most words have the best tag that is no I, whatever their neighbours have. Only where a run of I tags of one kind
    could outdo those is a path searched for, among the tags that could be on it.
    """
    free = scores.copy()
    free[:, 2::2] = -np.inf
    path: list[int] = free.argmax(1).tolist()
    gains = np.maximum(scores[:, 2::2] - free.max(1, keepdims=True), _WORST)
    sums = gains.cumsum(0)
    most, least = np.maximum.accumulate(sums[::-1])[::-1], np.minimum.accumulate(sums - gains)
    linked = most - least > -_ROUNDING  # what the best run gains that holds a word
    rows = np.flatnonzero(linked.any(1)).tolist()
    for first, last in _stretches(rows):
        begin = max(0, first - 1)
        kinds: list[int] = np.flatnonzero(linked[first:last].any(0)).tolist()
        insides = {2 * kind + 2 for kind in kinds}
        tags = sorted({*path[begin:last], *insides, *(inside - 1 for inside in insides)})
        path[begin:last] = _searched(scores[begin:last, tags].tolist(), tags, insides)
    return path


def _stretches(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First row and row behind the last of rows in a row."""
    first = 0
    for index, row in enumerate(rows):
        if index + 1 == len(rows) or rows[index + 1] > row + 1:
            yield rows[first], row + 1
            first = index + 1


def _searched(rows: list[list[float]], tags: Sequence[int], insides: Set[int]) -> list[int]:
    """Viterbi over some of the ``tags``, of which ``insides`` follow only their own B (the tag before) or I."""
    columns = [column for column, tag in enumerate(tags) if tag in insides]
    total = [-math.inf if tag in insides else score for tag, score in zip(tags, rows[0], strict=True)]
    back: list[list[int]] = []
    for row in rows[1:]:
        highest = max(total)
        before = [total.index(highest)] * len(tags)
        new = [highest + score for score in row]
        for column in columns:
            begin, inside = total[column - 1], total[column]
            before[column] = column - 1 if begin >= inside else column
            new[column] = max(begin, inside) + row[column]
        back.append(before)
        total = new
    column = total.index(max(total))
    path = [tags[column]]
    for before in reversed(back):
        column = before[column]
        path.append(tags[column])
    return path[::-1]


def decode_mentions(scores: WordScores, words: list[Word]) -> list[Mention]:
    """Mentions of the model, in reading order, with the mean probability of their kind and of whose they are."""
    if not words:
        return []
    lattice = scores.tags.astype(np.float64)
    lattice[:, 0] -= OUTSIDE_PENALTY
    lattice[lattice[:, 0] - lattice[:, 1:].max(-1) >= SURE_OUTSIDE, 1:] = -np.inf
    path = best_path(lattice)
    mentions: list[Mention] = []
    row = 0
    while row < len(path):
        tag = path[row]
        if tag == 0:
            row += 1
            continue
        # Pieces of one kind side by side are one mention: the begin of the second is a slip.
        end, kind = row + 1, (tag - 1) // 2
        while end < len(path) and path[end] and (path[end] - 1) // 2 == kind:
            end += 1
        of_kind = np.add.reduce(np.exp(scores.tags[row:end, 2 * kind + 1 : 2 * kind + 3]), -1)
        probability = mean(of_kind)
        mentions.append(
            Mention(
                words[row].start,
                words[end - 1].end,
                KINDS[kind],
                min(1.0, float(probability)),
                owner(scores, row, end),
            )
        )
        row = end
    return mentions


def owner(scores: WordScores, first: int, last: int) -> tuple[float, float, float]:
    """Whose words ``first`` to ``last`` are: mean probabilities of patient, clinician, other."""
    patient, clinician, other = mean(scores.whose[first:last]).tolist()
    return (patient, clinician, other)


def mean(values: Floats) -> Floats:
    """``values.mean(0)`` in a third of the time: it is asked for every mention."""
    return np.asarray(np.divide(np.add.reduce(values), len(values), dtype=np.float32))


def decode_passages(scores: WordScores, words: list[Word]) -> list[Passage]:
    """Passages of each kind, in reading order."""
    passages: list[Passage] = []
    for column, kind in enumerate(PASSAGE_KINDS):
        passages.extend(_runs(scores.passages[:, column], words, kind))
    return sorted(passages, key=lambda p: (p.start, -p.end))


def _runs(probabilities: Floats, words: list[Word], kind: PassageKind) -> list[Passage]:
    enter = ENTER_BY_KIND.get(kind, ENTER)
    runs: list[list[int]] = []
    for row in np.flatnonzero(probabilities >= min(STAY, enter)).tolist():
        if runs and row - runs[-1][1] <= _BRIDGE:
            runs[-1][1] = row + 1
        else:
            runs.append([row, row + 1])
    found = []
    for first, last in runs:
        inside = probabilities[first:last]
        if last - first < _SHORTEST or float(inside.max()) < enter:
            continue
        # The score is that of the surer half: the edges of a passage are vague and say little about it.
        surest = np.sort(inside)[-max(1, (last - first) // 2) :]
        found.append(Passage(words[first].start, words[last - 1].end, kind, float(surest.mean())))
    return found

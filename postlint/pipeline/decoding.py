"""Decoding: from scores of words to mentions and passages.

Mentions are the best BIO path (an I tag follows only its own B or I), so that none begins in the middle and none ends
inside a word. Passages are runs of words above a threshold, joined over short gaps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ..annotation import KINDS, PASSAGE_KINDS, Mention, Passage, PassageKind

if TYPE_CHECKING:
    from .encoder import Floats, WordScores
    from .words import Word

_COUNT: Final = 2 * len(KINDS) + 1
#: Taken from the log-probability of "outside": a missed patient is dearer than a false alarm.
OUTSIDE_PENALTY: Final = 4.0
#: A word whose "outside" leads by so much (in nats) is outside whatever its neighbours are.
SURE_OUTSIDE: Final = 8.0
#: A passage begins where a word reaches ``ENTER`` and goes on while words stay above ``STAY``.
ENTER: Final = 0.5
STAY: Final = 0.35
#: Rare passages are under-confident.
ENTER_BY_KIND: Final[dict[PassageKind, float]] = {"derog": 0.4, "claim": 0.4, "bnd": 0.4, "adv": 0.4}
#: Words that a gap inside a passage may have, and the fewest a passage has.
_BRIDGE: Final = 3
_SHORTEST: Final = 2


def _best_path(scores: npt.NDArray[np.float64]) -> list[int]:
    """Viterbi over (words, tags) with the transition rule of BIO."""
    words = len(scores)
    back = np.zeros((words, _COUNT), dtype=np.int64)
    total = scores[0].copy()
    total[2::2] = -np.inf  # no I at the beginning
    begins, insides = total[1::2], total[2::2]  # views: what is done to ``total`` they show
    own_inside = np.arange(2, _COUNT, 2)
    for row in range(1, words):
        best = int(total.argmax())
        back[row, :] = best
        back[row, 2::2] = own_inside - (begins >= insides)
        inside = np.maximum(begins, insides)
        inside += scores[row, 2::2]
        np.add(total[best], scores[row], out=total)
        insides[:] = inside
    path = [int(np.argmax(total))]
    for row in range(words - 1, 0, -1):
        path.append(int(back[row, path[-1]]))
    return path[::-1]


def decode_mentions(scores: WordScores, words: list[Word]) -> list[Mention]:
    """Mentions of the model, in reading order, with the mean probability of their kind and of whose they are."""
    if not words:
        return []
    lattice = scores.tags.astype(np.float64)
    lattice[:, 0] -= OUTSIDE_PENALTY
    path = [0] * len(words)
    # Most words are surely outside of everything; only the stretches between them need a search.
    open_words = np.flatnonzero(lattice[:, 0] - lattice[:, 1:].max(-1) < SURE_OUTSIDE)
    for stretch in np.split(open_words, np.flatnonzero(np.diff(open_words) > 1) + 1):
        if len(stretch):
            first, last = int(stretch[0]), int(stretch[-1]) + 1
            path[first:last] = _best_path(lattice[first:last])
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
        probability = np.exp(scores.tags[row:end, [2 * kind + 1, 2 * kind + 2]]).sum(-1).mean()
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
    mean = scores.whose[first:last].mean(0)
    return (float(mean[0]), float(mean[1]), float(mean[2]))


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

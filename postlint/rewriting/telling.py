"""A sentence as words that can be held against those of its rewrite, and which of them a rewrite has kept.

Contractions are told apart ("didn't" is "did not"), forms that only agree with their subject are one ("are" is "is"),
and each word knows the clause that it stands in. Positions are those of the text that was taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"(?:https?://|www\.)\S*[^\s.,;:!?)\]}>\"']|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[@#]\w+|[1-9]0s\b|\d+(?:[.,:/]\d+)*"
    r"|[^\W\d_]+(?:['\u2019][^\W\d_]+)*",
)
_SENTENCE_ENDS: Final = frozenset(".!?\u2026\n")
_CLAUSE_ENDS: Final = _SENTENCE_ENDS | frozenset(";:()[]")
_AGREEING: Final = {
    "am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "'re": "is", "'m": "is", "'ve": "has",
    "'ll": "will", "cannot": "can not", "can't": "can not", "won't": "will not", "shan't": "shall not",
    "ain't": "is not",
}  # fmt: skip
#: After these, "'s" is a verb; after any other word it may be a possessive.
_SUBJECTS: Final = frozenset(("he", "she", "it", "that", "there", "who", "what", "here", "this", "where", "how"))


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """A word as it counts: ``norm`` in lower case, ``sentence`` and ``clause`` numbered from zero; ``opens``: it is the
    first of its sentence.
    """

    norm: str
    start: int
    end: int
    capital: bool
    sentence: int
    clause: int
    opens: bool

    def __repr__(self) -> str:  # law 3: a repr may end up in a log
        return f"Word({self.start}..{self.end})"


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    found: list[Word] = []
    sentence = clause = at = 0
    fresh = True
    for match in _TOKEN.finditer(text):
        gap = text[at : match.start()]
        at = match.end()
        ends = any(mark in _SENTENCE_ENDS for mark in gap)
        fresh = fresh or ends
        sentence += ends
        raw = match[0]
        clause += any(mark in _CLAUSE_ENDS for mark in gap) or raw.lower() == "but"
        for norm in _norms(raw):
            capital = raw[0].isupper() and norm == raw.lower() and raw != "I"
            found.append(Word(norm, match.start(), match.end(), capital, sentence, clause, fresh))
            fresh = False
    return found


def marks_of(text: str) -> list[str]:
    """What stands between the words, white space aside but for line breaks."""
    return [mark for mark in _TOKEN.sub(" ", text) if mark == "\n" or not mark.isspace()]


def _norms(raw: str) -> list[str]:
    word = raw.lower().replace("\u2019", "'")
    if word in _AGREEING:
        return _AGREEING[word].split()
    if word.endswith("n't"):
        return [*filter(None, [_AGREEING.get(word[:-3], word[:-3])]), "not"]
    stem, mark, tail = word.rpartition("'")
    if not mark or not stem:
        return [word]
    if tail == "s":
        return [stem, "is" if stem in _SUBJECTS else "'s"]
    return [stem, _AGREEING.get(mark + tail, mark + tail)]


def kept(before: Sequence[Word], after: Sequence[Word], light: Callable[[str], bool]) -> dict[int, int]:
    """Which word of ``before`` each word of ``after`` is (indices; words that are new have none), in the same order.

    Whole sentences that stayed are found first, so that one left out is not laid upon another that resembles it. Of
    all ways the one is taken that keeps the most, ``light`` words counting least.
    """
    olds, news = _sentences(before), _sentences(after)
    same = _common([_said(before, s) for s in olds], [_said(after, s) for s in news], [1] * len(news))
    found: dict[int, int] = {}
    old = new = 0
    for there, here in [*((olds[i], news[j]) for i, j in same), ((len(before),) * 2, (len(after),) * 2)]:
        weights = [1 if light(word.norm) else 4 for word in after[new : here[0]]]
        gap = _common([w.norm for w in before[old : there[0]]], [w.norm for w in after[new : here[0]]], weights)
        found |= {new + j: old + i for i, j in gap}
        found |= {here[0] + k: there[0] + k for k in range(here[1] - here[0])}
        old, new = there[1], here[1]
    return found


def _said(words: Sequence[Word], span: tuple[int, int]) -> tuple[str, ...]:
    return tuple(word.norm for word in words[span[0] : span[1]])


def _sentences(words: Sequence[Word]) -> list[tuple[int, int]]:
    edges = [i for i, word in enumerate(words) if not i or word.sentence != words[i - 1].sentence]
    return list(zip(edges, [*edges, len(words)][1:], strict=True))


def _common(old: Sequence[object], new: Sequence[object], weights: Sequence[int]) -> list[tuple[int, int]]:
    """The heaviest common subsequence, as pairs of indices."""
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if old[i] == new[j]:
                best[i][j] = max(best[i][j], best[i + 1][j + 1] + weights[j])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j] and best[i][j] == best[i + 1][j + 1] + weights[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs

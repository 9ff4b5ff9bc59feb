"""Whether a rewrite is true to its draft: it says less, and nothing else.

A rewrite that a language model wrote may hold anything. Here it is held against the sentence that it is to replace:
words may go, and words that tell less may come for a detail that went (:mod:`.generalities`). Whatever is more than
that is named, and the rewrite is refused. In doubt it is: a rewrite that is refused costs nothing but itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..annotation import CLINICAL_KINDS, Mention
from .generalities import FEMALE, FREE, LIGHT, MALE, PLACING, PREPOSITIONS, Licence
from .numbers import vocabulary
from .telling import Word, kept, marks_of, words_of

_NEGATIONS: Final = frozenset(vocabulary(
    "no not never none nobody nothing nowhere neither nor without hardly scarcely barely rarely seldom unable "
    "deny denies denied denying lack lacks lacked lacking negative absent nil refuse refuses refused decline declines "
    "declined fail fails failed stop stops stopped stopping avoid avoids avoided cease ceased discontinue discontinued "
    "withhold withheld instead except against unlike"
))  # fmt: skip
_HEDGES: Final = frozenset(vocabulary(
    "may might could can would should will shall must ought perhaps maybe possibly probably likely unlikely seem seems "
    "seemed appear appears appeared suggest suggests suggested think thinks thought believe believes believed suspect "
    "suspects suspected sometimes often usually occasionally apparently reportedly allegedly possible probable "
    "potentially 'd"
))  # fmt: skip
#: Under these the whole clause holds; without them all of it does.
_CONDITIONS: Final = frozenset(vocabulary("if unless only until"))
_NUMBERS: Final = frozenset(vocabulary(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half "
    "quarter third dozen twice thrice double triple single pair couple first second fourth fifth sixth seventh eighth "
    "ninth tenth teens twenties thirties forties fifties sixties seventies eighties nineties several few many both"
))  # fmt: skip
_UNITS: Final = frozenset(vocabulary(
    "mg g kg mcg ug µg ng ml l dl mmol mmhg iu units unit tablets tablet drops puffs doses dose percent cm mm m "
    "milligrams milligram grams gram micrograms microgram millilitres milliliters litres daily hourly weekly bd tds "
    "qds od prn minutes minute hours hour days weeks week months month years year"
))  # fmt: skip
_DATES: Final = frozenset(vocabulary(
    "january february april june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday yesterday today tonight tomorrow morning afternoon evening night noon midnight am pm "
    "spring summer autumn winter christmas easter ramadan diwali eid weekend now ago recently last next"
))  # fmt: skip
_PLAIN_MARKS: Final = frozenset(",.'\u2019-")
_SLOTS: Final = frozenset("[]<>{}_")


def departures(before: str, after: str, told: Sequence[Mention] = (), read: Sequence[Mention] = ()) -> tuple[str, ...]:
    """Why ``after`` is no faithful rewrite of ``before``: names of what it does beside saying less; none if it is one.

    ``told`` are the mentions that were seen in ``before`` and ``read`` those in ``after``, each in its own positions.
    Only for one of the former may a general word come. The names hold no words of either.
    """
    if before == after:
        return ()
    told = [m for m in told if 0 <= m.start < m.end <= len(before)]
    comparison = _compare(before, after, told)
    found = dict.fromkeys(_marks(before, after))
    for reason in (*comparison.came(before, after, read), *comparison.went(), *comparison.joined()):
        found[reason] = None
    return tuple(found)


def _marks(before: str, after: str) -> Iterator[str]:
    """Marks that came: only those are let in that part words."""
    for mark in Counter(marks_of(after)) - Counter(marks_of(before)):
        if mark not in _PLAIN_MARKS:
            yield "slot" if mark in _SLOTS else "mark"


def _compare(before: str, after: str, told: Sequence[Mention]) -> _Comparison:
    old, new = words_of(before), words_of(after)
    pairs = kept(old, new, LIGHT.__contains__)
    stays = set(pairs.values())
    held = {i: m for m in told for i, w in enumerate(old) if w.start < m.end and m.start < w.end}
    # A detail has gone if a word of it has that says something.
    gone = {held[i] for i, w in enumerate(old) if i in held and i not in stays and w.norm not in FREE}
    licence = Licence(before, [w.norm for w in old], sorted(gone, key=lambda m: m.start))
    general = {
        j for j, w in enumerate(new) if j not in pairs and (licence.covers(w.norm) or w.norm in FREE)
    }  # fmt: skip
    return _Comparison(old, new, pairs, stays, held, general)


@dataclass(frozen=True, slots=True, repr=False)
class _Comparison:
    """The words of both texts: ``pairs`` tells which old word each new one is, ``stays`` which old ones are left,
    ``held`` the mention that an old one stands in, ``general`` which new ones came for a detail or say nothing.
    """

    old: list[Word]
    new: list[Word]
    pairs: dict[int, int]
    stays: set[int]
    held: dict[int, Mention]
    general: set[int]

    def came(self, before: str, after: str, read: Sequence[Mention]) -> Iterator[str]:
        """What is new in the rewrite."""
        said = {word.norm for word in self.old}
        for j, word in enumerate(self.new):
            if j in self.pairs:
                if word.capital and not word.opens and not self.old[self.pairs[j]].capital:
                    yield "name"
            elif j not in self.general:
                yield self._kind_of(word, said, read)
            elif word.capital and not word.opens:
                yield "name"
            elif word.norm in PLACING and self._lost_beside(j) & PREPOSITIONS:
                yield "fact"

    @staticmethod
    def _kind_of(word: Word, said: set[str], read: Sequence[Mention]) -> str:
        norm = word.norm
        if norm[0] in "@#" or "@" in norm or norm.startswith(("http", "www.")):
            return "link"
        if _number(norm) or norm in _UNITS:
            return "number"
        for name, words in (("negation", _NEGATIONS), ("hedge", _HEDGES | _CONDITIONS), ("sex", FEMALE | MALE)):
            if norm in words:
                return name
        seen = {m.kind for m in read if word.start < m.end and m.start < word.end}
        if "med" in seen:
            return "drug"
        if "date" in seen or norm in _DATES:
            return "date"
        if word.capital and not word.opens:
            return "name"
        if seen:
            return "detail"
        return "order" if norm in said else "fact"

    def _lost_beside(self, j: int) -> set[str]:
        """The old words that stood where a new one stands now."""
        left = next((self.pairs[k] for k in range(j - 1, -1, -1) if k in self.pairs), -1)
        right = next((self.pairs[k] for k in range(j + 1, len(self.new)) if k in self.pairs), len(self.old))
        return {word.norm for word in self.old[left + 1 : right]}

    def went(self) -> Iterator[str]:
        """Words that turn, weaken or condition what is said may only go together with it."""
        for i, word in enumerate(self.old):
            name = self._turns(i)
            if i in self.stays or not name or name == "number":
                continue
            clause = [k for k, other in enumerate(self.old) if other.clause == word.clause and other.norm not in LIGHT]
            scope = [k for k in clause if k > i]
            if not scope or word.norm in _CONDITIONS:
                scope = clause
            if any(k in self.stays for k in scope):
                yield name

    def joined(self) -> Iterator[str]:
        """What a number, a negation or a drug belongs to is the word beside it: that must be the same as before."""
        for j, i in self.pairs.items():
            name = self._turns(i)
            clinical = i in self.held and self.held[i].kind in CLINICAL_KINDS
            if not name and not clinical:
                continue
            both = name == "number" or not name
            for step in (1, -1) if both else (1,):
                here, there = self._beside_new(j, step), self._beside_old(i, step)
                if here is None:
                    # It is said of nothing any more; a number or an illness still stands by itself.
                    if there is not None and not both:
                        yield name
                elif self.pairs[here] != there:
                    yield name or "drug"
            if name == "number" and self._unit(self.old, i) not in ("", self._unit(self.new, j)):
                yield name

    @staticmethod
    def _unit(words: Sequence[Word], index: int) -> str:
        following = words[index + 1] if index + 1 < len(words) else None
        if following is None or following.clause != words[index].clause:
            return ""
        return following.norm if following.norm in _UNITS else ""

    def _turns(self, i: int) -> str:
        """What an old word does to those beside it, as the name of a departure; empty if nothing."""
        word = self.old[i]
        if word.norm in _NEGATIONS:
            return "negation"
        if word.norm in _HEDGES | _CONDITIONS:
            dated = i in self.held and self.held[i].kind in ("name", "date", "loc", "fac", "age")
            return "" if dated or (word.capital and not word.opens) else "hedge"  # "Will", "in May"
        return "number" if _number(word.norm) else ""

    def _beside_new(self, j: int, step: int) -> int | None:
        return self._beside(self.new, j, step, lambda k: k not in self.pairs)

    def _beside_old(self, i: int, step: int) -> int | None:
        def detail(k: int) -> bool:
            return k not in self.stays and k in self.held and self.held[k].kind not in CLINICAL_KINDS

        return self._beside(self.old, i, step, detail)

    @staticmethod
    def _beside(words: Sequence[Word], index: int, step: int, passed: Callable[[int], bool]) -> int | None:
        """The next word of the clause that says something."""
        k = index + step
        while 0 <= k < len(words) and words[k].clause == words[index].clause:
            if words[k].norm not in LIGHT and not passed(k):
                return k
            k += step
        return None


def _number(norm: str) -> bool:
    return norm in _NUMBERS or any(char.isnumeric() for char in norm)

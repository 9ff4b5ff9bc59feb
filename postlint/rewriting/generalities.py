"""The words that a rewrite may put in for a detail that it takes out, by the kind of the detail.

They are the lower rungs of the ladders (domain 5.2). Each says less than the detail and nothing beside it, so that a
word is only let in where a detail of its kind has gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ..annotation import DIRECT_KINDS, Kind, Mention
from .numbers import parse_age, vocabulary

#: Words without news in them: they may come and go.
FREE: Final = frozenset(vocabulary("a an the they them their theirs themselves themself in at of 's"))
#: Of those, the ones that say where; beside a preposition that went they would say something else.
PLACING: Final = frozenset(vocabulary("in at of"))
PREPOSITIONS: Final = frozenset(vocabulary(
    "before after until till since from to into onto off out over under above below up down on with without by for "
    "against towards through during between"
))  # fmt: skip
#: Words that tell nothing by themselves, for finding the next one that does.
LIGHT: Final = FREE | PREPOSITIONS | frozenset(vocabulary(
    "and or nor as that who whom which this these those i me my we us our you your he him his she her hers it its is "
    "was be been being has had does did than then so mr mrs ms miss mx dr prof sir dame rev sgt"
))  # fmt: skip

FEMALE: Final = frozenset(vocabulary(
    "she her hers herself woman women lady ladies girl girls female females mrs ms miss mother mum mom wife widow "
    "daughter sister aunt niece grandmother gran nan granny girlfriend actress waitress lass"
))  # fmt: skip
MALE: Final = frozenset(vocabulary(
    "he him his himself man men gentleman gentlemen boy boys male males mr father dad husband widower son brother "
    "uncle nephew grandfather grandad grandpa boyfriend actor waiter lad guy bloke"
))  # fmt: skip
#: Those of them that may stand for a person who went, if the sentence told the sex and only that one.
_STANDING: Final = frozenset(vocabulary("she her he him his woman man"))

_PERSONAL: Final[tuple[Kind, ...]] = (*DIRECT_KINDS, "age", "occ", "rel", "dem", "event", "photo")
_PERSONS: Final = frozenset(vocabulary("patient patients person people someone somebody"))
_NOUNS: Final[tuple[tuple[tuple[Kind, ...], frozenset[str]], ...]] = (
    (_PERSONAL, _PERSONS),
    (("rel",), frozenset(vocabulary("relative relatives parent parents family"))),
    (("occ",), frozenset(vocabulary("work works worked working"))),
    (("event",), frozenset(vocabulary("event incident"))),
    (("date",), frozenset(vocabulary("recently once day time"))),
    (("loc",), frozenset(vocabulary("place area region somewhere"))),
    (("fac",), frozenset(vocabulary("place facility"))),
    (("cond",), frozenset(vocabulary("condition illness"))),
    (("med",), frozenset(vocabulary("medicine medication"))),
    (("proc",), frozenset(vocabulary("procedure"))),
)
#: What may stand beside such a noun.
_BESIDE: Final[tuple[tuple[tuple[Kind, ...], frozenset[str]], ...]] = (
    (_PERSONAL, frozenset(vocabulary("another"))),
    (("date",), frozenset(vocabulary("some ago past one other"))),
    (("age",), frozenset(vocabulary("aged"))),
)
_CARE: Final = re.compile(
    r"\b(?:hospital|infirmary|ward|clinic|unit|surgery|practice|p?icu|nicu|itu|ccu|ed|er|a\s?&\s?e|emergency|theatre|"
    r"medical|st\.?|royal|general)\b",
    re.I,
)
_CARED: Final = frozenset(vocabulary("hospital clinic ward unit"))
_STAGES: Final = {
    "infant": frozenset(vocabulary("baby infant young")),
    "child": frozenset(vocabulary("child young")),
    "teenager": frozenset(vocabulary("teenager young")),
    "adult": frozenset(vocabulary("adult")),
    "oldest": frozenset(vocabulary("adult older")),
}
_DECADES: Final = {10 * n: word for n, word in enumerate(
    vocabulary("teens twenties thirties forties fifties sixties seventies eighties nineties"), 1
)}  # fmt: skip


class Licence:
    """What may be put into a sentence from which ``gone`` went; ``said`` are the words that it held before."""

    def __init__(self, text: str, said: Sequence[str], gone: Sequence[Mention]) -> None:
        self._gone = gone
        self._kinds = Counter(mention.kind for mention in gone)
        self._used: Counter[int] = Counter()
        self._beside = {word for kinds, words in _BESIDE if self._count(kinds) for word in words}
        sexes = {sex for word in said for sex in (FEMALE, MALE) if word in sex}
        self._sexed = _STANDING & next(iter(sexes)) if len(sexes) == 1 and self._count(_PERSONAL) else frozenset()
        for mention in gone:
            words = text[mention.start : mention.end]
            if mention.kind == "fac" and _CARE.search(words):
                self._beside |= _CARED
            age = parse_age(words) if mention.kind == "age" else None
            if age is not None:
                self._beside |= _STAGES[age.stage]
                decade = int(age.years) // 10 * 10
                if age.stage in ("teenager", "adult") and decade:
                    self._beside |= {_DECADES[decade], f"{decade}s"}

    def _count(self, kinds: Sequence[Kind]) -> int:
        return sum(self._kinds[kind] for kind in kinds)

    def covers(self, word: str) -> bool:
        """Whether the word may come in; a noun is good for one detail, so asking uses it up."""
        if word in self._beside or word in self._sexed:
            return True
        for group, (kinds, words) in enumerate(_NOUNS):
            if word in words and self._used[group] < self._count(kinds):
                self._used[group] += 1
                return True
        return False

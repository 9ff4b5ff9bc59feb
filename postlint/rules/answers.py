"""An answer beside the text that it answers: what it says again of it, and what it says beyond it.

Details are compared by their words, without articles, endings and the spelling of numbers. The text answered was told
by its author in public or not at all; to say it again confirms it, and to say more discloses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..annotation import CLINICAL_KINDS, Mention
from ..document import Prose
from .page import Answered, Page

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
#: Words that say nothing of a detail by themselves.
_EMPTY: Final = frozenset(
    """
        a an the my your his her our their its this that these those of for in on at to from with and or by as it was is
        mr mrs ms miss mx dr sir madam last next first old year years day days week weeks month months pm am o'clock
        new same one some any bit lot very
    """.split()
)
_NUMBERS: Final = {
    word: str(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}


def key_words(text: str) -> frozenset[str]:
    """The words that make a detail: small letters, no articles and no plural, numbers in digits."""
    found = set()
    for match in _WORD.finditer(text.casefold()):
        word = re.sub(r"['’]s?\Z", "", match.group())
        if word in _NUMBERS and word != "one":
            word = _NUMBERS[word]
        if word in _EMPTY:
            continue
        found.add(_stem(word))
    return frozenset(found)


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def repeated(page: Page, kinds: tuple[str, ...]) -> Iterator[Mention]:
    """Details of the answer that stand in the text answered: those the pipeline sees in the answer, and places in the
    answer that have the words of a detail that it sees in the other.
    """
    if page.answered is None:
        return
    told = _details(page.answered, kinds)
    answered = key_words(page.answered.prose.text)
    seen: list[Mention] = []
    for mention in page.annotations.mentions:
        if mention.kind not in kinds:
            continue
        words = key_words(page.words(mention.start, mention.end))
        if any(words & other for kind, other in told if kind == mention.kind) or (words and words <= answered):
            seen.append(mention)
            yield mention
    for start, end, kind in _echoes(page.prose, told):
        if not any(m.start < end and start < m.end for m in page.annotations.mentions):
            yield Mention(start, end, kind, source="answer")  # type: ignore[arg-type]


def added(page: Page, kinds: tuple[str, ...]) -> Iterator[Mention]:
    """Details of the answer of which no word stands in the text answered."""
    if page.answered is None:
        return
    answered = key_words(page.answered.prose.text)
    for mention in page.annotations.mentions:
        words = key_words(page.words(mention.start, mention.end))
        if mention.kind in kinds and words and not words & answered:
            yield mention


def _details(answered: Answered, kinds: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
    """What the text answered tells of its author or their kin; a clinician's name is not theirs."""
    text = answered.prose.text
    found: list[tuple[str, frozenset[str]]] = []
    for mention in answered.annotations.mentions:
        if mention.kind in kinds and (mention.kind in CLINICAL_KINDS or mention.who != "clinician"):
            words = key_words(text[mention.start : mention.end])
            if words:
                found.append((mention.kind, words))
    return found


def _echoes(prose: Prose, told: list[tuple[str, frozenset[str]]]) -> Iterator[tuple[int, int, str]]:
    """Runs of words in a prose that hold all words of a clinical detail, in any order."""
    details = [(kind, words) for kind, words in told if kind in CLINICAL_KINDS]
    if not details:
        return
    places = [(match.span(), key_words(match.group())) for match in _WORD.finditer(prose.text)]
    for index, (span, words) in enumerate(places):
        for kind, wanted in details:
            if not words & wanted:
                continue
            found: frozenset[str] = frozenset()
            for (_, end), more in places[index : index + len(wanted) + 2]:
                found |= more & wanted
                if found == wanted:
                    yield span[0], end, kind
                    break

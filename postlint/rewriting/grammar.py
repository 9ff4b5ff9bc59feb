"""The little grammar that generalising needs: where a sentence starts, which article fits, how words are taken out.

There is no parser here. Each function looks at the words right beside a range and does what is grammatical for them,
or says that it cannot. All positions are prose offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..annotation import Kind, Mention
from .numbers import vocabulary

_STOP: Final = re.compile(r"[^\W_]{2}[.!?\u2026]+[\"')\]*_]*\s+\Z")
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:pop|ca|mr|mrs|ms|dr|st|prof|sr|jr|no|nos|vs|approx|re|pt|mt|ave|rd|dept|fr|smt)|\b[a-z]|\b(?:e\.g|"
    r"i\.e))\.\s+\Z",
    re.I,
)
_LEAD: Final = re.compile(r"\W*(?:\(?\d{1,2}\s?[/.)]\s?\d{0,2}\s*(?=\D))?\W*")
_WORD: Final = re.compile(r"[^\W\d_][\w'\u2019-]*")
_LAST_WORD: Final = re.compile(r"([^\W\d_][\w'\u2019-]*)\s+\Z")

#: Verbs that commonly follow a subject, for telling "Bed 7 has gone" from "Bed 7 hip".
_VERBS: Final = frozenset(
    vocabulary(
        "is was has had are were will would can could did does do says said came went got gets needs need wants "
        "want wont won't isn't wasn't hasn't didn't doesn't can't cannot couldn't wouldn't may might must should "
        "keeps kept told tells died dies left leaves goes made makes took takes gave gives began begins sat sits "
        "ran runs fell felt feels fought thought thinks knew knows found finds lost loses broke breaks ate eats "
        "drank drinks spoke speaks rang rings drove drives brought bought held hold stood stands woke wakes slept "
        "sleeps looks just never still finally already now presented presents presenting arrived thanks wins won "
        "sent sends let lets saw sees turns lives loves asks"
    )
)
#: Words that cannot be the noun that an adjective stands before.
FUNCTION_WORDS: Final = frozenset(
    vocabulary(
        "a an the this that these those my our your his her their its who whom whose which what when where why "
        "how and or but nor so yet if as than then because while although though in on at by for from with "
        "without of to into onto off over under near about after before since until till til during through "
        "between around across up down out back i you he she it we they me him us them not no too also again "
        "there here all both each please yes via per last next today tonight yesterday tomorrow now then ago"
    )
)
COPULA: Final = re.compile(
    r"(?:\b(?:is|was|are|were|be|been|being|am|becomes?|became)|(?<=\w)'(?:s|re|m))\s+\Z",
    re.I,
)
DETERMINER: Final = re.compile(r"\b(a|an|the|this|that|my|our|your|his|her|their|another|one|some)\s+\Z", re.I)
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", '"': '"', "\u201c": "\u201d"}


@dataclass(frozen=True, slots=True)
class Change:
    """Put ``text`` in the place of prose characters ``start`` to ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Scene:
    """A mention in its sentence, ``low`` to ``high``. ``start`` and ``end`` grow as a ladder takes in more words."""

    text: str
    start: int
    end: int
    low: int
    high: int
    mention: Mention
    mentions: tuple[Mention, ...]
    seen: bool = False
    lower: bool = False

    def __repr__(self) -> str:  # law 3: a repr may end up in a log
        return f"Scene({self.low}..{self.high})"

    @property
    def words(self) -> str:
        """The words of the mention."""
        return self.text[self.mention.start : self.mention.end]

    def before(self, at: int | None = None) -> str:
        """The sentence up to ``at``."""
        return self.text[self.low : self.start if at is None else at]

    def after(self, at: int | None = None) -> str:
        """The sentence from ``at`` on."""
        return self.text[self.end if at is None else at : self.high]

    def opens(self, at: int) -> bool:
        """Whether ``at`` is where the sentence starts, list marks and emoji aside, or one that was not told apart."""
        before = self.before(at)
        if _LEAD.fullmatch(before):
            return True
        return _STOP.search(before) is not None and not ABBREVIATION.search(before[-12:])

    def beside(self, *kinds: Kind, start: int | None = None, end: int | None = None) -> Mention | None:
        """A mention of one of these kinds that starts at ``start`` or ends at ``end``."""
        for mention in self.mentions:
            if mention.kind in kinds and (mention.start == start or mention.end == end):
                return mention
        return None


def indefinite(word: str) -> str:
    """``a`` or ``an``, by the sound that ``word`` starts with."""
    match = re.match(r"\W*([\w'-]+)", word)
    first = match[1] if match else ""
    lowered = first.lower()
    if re.match(r"(?:8|11(?!\d)|18(?!\d))", lowered):
        return "an"
    if len(first) > 1 and first.isupper() and (len(first) <= 3 or not re.search("[AEIOU]", first)):
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    if re.match(r"(?:hour|honest|honou?r|heir)", lowered):
        return "an"
    if re.match(r"(?:uni[^mn]|us[eu]|eu|ewe|one\b|once|ukr|uk\b|ut[ei])", lowered):
        return "a"
    return "an" if lowered[:1] and lowered[0] in "aeiou" else "a"


def with_article(words: str) -> str:
    """``words`` with the indefinite article that fits."""
    return f"{indefinite(words)} {words}"


def capitalised(words: str) -> str:
    """``words`` with a capital first letter."""
    return words[:1].upper() + words[1:]


def verbish(word: str) -> bool:
    """Whether a word is likely a finite verb (or an adverb that comes before one)."""
    lowered = word.lower()
    return lowered in _VERBS or (len(lowered) > 4 and lowered.endswith("ed"))


def next_word(scene: Scene, at: int) -> str:
    """The word one space after ``at``, or nothing."""
    match = re.compile(r" ([^\W\d_][\w'\u2019-]*)").match(scene.text, at, scene.high)
    return match[1] if match else ""


def last_word(scene: Scene, at: int) -> str:
    """The word one space before ``at``, or nothing."""
    match = _LAST_WORD.search(scene.before(at))
    return match[1] if match else ""


def modifies(scene: Scene, at: int) -> bool:
    """Whether what ends at ``at`` stands before a noun: "our Eastgate| office"."""
    word = next_word(scene, at)
    if scene.beside("date", start=at + 1):
        return False
    return bool(word) and word.lower() not in FUNCTION_WORDS and not verbish(word)


def swallow_left(scene: Scene, at: int, pattern: re.Pattern[str]) -> int:
    """Move ``at`` left over what ``pattern`` (it ends in ``\\Z``) finds right before it."""
    match = pattern.search(scene.before(at))
    return scene.low + match.start() if match else at


def swallow_right(scene: Scene, at: int, pattern: re.Pattern[str]) -> int:
    """Move ``at`` right over what ``pattern`` finds right there."""
    match = pattern.match(scene.text, at, scene.high)
    return match.end() if match else at


def _was_capital(scene: Scene, start: int, end: int) -> bool:
    for char in scene.text[start:end]:
        if char.isalpha():
            return char.isupper()
        if char.isdigit():
            return not scene.lower
    return False


def put(scene: Scene, start: int, end: int, words: str) -> Change:
    """Replace, with a capital where a sentence starts and had one."""
    if scene.opens(start) and _was_capital(scene, start, end):
        words = capitalised(words)
    return Change(start, end, words)


def omit_adjective(scene: Scene, start: int, end: int) -> Change:
    """Take out words before a noun and make the article fit: "a Thursday shift" to "a shift"."""
    right = end
    while right < scene.high and scene.text[right] == " ":
        right += 1
    article = re.search(r"\b(an?)\s+\Z", scene.before(start), re.I)
    if article and right < scene.high:
        fitting = indefinite(scene.text[right : scene.high])
        at = scene.low + article.start()
        return Change(at, right, (capitalised(fitting) if article[1][0].isupper() else fitting) + " ")
    if scene.opens(start):
        return _drop_opening(scene, start, right)
    return Change(start, right, "")


def _drop_opening(scene: Scene, start: int, right: int) -> Change:
    char = scene.text[right : right + 1]
    if char.islower() and _was_capital(scene, start, right) and not scene.text[right:].startswith("http"):
        return Change(start, right + 1, char.upper())
    return Change(start, right, "")


def omit_sentence(scene: Scene) -> Change:
    """Take the sentence out, and its line where nothing else stands on it."""
    text = scene.text
    line = text.rfind("\n", 0, scene.low) + 1
    start, end = scene.low, scene.high
    while end < len(text) and text[end] in " \t":
        end += 1
    if not any(c.isalnum() for c in text[line:start]) and (end == len(text) or text[end] == "\n"):
        start = line
        if end < len(text):
            end += 1
            if text[:start].endswith("\n\n") and text[end : end + 1] == "\n":
                end += 1
        elif start:
            start -= 1
    elif end == len(text) or text[end] == "\n":
        while start > line and text[start - 1] in " \t":
            start -= 1
    return Change(start, end, "")


def omit(scene: Scene, start: int, end: int) -> Change:
    """Take a phrase out, with the brackets, commas and spaces that would be left over.

    A sentence that would hold no word any more goes whole.
    """
    text, low, high = scene.text, scene.low, scene.high
    while True:
        left, right = start, end
        while left > low and text[left - 1] == " ":
            left -= 1
        while right < high and text[right] == " ":
            right += 1
        if left > low and right < high and _BRACKETS.get(text[left - 1]) == text[right]:
            start, end = left - 1, right + 1
            continue
        break
    before, after = text[low:left], text[right:high]
    head = before[-1:]
    if scene.opens(left) or not before:
        if not any(c.isalnum() for c in re.sub(r"#\w+", "", after)):
            if any(c.isalnum() for c in after):  # only hashtags stay
                return Change(start, right + len(after) - len(after.lstrip(" .,;:!?")), "")
            return omit_sentence(scene)
        joint = re.match(r"(?:[,;:.]+|[-\u2013\u2014](?=\s))?\s*", after)
        return _drop_opening(scene, start, right + (joint.end() if joint else 0))
    if head in _BRACKETS and after[:1]:  # first of several things in brackets
        joint = re.match(r"[,;:]?\s*", after)
        return Change(start, right + (joint.end() if joint else 0), "")
    if not after or after[0] in ".!?;:)]\n\u2026" or re.match(r"[^\w\s,'\"(@#&+-]", after):
        cut = re.search(r"(?:\s*(?:[,;:]|\s[-\u2013\u2014]))?(?:\s+(?:and|or|but|&))?\s*\Z", before, re.I)
        stop = low + cut.start() if cut else left
        spaced = after[:1] not in ".!?;:)]\n\u2026" and bool(after)
        return Change(stop, end if spaced or not after else right, "")
    if after[0] == ",":
        if head == ",":
            word = re.match(r",\s*([\w'\u2019]+)", after)
            alone = "," not in before[:-1] and word is not None and verbish(word[1])
            return Change(left - 1, right + 1 if alone else end, "")
        link = re.search(r",?\s+(?:and|or|but|&)\Z", before, re.I)
        return Change(low + link.start() if link and link.start() else left, right, "")
    if left < start:
        return Change(left, end, "")
    return Change(start, end if head.isalnum() or head in ")." else right, "")


def omit_predicate(scene: Scene, start: int, end: int) -> Change | None:
    """Take out what is said of a subject after "is": up to what is said next, or the clause, or the sentence."""
    more = re.match(r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?=\w)", scene.after(end))
    if more and not re.match(r"(?:he|she|they|it|we|i|you|his|her)\b", scene.after(end)[more.end() :], re.I):
        return Change(start, end + more.end(), "")
    if re.match(r"\W*\Z", scene.after(end)):
        clause = re.search(r"(?:,\s*|\s+)(?:(?:and|but|who|which)\s+)?(?:(?:he|she|they)(?:'s|\s+\w+)|(?:is|"
    r"was))\s+\Z",
                           scene.before(start), re.I)  # fmt: skip
        if clause and clause.start() > 0:
            return omit(scene, scene.low + clause.start() + len(clause[0]) - len(clause[0].lstrip(", ")), end)
        if len(scene.before(start).split()) <= 3:
            return omit_sentence(scene)
    return None

"""Context: what the document says of a mention that its own sentence does not.

The encoder judges each mention by itself. Here the formats join in, a document is made consistent (a person found
once is found everywhere), and the evidence that stands apart (does a case passage hold the mention, does the post as
a whole tell of a patient) is weighed into one probability that a mention is a patient's.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ..annotation import DIRECT_KINDS, KINDS, OPINION_KINDS, Mention, Passage, Sentence
from ..document import WRITER
from .decoding import mean, owner

if TYPE_CHECKING:
    from .encoder import WordScores
    from .words import Word

#: Formats that are everybody's: no patient is reached by them.
PUBLIC_LABELS: Final = frozenset({"helpline"})
#: Years; the oldest person whose age is known reached 122 (Jeanne Calment, d. 1997).
OLDEST: Final = 122
_YEARS: Final = re.compile(r"(\d{1,6})(?:[ -]?(?:years?(?:[ -]old)?|yrs?|yo|y/o))?", re.IGNORECASE)
_NOBODYS: Final = (0.0, 0.0, 1.0)
#: Whose a mention is that the clinic's own facts explain.
OWN: Final = (0.0, 1.0, 0.0)
#: Owners that no evidence moves: nobody, and the clinic by its own facts.
_CERTAIN: Final = (_NOBODYS, OWN)
_NAME_KINDS: Final = ("name", "handle")
#: Words that stand in a name mention and in many other places besides.
_WEAK_NAME_WORDS: Final = frozenset(
    """
        the of and de la el van von der den di da du le al bin ibn baby mum dad mama papa mr mrs ms miss
        dr sir lady little big old young st auntie uncle aunt nan gran granny grandad nurse sister
        brother prof saint
    """.split()
)
#: Words that say nothing by themselves.
_STUMPS: Final = frozenset(
    """
    the an and of in at on to for from with by is was are our my his her their its this that these those
    last first little young old new who whose which it he she they we me you
    """.split()
)
_HASHTAG: Final = re.compile(r"#(\w{4,60})")
#: What stands beside a name in a hashtag.
_BESIDE_NAMES: Final = frozenset(
    """
    team pray prayfor prayersfor justicefor nonna nonno nana nanny nan gran granny grandma grandpa grandad abuela abuelo
    lola lolo tita tito auntie aunty uncle baby little mama papa mum dad miss mr mrs sister brother forever
    strong stronger warrior rip ripsweet getwell getwellsoon fighter wins rocks army day
    """.split()
)
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


def rows_of(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """Indices of the words that overlap ``start`` to ``end`` (exclusive)."""
    first = bisect_left(words, start, key=lambda w: w.end)
    if first < len(words) and words[first].end <= start:
        first += 1
    return first, max(first, bisect_left(words, end, key=lambda w: w.start))


def add_formats(
    mentions: Sequence[Mention], formats: Iterable[Mention], scores: WordScores, words: Sequence[Word]
) -> list[Mention]:
    """Join mentions found by format; where one overlaps the model's, the wider place and the format's kind win.

    Neither the ``mentions``, which are in order, nor the ``formats`` overlap each other. Whose a number is the encoder
    knows for every word, also for those it did not mark.
    """
    kept = list(mentions)  # stays in order, so that a page of numbers is not looked through for each
    for found in formats:
        first, last = rows_of(words, found.start, found.end)
        whose = owner(scores, first, last) if last > first else (0.34, 0.33, 0.33)
        if found.label in PUBLIC_LABELS:
            whose = _NOBODYS
        start, end = found.start, found.end
        low = bisect_right(kept, start, key=lambda m: m.end)
        high = max(low, bisect_left(kept, end, key=lambda m: m.start))
        rivals = kept[low:high]
        if (
            any(m.kind in ("cond", "med", "proc", "age", "date") and m.score > 0.8 for m in rivals)
            and found.score < 0.8
        ):
            continue
        for rival in sorted(rivals, key=lambda m: m.source == "format"):  # the latest to join says whose
            if rival.kind in DIRECT_KINDS:
                start, end = min(start, rival.start), max(end, rival.end)
                whose = rival.whose if found.label not in PUBLIC_LABELS else whose
        kept[low:high] = [replace(found, start=start, end=end, whose=whose)]
    return kept


def without_address_parts(mentions: Sequence[Mention], kinds: Sequence[tuple[int, int, str]]) -> list[Mention]:
    """Leave out details seen inside a link's target: "jpg" is no photograph and "blog" no workplace."""
    addresses = [(start, end) for start, end, kind in kinds if kind == "url"]
    return [
        m
        for m in mentions
        if m.kind in DIRECT_KINDS or not any(start <= m.start and m.end <= end for start, end in addresses)
    ]


def without_stumps(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out details of which only an article or the like was seen ("the" dates and "our" places nothing), ages
    that nobody reaches, and numbers of a digit or two, which stand for no one.
    """
    return [m for m in mentions if not _is_stump(m.kind, text[m.start : m.end])]


def _is_stump(kind: str, words: str) -> bool:
    if kind == "idno":
        return sum(char.isalnum() for char in words) < 3
    if kind == "age":
        number = _YEARS.fullmatch(words.strip())
        return number is not None and int(number.group(1)) > OLDEST
    if kind in _NAME_KINDS and not any(char.isalnum() for char in words):
        return True
    if kind in DIRECT_KINDS or any(char.isdigit() for char in words):
        return False
    return {word.lower() for word in _LETTERS.findall(words)} <= _STUMPS


def disown(mentions: Sequence[Mention], public: Sequence[tuple[int, int]]) -> list[Mention]:
    """A number in a code that is never a person's (a paper's, a trial's, a lot's) is nobody's, however it looks."""
    return [
        replace(m, whose=_NOBODYS) if m.kind == "idno" and any(a < m.end and m.start < b for a, b in public) else m
        for m in mentions
    ]


def disown_writers(mentions: Sequence[Mention], kinds: Sequence[tuple[int, int, str]]) -> list[Mention]:
    """Who wrote a file or got a mail is by that alone no patient; the text may say otherwise of the name."""
    edges = [edge for start, end, kind in sorted(kinds) if kind == WRITER for edge in (start, end)]
    return [
        replace(m, whose=_NOBODYS) if bisect_right(edges, m.start) % 2 and bisect_left(edges, m.end) % 2 else m
        for m in mentions
    ]


def cut_at_edges(
    text: str, mentions: Sequence[Mention], kinds: Sequence[tuple[int, int, str]], breaks: Sequence[int]
) -> list[Mention]:
    """Cut a mention that runs over the edge of a block, a table cell or a link's target to its longest part, and take
    the asterisks of emphasis off that plain text puts around it.
    """
    edges = sorted({*breaks, *(edge for start, end, kind in kinds if kind != "link" for edge in (start, end))})
    out = []
    for mention in mentions:
        inside = edges[bisect_right(edges, mention.start) : bisect_left(edges, mention.end)]
        inside += [i for i in range(mention.start, mention.end) if text[i] == "\t"]
        if inside:
            points = [mention.start, *sorted(inside), mention.end]
            start, end = max(pairwise(points), key=lambda part: len(text[part[0] : part[1]].strip()))
            part = text[start:end]
            start += len(part) - len(part.lstrip())
            end -= len(part) - len(part.rstrip())
            if start >= end:
                continue
            mention = replace(mention, start=start, end=end)
        if text[mention.start] == "*" or text[mention.end - 1] == "*":
            words = text[mention.start : mention.end]
            start, end = mention.end - len(words.lstrip("* ")), mention.start + len(words.rstrip("* "))
            if start >= end:
                continue
            mention = replace(mention, start=start, end=end)
        out.append(mention)
    return out


def make_consistent(text: str, mentions: Sequence[Mention], words: Sequence[Word]) -> list[Mention]:
    """Carry a patient's name to every place where it stands again.

    The surest mention decides for each word of a name. Words that are ordinary words as well, and names that the
    document also gives to a clinician, are left as the encoder judged them.
    """
    sure: dict[str, Mention] = {}
    clinicians: set[str] = set()
    for mention in mentions:
        if mention.kind not in _NAME_KINDS:
            continue
        for word in _LETTERS.findall(text[mention.start : mention.end]):
            key = word.lower()
            if key in _WEAK_NAME_WORDS or (len(key) < 3 and not word[0].isupper()):
                continue
            if mention.who == "clinician" and mention.whose[1] > 0.8:
                clinicians.add(key)
            if mention.patient >= 0.5 and (key not in sure or sure[key].patient < mention.patient):
                sure[key] = mention
    people = {key: mention for key, mention in sure.items() if key not in clinicians and mention.score >= 0.6}
    if not people:
        return list(mentions)
    out: list[Mention] = []
    covered: list[tuple[int, int]] = []
    for mention in mentions:
        covered.append((mention.start, mention.end))
        if mention.kind in _NAME_KINDS and mention.patient < 0.5:
            keys = [w.lower() for w in _LETTERS.findall(text[mention.start : mention.end])]
            twin = next((people[k] for k in keys if k in people), None)
            if twin is not None and mention.whose[1] < 0.8:
                out.append(replace(mention, whose=twin.whose, source="echo"))
                continue
        out.append(mention)
    taken = iter(covered)
    current = next(taken, None)
    for word in words:
        while current is not None and current[1] <= word.start:
            current = next(taken, None)
        if current is not None and current[0] < word.end:
            continue
        written = text[word.start : word.end]
        twin = people.get(written.lower())
        if twin is None or (written.islower() and len(written) < 4):
            continue
        # In lower case only a word that the document does not use otherwise: the twin was written so too.
        if written.islower() and not text[twin.start : twin.end].islower():
            continue
        out.append(Mention(word.start, word.end, "name", twin.score, twin.whose, "echo"))
    for tag in _HASHTAG.finditer(text):
        twin = _named_in(tag.group(1).lower(), people)
        if twin is not None:
            start, end = tag.span()
            out = [m for m in out if m.kind not in _NAME_KINDS or m.end <= start or end <= m.start]
            out.append(Mention(start, end, "handle", twin.score, twin.whose, "echo"))
    return sorted(out, key=lambda m: (m.start, m.end))


def _named_in(tag: str, people: dict[str, Mention]) -> Mention | None:
    """The person whose name begins or ends a hashtag ("prayforolivia"); short names only beside another such word."""
    for key, mention in people.items():
        for rest in (tag[len(key) :] if tag.startswith(key) else None, tag[: -len(key)] if tag.endswith(key) else None):
            if rest is not None and (len(key) >= 5 or rest in people or rest in _BESIDE_NAMES):
                return mention
    return None


def _logit(p: float) -> float:
    p = min(1 - 1e-4, max(1e-4, p))
    return math.log(p / (1 - p))


#: Features of :func:`weigh`, in the order of the weights in the model's labels.json.
FEATURES: Final = ("bias", "whose", "score", "case", "post", "echo", *(f"kind-{kind}" for kind in KINDS))


def evidence(
    mention: Mention, case: float, verdict: tuple[float, float, float], echoes: float
) -> list[tuple[str, float]]:
    """Features of a mention: log-odds of the encoder's whose, of its kind, of standing in a case, of the post not
    being clean; and (a logarithm) how many other mentions of the post are a patient's.
    """
    return [
        ("bias", 1.0),
        ("whose", _logit(mention.patient)),
        ("score", _logit(mention.score)),
        ("case", _logit(case)),
        ("post", _logit(1 - verdict[2])),
        ("echo", echoes),
        (f"kind-{mention.kind}", 1.0),
    ]


def case_at(mention: Mention, scores: WordScores, words: Sequence[Word]) -> float:
    """Mean probability that the mention's words lie in a case passage."""
    first, last = rows_of(words, mention.start, mention.end)
    return float(mean(scores.passages[first:last, 0])) if last > first else 0.0


def weigh(
    mentions: Sequence[Mention], scores: WordScores, words: Sequence[Word], weights: dict[str, float]
) -> list[Mention]:
    """Give each mention the probability that it is a patient's in the light of the whole document.

    A logistic regression over :data:`FEATURES`, fitted by the recipe on posts that the encoder was not trained on.
    Without weights the encoder's own judgement stands.
    """
    if not weights:
        return list(mentions)
    out = []
    patients = sum(m.patient > 0.5 for m in mentions)
    for mention in mentions:
        if mention.whose in _CERTAIN:
            out.append(mention)
            continue
        others = patients - (mention.patient > 0.5)
        features = evidence(mention, case_at(mention, scores, words), scores.verdict, math.log1p(others))
        z = sum(weights.get(name, 0.0) * value for name, value in features)
        p = 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
        _, clinician, other = mention.whose
        rest = (clinician + other) or 1.0
        out.append(replace(mention, whose=(p, (1 - p) * clinician / rest, (1 - p) * other / rest)))
    return out


def sentence_at(sentences: Sequence[Sentence], position: int) -> Sentence | None:
    """The sentence that holds a position."""
    index = bisect_left(sentences, position, key=lambda s: s.end)
    if index < len(sentences) and sentences[index].end == position:
        index += 1
    if index < len(sentences) and sentences[index].start <= position:
        return sentences[index]
    return None


#: An opinion of fewer letters that is no whole sentence is a slip of the encoder.
_FRAGMENT: Final = 20


def _is_sentence(text: str, sentences: Sequence[Sentence], start: int, end: int) -> bool:
    sentence = sentence_at(sentences, start)
    return sentence is not None and len(text[sentence.start : sentence.end].strip()) <= end - start + 2


_NO_BEGINNING: Final = " \t\n.,;:!?)]}-"


def whole_passages(text: str, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> list[Passage]:
    """Passages drawn to the ends of the sentences they fill by more than half: annotators mark whole clauses. None
    begins with the full stop of the sentence before.
    """
    out: list[Passage] = []
    for passage in passages:
        start, end = passage.start, passage.end
        start += end - start - len(text[start:end].lstrip(_NO_BEGINNING))
        if start == end:
            continue
        for edge in (start, end - 1):
            sentence = sentence_at(sentences, edge)
            if sentence is None:
                continue
            inside = min(end, sentence.end) - max(start, sentence.start)
            if inside * 2 >= sentence.end - sentence.start:
                start, end = min(start, sentence.start), max(end, sentence.end)
        if passage.kind in OPINION_KINDS and end - start < _FRAGMENT and not _is_sentence(text, sentences, start, end):
            continue
        if out and out[-1].kind == passage.kind and start < out[-1].end:
            last = out[-1]
            out[-1] = replace(last, end=max(last.end, end), score=max(last.score, passage.score))
            continue
        out.append(replace(passage, start=start, end=end))
    return out

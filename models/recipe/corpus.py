"""Corpora: annotated posts and partly labelled public sentences, as examples the trainer can learn from.

A post knows everything (mentions, whose they are, passages, the verdict). A public corpus knows some kinds only: for
each of its words an example holds the *set* of tags that the corpus allows, and the loss leaves the rest open.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from postlint.annotation import KINDS, PASSAGE_KINDS, Kind, PassageKind
from postlint.pipeline.words import Word, split_words
from postlint.reading.folding import fold

WHO_LETTERS: Final = "pco"
VERDICTS: Final = ("block", "review", "clean")
#: BIO tags: 0 is outside, then B and I of each kind.
TAGS: Final = ("O", *(f"{bio}-{kind}" for kind in KINDS for bio in "BI"))
TAG_INDEX: Final = {tag: index for index, tag in enumerate(TAGS)}
#: The train part of the annotated posts, corrected, and the posts written for this model (``n-``).
POSTS: Final = Path(__file__).parent / "posts"
_MARKUP: Final = re.compile(r"<(/?)([a-z]+)(?::([pco]))?>")


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotated mention (``who`` empty where the kind takes none)."""

    start: int
    end: int
    kind: Kind
    who: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """An annotated passage."""

    start: int
    end: int
    kind: PassageKind


@dataclass(frozen=True, slots=True)
class Post:
    """An annotated post; see GUIDELINES.md for the meaning of its labels."""

    id: str
    text: str
    #: block, review, clean; empty where it is not known.
    verdict: str
    marks: tuple[Mark, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    platform: str = ""

    @property
    def number(self) -> int:
        """The number at the end of the id, by which posts are divided."""
        found = re.search(r"(\d+)\s*$", self.id)
        if not found:
            raise ValueError(f"post {self.id!r} has no number")
        return int(found.group(1))

    @property
    def is_dev(self) -> bool:
        """Dev posts are measured on and never trained on. Posts of our own (``n-``) are all for training."""
        return not self.id.startswith("n-") and self.number % 5 == 0

    @property
    def is_tune(self) -> bool:
        """Tune posts are kept out of training to set thresholds on; they are no dev posts."""
        return not self.id.startswith("n-") and self.number % 25 == 7


def parse_marked(marked: str) -> tuple[str, tuple[Mark, ...], tuple[Stretch, ...]]:
    """Take the tags out of a marked-up text; raise ValueError where they do not nest."""
    text: list[str] = []
    marks: list[Mark] = []
    stretches: list[Stretch] = []
    stack: list[tuple[str, str, int]] = []
    length = at = 0
    for tag in _MARKUP.finditer(marked):
        closing, kind, who = tag.groups()
        if kind not in KINDS and kind not in PASSAGE_KINDS:
            continue
        text.append(marked[at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        if not closing:
            stack.append((kind, who or "", length))
            continue
        if not stack or stack[-1][0] != kind:
            raise ValueError(f"</{kind}> closes nothing")
        _, who, start = stack.pop()
        if kind in PASSAGE_KINDS:
            stretches.append(Stretch(start, length, kind))
        else:
            marks.append(Mark(start, length, kind, who))
    if stack:
        raise ValueError(f"<{stack[-1][0]}> is never closed")
    text.append(marked[at:])
    return "".join(text), tuple(sorted(marks, key=lambda m: m.start)), tuple(stretches)


def read_posts(folder: Path) -> Iterator[Post]:
    """Every post of ``folder/*.txt``, in the order of file names."""
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"(?m)^### (?=id=)", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = block.partition("\n")
            fields = dict(part.strip().split("=", 1) for part in head.split("|") if "=" in part)
            text, marks, stretches = parse_marked(body.strip("\n"))
            yield Post(fields["id"].strip(), text, fields["verdict"], marks, stretches, fields.get("platform", ""))


def folded(post: Post) -> Post:
    """The post as the pipeline will see it: folded, with marks moved along."""
    text, offsets = fold(post.text)
    if text == post.text:
        return post
    starts = [offsets.source(i, i + 1).start for i in range(len(text))]

    def move(start: int, end: int) -> tuple[int, int]:
        return bisect_left(starts, start), bisect_left(starts, end)

    marks = []
    for mark in post.marks:
        start, end = move(mark.start, mark.end)
        if start < end:
            marks.append(replace(mark, start=start, end=end))
    stretches = []
    for stretch in post.stretches:
        start, end = move(stretch.start, stretch.end)
        stretches.append(replace(stretch, start=start, end=end))
    return replace(post, text=text, marks=tuple(marks), stretches=tuple(stretches))


@dataclass(slots=True)
class Example:
    """Words and what is known of them.

    ``allowed``: for each word the tags it may carry, or None where anything goes. ``whose``: index into p, c, o, or
    -1. ``passages``: for each word a bit set over the passage kinds, or None where the corpus knows none.
    ``verdict``: index, or -1. ``corpus``: the public corpus it is from.
    """

    text: str
    words: list[Word]
    allowed: list[frozenset[int] | None]
    whose: list[int] = field(default_factory=list)
    passages: list[int] | None = None
    verdict: int = -1
    corpus: str = ""


def words_of(words: list[Word], start: int, end: int) -> range:
    """Indices of the words that overlap ``start`` to ``end``."""
    first = bisect_left(words, start, key=lambda w: w.end)
    if first < len(words) and words[first].end <= start:
        first += 1
    last = bisect_left(words, end, key=lambda w: w.start)
    return range(first, last)


def post_example(post: Post) -> Example:
    """All that a post's annotation says, word by word."""
    post = folded(post)
    words = split_words(post.text)
    allowed: list[frozenset[int] | None] = [frozenset((0,))] * len(words)
    whose = [-1] * len(words)
    for mark in post.marks:
        for position, index in enumerate(words_of(words, mark.start, mark.end)):
            allowed[index] = frozenset((TAG_INDEX[f"{'I' if position else 'B'}-{mark.kind}"],))
            if mark.who:
                whose[index] = WHO_LETTERS.index(mark.who)
    passages = [0] * len(words)
    for stretch in post.stretches:
        for index in words_of(words, stretch.start, stretch.end):
            passages[index] |= 1 << PASSAGE_KINDS.index(stretch.kind)
    return Example(post.text, words, allowed, whose, passages, VERDICTS.index(post.verdict) if post.verdict else -1)


#: What the labels of a public corpus may be in our words; "O" allows that it is none of ours. A label that is not
#: listed leaves its words open.
_NEWS: Final = {"PER": "name", "LOC": "loc fac O", "ORG": "fac O"}
PUBLIC: Final[Mapping[str, tuple[Mapping[str, str], str]]] = {
    # corpus: (label -> kinds, kinds that words outside every span cannot be)
    "uner_ewt": (_NEWS, "name"),
    "btc": ({**_NEWS, "PER": "name handle"}, "name"),
    "wnut17": (
        {
            "person": "name",
            "location": "loc fac O",
            "corporation": "fac O",
            "group": "fac O",
            "product": "O med proc",
            "creative-work": "O",
        },
        "name",
    ),
    "tweebank_ner": (_NEWS, "name"),
    "wikigold": (_NEWS, "name"),
    "ncbi_disease": ({"Disease": "cond"}, "cond"),
    "bc5cdr": ({"Disease": "cond", "Chemical": "med O"}, "cond med"),
    "asq_phi": (
        {
            "NAME": "name",
            "GEOGRAPHIC_LOCATION": "loc fac",
            "DATE": "date",
            "MEDICAL_RECORD_NUMBER": "idno",
            "HEALTH_PLAN_BENEFICIARY_NUMBER": "idno",
            "SOCIAL_SECURITY_NUMBER": "idno",
            "UNIQUE_IDENTIFIER": "idno",
            "ACCOUNT_NUMBER": "idno",
            "CERTIFICATE_LICENSE_NUMBER": "idno",
            "PHONE_NUMBER": "phone",
            "FAX_NUMBER": "fax",
            "EMAIL_ADDRESS": "email",
            "IP_ADDRESS": "ip",
        },
        "name loc fac idno phone fax email url ip handle",
    ),
    "maccrobat2020": (
        {
            "Age": "age",
            "Date": "date O",
            "Disease_disorder": "cond",
            "Sign_symptom": "cond",
            "Diagnostic_procedure": "proc O",
            "Therapeutic_procedure": "proc O",
            "Medication": "med",
            "Occupation": "occ",
            "Lab_value": "cond O",
        },
        "age med",
    ),
    "presidio_synth_v2": (
        {
            "PERSON": "name",
            "STREET_ADDRESS": "loc",
            "GPE": "loc O",
            "ZIP_CODE": "loc",
            "ORGANIZATION": "fac O",
            "PHONE_NUMBER": "phone fax",
            "DATE_TIME": "date O",
            "AGE": "age O",
            "EMAIL_ADDRESS": "email",
            "DOMAIN_NAME": "url",
            "CREDIT_CARD": "idno",
            "US_SSN": "idno",
            "IBAN_CODE": "idno",
            "IP_ADDRESS": "ip",
            "NRP": "dem O",
            "TITLE": "O",
        },
        "name phone email idno ip handle",
    ),
}


def public_example(row: Mapping[str, Any], corpus: str) -> Example:
    """One row of a public corpus as a partly labelled example."""
    labels, never = PUBLIC[corpus]
    text, offsets = fold(row["text"])
    if text != row["text"] and len(text) != len(row["text"]):
        text = row["text"]  # offsets of public rows are not moved: they are few and the folding is for our own posts
    del offsets
    words = split_words(text)
    banned = {TAG_INDEX[f"{bio}-{kind}"] for kind in never.split() for bio in "BI"}
    outside = frozenset(range(len(TAGS))) - banned
    allowed: list[frozenset[int] | None] = [outside] * len(words)
    for span in row["spans"]:
        kinds = labels.get(span["label"])
        for position, index in enumerate(words_of(words, span["start"], span["end"])):
            if kinds is None:
                allowed[index] = None
                continue
            bio = "I" if position else "B"
            allowed[index] = frozenset(TAG_INDEX["O" if k == "O" else f"{bio}-{k}"] for k in kinds.split())
    return Example(text, words, allowed, [-1] * len(words), corpus=corpus)


#: A question about one patient of that age, which says no more of who it is.
_ONE_PATIENT: Final = re.compile(r"\b\d+(?:-year|yo\b| ?y/o)", re.IGNORECASE)
_PINS_DOWN: Final = re.compile(r"NAME|NUMBER|EMAIL|IDENTIFIER|ADDRESS")


def read_queries(folder: Path) -> Iterator[Example]:
    """ASQ-PHI, clinicians' queries in which every labelled span is a patient's, whole.

    A query that names or numbers its patient must not be published; one that tells of one patient and says age and sex
    only is for a person to look at (GUIDELINES.md). Of the others the verdict is left open.
    """
    with (folder / "asq_phi" / "train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            example = public_example(row, "asq_phi")
            for span in row["spans"]:
                for index in words_of(example.words, span["start"], span["end"]):
                    example.whose[index] = WHO_LETTERS.index("p")
            if any(_PINS_DOWN.search(span["label"]) for span in row["spans"]):
                example.verdict = VERDICTS.index("block")
            elif not row["spans"] and _ONE_PATIENT.search(row["text"]):
                example.verdict = VERDICTS.index("review")
            yield example


def read_public(folder: Path, split: str = "train") -> Iterator[Example]:
    """Every row of the public corpora listed in :data:`PUBLIC`; long documents are cut at line ends."""
    for name in PUBLIC:
        path = folder / name / f"{split}.jsonl"
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if len(row["text"]) < 1500:
                    yield public_example(row, name)
                    continue
                start = 0
                for piece in row["text"].splitlines(keepends=True):
                    end = start + len(piece)
                    inside = [
                        {**s, "start": s["start"] - start, "end": s["end"] - start}
                        for s in row["spans"]
                        if start <= s["start"] and s["end"] <= end
                    ]
                    yield public_example({"text": piece, "spans": inside}, name)
                    start = end

"""What the pipeline saw: mentions, passages and the vocabulary they are labelled with.

The vocabulary is that of the annotation guidelines (``models/recipe/GUIDELINES.md``): a *mention* is a span of a kind
and, for most kinds, of somebody; a *passage* is a stretch that tells a case, advises, discloses or consents. All
positions are code points into the :class:`~postlint.document.Prose` that was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal[
    "name", "handle", "phone", "fax", "email", "url", "ip", "idno", "age", "date", "loc", "fac", "occ", "rel", "dem",
    "event", "photo", "cond", "proc", "med", "out",
]  # fmt: skip
Who = Literal["patient", "clinician", "other"]
PassageKind = Literal["case", "adv", "info", "bnd", "derog", "claim", "consent", "disc"]

#: Identifiers that point at one person without help (45 CFR 164.514(b)(2)(i) A, D to O).
DIRECT_KINDS: Final[tuple[Kind, ...]] = ("name", "handle", "phone", "fax", "email", "url", "ip", "idno")
#: Details that identify in combination.
QUASI_KINDS: Final[tuple[Kind, ...]] = ("age", "date", "loc", "fac", "occ", "rel", "dem", "event", "photo")
#: Clinical content; it has no owner of its own.
CLINICAL_KINDS: Final[tuple[Kind, ...]] = ("cond", "proc", "med", "out")

KINDS: Final[tuple[Kind, ...]] = DIRECT_KINDS + QUASI_KINDS + CLINICAL_KINDS
WHO: Final[tuple[Who, ...]] = ("patient", "clinician", "other")
#: Passages in which somebody says what others should do, believe, buy or think of patients.
OPINION_KINDS: Final[tuple[PassageKind, ...]] = ("adv", "bnd", "derog", "claim")
PASSAGE_KINDS: Final[tuple[PassageKind, ...]] = ("case", "adv", "info", "bnd", "derog", "claim", "consent", "disc")


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a kind, and of somebody.

    ``whose`` holds the probabilities that the mention is a patient's, a clinician's or anybody else's, in the order
    of :data:`WHO`; it sums to one. ``score`` is the probability of the kind. ``source`` names the part of the
    pipeline that found it: ``model``, ``format`` or ``echo`` (another mention of the same person); ``clinic`` if the
    clinic's own facts say whose it is.
    """

    start: int
    end: int
    kind: Kind
    score: float = 1.0
    whose: tuple[float, float, float] = (1.0, 0.0, 0.0)
    source: str = "model"
    label: str = ""

    @property
    def who(self) -> Who:
        """The likeliest owner."""
        return WHO[max(range(3), key=lambda i: self.whose[i])]

    @property
    def patient(self) -> float:
        """The probability that the mention is a patient's."""
        return self.whose[0]

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of prose that does one thing, with the model's probability for it."""

    start: int
    end: int
    kind: PassageKind
    score: float = 1.0

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the prose; where the reader saw a block end, a sentence ends."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """A stretch of prose that is not in English, with its ISO 639 code as far as that could be told."""

    start: int
    end: int
    code: str
    #: Most of the document is such: then the document as a whole was not checked.
    mainly: bool = False


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that the pipeline saw in one document, in reading order."""

    mentions: tuple[Mention, ...] = ()
    passages: tuple[Passage, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    #: Probabilities of ``block``, ``review`` and ``clean`` for the post as a whole.
    verdict: tuple[float, float, float] = (0.0, 0.0, 1.0)
    #: What the pipeline cannot read.
    foreign: tuple[Foreign, ...] = ()
    #: What the encoder saw, for the editor (:class:`postlint.pipeline.editing.Seen`).
    seen: Any = field(default=None, repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for ``postlint annotate``; it holds positions and labels, never text."""
        return {
            "mentions": [
                {
                    "start": m.start,
                    "end": m.end,
                    "kind": m.kind,
                    "who": m.who,
                    "score": round(m.score, 3),
                    "whose": [round(p, 3) for p in m.whose],
                    "source": m.source,
                    **({"label": m.label} if m.label else {}),
                }
                for m in self.mentions
            ],
            "passages": [
                {"start": p.start, "end": p.end, "kind": p.kind, "score": round(p.score, 3)} for p in self.passages
            ],
            "verdict": dict(zip(("block", "review", "clean"), (round(v, 3) for v in self.verdict), strict=True)),
            "foreign": [{"start": f.start, "end": f.end, "language": f.code} for f in self.foreign],
        }

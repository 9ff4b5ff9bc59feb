"""Figures on public corpora: names in other people's text, and patients' data in clinicians' questions.

Only the dev parts are read. WNUT-17, the Broad Twitter Corpus and UNER-EWT know nothing of patients, so that names of
anybody count there; ASQ-PHI (clinicians' queries with invented patients) goes through the whole of postlint.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from postlint import Document, Linter

from .scoring import COVERED, coverage, loud_spans

#: Corpus -> its label for a person.
NAMES: Final = {"wnut17": "person", "btc": "PER", "uner_ewt": "PER"}


@dataclass(frozen=True, slots=True)
class Spans:
    """Counts of exactly matching spans."""

    found: int
    gold: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the spans found that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the true spans that were found."""
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / max(1, self.found + self.gold)


def rows(corpora: Path, name: str) -> Iterator[dict[str, Any]]:
    """The dev rows of a corpus that have any words."""
    with (corpora / name / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["text"].strip():
                yield row


def person_names(linter: Linter, corpora: Path, name: str) -> Spans:
    """Names of persons by exact span. Handles count on neither side: to BTC they are persons, to postlint handles."""
    found = gold = right = 0
    for row in rows(corpora, name):
        text = row["text"]
        truth = {
            (s["start"], s["end"])
            for s in row["spans"]
            if s["label"] == NAMES[name] and text[max(0, s["start"] - 1) : s["start"] + 1].find("@") < 0
        }
        # A tweet is one line of prose: offsets of its prose are those of its text.
        seen = {
            (m.start, m.end) for m in linter.annotate(Document(text)).mentions
            if m.kind == "name" and m.source == "model"
        }  # fmt: skip
        found, gold, right = found + len(seen), gold + len(truth), right + len(seen & truth)
    return Spans(found, gold, right)


@dataclass(frozen=True, slots=True)
class Queries:
    """Counts on ASQ-PHI."""

    covered: int
    details: int
    quiet: int
    without: int


def clinicians_queries(linter: Linter, corpora: Path) -> Queries:
    """Patients' data covered by findings, and queries without any that draw no error of the family identifiers."""
    covered = details = quiet = without = 0
    for row in rows(corpora, "asq_phi"):
        report = linter.check(row["text"], rewrites=False).to_dict()
        spans = loud_spans(report, len(row["text"]))
        for span in row["spans"]:
            details += 1
            covered += coverage(span["start"], span["end"], spans) >= COVERED
        if not row["spans"]:
            without += 1
            quiet += not any(f["family"] == "identifiers" and f["severity"] == "error" for f in report["findings"])
    return Queries(covered, details, quiet, without)


def print_elsewhere(linter: Linter, shared: Path, say: Callable[[str], None]) -> list[str]:
    """Print every figure; the lines are a table of the model card."""
    lines = []
    corpora = shared / "corpora"
    for name in NAMES:
        spans = person_names(linter, corpora, name)
        figures = f"F1 {spans.f1:.3f} (P {spans.precision:.3f}, R {spans.recall:.3f})"
        lines.append(f"| names of persons, {name} dev | {figures} | {spans.gold} |")
    queries = clinicians_queries(linter, corpora)
    covered, quiet = queries.covered / queries.details, queries.quiet / queries.without
    lines.append(f"| patients' data covered, asq_phi dev | {covered:.3f} | {queries.details} |")
    lines.append(f"| queries without any, and no identifier error, asq_phi dev | {quiet:.3f} | {queries.without} |")
    for line in lines:
        say(line)
    return lines

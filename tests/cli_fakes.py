"""A linter without a model, for tests of the faces: it objects to a few words, and rewrites them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from postlint.annotation import Annotations, Mention, Passage
from postlint.document import Document
from postlint.errors import DraftError, StageError
from postlint.finding import Edit, Finding, Rewrite
from postlint.linter import Fix
from postlint.policy import Cure, Policy, Rule, Sample
from postlint.reading import read
from postlint.report import Report


def rule(name: str, **changes: Any) -> Rule:
    """A rule that has something to say under every heading."""
    fields: dict[str, Any] = {
        "name": name,
        "code": "",
        "family": "identifiers",
        "title": f"The title of {name}",
        "what": "The name of a person who is or was a patient.",
        "why": "A name is enough to recognise somebody.",
        "sources": ("45 CFR 164.514(b)(2)(i)(A)", "A second authority"),
        "unless": "It is your own name.",
        "message": "A patient is named.",
        "severity": MappingProxyType({"public": "error", "clinic": "warning", "reply": "error", "peer": None}),
        "matches": (),
        "cures": (Cure("generalise", "Write of a patient", "safe"),),
        "bad": (Sample("Saw Mrs Okafor today.", rewrite="Saw a patient today."),),
        "good": (Sample("I am Dr Lindqvist.\nHello."), Sample("Ask for Sam.", audience="clinic")),
    }
    return Rule(**{**fields, **changes})


POLICY = Policy("test", (rule("patient-name"), rule("exact-date", severity=MappingProxyType({"public": "warning"}))))

# Word, rule, severity, safety and what to write instead.
_WORDS = (
    (r"Mrs Okafor|Kowalczyk", "patient-name", "error", "safe", "a patient"),
    (r"Tuesday", "exact-date", "warning", "suggested", "one day"),
    (r"lighthouse", "unique-characteristic", "warning", "manual", ""),
)


class FakeLinter:
    """Objects to names, to Tuesday and to lighthouses; fails on drafts that say so."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.policy = policy
        self.model_info: Mapping[str, Any] = {"name": "fake", "version": "0", "sha256": "0" * 64}
        self.checked: list[str] = []

    def check(self, document: Document, *, rewrites: bool = True) -> Report:
        """Raise what the draft asks for, or report its words."""
        self.checked.append(document.id)
        text = document.text
        if "interrupt me" in text:
            raise KeyboardInterrupt
        if "fail in a stage" in text:
            raise StageError("rules", ValueError("CANARY-PATIENT"))
        if "fail at random" in text:
            raise ValueError("CANARY-PATIENT")
        if not text.strip():
            raise DraftError("is empty")
        return Report.of(document.id, _findings(text, rewrites))

    def check_many(self, documents: Iterable[Document | Report], *, rewrites: bool = False) -> Iterator[Report]:
        """As the real one: never raises for a draft that cannot be checked, and hands reports on."""
        for document in documents:
            if isinstance(document, Report):
                yield document
                continue
            try:
                yield self.check(document, rewrites=rewrites)
            except (DraftError, StageError) as error:
                yield Report.unchecked(document.id, str(error))

    def fix(self, document: Document, *, suggested: bool = False) -> Fix:
        """One round of rewriting."""
        text = document.text
        allowed = ("safe", "suggested") if suggested else ("safe",)
        made = [r for f in self.check(document).findings for r in f.rewrites if r.safety in allowed]
        for edit in sorted((edit for r in made for edit in r.edits), reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        report = Report.of(document.id, _findings(text, True), rewrite=text)
        return Fix(text, report, tuple(made))

    def annotate(self, document: Document) -> Annotations:
        """One name, one case."""
        self.check(document)
        at = read(document).text.find("Okafor")
        return Annotations((Mention(at, at + 6, "name", 0.91, (0.9, 0.1, 0.0)),), (Passage(0, at + 6, "case", 0.8),))


def _findings(text: str, rewrites: bool) -> list[Finding]:
    found = []
    for pattern, name, severity, safety, instead in _WORDS:
        for match in re.finditer(pattern, text):
            start, end = match.span()
            edits = (Edit(start, end, instead),) if instead else ()
            cure = Rewrite("Say it in general", safety, edits)  # type: ignore[arg-type]
            line = text.count("\n", 0, start) + 1
            column = start - (text.rfind("\n", 0, start) + 1) + 1
            found.append(
                Finding(
                    name, "identifiers", severity, start, end, line, column,  # type: ignore[arg-type]
                    f"This is what {name} objects to.", rewrites=(cure,) if rewrites else (),
                )
            )  # fmt: skip
    return sorted(found, key=lambda finding: finding.start)

"""Drafts for the tests of reports: a draft with everything in it, and what a printer gets of it."""

from __future__ import annotations

from collections.abc import Sequence

from postlint.cli.making import policy_info
from postlint.document import Document, Span
from postlint.finding import Edit, Finding, Rewrite, Suppressed
from postlint.policy import Policy
from postlint.report import Report
from postlint.reporting import Occasion, render
from postlint.reporting.view import Outcome

MODEL = {"name": "en_postlint", "version": "0", "sha256": "0" * 64}
# Words that no rule, title or message holds.
NAME, PLACE, NUMBER, WHEN = "Zybelmira Quontashvili", "Skerrivore Brae", "TQX-00482913", "Whitsun"
TEXT = f"Café \U0001f642: saw {NAME} of\n{PLACE} on {WHEN}.\r\nHer number is {NUMBER}, if anybody asks.\n"


def finding(words: str, rule: str, *, text: str = TEXT, **changes: object) -> Finding:
    """A finding on the first place of ``words``."""
    start = text.index(words)
    fields: dict[str, object] = {
        "rule": rule, "family": "identifiers", "severity": "error", "start": start, "end": start + len(words),
        "line": text.count("\n", 0, start) + 1, "column": start - (text.rfind("\n", 0, start) + 1) + 1,
        "message": "This gives somebody away.",
    }  # fmt: skip
    return Finding(**{**fields, **changes})  # type: ignore[arg-type]


def rewrite(words: str, text: str, title: str = "Leave it out", safety: str = "safe") -> Rewrite:
    """A rewrite of the first place of ``words``."""
    start = TEXT.index(words)
    return Rewrite(title, safety, (Edit(start, start + len(words), text),))  # type: ignore[arg-type]


def span(words: str) -> Span:
    """The first place of ``words``."""
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


#: One finding of each severity, a combination, one over two lines, one on no words; a suppression.
FINDINGS = (
    finding(NAME, "patient-name", rewrites=(rewrite(NAME, f"a patient ({NAME[:4]}."), Rewrite("Ask her", "manual"))),
    finding(f"{NAME} of\n{PLACE}", "quasi-identifier-combination", related=(span(PLACE), span(WHEN))),
    finding(WHEN, "exact-date", severity="warning", rewrites=(rewrite(f" on {WHEN}", ""),)),
    finding("Her number", "missing-care-setting", severity="info"),
    Finding("case-without-consent-record", "consent", "warning", 0, 0, 1, 1, "No word of consent."),
)
DRAFT = Document(TEXT, "posts/a draft.txt")
REPORT = Report.of(
    DRAFT.id,
    FINDINGS,
    rewrite=TEXT.replace(NAME, "a patient"),
    suppressed=(Suppressed("record-account-or-device-number", span(NUMBER).start, span(NUMBER).end),),
)
AFTER = Report.of(DRAFT.id, FINDINGS[2:])
FULL = Outcome(REPORT, DRAFT, AFTER)
CLEAN = Outcome(Report.of("clean.txt", ()), Document("Wash your hands.\n", "clean.txt"))
REMARK = Outcome(Report.of("remark.txt", FINDINGS[3:4]), Document(TEXT, "remark.txt"))
UNREAD = Outcome(Report.unchecked("gone.txt", "no such file"))


def occasion(policy: Policy) -> Occasion:
    """One on which a policy and a model were loaded."""
    told = policy_info(policy)
    return Occasion("0.0.1", MODEL, told, catalogue=policy, do_not_post=policy.do_not_post, folder="/home")


def printed(format: str, outcomes: Sequence[Outcome], policy: Policy, *, words: bool = False) -> str:
    """The report in a format."""
    return render(format, outcomes, occasion(policy), words=words)

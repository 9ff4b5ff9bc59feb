"""Findings as an editor shows them."""

from __future__ import annotations

from typing import Final

from lsprotocol import types

from ..finding import Finding, Severity
from ..reporting.words import unchecked
from .checking import Checked

SOURCE: Final = "postlint"
#: The code of the diagnostic on a draft that could not be checked; no rule has this name.
UNCHECKED: Final = "unchecked"
_SEVERITIES: Final[dict[Severity, types.DiagnosticSeverity]] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics(checked: Checked, *, related: bool) -> list[types.Diagnostic]:
    """All that is to be shown on a draft; ``related``: other places that belong to a finding too.

    A draft that could not be checked has an error on its first line, so that it never looks clean (law 4).
    """
    found = [diagnostic(checked, finding, related=related) for finding in checked.report.findings]
    if not checked.report.complete:
        found.insert(
            0,
            types.Diagnostic(
                range=checked.places.first_line(),
                message=f"This draft {unchecked(checked.report)}",
                severity=types.DiagnosticSeverity.Error,
                code=UNCHECKED,
                source=SOURCE,
            ),
        )
    return found


def diagnostic(checked: Checked, finding: Finding, *, related: bool) -> types.Diagnostic:
    """One finding."""
    others = [
        types.DiagnosticRelatedInformation(
            types.Location(checked.draft.uri, checked.places.range(span)), "This belongs to it"
        )
        for span in finding.related
        if related
    ]
    return types.Diagnostic(
        range=checked.places.range(finding.span),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source=SOURCE,
        related_information=others or None,
    )



"""What an editor offers to do about findings: their rewrites, the whole draft rewritten, a suppression.

What takes long is only worked out when it is chosen, if the editor can wait for it (``codeAction/resolve``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any, Final

from lsprotocol import types

from ..comparison import is_gone, new_findings
from ..errors import PostlintError
from ..finding import Edit, Finding, Rewrite
from ..rewriting.edits import apply
from ..rewriting.suppressions import ways
from .abilities import Abilities
from .changes import between, change
from .checking import Checked
from .diagnostics import diagnostic
from .linters import stopping

FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.postlint"
SUGGESTED: Final = f"{types.CodeActionKind.Source.value}.postlint.suggested"
QUICK: Final = types.CodeActionKind.QuickFix.value
KINDS: Final = (QUICK, FIX_ALL, SUGGESTED)

#: For a trial only: whether a suppression would be honoured once its author has given a reason.
_TRIAL: Final = "some reason that says something"


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """Something that may be done. ``edits`` are None until they are worked out from ``later``."""

    title: str
    kind: str
    findings: tuple[Finding, ...] = ()
    edits: tuple[Edit, ...] | None = None
    preferred: bool = False
    disabled: str = ""
    later: dict[str, Any] = field(default_factory=dict)

    def with_edits(self, edits: tuple[Edit, ...]) -> Offer | None:
        """The same, worked out; None if it comes to nothing."""
        return replace(self, edits=edits, later={}) if edits else None


def offers(checked: Checked, range: types.Range, only: Sequence[str] | None) -> list[Offer]:
    """What may be done at a range of a draft that was checked with rewrites; ``only``: of these kinds.

    The report's findings are taken in their order, and the same edits are offered once, whichever rule asks for them.
    """
    if checked.document is None or not checked.report.complete:
        return []
    touched = _touched(checked, range)
    made = _joined([*_rewrites(touched), *_suppressions(touched)])
    if checked.report.findings:
        made += _whole()
    return [offer for offer in made if _is_asked(offer.kind, only)]


def is_touched(checked: Checked, range: types.Range, only: Sequence[str] | None) -> bool:
    """Whether :func:`offers` would speak of a finding at the range, so that its rewrites are needed."""
    return _is_asked(QUICK, only) and bool(_touched(checked, range))


def worked_out(checked: Checked, later: dict[str, Any], gone: Event) -> tuple[Edit, ...]:
    """The edits of an offer that was made with ``later``; none where nothing is left to rewrite.

    Raises PostlintError, in words for the draft's author.
    """
    document, linter = checked.document, checked.linter
    if document is None or linter is None:
        raise PostlintError("the draft could not be checked")
    if later["do"] == "fix":
        suggested = bool(later["suggested"])
        return tuple(between(document.text, stopping(linter, gone).fix(document, suggested=suggested).text))
    finding = checked.report.findings[int(later["finding"])]
    return _let_through(checked, finding, gone)


def action(checked: Checked, offer: Offer, able: Abilities) -> types.CodeAction:
    """An offer as the protocol has it."""
    said = [diagnostic(checked, finding, related=able.related) for finding in offer.findings]
    return types.CodeAction(
        title=offer.title,
        kind=offer.kind,
        diagnostics=said or None,
        is_preferred=offer.preferred or None,
        disabled=types.CodeActionDisabled(offer.disabled) if offer.disabled else None,
        edit=None if offer.edits is None else change(checked, offer.edits, versioned=able.versioned),
        data={"uri": checked.draft.uri, "version": checked.draft.version, **offer.later} if offer.later else None,
    )


def _touched(checked: Checked, range: types.Range) -> list[tuple[int, Finding]]:
    """The findings, with their number in the report, that a range touches, also at its edge."""
    asked = checked.places.span(range)
    return [
        (number, finding)
        for number, finding in enumerate(checked.report.findings)
        if any(span.start <= asked.end and asked.start <= span.end for span in (finding.span, *finding.related))
    ]


def _rewrites(touched: Sequence[tuple[int, Finding]]) -> Iterator[Offer]:
    for _, finding in touched:
        for rewrite in finding.rewrites:
            yield _of_rewrite(finding, rewrite)


def _of_rewrite(finding: Finding, rewrite: Rewrite) -> Offer:
    if not rewrite.edits:
        return Offer(rewrite.title, QUICK, (finding,), disabled="This is for you to do")
    return Offer(rewrite.title, QUICK, (finding,), rewrite.edits, preferred=rewrite.safety == "safe")


def _suppressions(touched: Sequence[tuple[int, Finding]]) -> Iterator[Offer]:
    for number, finding in touched:
        if finding.family != "notice":  # what speaks of suppressions is not cured by another one
            title = f"Let {finding.rule} through, with a reason for you to write"
            yield Offer(title, QUICK, (finding,), later={"do": "allow", "finding": number})


def _whole() -> Iterator[Offer]:
    for title, kind in (
        ("Rewrite the whole draft: safe rewrites", FIX_ALL),
        ("Rewrite the whole draft: suggested rewrites too, to be read over", SUGGESTED),
    ):
        yield Offer(title, kind, later={"do": "fix", "suggested": kind == SUGGESTED})


def _joined(made: Sequence[Offer]) -> list[Offer]:
    """Offers, those that do the same made one."""
    joined: dict[Any, Offer] = {}
    for offer in made:
        key = offer.edits or offer.title
        known = joined.get(key)
        if known is None:
            joined[key] = offer
        else:
            both = (*known.findings, *offer.findings)
            joined[key] = replace(known, findings=both, preferred=known.preferred or offer.preferred)
    return list(joined.values())


def _is_asked(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind is one of those asked for, or below one; all are where none is named."""
    return not only or any(not asked or kind == asked or kind.startswith(f"{asked}.") for asked in only)


def _let_through(checked: Checked, finding: Finding, gone: Event) -> tuple[Edit, ...]:
    """A suppression with an empty reason, which is not honoured, and says so, until its author writes one.

    Written only where it would be honoured then, and lets nothing else come up.
    """
    document, linter = checked.document, checked.linter
    if document is not None and linter is not None:
        lint = stopping(linter, gone)
        empty = ways(document, finding.rule, finding.span, "")
        for trial, way in zip(ways(document, finding.rule, finding.span, _TRIAL), empty, strict=False):
            report = lint.check(replace(document, text=apply(document.text, trial.edits)), rewrites=False)
            new = new_findings(checked.report.findings, trial.edits, report.findings)
            if any(other.family != "notice" for other in new):  # to say the same where it covers more is no answer
                break
            if report.complete and not new and is_gone(finding, trial.edits, report.findings):
                return way.edits
    raise PostlintError(f"a suppression of {finding.rule} would not be honoured in this draft")

"""Which rewrites are offered with a finding: those that cure it, alone or together with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .finding import Finding, Rewrite
from .relinting import Relint
from .rewriting.plan import combine

if TYPE_CHECKING:
    from .retelling import Retelling
    from .rules.matching import Objection


def offered(
    text: str,
    proposals: Sequence[tuple[Objection, tuple[Rewrite, ...]]],
    lint: Relint,
    retelling: Retelling | None = None,
) -> list[Finding]:
    """Findings with those of the proposed rewrites that cure them; the same edits are linted once, whichever rule asks.

    A detail taken away alone often brings the next one to light, so that its rewrite is no cure. Then it is tried
    together with those of the same rule (a person's name everywhere), and at last with all. ``text`` is the draft.
    """
    first = {
        index: next((r for r in rewrites if r.edits and r.safety != "manual"), None)
        for index, (_, rewrites) in enumerate(proposals)
    }
    findings = []
    for index, (objection, rewrites) in enumerate(proposals):
        finding = objection.finding
        kept = {r.edits or r.title: r for r in rewrites if not r.edits or lint.cures(finding, r.edits)}
        alone = first[index]
        if alone and not any(rewrite.edits for rewrite in kept.values()):
            kin = [r for i, r in first.items() if r and proposals[i][0].rule is objection.rule]
            for group in (kin, [r for r in first.values() if r]):
                if len(group) < 2:
                    continue
                edits = combine(group, text=text)
                if lint.cures(finding, edits):
                    kept[edits] = Rewrite(f"{alone.title}, with the rest", "suggested", edits)
                    break
        if retelling and (retold := retelling.proposal(objection, lint)):
            kept.setdefault(retold.edits, retold)
        if not kept and objection.rule.cures:  # what to do is said even where no rewrite of ours would do it
            kept[""] = Rewrite(objection.rule.cures[0].title, "manual")
        findings.append(replace(finding, rewrites=tuple(kept.values())))
    return findings

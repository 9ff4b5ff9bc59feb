"""Which rules a run looks at, and what of their findings decides and is shown.

``select`` and ``ignore`` switch rules off before anything is matched, so that verdict, rewrites and exit status know
nothing of them. What postlint says about the check itself (family ``notice``) and what the policy lets nobody silence
stay on whatever is selected. ``least`` is only about what is shown: the verdict is that of all findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from .errors import PolicyError
from .finding import FAMILIES, GUARDED, Severity, severity_rank
from .policy import Policy, Rule
from .report import Report

#: The family of what postlint says about a check: not in English, a suppression that does not hold.
ABOUT_THE_CHECK: Final = "notice"


@dataclass(frozen=True, slots=True)
class Selection:
    """Names, codes and families of rules: only those to look at (empty: all), and those not to."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.select or self.ignore)

    def applied(self, policy: Policy) -> Policy:
        """The policy with all other rules off.

        Raises PolicyError for a word that names nothing, and where a rule is to be ignored that the policy lets nobody
        silence.
        """
        ignored = _named(self.ignore, policy, "--ignore")
        kept = sorted(ignored & policy.unsuppressible)
        if kept:
            raise PolicyError(f"--ignore: the policy lets nobody silence {', '.join(kept)}")
        if self.select:
            always = policy.unsuppressible | {rule.name for rule in policy.rules if rule.family == ABOUT_THE_CHECK}
            selected = _named(self.select, policy, "--select") | always
            ignored |= {rule.name for rule in policy.rules} - selected
        return policy.without(ignored)


def left_out(policy: Policy) -> tuple[Rule, ...]:
    """The rules that a selection switched off and that would have spoken of a patient, in the policy's order.

    Whoever leaves these out is told so each time.
    """
    return tuple(
        rule
        for rule in policy.rules
        if rule.name in policy.off and rule.family in GUARDED and any(rule.severity.values())
    )


def words(given: Iterable[str]) -> tuple[str, ...]:
    """What was asked for: ``("a,b", "c")`` is ``("a", "b", "c")``."""
    return tuple(word.strip() for part in given for word in part.split(",") if word.strip())


def shown(report: Report, least: Severity | None) -> Report:
    """The report without findings below a severity; how many they are is in ``hidden``, and the verdict stays."""
    if least is None:
        return report
    kept = tuple(finding for finding in report.findings if severity_rank(finding.severity) <= severity_rank(least))
    return replace(report, findings=kept, hidden=report.hidden + len(report.findings) - len(kept))


def _named(asked: Iterable[str], policy: Policy, option: str) -> set[str]:
    return {rule.name for word in asked for rule in _meant(word, policy, option)}


def _meant(word: str, policy: Policy, option: str) -> Iterator[Rule]:
    tidy = word.lower().replace("_", "-")
    found = [r for r in policy.rules if tidy in (r.name, r.family) or word.upper() == r.code]
    if not found:
        from difflib import get_close_matches

        known = (*FAMILIES, *(rule.name for rule in policy.rules), *(rule.code.lower() for rule in policy.rules))
        near = get_close_matches(tidy, known, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}?" if near else "postlint rules lists them all"
        raise PolicyError(f"{option}: no rule, code or family is called '{word[:60]}'; {hint}")
    yield from found

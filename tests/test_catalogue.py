"""The catalogue's examples are its tests: each bad one raises its rule, each good one nothing at warning or above."""

from __future__ import annotations

import pytest

from postlint import Linter, Report
from postlint.history import check_last
from postlint.policy import Sample
from postlint.rulebook import load_policy

POLICY = load_policy()
BAD = [pytest.param(r.name, s, id=f"{r.name}-{i}") for r in POLICY.rules for i, s in enumerate(r.bad, 1)]
GOOD = [pytest.param(r.name, s, id=f"{r.name}-{i}") for r in POLICY.rules for i, s in enumerate(r.good, 1)]


def _report(linter: Linter, sample: Sample, text: str) -> Report:
    """The report on one of the sample's texts, as an answer or after earlier posts where the sample is such."""
    chosen = Linter(linter.policy.for_sample(sample), linter.model)
    if sample.to:
        return chosen.reply(text, to=sample.to, rewrites=False)
    return check_last(chosen, (*sample.earlier, text))


@pytest.mark.parametrize(("rule", "sample"), BAD)
def test_bad_example(linter: Linter, rule: str, sample: Sample) -> None:
    """The rule is among the findings, at the severity the catalogue states or one step below where it is unsure."""
    report = _report(linter, sample, sample.text)
    assert rule in {f.rule for f in report.findings}


@pytest.mark.parametrize(("rule", "sample"), GOOD)
def test_good_example(linter: Linter, rule: str, sample: Sample) -> None:
    """Nothing at warning or above."""
    report = _report(linter, sample, sample.text)
    assert [(f.rule, f.severity) for f in report.findings if f.severity != "info"] == []


REWRITES = [
    pytest.param(r.name, s, id=f"{r.name}-{i}") for r in POLICY.rules for i, s in enumerate(r.bad, 1) if s.rewrite
]


@pytest.mark.parametrize(("rule", "sample"), REWRITES)
def test_the_catalogues_own_rewrite_is_free_of_the_rule(linter: Linter, rule: str, sample: Sample) -> None:
    """What the catalogue offers instead does not raise the rule again."""
    report = _report(linter, sample, sample.rewrite)
    assert rule not in {f.rule for f in report.findings if f.severity != "info"}

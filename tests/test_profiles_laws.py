"""Several jurisdictions at once: the laws of their combination, on the shipped ones and on invented ones."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.annotation import Annotations, Mention, Sentence
from postlint.document import Document
from postlint.errors import PolicyError
from postlint.finding import FAMILIES, Severity, severity_rank
from postlint.policy import AUDIENCES, Policy
from postlint.reading import read
from postlint.rulebook import load_policy
from postlint.rules.matching import match_rules
from postlint.rules.page import Page

DEFAULT = load_policy()
assert DEFAULT.rulebook is not None
SHIPPED = [profile.name for profile in DEFAULT.rulebook.profiles()]
HIGHER = {"small_count_max"}


def _write(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _rank(severity: Severity | None) -> int:
    """Small is severe; off is the least."""
    return 9 if severity is None else severity_rank(severity)


def _as_strict(strict: Policy, than: Policy) -> bool:
    """Whether no severity and no parameter of ``strict`` objects to less."""
    parameters = all(
        strict.parameters[name] >= value if name in HIGHER else strict.parameters[name] <= value
        for name, value in than.parameters.items()
    )
    return parameters and all(
        _rank(rule.severity[audience]) <= _rank(than.rule(rule.name).severity[audience])
        for rule in strict.rules
        for audience in AUDIENCES
    )


@pytest.mark.parametrize("names", list(itertools.combinations(SHIPPED, 2)), ids="+".join)
def test_two_shipped_profiles_are_as_strict_as_each(names: tuple[str, str]) -> None:
    """In every severity and parameter, whatever their order."""
    both = load_policy(profiles=names)
    assert all(_as_strict(both, load_policy(profiles=[name])) for name in names)
    assert load_policy(profiles=names[::-1]) == both
    assert load_policy(profiles=[names[0]]).with_profiles(names[1]) == both


_SEVERITY = st.sampled_from(["error", "warning", "info"])
_SEVERITIES = st.fixed_dictionaries({}, optional=dict.fromkeys(AUDIENCES, _SEVERITY))
_NUMBERS = st.lists(st.sampled_from(["911", "999", "112", "0 55"]), min_size=1, max_size=2)
_LAND = {"title": st.just("A land"), "reviewed_on": st.just("2026-01-31"), "sources": st.just(["Its law"])}
_PROFILE = st.fixed_dictionaries(
    {
        **_LAND,
        "parameters": st.fixed_dictionaries(
            {}, optional=dict.fromkeys(["limit", "small_count_max"], st.integers(0, 9))
        ),
        "severities": st.fixed_dictionaries({}, optional=dict.fromkeys(["old-age", "few", "no-number"], _SEVERITIES)),
        "lists": st.fixed_dictionaries({"emergency": _NUMBERS}),
    }
)


def _file(lands: Sequence[dict[str, Any]], severities: Sequence[str]) -> str:
    """A whole rules file with three rules, one of each sort that profiles bear on."""
    matches: list[dict[str, Any]] = [
        {"mention": "age", "over": "limit"},
        {"count": "small_count_max"},
        {"pattern": "help", "not_sentence": "{emergency}"},
    ]
    about = {"family": FAMILIES[0], "title": "T", "what": "W", "why": "Y", "message": "M", "bad": ["b"], "good": ["g"]}
    rules = [
        {**about, "rule": name, "code": f"X{i}", "severity": severity, "match": [match]}
        for i, (name, severity, match) in enumerate(
            zip(["old-age", "few", "no-number"], severities, matches, strict=True)
        )
    ]
    whole = {
        "policy": {"name": "small"},
        "parameters": {"limit": 5, "small_count_max": 5},
        "stricter": {"limit": "lower", "small_count_max": "higher"},
        "lists": {"emergency": ["000"]},
        "profiles": {f"land-{i}": land for i, land in enumerate(lands)},
        "rules": rules,
    }
    return json.dumps(whole, indent=1)  # which is YAML too


def _found(policy: Policy, text: str) -> dict[tuple[str, int], int]:
    """Rule and place, and how severe, under hand-made annotations: every digit is somebody's age."""
    document = Document(text)
    prose = read(document)
    ages = tuple(Mention(i, i + 1, "age") for i, char in enumerate(prose.text) if char.isdigit())
    page = Page(document, prose, Annotations(ages, sentences=(Sentence(0, len(prose.text)),)))
    found = [objection.finding for objection in match_rules(policy, page)]
    return {(finding.rule, finding.start): severity_rank(finding.severity) for finding in found}


_WORDS = st.lists(
    st.sampled_from(["help", "3 women", "7 men", "911", "call 999", "112", "055", "000", "aged 8"]), min_size=1
)


@settings(max_examples=60, deadline=None)
@given(
    lands=st.lists(_PROFILE, min_size=2, max_size=4),
    severities=st.lists(st.sampled_from(["error", "warning", "info", "off"]), min_size=3, max_size=3),
    order=st.randoms(use_true_random=False),
    words=_WORDS,
)
def test_laws_of_combination(lands: list[dict[str, Any]], severities: list[str], order: Any, words: list[str]) -> None:
    """Order and repetition mean nothing; nothing that one of them objects to is lost, or milder; and every value of
    the whole is that of one of them.
    """
    with TemporaryDirectory() as folder:
        base = load_policy(_write(Path(folder), _file(lands, severities)))
    names = [f"land-{i}" for i in range(len(lands))]
    alone = [base.for_profiles([name]) for name in names]
    together = base.for_profiles(names)
    shuffled = [*names, names[0]]
    order.shuffle(shuffled)
    assert base.for_profiles(shuffled) == together == alone[0].with_profiles(*names[1:]) == together.with_profiles()
    assert base.for_profiles(names[:2]).with_profiles(*names[2:]) == together
    for name in base.parameters:
        assert together.parameters[name] in {policy.parameters[name] for policy in alone}
    for rule in together.rules:
        for audience in AUDIENCES:
            assert rule.severity[audience] in {policy.rule(rule.name).severity[audience] for policy in alone}
    assert all(_as_strict(together, policy) for policy in alone)
    text = " and ".join(["help", *words]) + "."
    all_of_them = _found(together, text)
    for policy in alone:
        for place, rank in _found(policy, text).items():
            assert all_of_them.get(place, 9) <= rank


def test_a_parameter_without_a_direction_is_no_profiles_business(tmp_path: Path) -> None:
    """Nobody could tell which of two is the stricter."""
    text = _file(
        [{"title": "A", "reviewed_on": "2026-01-31", "sources": ["B"], "parameters": {"limit": 1}}], ["off"] * 3
    )
    with pytest.raises(PolicyError, match="'stricter' does not tell which of its values"):
        load_policy(_write(tmp_path, text.replace('"limit": "lower",', "")))

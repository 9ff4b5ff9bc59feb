"""Conditions on rarity, on the draft as a whole and on how severe a match may be: read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from postlint.errors import PolicyError
from postlint.rulebook import load_policy
from postlint.rules.rarity import TABLE, plain

from .test_rulebook import WHOLE, _write

OVER = "      - mention: age\n        over: limit\n"


def test_the_conditions_end_where_the_matchers_look_for_them(tmp_path: Path) -> None:
    """A limit of rarity may be a parameter, like any number."""
    text = WHOLE.replace(
        OVER,
        """\
      - mention: cond
        rare: limit
        present: [case, consent]
        firm: 0.4
        at_worst: info
      - combination: [age]
        adding: [cond, rare]
        warn_from: 3
        error_from: 5
      - count: 10
        text: patients
        not_text: doctors
""",
    )
    mention, combination, count = load_policy(_write(tmp_path, text)).rules[0].matches
    assert (mention.rare, mention.present, mention.firm) == (89, ("case", "consent"), 0.4)
    assert mention.at_worst == "info"
    assert combination.adding == ("cond", "rare")
    assert [p.pattern for p in (*count.text, *count.not_text)] == ["patients", "doctors"]


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ("mention: age\n        rare: 10", "'rare' tells conditions apart: it needs the kind cond alone"),
        ("mention: [cond, proc]\n        rare: 10", "it needs the kind cond alone"),
        ("mention: cond\n        rare: limits", "unknown parameter 'limits'; did you mean 'limit'"),
        ("phrase: x\n        rare: 10", "unknown key 'rare' in a phrase match"),
        ("mention: age\n        present: cases", "unknown kind of passage 'cases'; did you mean 'case'"),
        ("mention: age\n        at_worst: error", "unknown severity 'error'"),
        ("mention: age\n        firm: 2", "expected a probability from 0 to 1 for firm"),
    ],
)
def test_a_mistake_in_them_is_refused_with_its_line(tmp_path: Path, match: str, said: str) -> None:
    """An ``at_worst`` of error would say nothing, and only conditions have a rarity."""
    path = _write(tmp_path, WHOLE.replace("mention: age\n        over: limit", match))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert said in caught.value.reason
    assert caught.value.line == 15


def test_the_table_of_rare_conditions_is_in_the_plain_form_and_small() -> None:
    """Each name is written as it is looked up, stands in one class only, and the file stays quick to read."""
    lines = TABLE.read_text(encoding="ascii").splitlines()
    names = [line for line in lines if not line.startswith("#")]
    assert [line for line in lines if line.startswith("#")] == ["# 1", "# 9", "# 90", "# 500"]
    assert [name for name in names if plain(name) != name] == []
    assert len(set(names)) == len(names) > 3000
    assert TABLE.stat().st_size < 150_000

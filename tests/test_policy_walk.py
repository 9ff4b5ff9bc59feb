"""The compliance lead's walk, exactly as the README tells it; and the examples of docs/own-rules.md."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making
from postlint.linter import Linter
from postlint.policy import Sample
from postlint.rulebook import load_policy

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.split("\n## A clinic's own policy\n")[1].split("\n## ")[0]
COMMANDS = [
    line for block in re.findall(r"<!-- walk -->\n```sh\n(.*?)```", SECTION, re.DOTALL) for line in block.splitlines()
]
(WRITTEN,) = re.findall(r"<!-- walk: clinic\.yaml -->\n```yaml\n(.*?)```", SECTION, re.DOTALL)
OWN_RULES = re.findall(
    r"```yaml\n(- rule:.*?)```", (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8"), re.DOTALL
)


@pytest.fixture
def _one_model(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command shares the model that is loaded already."""
    monkeypatch.setattr(
        making,
        "make_linter",
        lambda path, audience, **chosen: Linter(making.make_policy(path, audience, **chosen), linter.model),
    )


def _type(line: str) -> Result:
    program, *args = shlex.split(line)
    assert program == "postlint"
    return CliRunner().invoke(cli, args)


@pytest.mark.usefixtures("_one_model")
def test_the_walk_works_from_the_readme_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Init, edit two severities, add a phrase rule with examples, lint three drafts, print the policy."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    init, check, test, lint, staff, patients = COMMANDS

    assert _type(init).exit_code == 0
    own = tmp_path / "clinic.yaml"
    assert _type(check).exit_code == 0  # as written, before any edit
    own.write_text(own.read_text(encoding="utf-8") + WRITTEN, encoding="utf-8")

    checked = _type(check)
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert "1 of them your own and 2 changed" in checked.output
    tried = _type(test)
    assert tried.exit_code == 0, tried.output
    assert "3 rules: all as they should be" in tried.output

    policy, shipped = load_policy(own), load_policy()
    for name in ("patient-connection", "testimonial-used"):
        assert shipped.rule(name).severity["public"] == "warning"
        assert policy.rule(name).severity["public"] == "error"
    linted = _type(lint)
    assert linted.exit_code == 1
    documents = json.loads(_type(f"{lint} --format json").stdout)["documents"]
    assert len(documents) == 3
    raised = {d["id"]: {f["rule"] for f in d["findings"]} for d in documents}
    assert [id for id, rules in raised.items() if "no-hot-takes" in rules] == ["examples/advice.txt"]
    assert all(document["complete"] for document in documents)

    assert _type(staff).exit_code == 0
    page = Path("policy.html").read_text(encoding="utf-8")
    for words in ("Harbour Clinic", "Hot takes", "Our partners decided", "Unpopular opinion"):
        assert words in page
    told = _type(patients)
    assert told.exit_code == 0
    assert "blanks to fill in: emergency, urgent and portal" in told.stderr
    assert "555-0142" in Path("handout.html").read_text(encoding="utf-8")


def test_what_the_walk_adds_is_no_news_to_the_readme() -> None:
    """The README tells of every command of the walk and no longer than a screen."""
    assert len(COMMANDS) == 6
    assert len(SECTION.splitlines()) < 80


@pytest.mark.usefixtures("_one_model")
def test_the_rules_in_the_documentation_work(tmp_path: Path) -> None:
    """Each as it stands there, all in one file; every sort of rule is among them."""
    own = tmp_path / "clinic.yaml"
    own.write_text("extends: default\nrules:\n" + textwrap.indent("".join(OWN_RULES), "  "), encoding="utf-8")
    names = {rule.name for rule in load_policy().rules}
    kinds = {match.on for rule in load_policy(own).rules if rule.name not in names for match in rule.matches}
    assert kinds == {"phrase", "pattern", "mention", "passage", "combination"}
    assert _type(f"postlint policy check {own}").exit_code == 0
    result = _type(f"postlint policy test {own}")
    assert result.exit_code == 0, result.output


BROKEN = """\
extends: default
rules:
  - rule: no-raffles
    code: X901
    family: boundaries
    title: Raffles
    what: A raffle.
    why: Because.
    message: No raffles.
    severity: {public: error, clinic: error, reply: error, peer: off}
    match:
      - phrase: raffle
    bad:
      - Join our raffle.
      - Join our tombola.
      - {text: Join our tombola., audience: peer}
    good:
      - Come to the fair.
      - We never hold a raffle.
  - rule: patient-name
    severity: {peer: warning}
    reason: Colleagues know whom we talk about.
"""


@pytest.mark.usefixtures("_one_model")
def test_examples_that_fail_are_told_with_their_lines(tmp_path: Path) -> None:
    """A bad one that does not raise its rule, a good one that does; no word of either is told (law 3)."""
    own = tmp_path / "clinic.yaml"
    own.write_text(BROKEN, encoding="utf-8")
    result = _type(f"postlint policy test {own}")
    assert result.exit_code == 1
    first, second, last = result.output.splitlines()
    assert first == f"{own}:15: bad example 2 of no-raffles does not raise it"
    assert second == f"{own}:19: good example 2 of no-raffles raises no-raffles"
    assert last == "11 examples of 2 rules: 2 not as they should be"
    assert "tombola" not in result.output


def test_all_examples_may_be_tried(tmp_path: Path, linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --all those of rules that the file leaves alone as well, by the number among their own."""
    own = tmp_path / "clinic.yaml"
    own.write_text("extends: default\nparameters: {sure_from: 0.5}\n", encoding="utf-8")
    rules = tuple(linter.policy.rule(name) for name in ("patient-name", "exact-date"))
    wrong = replace(rules[1], bad=(*rules[1].bad, Sample("We open at nine.")))
    few = Linter(replace(linter.policy, rules=(rules[0], wrong)), linter.model)
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: few)
    assert _type(f"postlint policy test {own}").output == "0 examples of 0 rules: all as they should be\n"
    result = _type(f"postlint policy test --all {own}")
    count = sum(len(rule.bad) + len(rule.good) for rule in (rules[0], wrong))
    assert result.output.splitlines() == [
        f"{own}: bad example {len(wrong.bad)} of exact-date does not raise it",
        f"{count} examples of 2 rules: 1 not as they should be",
    ]


def test_a_broken_file_is_not_tried(tmp_path: Path) -> None:
    """Exit 2 and the line, before any model is loaded."""
    own = tmp_path / "clinic.yaml"
    own.write_text(BROKEN.replace("family: boundaries", "family: boundary"), encoding="utf-8")
    result = _type(f"postlint policy test {own}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{own}:5: unknown family" in result.stderr

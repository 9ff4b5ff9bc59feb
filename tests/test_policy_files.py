"""A clinic's own rules file: checked whole by ``policy check``, and described by a schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from postlint import rulebook, rulebook_schema
from postlint.cli import cli
from postlint.errors import PolicyError
from postlint.policy import MATCHERS
from postlint.rulebook import default_path, load_policy
from postlint.rulebook_checking import MOST, problems
from postlint.rulebook_entries import _CONDITIONS, RULE_KEYS

from .test_rulebook import WHOLE

SCHEMA = rulebook_schema.schema()


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


def _write(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- policy check -----------------------------------------------------------------------------------------------------

MANY = """\
extends: default
polcy: {name: x}
parameters:
  age_limit: many
  quasi_wran: 3
points: {aeg: 1}
rules:
  - rule: patient-name
    severity: {publc: off}
    titel: x
  - rule: own-words
    code: X901
    family: boundary
    title: [a]
    what: Something.
    why: Because.
    message: Say it differently.
    severity: warn
    match:
      - phrase: raffle
      - mention: agee
      - pattern: '(a+)+$'
    bad: []
    good: [Join our walk.]
  - rule: patient-nam
    severity: error
"""


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Each with its line, in order, and none that is only the consequence of another."""
    path = _write(tmp_path, MANY)
    assert [error.line for error in problems(path)] == [2, 4, 5, 6, 9, 10, 13, 14, 18, 21, 22, 23, 25]
    result = run("policy", "check", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 13
    assert result.stderr.splitlines()[0] == (
        f"postlint: {path}:2: unknown key 'polcy' in a rules file; did you mean 'policy'?"
    )


@pytest.mark.parametrize("line", range(len(MANY.splitlines())))
def test_the_first_mistake_is_always_the_readers_own(tmp_path: Path, line: int) -> None:
    """Whatever else is wrong with a file, what the reader refuses is among what is told; a right file has none."""
    lines = MANY.splitlines(keepends=True)
    path = _write(tmp_path, "".join(lines[:line] + lines[line + 1 :]))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert str(caught.value) in {str(error) for error in problems(path)}


@pytest.mark.parametrize("text", ["extends: default\n", WHOLE, (default_path()).read_text(encoding="utf-8")])
def test_a_file_without_mistakes(tmp_path: Path, text: str) -> None:
    """Exit 0, one line."""
    result = run("policy", "check", str(_write(tmp_path, text)))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "no mistakes" in result.stdout


@pytest.mark.parametrize("text", ["", "rules: [", "- 1\n", "extends: other\n", "policy: {}\nrules: []\n"])
def test_a_file_that_is_none_is_one_mistake(tmp_path: Path, text: str) -> None:
    """And the end of reading."""
    assert len(problems(_write(tmp_path, text))) == 1
    assert run("policy", "check", str(tmp_path / "absent.yaml")).exit_code == 2


def test_there_is_an_end_to_complaining(tmp_path: Path) -> None:
    """A thousand mistakes are not told."""
    rules = "".join(f"  - {{rule: no-such-{n}, severity: error}}\n" for n in range(1000))
    assert len(problems(_write(tmp_path, "extends: default\nrules:\n" + rules))) == MOST


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("policy:\n\tname: x\n", 2, "begins with a tab; use spaces"),
        ("policy:\n  name: x\n\taudience: clinic\n", 3, "begins with a tab; use spaces"),
        ("policy:\n  name: Harbour: the clinic\n", 2, "put the text after the first one in quotes"),
        ("policy:\n  name: x\n    audience: clinic\n", 3, "indented deeper"),
        ("policy:\n  name: x\n  audience clinic\n  profiles: ca\n", 4, "a colon is missing after a key"),
        ("policy:\n  name: x\n audience: clinic\n", 3, "the indentation is wrong"),
        ("extends: default\nrules:\n  - patient-name: error\n", 3, "write 'rule: patient-name'"),
        ("policy: {name: x}\n", 1, "begins with the line 'extends: default'"),
        (
            "extends: default\nrules:\n  - {rule: patient-nam, severity: error}\n", 3,
            "'patient-nam'; did you mean 'patient-name'? otherwise it is a new rule, which lacks 'code'",
        ),
        ("extends: default\npolicy:\n  name: \u201cHarbour\u201d\n", 3, "typographic; use straight ones"),
        ("extends: default\npolicy:\n  audience: \u201cclinic\u201d\n", 3, "typographic; use straight ones"),
        ("extends: default\npolicy: {profiles: uk}\n", 2, "did you mean 'uk-gmc'?"),
        ("extends: default\npolicy: {profiles: us}\n", 2, "did you mean 'us-hipaa'?"),
        ("extends: default\nrules:\n  - {rule: patient-name, severity: info, reason: ok}\n", 3, "says too little"),
        (
            "extends: default\nrules:\n  - rule: patient-name\n    reason: ok\n    severity: info\n", 5,
            "says too little",
        ),
        (
            "extends: default\nallow:\n  - pattern: '(a+)+$'\n    reason: Our slogan for the walk\n", 3,
            "instead of '(a+)+' write 'a+'",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_told_once_and_says_what_to_do(tmp_path: Path, text: str, line: int, said: str) -> None:
    """In words for somebody who writes no YAML."""
    (error,) = problems(_write(tmp_path, text))
    assert (error.line, said in error.reason) == (line, True), error.reason


def test_one_example_needs_no_list(tmp_path: Path) -> None:
    """As with every other list of one; quotes of the text itself may be typographic inside straight ones."""
    text = WHOLE.replace("bad: [She is 97.]", "bad: '\u201cShe is 97.\u201d'")
    path = _write(tmp_path, text)
    assert problems(path) == []
    assert load_policy(path).rules[0].bad[0].text == "\u201cShe is 97.\u201d"
    assert _valid(text)


def test_an_entry_that_is_over_is_noted(tmp_path: Path) -> None:
    """The file is right, and its entry does nothing any more."""
    entry = "{words: Harbour, reason: Our own walk by the sea, until: %s}"
    result = run("policy", "check", str(_write(tmp_path, f"extends: default\nallow:\n  - {entry % '2020-01-01'}\n")))
    assert result.exit_code == 0
    assert "ends on 2020-01-01, which is over" in result.stderr
    result = run("policy", "check", str(_write(tmp_path, f"extends: default\nallow:\n  - {entry % '2999-01-01'}\n")))
    assert (result.exit_code, result.stderr) == (0, "")


def test_allowing_a_protected_rule_takes_a_reason(tmp_path: Path) -> None:
    """As an override of one does; another rule is not as grave."""
    text = "extends: default\nallow:\n  - {words: Harbour, reason: ok, rules: patient-name}\n"
    (error,) = problems(_write(tmp_path, text))
    assert "says too little" in error.reason
    assert problems(_write(tmp_path, text.replace("ok", "Our own walk by the sea"))) == []
    assert problems(_write(tmp_path, text.replace("patient-name", "patient-connection"))) == []


# --- schema -----------------------------------------------------------------------------------------------------------


def _plain(text: str) -> Any:
    """As an editor sees it: plain values, dates as words."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def _valid(text: str) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid(_plain(text)))


def test_the_schema_is_one() -> None:
    """Of its draft, and the same that the command prints."""
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(run("policy", "schema").output) == SCHEMA


def test_the_shipped_file_is_valid() -> None:
    """All of it; and so is a small whole one."""
    errors = list(Draft202012Validator(SCHEMA).iter_errors(_plain(default_path().read_text(encoding="utf-8"))))
    assert [(list(error.absolute_path), error.message) for error in errors] == []
    assert _valid(WHOLE)


def test_the_schema_knows_every_key_of_the_reader() -> None:
    """It is made from the reader's tables."""
    assert set(SCHEMA["properties"]) == set(rulebook._TOP)
    assert set(SCHEMA["$defs"]["rule"]["properties"]) == set(RULE_KEYS)
    shapes = SCHEMA["$defs"]["match"]["oneOf"]
    for on, shape in zip(MATCHERS, shapes, strict=True):
        assert set(shape["properties"]) == {on, *_CONDITIONS[on]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Old", "titel: Old"), ("points:", "pionts:"), ("{age: 1}", "{aeg: 1}"), ("    title: Old\n", ""),
        ("title: Old", "title: [Old]"), ("title: Old", "title: 8"), ("title: Old", "title: ' '"), ("name: small, ", ""),
        ("{limit: 89}", "{limit: many}"), ("{limit: 89}", "{limit: -1}"), ("[She is 97.]", "[]"),
        ("family: identifiers", "family: identifier"),
        ("audience: clinic", "audience: clinci"), ("reply: info", "repply: info"), ("reply: info, ", ""),
        ("clinic: warning", "clinic: warn"), ("rule: old-age", "rule: Old Age"), ("code: X1", "code: x-1"),
        ("mention: age", "mention: agee"), ("mention: age", "mention: [age, age]"), ("mention: age", "mentions: age"),
        ("mention: age", "mention: age\n        phrase: ninety"), ("over: limit", "holding: med"),
        ("over: limit", "who: patients"), ("over: limit", "score: 1.5"), ("over: limit", "case: maybe"),
        ("mention: age\n        over: limit", "combination: [age]"),
        ("    bad:", "    rewrite: [{operation: remove, title: x}]\n    bad:"),
        ("    bad:", "    rewrite: [{operation: generalise, title: x}]\n    bad:"),
        ("    bad:", "    rewrite: [{operation: omit, text: y, title: x}]\n    bad:"),
        ("[She is 97.]", "[{text: She, audience: pear}]"),
        ("points: {age: 1}", "handout: {title: x}"),
        ("points: {age: 1}", "handout: {title: x, introduction: x, sections: [{heading: x}]}"),
        ("points: {age: 1}", "in_words: [limit]"),
    ],
)  # fmt: skip
def test_a_mistake_of_form_fails_in_both(tmp_path: Path, old: str, new: str) -> None:
    """The reader refuses it, and an editor marks it before."""
    assert WHOLE.count(old) == 1
    text = WHOLE.replace(old, new)
    with pytest.raises(PolicyError):
        load_policy(_write(tmp_path, text))
    assert not _valid(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "extends: default\nrules:\n  - {rule: patient-name, severity: {peer: off}, reason: We tell colleagues}\n",
            True,
        ),
        ("extends: default\nrules:\n  - {rule: patient-nam, severity: error}\n", False),
        ("extends: defualt\n", False),
        ("extends: default\nhandout: {contacts: {phone: 555-0142}}\n", True),
        ("extends: default\nhandout: {contacts: {phon: 555-0142}}\n", False),
    ],
)
def test_an_extension_is_right_or_wrong_in_both(tmp_path: Path, text: str, right: bool) -> None:
    """The schema knows which rules are shipped, and so which may be given in part."""
    assert _valid(text) is right
    assert (problems(_write(tmp_path, text)) == []) is right


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("points: {age: 1}", "in_words: {limit: Too old}", 3, "needs one {}"),
        ("points: {age: 1}", "in_words: {lmit: 'Over {}'}", 3, "neither a parameter nor a kind"),
        ("points: {age: 1}", "handout: {title: x}", 3, "handout lacks 'introduction', 'sections'"),
        (
            "points: {age: 1}",
            "handout:\n  title: x\n  introduction: Call {fone}\n  sections: [{heading: x, text: x}]", 5,
            "unknown contact '{fone}'; did you mean 'phone'",
        ),
        (
            "points: {age: 1}",
            "handout: {title: x, introduction: x, sections: [{heading: x, text: x, rules: old-age}]}", 3,
            "the rule 'old-age' says nothing to patients",
        ),
    ],
)  # fmt: skip
def test_mistakes_in_texts_for_readers(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """Each with its line, as everywhere in a rules file."""
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, WHOLE.replace(old, new)))
    assert said in caught.value.reason
    assert caught.value.line == line


def test_whether_warnings_hold_a_draft_back(tmp_path: Path) -> None:
    """Not as shipped; a file that says so keeps it under other profiles, types and audiences."""
    assert load_policy().review == "allow"
    policy = load_policy(_write(tmp_path, "extends: default\npolicy: {review: hold}\n"))
    assert policy.review == "hold"
    assert policy.for_profiles(["uk-gmc"]).for_audience("peer").for_type("case").review == "hold"
    told = "holds a post back as long as it has a warning"
    assert told in run("policy", "--rules", str(tmp_path / "own.yaml")).output
    assert told not in run("policy").output

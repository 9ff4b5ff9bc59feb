"""--select and --ignore, --min-severity and --fail-on, --quiet and --stats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint import Document, Linter, load_policy
from postlint.cli import cli, making
from postlint.errors import PolicyError
from postlint.report import FAIL_ON, Report
from postlint.selection import Selection, left_out, shown, words

from .cli_fakes import FakeLinter, _findings

NAMED = "Saw Mrs Okafor, 34, about her hip on 3 March. Honestly I'd just stop the warfarin.\n"
DATED = "Clinic is shut on Tuesday.\n"


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands run."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("clean.txt", "Wash your hands.\n"), ("named.txt", NAMED), ("dated.txt", DATED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, linter: Linter) -> None:
    """The real policy, selection and model."""
    monkeypatch.setattr(
        making,
        "make_linter",
        lambda path, audience, **chosen: Linter(making.make_policy(path, audience, **chosen), linter.model),
    )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words for findings, without a model."""
    monkeypatch.setattr(making, "make_linter", lambda path, audience, **chosen: FakeLinter())


class TestSelection:
    def test_names_codes_and_families(self) -> None:
        """All three name rules, in any case, with commas between."""
        policy = load_policy()
        name = policy.rule("patient-name")
        for word in ("patient-name", "Patient_Name", name.code, name.code.lower()):
            assert Selection(ignore=(word,)).applied(policy).off == {"patient-name"}
        off = Selection(ignore=("identifiers",)).applied(policy).off
        assert off == {rule.name for rule in policy.rules if rule.family == "identifiers"}
        assert words((" a, b", "c,")) == ("a", "b", "c")

    def test_select_keeps_what_is_about_the_check(self) -> None:
        """A part in another language was not checked, whatever was selected."""
        policy = Selection(select=("advice",)).applied(load_policy())
        on = {rule.family for rule in policy.rules if rule.name not in policy.off}
        assert on == {"advice", "notice"}
        assert Selection(ignore=("notice",)).applied(load_policy()).off

    def test_ignore_beats_select(self) -> None:
        """What is named twice is off."""
        policy = Selection(("identifiers",), ("exact-date",)).applied(load_policy())
        assert "exact-date" in policy.off
        assert "patient-name" not in policy.off

    @pytest.mark.parametrize(
        ("word", "hint"),
        [("patient-nam", "did you mean patient-name?"), ("identifier", "did you mean identifiers?"), ("zzz", "lists")],
    )
    @pytest.mark.parametrize("option", ["select", "ignore"])
    def test_a_word_that_names_nothing(self, word: str, hint: str, option: str) -> None:
        """Is an error, never an empty selection."""
        with pytest.raises(PolicyError, match=f"--{option}: .*{word}") as caught:
            Selection(**{option: (word,)}).applied(load_policy())
        assert hint in str(caught.value)

    def test_what_is_off_stays_off_whatever_a_draft_declares(self, linter: Linter) -> None:
        """A draft's own profile makes its policy anew."""
        tried = Linter(Selection(ignore=("patient-name",)).applied(load_policy()), linter.model)
        for declared in ({}, {"profile": ["uk-gmc"]}, {"audience": "clinic", "type": "case"}):
            report = tried.check(Document(NAMED, declared=declared), rewrites=False)
            assert "patient-name" not in {finding.rule for finding in report.findings}
            assert report.findings

    def test_a_fix_leaves_alone_what_is_off(self, linter: Linter) -> None:
        """What was ignored is not rewritten."""
        policy = Selection(ignore=("patient-name", "case-details", "consent")).applied(load_policy())
        assert "Okafor" in Linter(policy, linter.model).fix(NAMED).text
        assert "Okafor" not in linter.fix(NAMED).text

    def test_a_suppression_of_a_rule_that_is_off_is_not_called_unused(self, linter: Linter) -> None:
        """It was not the draft that left the rule out."""
        text = '<!-- postlint: allow patient-name reason="she asked us to" -->\n\nThanks to Mrs Okafor.\n'
        tried = Linter(Selection(ignore=("patient-name",)).applied(load_policy()), linter.model)
        report = tried.check(Document(text, format="markdown"), rewrites=False)
        assert "bad-suppression" not in {finding.rule for finding in report.findings}

    def test_whoever_leaves_a_patient_out_is_told(self) -> None:
        """Of identifiers, case details and consent only."""
        policy = Selection(ignore=("patient-name", "opinion-as-advice")).applied(load_policy())
        assert [rule.name for rule in left_out(policy)] == ["patient-name"]


class TestUnsuppressible:
    @pytest.fixture
    def rules(self, tmp_path: Path) -> Path:
        """A clinic whose policy lets nobody silence two rules."""
        path = tmp_path / "clinic.yaml"
        path.write_text("extends: default\npolicy: {name: C, unsuppressible: [patient-name, P109]}\n")
        return path

    @pytest.mark.parametrize("word", ["patient-name", "identifiers"])
    def test_ignore_is_refused(self, rules: Path, word: str) -> None:
        """By its own name, and as one of a family."""
        with pytest.raises(PolicyError, match=r"lets nobody silence .*patient-name"):
            Selection(ignore=(word,)).applied(load_policy(rules))

    def test_select_keeps_them(self, rules: Path) -> None:
        """They are looked at whatever is selected."""
        off = Selection(select=("advice",)).applied(load_policy(rules)).off
        assert "exact-date" in off
        assert "patient-name" not in off

    def test_families_and_slips(self, tmp_path: Path) -> None:
        """A family stands for its rules; what names nothing is an error with its line."""
        path = tmp_path / "c.yaml"
        path.write_text("extends: default\npolicy: {name: C, unsuppressible: identifiers}\n")
        policy = load_policy(path)
        assert policy.unsuppressible == {r.name for r in policy.rules if r.family == "identifiers"}
        assert policy.for_profiles(["uk-gmc"]).unsuppressible == policy.unsuppressible
        path.write_text("extends: default\npolicy: {name: C, unsuppressible: [patient-nam]}\n")
        with pytest.raises(PolicyError, match=r"c\.yaml:2: .*patient-nam.*did you mean") as caught:
            load_policy(path)
        assert "patient-name" in str(caught.value)

    def test_a_suppression_in_the_draft_is_not_honoured(self, rules: Path, linter: Linter) -> None:
        """The finding stays, and the suppression is one too."""
        text = '<!-- postlint: allow patient-name reason="she asked us to" -->\n\nSaw Mrs Okafor about her hip.\n'
        usual = linter.check(Document(text, format="markdown"), rewrites=False)
        assert "patient-name" in {s.rule for s in usual.suppressed}
        strict = Linter(load_policy(rules), linter.model).check(Document(text, format="markdown"), rewrites=False)
        assert not strict.suppressed
        assert {"patient-name", "bad-suppression"} <= {finding.rule for finding in strict.findings}
        (said,) = (f.message for f in strict.findings if f.rule == "bad-suppression")
        assert "nobody" in said

    @pytest.mark.usefixtures("real")
    def test_at_the_command_line(self, folder: Path, rules: Path) -> None:
        """Exit 2, one line; and a program that reads JSON is told that nothing was checked."""
        args = ("clean.txt", "--rules", str(rules), "--ignore", "patient-name")
        result = run(*args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "postlint: --ignore: the policy lets nobody silence patient-name\n"
        told = json.loads(run(*args, "--format", "json").stdout)["documents"]
        assert [d["complete"] for d in told] == [False]


@pytest.mark.usefixtures("real")
class TestAtTheCommandLine:
    def test_the_verdict_is_that_of_what_was_looked_at(self, folder: Path) -> None:
        """And it is said, both to a person and to a program, that a patient's details were not."""
        result = run("named.txt", "--select", "advice", "--format", "json", "--no-rewrites")
        told = json.loads(result.stdout)
        assert {f["family"] for f in told["documents"][0]["findings"]} <= {"advice", "notice"}
        assert "patient-name" in told["policy"]["off"]
        assert "patient-name" in result.stderr
        assert result.stderr.startswith("postlint: not looked at")
        every = run("named.txt", "--ignore", "identifiers,case-details,consent,advice,claims,boundaries,attachments",
                    "--no-rewrites")  # fmt: skip
        assert every.exit_code == 0

    def test_nothing_is_said_of_what_gives_nobody_away(self, folder: Path) -> None:
        """To leave advice out is nobody's harm."""
        result = run("clean.txt", "--ignore", "advice", "--format", "json", "--no-rewrites")
        assert result.stderr == ""
        assert json.loads(result.stdout)["policy"]["off"]
        assert "off" not in json.loads(run("clean.txt", "--format", "json", "--no-rewrites").stdout)["policy"]

    @pytest.mark.parametrize(
        "command", [["fix", "named.txt"], ["reply", "--to", "dated.txt", "named.txt"], ["batch", "-"]]
    )
    def test_in_the_other_commands(self, folder: Path, command: list[str]) -> None:
        """fix, reply and batch take the same words, and the same slips."""
        rows = json.dumps({"id": "1", "text": NAMED}) + "\n"
        assert "patient-name" in run(*command, "--ignore", "patient-name", input=rows).stderr
        result = run(*command, "--ignore", "patient-nam", input=rows)
        assert result.exit_code == 2
        assert "did you mean patient-name?" in result.stderr


@pytest.mark.usefixtures("fake")
class TestTerms:
    @pytest.mark.parametrize(
        ("fail_on", "named", "dated", "clean"),
        [("error", 1, 0, 0), ("warning", 1, 1, 0), ("info", 1, 1, 0), ("never", 0, 0, 0)],
    )
    def test_fail_on(self, folder: Path, fail_on: str, named: int, dated: int, clean: int) -> None:
        """The exit status, and nothing else."""
        for draft, status in (("named.txt", named), ("dated.txt", dated), ("clean.txt", clean)):
            result = run(draft, "--fail-on", fail_on)
            assert result.exit_code == status
            assert result.stdout == run(draft).stdout
            assert run("missing.txt", draft, "--fail-on", fail_on).exit_code == 2

    def test_fail_on_info(self) -> None:
        """An info alone fails only where that is asked for; what could not be checked always does."""
        (finding,) = _findings("lighthouse", False)
        from dataclasses import replace

        report = Report.of("x", [replace(finding, severity="info")])
        assert [report.status(fail_on) for fail_on in FAIL_ON] == [0, 0, 1, 0]
        assert {Report.unchecked("x", "y").status(fail_on) for fail_on in FAIL_ON} == {2}

    def test_fail_on_and_fix(self, folder: Path) -> None:
        """With --fix it is about the rewritten draft."""
        assert run("--fix", "dated.txt").exit_code == 1
        assert run("--fix", "dated.txt", "--fail-on", "error").exit_code == 0

    def test_min_severity(self, folder: Path) -> None:
        """What is not shown still decides, is counted, and nothing claims that no rule matched."""
        result = run("dated.txt", "--min-severity", "error")
        assert result.exit_code == 1
        assert "dated.txt: REVIEW (1 not shown)" in result.stdout
        assert "no rule matched" not in result.stdout
        assert "exact-date" not in result.stdout
        (document,) = json.loads(run("dated.txt", "--min-severity", "error", "--format", "json").stdout)["documents"]
        assert (document["verdict"], document["findings"], document["hidden"]) == ("review", [], 1)
        (document,) = json.loads(run("dated.txt", "--min-severity", "info", "--format", "json").stdout)["documents"]
        assert "hidden" not in document

    def test_shown_keeps_the_worse(self) -> None:
        """From the named severity on."""
        report = Report.of("x", _findings("Mrs Okafor on Tuesday", False))
        assert [f.severity for f in shown(report, "error").findings] == ["error"]
        assert shown(report, "info") == shown(report, None) == report

    def test_quiet(self, folder: Path) -> None:
        """One line for each draft, and nothing of its words."""
        result = run("named.txt", "clean.txt", "missing.txt", "-q")
        assert result.exit_code == 2
        assert result.stdout.splitlines()[:2] == ["named.txt: BLOCK (1 error)", "clean.txt: PUBLISH (no rule matched)"]
        assert "missing.txt: BLOCK" in result.stdout
        assert "Okafor" not in result.stdout

    def test_stats(self, folder: Path) -> None:
        """Counts by rule and verdict; no path and no word."""
        result = run("named.txt", "clean.txt", "dated.txt", "missing.txt", "--stats")
        assert result.exit_code == 2
        lines = result.stdout.splitlines()
        assert lines[:2] == ["1  error    patient-name", "1  warning  exact-date"]
        assert lines[-1].startswith("4 drafts in ")
        assert lines[-1].endswith("1 publish, 1 review, 1 block, 1 not checked")
        assert "named.txt" not in result.stdout
        told = json.loads(run("named.txt", "clean.txt", "--stats", "--format", "json").stdout)["stats"]
        assert told["verdicts"] == {"publish": 1, "review": 0, "block": 1}
        assert told["rules"] == [{"rule": "patient-name", "severity": "error", "findings": 1}]
        assert (told["documents"], told["unchecked"]) == (2, 0)

    @pytest.mark.parametrize(
        "args",
        [
            ["-q", "--stats"], ["-q", "--format", "json"], ["--fix", "-q"], ["--diff", "--stats"],
            ["--fix", "--staged"], ["--write", "--since", "HEAD"], ["--fix", "--baseline", "b.json"],
            ["--diff", "--watch"], ["--since", "HEAD", "--staged"],
        ],
    )  # fmt: skip
    def test_nonsense(self, folder: Path, args: list[str]) -> None:
        """Options that leave each other nothing to do are refused."""
        result = run("named.txt", *args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Error: " in result.stderr

"""Configuration files: where they are found, what they may say, and what wins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli, making
from postlint.cli import config as config_face
from postlint.config import KEYS, find_config, read_config
from postlint.document import Document
from postlint.errors import ConfigError
from postlint.report import Report

from .cli_fakes import FakeLinter
from .conftest import ROOT

NAMED, DATED = "Saw Mrs Okafor about her hip.\n", "Clinic is shut on Tuesday.\n"


def run(*args: str, **kwargs: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args, **kwargs)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with drafts, in which commands run."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "posts").mkdir()
    for name, text in (("clean.txt", "Wash your hands.\n"), ("named.txt", NAMED), ("dated.txt", DATED)):
        (root / name).write_text(text, encoding="utf-8")
        (root / "posts" / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What each linter was asked for, and what each draft was told to be."""
    calls: list[dict[str, Any]] = []

    class Noting(FakeLinter):
        def check(self, document: Document, *, rewrites: bool = True) -> Report:
            calls[-1].setdefault("declared", []).append(dict(document.declared))
            calls[-1]["rewrites"] = rewrites
            return super().check(document, rewrites=rewrites)

    def make(rules_path: Path | None, audience: str | None, **chosen: Any) -> FakeLinter:
        calls.append({"rules": rules_path, "audience": audience, **chosen})
        return Noting()

    monkeypatch.setattr(making, "make_linter", make)
    return calls


def own(folder: Path, text: str) -> Path:
    """Write a configuration file."""
    path = folder / ".postlint.toml"
    path.write_text(text, encoding="utf-8")
    return path


class TestWhere:
    def test_upward_to_the_root_of_the_repository(self, folder: Path) -> None:
        """The nearest one; none from above the repository."""
        own(folder.parent, 'audience = "peer"\n')
        assert find_config(folder / "posts") is None
        own(folder, 'audience = "clinic"\n')
        found = find_config(folder / "posts")
        assert found is not None
        assert found.values == {"audience": "clinic"}
        own(folder / "posts", 'audience = "reply"\n')
        nearest = find_config(folder / "posts")
        assert nearest is not None
        assert nearest.values == {"audience": "reply"}

    def test_upward_to_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Home is looked into, and nothing above it."""
        home, below = tmp_path / "home", tmp_path / "home" / "drafts"
        below.mkdir(parents=True)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("USERPROFILE", str(home))
        own(tmp_path, "quiet = true\n")
        assert find_config(below) is None
        path = own(home, "quiet = true\n")
        found = find_config(below)
        assert found is not None
        assert found.path == path

    def test_pyproject(self, folder: Path) -> None:
        """[tool.postlint] there; a project that says nothing of us is looked past; our own file comes first."""
        project = folder / "posts" / "pyproject.toml"
        project.write_text('[project]\nname = "postlint-posts"\n', encoding="utf-8")
        own(folder, "quiet = true\n")
        above = find_config(folder / "posts")
        assert above is not None
        assert above.path == folder / ".postlint.toml"
        project.write_text('[project]\nname = "posts"\n\n[tool.postlint]\nfail-on = "error"\n', encoding="utf-8")
        found = find_config(folder / "posts")
        assert found is not None
        assert (found.path, found.values, found.lines) == (project, {"fail-on": "error"}, {"fail-on": 5})
        own(folder / "posts", "stats = true\n")
        first = find_config(folder / "posts")
        assert first is not None
        assert first.values == {"stats": True}

    def test_a_broken_project_that_has_nothing_to_do_with_us(self, folder: Path) -> None:
        """Is not our business; one that names us is."""
        project = folder / "pyproject.toml"
        project.write_text("[tool.other\n", encoding="utf-8")
        assert find_config(folder) is None
        project.write_text("[tool.postlint\n", encoding="utf-8")
        with pytest.raises(ConfigError, match=r"pyproject\.toml:1: is no TOML"):
            find_config(folder)

    def test_a_rules_file_is_not_picked_up(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """Which policy holds is said, never guessed from a name."""
        (folder / "rules.yaml").write_text("extends: default\n", encoding="utf-8")
        assert run("clean.txt").exit_code == 0
        assert seen[0]["rules"] is None


class TestStrict:
    @pytest.mark.parametrize(
        ("text", "line", "told"),
        [
            ('\nrule = "c.yaml"\n', 2, "unknown key 'rule'; did you mean 'rules'?"),
            ('quiet = true\nmin_severity = "error"\n', 2, "did you mean 'min-severity'?"),
            ('zzz = 1\n', 1, "expected one of rules"),
            ('quiet = "yes"\n', 1, "quiet: expected true or false"),
            ("audience = 3\n", 1, "audience: expected a text in quotes"),
            ('\n\nselect = [1]\n', 3, "select: expected a text in quotes, or a list of them"),
            ('rules = ["a"]\n', 1, "rules: expected a path in quotes"),
            ('rules = ""\n', 1, "rules: expected a path in quotes"),
            ('quiet = true\nquiet = true\n', 2, "is no TOML"),
            ("[check]\nquiet = true\n", 1, "unknown key 'check'"),
        ],
    )  # fmt: skip
    def test_slips(self, folder: Path, text: str, line: int, told: str) -> None:
        """Each with its line."""
        path = own(folder, text)
        with pytest.raises(ConfigError) as caught:
            read_config(path)
        assert caught.value.line == line
        assert str(caught.value).startswith(f"{path}:{line}: ")
        assert told in str(caught.value)

    @pytest.mark.parametrize("text", ['audience = "everyone"\n', 'fail-on = "always"\n', 'format = "pdf"\n'])
    def test_words_that_an_option_does_not_know(self, folder: Path, seen: list[dict[str, Any]], text: str) -> None:
        """Told as of the file, not as of an option that nobody gave; exit 2, and no draft is checked."""
        own(folder, "\n" + text)
        result = run("clean.txt")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"postlint: {folder / '.postlint.toml'}:2: {text.split()[0]}: ")
        assert seen == []

    @pytest.mark.parametrize("make", [lambda p: p.write_bytes(b"\xff\xfe\x00"), lambda p: p.mkdir()])
    def test_unreadable(self, folder: Path, make: Callable[[Path], Any]) -> None:
        """Whatever is wrong with it is one line."""
        path = folder / "c.toml"
        make(path)
        result = run("clean.txt", "--config", str(path))
        assert result.exit_code == 2
        assert "Traceback" not in result.stderr
        assert run("clean.txt", "--config", "missing.toml").exit_code == 2

    def test_a_project_without_our_table(self, folder: Path) -> None:
        """Whoever names it expects that it says something."""
        (folder / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
        result = run("clean.txt", "--config", "pyproject.toml")
        assert result.exit_code == 2
        assert "has no table [tool.postlint]" in result.stderr

    def test_every_key_is_an_option_of_check(self) -> None:
        """A key that nothing listens to would be a silent one."""
        names = {parameter.name for parameter in cli.commands["check"].params}
        assert {config_face._PARAMETERS.get(key, key) for key in KEYS} <= names


class TestPage:
    PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    def test_its_example_is_right(self, folder: Path) -> None:
        """The file on the page is one that is read."""
        (text,) = re.findall(r"```toml\n(.*?)```", self.PAGE, re.DOTALL)
        assert read_config(own(folder, text)).values["rules"] == folder / "clinic.yaml"

    def test_it_names_every_key(self) -> None:
        """And no other."""
        table = self.PAGE.split("| key |")[1].split("\n\n")[0]
        rows = re.findall(r"^\| (`[^|]*) \| [^|]* \| [^|]* \|$", table, re.MULTILINE)
        assert {key for row in rows for key in re.findall(r"`([a-z-]+)`", row)} == set(KEYS)


class TestWhatWins:
    def test_all_reach_the_linter(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """From a folder below, paths count from the file."""
        own(folder, 'rules = "clinic.yaml"\naudience = "clinic"\nprofile = "uk-gmc"\ntype = "case"\n'
                    'select = ["identifiers", "P104"]\nignore = "exact-date"\nrewrites = false\n')  # fmt: skip
        assert run("clean.txt").exit_code == 0
        (call,) = seen
        assert call["rules"] == folder / "clinic.yaml"
        assert (call["audience"], call["profiles"], call["type"]) == ("clinic", ("uk-gmc",), "case")
        assert call["selection"].select == ("identifiers", "P104")
        assert call["selection"].ignore == ("exact-date",)
        assert call["rewrites"] is False

    def test_the_command_line_wins(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """Option by option."""
        own(folder, 'rules = "clinic.yaml"\naudience = "clinic"\nprofile = ["uk-gmc", "ca"]\nignore = ["a"]\n')
        run("clean.txt", "--audience", "peer", "--profile", "ie", "--ignore", "b")
        (call,) = seen
        assert (call["audience"], call["profiles"], call["selection"].ignore) == ("peer", ("ie",), ("b",))
        assert call["rules"] == folder / "clinic.yaml"

    def test_a_draft_knows_better_than_a_configuration(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """What the file says is the policy's word; what the command line says is said of the draft."""
        own(folder, 'audience = "clinic"\nprofile = "uk-gmc"\ntype = "case"\n')
        run("clean.txt")
        run("clean.txt", "--audience", "peer")
        run("batch", "-", input='{"text": "Hello."}\n')
        assert [call["declared"] for call in seen] == [[{}], [{"audience": "peer"}], [{}]]

    def test_no_config(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """As if there were none, even a broken one."""
        own(folder, "nonsense\n")
        assert run("clean.txt").exit_code == 2
        for option in ("--no-config", "--isolated"):
            assert run("clean.txt", option).exit_code == 0
        other = folder / "other.toml"
        other.write_text('fail-on = "never"\n', encoding="utf-8")
        assert run("named.txt", "--config", "other.toml").exit_code == 0
        for both in (["--config", "other.toml", "--no-config"], ["--no-config", "--config", "other.toml"]):
            result = run("named.txt", *both)
            assert result.exit_code == 2
            assert "do not go together" in result.stderr

    def test_terms(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """quiet, stats, fail-on, min-severity and format are taken as well."""
        own(folder, 'quiet = true\nfail-on = "error"\n')
        result = run("dated.txt")
        assert (result.exit_code, result.stdout) == (0, "dated.txt: REVIEW (1 warning)\n")
        own(folder, 'format = "json"\nmin-severity = "error"\n')
        assert json.loads(run("dated.txt").stdout)["documents"][0]["hidden"] == 1
        assert run("dated.txt", "--format", "text").stdout.startswith("dated.txt: REVIEW")
        own(folder, "stats = true\n")
        assert "1 review" in run("dated.txt").stdout

    def test_how_a_report_looks_does_not_get_in_the_way_of_a_rewrite(
        self, folder: Path, seen: list[dict[str, Any]]
    ) -> None:
        """--fix is asked for now; the file was written for reports."""
        for text in ("quiet = true\n", "stats = true\n", "rewrites = false\n", 'baseline = "b.json"\n'):
            own(folder, text)
            result = run("--fix", "named.txt")
            assert (result.exit_code, result.stdout) == (0, "Saw a patient about her hip.\n"), text

    def test_exclude_counts_from_the_file(self, folder: Path, seen: list[dict[str, Any]]) -> None:
        """And on the command line from where one stands."""
        own(folder, 'exclude = ["posts/named.txt"]\n')
        told = json.loads(run("posts", "--format", "json").stdout)["documents"]
        assert [d["id"] for d in told] == [str(Path("posts/clean.txt")), str(Path("posts/dated.txt"))]

    def test_other_commands(self, folder: Path, seen: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
        """fix, reply, batch, policy, rules and explain know the policy from it; a report's format is not theirs."""
        own(folder, 'rules = "clinic.yaml"\nformat = "json"\nprofile = "ca"\n')
        (folder / "clinic.yaml").write_text("extends: default\npolicy: {name: Harbour Clinic}\n", encoding="utf-8")
        assert run("fix", "clean.txt").stdout == "Wash your hands.\n"
        run("reply", "--to", "dated.txt", "clean.txt")
        run("batch", "-", input='{"text": "Hello."}\n')
        assert [call["rules"] for call in seen] == [folder / "clinic.yaml"] * 3
        assert "Harbour Clinic" in run("policy").stdout
        assert "Harbour Clinic" not in run("policy", "--no-config").stdout
        assert "no mistakes" in run("policy", "check", "clinic.yaml").stdout
        own(folder, 'rules = "missing.yaml"\n')
        for command in (["rules"], ["explain", "patient-name"], ["policy"]):
            result = run(*command)
            assert result.exit_code == 2
            assert "missing.yaml" in result.stderr

"""What a shell is told: completions, and the manual page."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from postlint import load_policy
from postlint.cli import cli, making
from postlint.cli.manual import roff


def completed(*words: str) -> list[str]:
    """What the last word may become."""
    return [item.value for item in items(*words)]


def items(*words: str) -> list[click.shell_completion.CompletionItem]:
    """The same, with all that a shell is told."""
    return ShellComplete(cli, {}, "postlint", "_POSTLINT_COMPLETE").get_completions(list(words[:-1]), words[-1])


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_scripts(self, shell: str) -> None:
        """One for each shell, that asks postlint itself."""
        result = CliRunner().invoke(cli, ["completion", shell])
        assert result.exit_code == 0
        assert f"_POSTLINT_COMPLETE={shell}_complete" in result.stdout

    def test_bash_takes_it(self, tmp_path: Path) -> None:
        """It is right by the shell's own lights."""
        bash = shutil.which("bash")
        if bash is None:
            pytest.skip("no bash")
        script = tmp_path / "postlint.bash"
        script.write_text(CliRunner().invoke(cli, ["completion", "bash"]).stdout)
        done = subprocess.run([bash, "-n", str(script)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    def test_commands_options_and_drafts(self) -> None:
        """At the beginning all three may stand, since drafts need no command."""
        assert "explain" in completed("expl")
        assert [item.type for item in items("dra")] == ["file"]
        assert "--select" in completed("--sel")
        assert "--select" in completed("draft.txt", "--sel")
        assert "--interactive" in completed("fix", "--inter")
        assert [item.type for item in items("fix", "dra")] == ["file"]

    def test_rules_families_profiles_types(self) -> None:
        """From the policy, with titles; the last of a list with commas."""
        assert completed("explain", "patient-n") == ["patient-name"]
        (item,) = items("explain", "patient-n")
        assert item.help == load_policy().rule("patient-name").title
        assert completed("draft.txt", "--ignore", "identif") == ["identifiers", "identified-person-health"]
        assert completed("--select", "advice,patient-n") == ["advice,patient-name"]
        assert completed("draft.txt", "--profile", "uk") == ["uk-gmc"]
        assert "announcement" in completed("draft.txt", "--type", "")
        assert completed("--fail-on", "ne") == ["never"]

    def test_a_clinics_own(self, tmp_path: Path) -> None:
        """The rules file that stands in the line is asked; one that is wrong completes nothing, and says nothing."""
        path = tmp_path / "c.yaml"
        path.write_text("nonsense\n")
        assert completed("explain", "--rules", str(path), "patient-n") == []

    def test_a_configuration_does_not_get_in_the_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nor does a wrong one."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".postlint.toml").write_text("nonsense\n")
        assert "--select" in completed("draft.txt", "--sel")


class TestManual:
    def test_every_command_and_option(self) -> None:
        """All that --help knows is on the page."""
        page = CliRunner().invoke(cli, ["man"]).stdout.replace(r"\-", "-")
        assert page.startswith(".TH POSTLINT 1")
        for name, command in cli.commands.items():
            assert f".SS postlint {name} " in page
            for parameter in command.params:
                for option in parameter.opts if isinstance(parameter, click.Option) else ():
                    assert option in page, (name, option)
        assert ".SS postlint policy check " in page
        assert "POSTLINT_KEY" in page

    def test_troff_takes_it(self) -> None:
        """Without a warning."""
        groff = shutil.which("groff")
        if groff is None:
            pytest.skip("no groff")
        page = roff(cli, making.version())
        done = subprocess.run(
            [groff, "-man", "-ww", "-z", "-Tutf8"], input=page, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")

    def test_text_is_not_taken_for_commands(self) -> None:
        """Backslashes, dashes, full stops at the start of a line, and what is not ASCII."""

        @click.group()
        def odd() -> None:
            """.not a command, a \\\\ back-slash, \u00e9."""

        page = roff(odd, "1")
        assert page.isascii()
        assert r"\&.not a command, a \e\e back\-slash, \[u00E9]." in page

    def test_into_a_file(self, tmp_path: Path) -> None:
        """Whole, or one line that says why not."""
        path = tmp_path / "postlint.1"
        assert CliRunner().invoke(cli, ["man", "-o", str(path)]).exit_code == 0
        assert path.read_text() == CliRunner().invoke(cli, ["man"]).stdout
        result = CliRunner().invoke(cli, ["man", "-o", str(tmp_path / "none" / "x.1")])
        assert result.exit_code == 2
        assert "not written" in result.stderr

"""What build servers read: GitHub's commands, GitLab's array, JUnit's XML. None holds a word of the draft."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from postlint import Linter
from postlint.finding import Rewrite
from postlint.origin import Origin
from postlint.policy import Policy
from postlint.report import Report
from postlint.reporting.view import Outcome

from .report_fakes import CLEAN, DRAFT, FINDINGS, FULL, REMARK, TEXT, UNREAD, finding, printed


@pytest.fixture
def policy(linter: Linter) -> Policy:
    """The shipped one."""
    return linter.policy


COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def _unescaped(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def commands(printed: str) -> list[tuple[str, dict[str, str], str]]:
    """As GitHub's runner reads them: name, properties, message."""
    found = []
    for line in printed.splitlines():
        if match := COMMAND.fullmatch(line):
            pairs = [pair.split("=", 1) for pair in match["properties"].split(",")]
            found.append((match["name"], {k: _unescaped(v) for k, v in pairs}, _unescaped(match["message"])))
    return found


class TestGithub:
    def test_a_command_for_each(self, policy: Policy) -> None:
        """Severities are the runner's; columns only within a line; what could not be checked is an error."""
        told = commands(printed("github", [FULL, CLEAN, REMARK, UNREAD], policy))
        assert [name for name, _, _ in told] == ["warning", "error", "error", "warning", "notice", "notice", "error"]
        places = {p["title"]: p for _, p, _ in told[:5]}
        assert places["postlint: patient-name"] == {
            "file": "posts/a draft.txt", "line": "1", "endLine": "1", "col": "13", "endColumn": "35",
            "title": "postlint: patient-name",
        }  # fmt: skip
        assert "col" not in places["postlint: quasi-identifier-combination"]
        assert places["postlint: quasi-identifier-combination"]["endLine"] == "2"
        assert told[-1][1:] == ({"file": "gone.txt", "title": "not checked"}, "could not be checked: no such file")

    def test_what_a_command_would_take_for_its_own_is_escaped(self, policy: Policy) -> None:
        """Messages, names of rules and files come back as they were, and make no second command."""
        hostile = "50%, a:b\r\n::error::x,y"
        found = replace(FINDINGS[0], message=hostile, rule="a:b,c%", rewrites=(Rewrite("100%\n::x", "manual"),))
        outcome = Outcome(Report.of("a,b:c%2C\n::d.txt", [found]), DRAFT)
        (name, properties, message), *more = commands(printed("github", [outcome], policy))
        assert not more
        assert name == "error"
        assert properties["file"] == "a,b:c%2C\\x0a::d.txt"
        assert properties["title"] == "postlint: a:b,c%"
        assert message == f"{hostile} To do: 100%\n::x."

    def test_the_sum_is_in_the_log(self, policy: Policy) -> None:
        """So that a log without annotations does not look as if nothing had been done."""
        assert printed("github", [CLEAN], policy) == "no rule matched in 1 draft\n"
        assert printed("github", [UNREAD], policy).endswith("\n1 draft could not be checked\n")


class TestGitlab:
    def test_entries(self, policy: Policy) -> None:
        """All that GitLab asks for, in its own words, and unique names."""
        told = json.loads(printed("gitlab", [FULL, CLEAN, UNREAD, replace(FULL, path="b.txt")], policy))
        assert len({entry["fingerprint"] for entry in told}) == len(told) == 11
        for entry in told:
            assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert entry["description"].strip()
            assert 1 <= entry["location"]["lines"]["begin"] <= entry["location"]["lines"]["end"]
        found = {entry["check_name"]: entry for entry in told[:5]}
        assert found["patient-name"]["severity"] == "blocker"
        assert found["exact-date"]["severity"] == "major"
        assert found["missing-care-setting"]["severity"] == "info"
        assert found["quasi-identifier-combination"]["location"]["lines"] == {"begin": 1, "end": 2}

    def test_what_could_not_be_checked_blocks(self, policy: Policy) -> None:
        """An empty array would be a clean bill."""
        (entry,) = json.loads(printed("gitlab", [UNREAD], policy))
        assert (entry["check_name"], entry["severity"]) == ("not-checked", "blocker")
        assert json.loads(printed("gitlab", [CLEAN], policy)) == []

    def test_a_word_document(self, policy: Policy) -> None:
        """The lines are those of the text that was read out of it."""
        outcome = Outcome(Report.of("a.docx", FINDINGS[2:3]), replace(DRAFT, origin=Origin("a Word document")))
        (entry,) = json.loads(printed("gitlab", [outcome], policy))
        assert entry["location"] == {"path": "a.docx", "lines": {"begin": 1, "end": 1}}
        (command,) = commands(printed("github", [outcome], policy))
        assert command[1] == {"file": "a.docx", "title": "postlint: exact-date"}

    def test_a_record_of_an_archive(self, policy: Policy) -> None:
        """Its lines are not those of the file."""
        record = Outcome(Report.of("posts.zip#17", FINDINGS[2:3]), DRAFT, path="posts.zip", key="17")
        (entry,) = json.loads(printed("gitlab", [record], policy))
        assert entry["location"] == {"path": "posts.zip", "lines": {"begin": 1, "end": 1}}
        assert entry["description"].startswith("17: ")
        (command,) = commands(printed("github", [record], policy))
        assert command[1] == {"file": "posts.zip", "title": "postlint: exact-date"}


class TestJunit:
    def test_a_case_for_each_draft(self, policy: Policy) -> None:
        """Block and review fail, what could not be checked is an error, a remark fails nothing."""
        review = Outcome(Report.of("review.txt", FINDINGS[2:4]), DRAFT)
        top = ElementTree.fromstring(printed("junit", [FULL, review, REMARK, CLEAN, UNREAD], policy))
        (suite,) = top
        assert {key: suite.attrib[key] for key in ("tests", "failures", "errors", "skipped")} == {
            "tests": "5", "failures": "2", "errors": "1", "skipped": "0",
        }  # fmt: skip
        assert [[child.tag for child in case] for case in suite] == [
            ["failure"], ["failure"], ["system-out"], [], ["error"],
        ]  # fmt: skip
        assert [case.attrib["name"] for case in suite][::4] == ["posts/a draft.txt", "gone.txt"]
        assert suite[0][0].attrib == {"type": "block", "message": "2 errors, 2 warnings, 1 info"}
        assert "1:13  error  patient-name: This gives somebody away." in (suite[0][0].text or "")
        assert suite[4][0].attrib["message"] == "could not be checked: no such file"

    def test_the_exit_status_decides(self, policy: Policy) -> None:
        """A draft whose rewrite is fine is no failure, since the command says so too."""
        (suite,) = ElementTree.fromstring(printed("junit", [replace(FULL, status=0)], policy))
        assert suite.attrib["failures"] == "0"
        assert [child.tag for child in suite[0]] == ["system-out"]

    @pytest.mark.parametrize("odd", ["\x00\x1b[2J", "\ufffe\uffff", "\ud800", "]]><x>&amp;\"'", "\u202e"])
    def test_whatever_a_path_or_message_holds(self, policy: Policy, odd: str) -> None:
        """It is XML that any reader takes."""
        found = finding("Her number", "missing-care-setting", message=f"Say {odd} less.")
        outcome = Outcome(Report.of(f"a{odd}.txt", [found]), DRAFT)
        text = printed("junit", [outcome], policy)
        (suite,) = ElementTree.fromstring(text.encode("utf-8"))
        assert "less." in (suite[0][0].text or "")
        assert suite[0].attrib["name"].endswith(".txt")


@pytest.mark.parametrize("format", ["github", "gitlab", "junit"])
def test_no_words_even_when_asked(policy: Policy, format: str) -> None:
    """These lie about on build servers: --show-text adds nothing to them."""
    told = printed(format, [FULL], policy, words=True)
    assert told == printed(format, [FULL], policy, words=False)
    assert not [word for word in re.findall(r"\w{6,}", TEXT) if word in told]

"""SARIF 2.1.0: it fits the standard's own schema, points where the findings are, and holds no words."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from postlint import Linter
from postlint.document import Document
from postlint.origin import Origin
from postlint.policy import Policy
from postlint.reading.files import load
from postlint.report import Report
from postlint.reporting import Occasion, render
from postlint.reporting.paths import relative, uri
from postlint.reporting.view import Outcome

from .conftest import ROOT
from .report_fakes import CLEAN, DRAFT, FINDINGS, FULL, NAME, NUMBER, PLACE, TEXT, UNREAD, WHEN, printed


@cache
def _standard() -> Draft4Validator:
    path = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
    return Draft4Validator(json.loads(path.read_text(encoding="utf-8")))


def run_of(outcomes: list[Outcome], policy: Policy, *, words: bool = False) -> dict[str, Any]:
    """The one run in a log that fits the standard."""
    log = json.loads(printed("sarif", outcomes, policy, words=words))
    _standard().validate(log)
    (run,) = log["runs"]
    return run  # type: ignore[no-any-return]


@pytest.fixture
def policy(linter: Linter) -> Policy:
    """The shipped one."""
    return linter.policy


def test_the_standard_would_say_no() -> None:
    """The schema is not one that anything fits."""
    log = json.loads(render("sarif", [FULL], Occasion("0"), words=True))
    assert _standard().is_valid(log)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not _standard().is_valid(log)


def test_rules_are_those_of_the_policy(policy: Policy) -> None:
    """Each with its name, what and why, and how severe it is for these readers; results point into the table."""
    run = run_of([FULL], policy)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.name for rule in policy.rules]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    for told, rule in zip(rules, policy.rules, strict=True):
        severity = policy.severity_of(rule)
        assert told["defaultConfiguration"] == ({"level": levels[severity]} if severity else {"enabled": False})
        assert told["shortDescription"]["text"] == rule.title
        assert rule.sources[0] in told["help"]["text"]
        assert told["help"]["markdown"].startswith(f"# {rule.name}\n")
        assert told["name"].isalnum()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    off = run_of([FULL], policy.for_audience("peer"))["tool"]["driver"]["rules"]
    assert any(rule["defaultConfiguration"] == {"enabled": False} for rule in off)


def test_regions_are_where_the_findings_are(policy: Policy) -> None:
    """Lines, columns and offsets, all in code points, which the run says; lines are counted as in an editor."""
    run = run_of([FULL], policy)
    assert run["columnKind"] == "unicodeCodePoints"
    lines = TEXT.replace("\r\n", "\n").split("\n")
    results = [result for result in run["results"] if "suppressions" not in result]
    findings = sorted(FINDINGS, key=lambda f: (f.start, f.end))
    for result, finding in zip(results, findings, strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["charOffset"], region["charLength"]) == (finding.start, finding.end - finding.start)
        if region["startLine"] == region["endLine"]:
            words = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
            assert words == TEXT[finding.start : finding.end]
    over = next(r for r in results if r["ruleId"] == "quasi-identifier-combination")
    region = over["locations"][0]["physicalLocation"]["region"]
    corners = [region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")]
    assert corners == [1, 13, 2, 1 + len(PLACE)]
    related = [place["physicalLocation"]["region"]["charOffset"] for place in over["relatedLocations"]]
    assert related == [TEXT.index(PLACE), TEXT.index(WHEN)]
    assert {r["level"] for r in results} == {"error", "warning", "note"}


def test_words_only_where_they_may_be_shown(policy: Policy) -> None:
    """No snippet ever; what a rewrite would put in is told with --show-text, what a person has to do never as a fix."""
    without = json.dumps(run_of([FULL], policy))
    assert not [word for word in (NAME, NAME[:4], PLACE, NUMBER, WHEN) if word in without]
    assert "snippet" not in without
    assert '"fixes"' not in without
    with_words = run_of([FULL], policy, words=True)
    fixes = {r["ruleId"]: r["fixes"] for r in with_words["results"] if "fixes" in r}
    assert set(fixes) == {"patient-name", "exact-date"}
    (fix,) = fixes["patient-name"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": f"a patient ({NAME[:4]}."}
    assert replacement["deletedRegion"]["charOffset"] == TEXT.index(NAME)
    assert "insertedContent" not in fixes["exact-date"][0]["artifactChanges"][0]["replacements"][0]
    told = json.dumps(with_words)
    assert PLACE not in told
    assert NAME not in told


def test_what_could_not_be_checked_is_no_success(policy: Policy) -> None:
    """It is a notification at level error, in a run that did not succeed; else there is none."""
    run = run_of([FULL, UNREAD], policy)
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert notification["message"]["text"] == "could not be checked: no such file"
    defined = run["tool"]["driver"]["notifications"]
    assert defined[notification["descriptor"]["index"]]["id"] == notification["descriptor"]["id"]
    assert run_of([CLEAN], policy)["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
    nothing = json.loads(render("sarif", [UNREAD], Occasion("0"), words=False))
    _standard().validate(nothing)
    assert nothing["runs"][0]["tool"]["driver"]["rules"] == []


def test_suppressed_findings_are_told_as_such(policy: Policy) -> None:
    """What the author let through is there, and marked."""
    (result,) = (r for r in run_of([FULL], policy)["results"] if "suppressions" in r)
    assert result["ruleId"] == "record-account-or-device-number"
    assert result["suppressions"] == [{"kind": "inSource"}]


def test_names_across_runs(policy: Policy) -> None:
    """They are unique, stay when lines move, and do not hang on the words."""
    moved = "A new line.\n" + TEXT.replace(NAME, "Somebody Else       ")
    down = [replace(f, start=f.start + 12, end=f.end + 12, line=f.line + 1) for f in FINDINGS[:4]]
    twice = [*down, replace(down[0], start=down[2].start, end=down[2].end)]
    after = Outcome(Report.of("posts/a draft.txt", twice), Document(moved))
    was, is_ = (
        [(r["ruleId"], r["partialFingerprints"]["postlint/v1"]) for r in run["results"] if "suppressions" not in r]
        for run in (run_of([FULL], policy), run_of([after], policy))
    )
    assert len(set(is_)) == len(is_)
    assert {pair for pair in was if pair[0] != "case-without-consent-record"} < set(is_)
    other = replace(FULL, path="posts/b.txt")
    names = [r["partialFingerprints"]["postlint/v1"] for r in run_of([other], policy)["results"][:-1]]
    assert not {name for _, name in was} & set(names)


def test_a_record_of_an_archive(policy: Policy) -> None:
    """The artifact is the file, and the record a logical place in it; no line of the file is pointed at."""
    record = Outcome(replace(FULL.report, id="my posts.zip#17"), FULL.document, path="my posts.zip", key="17")
    run = run_of([record, replace(UNREAD, path="my posts.zip", key="18")], policy, words=True)
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == ["my%20posts.zip"]
    for result in run["results"]:
        (place,) = result["locations"]
        assert place["physicalLocation"] == {"artifactLocation": {"uri": "my%20posts.zip"}}
        assert place["logicalLocations"][0]["name"] == "17"
        assert "fixes" not in result


def test_a_file_that_was_read_out(policy: Policy) -> None:
    """Of a Word document neither lines nor rewrites are told as if they were of the file; the file is told once."""
    document = replace(DRAFT, id="posts/a.docx", origin=Origin("a Word document"))
    outcomes = [Outcome(replace(FULL.report, id=id), document, path=id) for id in ("posts/a.docx", "./posts/a.docx")]
    run = run_of(outcomes, policy, words=True)
    assert run["artifacts"] == [{"location": {"uri": "posts/a.docx"}}]
    for result in run["results"]:
        (place,) = result["locations"]
        assert place["physicalLocation"] == {"artifactLocation": {"uri": "posts/a.docx"}}
        assert "logicalLocations" not in place
        assert place["properties"]["region"]["startLine"] >= 1
        assert "fixes" not in result


@pytest.mark.parametrize(
    ("path", "folder", "told"),
    [
        ("./a.txt", "/home", "a.txt"),
        ("posts/ä #1:%.txt", "/home", "posts/%C3%A4%20%231%3A%25.txt"),
        ("/home/posts/a.txt", "/home", "posts/a.txt"),
        ("/etc/a.txt", "/home", "file:///etc/a.txt"),
        ("/homely/a.txt", "/home", "file:///homely/a.txt"),
        ("../a.txt", "/home", "../a.txt"),
        ("-", "/home", "-"),
        (b"\xff.txt".decode("utf-8", "surrogateescape"), "", "%FF.txt"),
        ("\ud800.txt", "", "%3F.txt"),
    ],
)
def test_paths(path: str, folder: str, told: str) -> None:
    """Relative where they can be, percent-encoded, and back again the same."""
    assert uri(path, folder) == told
    if "%F" not in told and "\ud800" not in path:
        assert unquote(told.removeprefix("file://")) == relative(path, folder)


def test_the_examples(linter: Linter) -> None:
    """All of them in one run fit the standard, and each finding is a result."""
    documents = [load(f"{ROOT}/examples/{name}") for name in ("draft.txt", "blog-post.md", "success-story.html")]
    outcomes = [Outcome(linter.check(document), document) for document in documents]
    results = run_of(outcomes, linter.policy, words=True)["results"]
    assert len(results) == sum(len(o.report.findings) + len(o.report.suppressed) for o in outcomes)
    assert all("ruleIndex" in result for result in results)

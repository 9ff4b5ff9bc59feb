"""Content types, named lists, and what the command line takes and tells of a policy."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postlint import Linter
from postlint.annotation import Annotations, Sentence
from postlint.cli import cli, making
from postlint.document import Document
from postlint.errors import PolicyError
from postlint.finding import Finding
from postlint.policy import Policy
from postlint.reading import read
from postlint.rulebook import load_policy
from postlint.rulebook_patterns import alternation, expand
from postlint.rules.matching import match_rules
from postlint.rules.page import Page

from .cli_fakes import FakeLinter

DEFAULT = load_policy()

OWN = """\
extends: default
policy: {profiles: [quay]}
lists:
  streets: [Rope Walk, Chandler's Row]
profiles:
  quay:
    title: The quay
    reviewed_on: 2001-01-31
    sources: [Harbour board]
    lists: {emergency: [555 0199, 5550111]}
types:
  notice:
    title: A note on the door
    off: [opinion-as-advice, dose-or-regimen]
    demand: [[consent, case], author]
rules:
  - rule: no-number
    code: X1
    family: boundaries
    title: No number
    what: Help without a number.
    why: Because.
    message: Give the number.
    severity: warning
    match:
      - pattern: '\\bhelp\\b'
        not_sentence: 'call {emergency}'
      - phrase: ["{streets}", in the alley]
    bad: [Ask for help.]
    good: ["For help, call 555-0199."]
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _found(policy: Policy, text: str) -> list[Finding]:
    """What the words alone raise."""
    document = Document(text, format="markdown")
    prose = read(document)
    page = Page(document, prose, Annotations(sentences=(Sentence(0, len(prose.text)),)))
    return [objection.finding for objection in match_rules(policy, page)]


def _rules(policy: Policy, text: str) -> set[str]:
    return {finding.rule for finding in _found(policy, text)}


# --- content types ----------------------------------------------------------------------------------------------------


def test_the_shipped_types_are_the_clinics_list() -> None:
    """Nine kinds of post; none excuses what points at a patient."""
    assert list(DEFAULT.types) == [
        "announcement", "education", "advocacy", "personal", "humanising", "case", "promotion", "reply", "recruitment",
    ]  # fmt: skip
    for kind in DEFAULT.types.values():
        assert kind.title
        assert {DEFAULT.rule(name).family for name in kind.off} <= {"advice", "claims", "boundaries"}


def test_a_type_switches_rules_off() -> None:
    """For every audience, and only while it is the type."""
    announced = DEFAULT.for_type("announcement")
    rule = DEFAULT.rule("opinion-as-advice")
    assert DEFAULT.severity_of(rule) == "error"
    assert announced.severity_of(rule) is None
    assert announced.for_audience("clinic").severity_of(rule) is None
    assert announced.severity_of(DEFAULT.rule("patient-name")) == "error"
    assert announced.for_type("") == DEFAULT
    assert load_policy(type="announcement") == announced


def test_a_type_switches_rules_off_on_a_draft(linter: Linter) -> None:
    """An opinion given as advice is no finding in an announcement; a patient's name still is."""
    text = (
        "Honestly I think nobody under fifty needs a cholesterol test. "
        "So happy for Wilhelmina Adeyemi-Torres, who finished her last cycle of chemo with us!"
    )
    announced = Linter(linter.policy.for_type("announcement"), linter.model)
    before, after = ({f.rule for f in each.check(text, rewrites=False).findings} for each in (linter, announced))
    assert "opinion-as-advice" in before
    assert "opinion-as-advice" not in after
    assert "patient-name" in before & after


def test_a_type_demands_front_matter(tmp_path: Path) -> None:
    """Every demand must be met, each by one of its keys; the finding stands at the first sentence."""
    policy = load_policy(_write(tmp_path, OWN), type="notice")
    lacking = "---\npostlint:\n  consent: {id: C-1}\n---\n\nThe door sticks."
    (finding,) = [f for f in _found(policy, lacking) if f.rule == "type-lacks-a-field"]
    assert (finding.severity, lacking[finding.start : finding.end]) == ("warning", "The door sticks.")
    assert finding.message == "The front matter of this kind of post must also hold: author."
    assert policy.lacking({"consent": "C-1"}) == (("author",),)
    assert policy.lacking({"author": "A"}) == (("consent", "case"),)
    assert policy.lacking({}) == (("consent", "case"), ("author",))
    met = lacking.replace("consent: {id: C-1}", "case: invented\n  author: {name: A}")
    assert "type-lacks-a-field" not in _rules(policy, met)
    assert "type-lacks-a-field" not in _rules(policy.for_type(""), lacking)


def test_a_type_survives_another_profile(tmp_path: Path) -> None:
    """So do the audience and the day."""
    policy = load_policy(_write(tmp_path, OWN), type="notice", audience="peer", today=date(2026, 1, 1))
    other = policy.with_profiles("uk-gmc")
    assert (other.type, other.audience, other.today) == ("notice", "peer", date(2026, 1, 1))
    assert [profile.name for profile in other.profiles] == ["uk-gmc", "quay"]


def test_unknown_types_and_audiences_name_the_nearest() -> None:
    """The list is the clinic's: what is not in it is refused."""
    with pytest.raises(PolicyError, match="unknown content type 'announcment'; did you mean 'announcement'"):
        load_policy(type="announcment")
    with pytest.raises(PolicyError, match="unknown content type 'x'; expected one of announcement, education"):
        DEFAULT.for_type("x")
    with pytest.raises(PolicyError, match="unknown audience 'pear'; did you mean 'peer'"):
        DEFAULT.for_audience("pear")  # type: ignore[arg-type]


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["112", "999"], "call 999.", "999"), (["112"], "call 1125", None), (["112"], "route A112", None),
        (["116 123"], "116-123", "116-123"), (["116 123"], "116123", "116123"), (["116 123"], "116 1234", None),
        (["1-800-222-1222"], "1 800 222 1222", "1 800 222 1222"), (["a.b (c)"], "say a.b (c) now", "a.b (c)"),
        (["a.b"], "axb", None), (["Rope Walk"], "in Rope\nWalk", "Rope\nWalk"), (["Rope Walk"], "RopeWalk", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["{}", "(?x: {} )"])
def test_a_list_is_an_alternation_of_whole_words(words: list[str], text: str, found: str | None, form: str) -> None:
    """Nothing in a word is taken for an expression; only a number's gaps may differ."""
    match = re.search(form.format(alternation(words)), text)
    assert (match.group() if match else None) == found


def test_only_names_in_braces_are_references() -> None:
    """Repetitions and escaped braces stay what they are."""
    assert expand(r"a{2}\{x}{2,3}", lambda name: pytest.fail(name)) == r"a{2}\{x}{2,3}"
    assert re.fullmatch(expand("a{x}{2}", lambda name: ["b" if name == "x" else ""]), "ab") is None


def test_each_profile_asks_for_its_own_number(tmp_path: Path) -> None:
    """By default any country's will do; under profiles it must be that of each."""
    policy = load_policy(_write(tmp_path, OWN))
    assert "no-number" in _rules(policy, "For help, call 911.")
    assert "no-number" not in _rules(policy, "For help, call 555 0199.")
    anywhere = policy.for_profiles([])
    for number in ("911", "999", "000", "112", "108", "5550111"):
        assert "no-number" not in _rules(anywhere, f"For help, call {number}.")
    assert "no-number" in _rules(anywhere, "For help, call 123.")
    both = policy.for_profiles(["uk-gmc", "us-hipaa"])
    assert "no-number" in _rules(both, "For help, call 911.")
    assert "no-number" in _rules(both, "For help, call 999.")
    assert "no-number" not in _rules(both, "For help, call 911 or call 999.")


def test_a_phrase_may_be_a_list(tmp_path: Path) -> None:
    """Beside other phrases."""
    policy = load_policy(_write(tmp_path, OWN))
    for text in ("Seen in rope walk.", "Seen in Chandler's Row.", "Seen in the alley."):
        assert "no-number" in _rules(policy, text)
    assert "no-number" not in _rules(policy, "Seen in streets.")


def test_a_clinics_list_replaces_every_countrys(tmp_path: Path) -> None:
    """Its own decision, under any profile."""
    policy = load_policy(_write(tmp_path, OWN.replace("lists:\n", "lists:\n  emergency: 321\n", 1)))
    for each in (policy, policy.for_profiles([]), policy.for_profiles(["ie", "uk-gmc"])):
        assert "no-number" in _rules(each, "For help, call 999.")
        assert "no-number" not in _rules(each, "For help, call 321.")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("call {emergency}", "call {emergancy}", 27, "unknown list 'emergancy'; did you mean 'emergency'"),
        ('"{streets}"', '"{street}"', 28, "unknown list 'street'; did you mean 'streets'"),
        ("streets: [", "Streets: [", 4, "expected a name of small letters"),
        ("[Rope Walk, Chandler's Row]", "[]", 4, "the list 'streets' is an empty list"),
        ("    title: A note on the door\n", "", 12, "the content type 'notice' lacks 'title'"),
        ("off: [", "of: [", 14, "unknown key 'of' in the content type 'notice'; did you mean 'off'"),
        ("opinion-as-advice", "opinion-as-advise", 14, "unknown rule 'opinion-as-advise'; did you mean"),
        ("dose-or-regimen", "patient-name", 14, "may not switch off 'patient-name': no kind of post excuses"),
        ("[Ask for help.]", "[{text: Ask for help., type: memo}]", 29, "unknown content type 'memo'"),
        ("[Ask for help.]", "[{text: Ask, profiles: quey}]", 29, "unknown profile 'quey'; did you mean 'quay'"),
        ("[Ask for help.]", "[{text: Ask for help., day: today}]", 29, "expected a date such as 2026-11-28 for day"),
        ("demand: [[consent, case], author]", "demand: []", 15, "demand is an empty list"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """In lists, in what refers to them, and in content types."""
    assert OWN.count(old) == 1
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, OWN.replace(old, new)))
    assert said in caught.value.reason
    assert caught.value.line == line


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A draft and a rules file; the linter has the real policy and no model."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text("Wash your hands.\n")
    _write(tmp_path, OWN)

    def make(rules_path: Path | None, audience: None, **chosen: object) -> FakeLinter:
        return FakeLinter(making.make_policy(rules_path, audience, **chosen))

    monkeypatch.setattr(making, "make_linter", make)
    return tmp_path


def run(*args: str, **kwargs: object) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, list(args), **kwargs)  # type: ignore[arg-type]


@pytest.mark.usefixtures("folder")
class TestCommandLine:
    def test_the_report_names_profiles_and_type(self) -> None:
        """Those that were asked for, in the order of the rules file; without any, none, and nothing is stale."""
        options = ("--profile", "ie", "--profile", "us-hipaa", "--type", "education")
        result = run("draft.txt", "--format", "json", *options)
        policy = json.loads(result.stdout)["policy"]
        assert result.exit_code == 0
        assert (policy["profiles"], policy["type"]) == (["us-hipaa", "ie"], "education")
        bare = json.loads(run("draft.txt", "--format", "json").stdout)["policy"]
        assert (bare["profiles"], bare["type"], bare["stale"]) == ([], None, [])

    @pytest.mark.parametrize("command", [["draft.txt", "--format", "json"], ["batch", "-"]])
    def test_a_stale_profile_is_told_on_standard_error(self, command: list[str]) -> None:
        """One line; the report says it too, and the draft is checked all the same."""
        result = run(*command, "--rules", "rules.yaml", input='{"text": "Hello."}')
        assert result.exit_code == 0
        assert result.stderr == (
            "postlint: the profile quay was last reviewed on 2001-01-31; its rules may have changed\n"
        )
        if command[0] != "batch":
            assert json.loads(result.stdout)["policy"]["stale"] == ["quay"]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--profile", "uk-gcm"], "unknown profile 'uk-gcm'; did you mean 'uk-gmc'?"),
            (["--profile", "uk"], "unknown profile 'uk'; did you mean 'uk-gmc'?"),
            (["--type", "educatoin"], "unknown content type 'educatoin'; did you mean 'education'?"),
        ],
    )
    @pytest.mark.parametrize("command", [["draft.txt"], ["batch", "-"], ["rules"]])
    def test_a_slip_of_the_pen_is_one_line(self, command: list[str], options: list[str], said: str) -> None:
        """Nothing is checked."""
        result = run(*command, *options, input='{"text": "Hello."}')
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"postlint: {said}\n"

    def test_rules_and_explain_show_a_profiles_severities(self) -> None:
        """And what a type switches off."""

        def severity(*options: str) -> str:
            rows = run("rules", *options).stdout.splitlines()
            return {row.split()[1]: row.split()[0] for row in rows if row[:1].strip()}[self.rule]

        self.rule = "testimonial-used"
        assert (severity(), severity("--profile", "au-ahpra")) == ("warning", "error")
        self.rule = "opinion-as-advice"
        assert (severity(), severity("--type", "announcement")) == ("error", "off")
        page = run("explain", "testimonial-used", "--profile", "au-ahpra").stdout
        assert "error for public, clinic and reply" in page
        assert "error for clinic" in run("explain", "testimonial-used").stdout

"""Jurisdictions: what each changes, when one is too old, and mistakes with their lines."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from postlint import Linter
from postlint.errors import PolicyError
from postlint.policy import AUDIENCES, Policy
from postlint.profile import Profile
from postlint.reading.files import load
from postlint.rulebook import load_policy

from .conftest import ROOT

DEFAULT = load_policy()
assert DEFAULT.rulebook is not None
SHIPPED = {profile.name: profile for profile in DEFAULT.rulebook.profiles()}

OWN = """\
extends: default
policy: {profiles: [uk-gmc, harbour]}
profiles:
  harbour:
    title: The harbour's own
    reviewed_on: 2026-01-31
    sources: [Harbour board]
    parameters: {quasi_warn: 1}
    severities:
      patient-connection: {public: error}
    messages: {patient-name: No names at the quay.}
    lists: {emergency: [555-0199]}
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- the shipped ones -------------------------------------------------------------------------------------------------


def test_the_seven_jurisdictions_are_there() -> None:
    """Each with a title, sources, a day of review and its emergency number."""
    assert list(SHIPPED) == ["us-hipaa", "uk-gmc", "au-ahpra", "ca", "eu-gdpr", "in", "ie"]
    for profile in SHIPPED.values():
        assert profile.title
        assert profile.sources
        assert profile.lists["emergency"]
        date.fromisoformat(profile.reviewed_on)
    assert SHIPPED["au-ahpra"].lists["emergency"] == ("000",)  # a number in YAML, kept as it is dialled


@pytest.mark.parametrize(
    ("name", "warn", "error", "small"),
    [
        ("us-hipaa", 3, 5, 10), ("uk-gmc", 2, 4, 7), ("au-ahpra", 2, 4, 10), ("ca", 2, 4, 10),
        ("eu-gdpr", 2, 3, 10), ("in", 3, 5, 10), ("ie", 2, 4, 10),
    ],
)  # fmt: skip
def test_thresholds(name: str, warn: float, error: float, small: float) -> None:
    """As the jurisdictions have them, in the parameters and in the rule that is made with them."""
    policy = load_policy(profiles=[name])
    assert policy.parameters["quasi_warn"] == warn
    assert policy.parameters["quasi_error"] == error
    assert policy.parameters["small_count_max"] == small
    (match,) = policy.rule("C201").matches
    assert (match.warn_from, match.error_from) == (warn, error)


def test_any_picture_of_a_patient_blocks_in_india() -> None:
    """Elsewhere one without a face in it is only asked about: no probability reaches what would make it sure."""
    sure = {name: [m.sure for m in load_policy(profiles=[name]).rule("M703").matches] for name in ("in", "ca")}
    assert all(each <= DEFAULT.parameters["sure_from"] for each in sure["in"])
    assert max(sure["ca"]) > 1
    assert [m.sure for m in DEFAULT.rule("M703").matches] == sure["ca"]


def test_no_profile_is_the_american_thresholds() -> None:
    """They change only whose emergency number counts, and that medicines on prescription may be advertised."""
    american = load_policy(profiles=["us-hipaa"])
    assert american.parameters == DEFAULT.parameters
    changed = {rule.name for rule, other in zip(american.rules, DEFAULT.rules, strict=True) if rule != other}
    assert changed == {"missing-emergency-signpost", "prescription-product-promotion"}
    assert DEFAULT.profiles == ()
    assert [p.name for p in american.profiles] == ["us-hipaa"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_switches_nothing_off(name: str) -> None:
    """What objects to somebody by default objects under every profile."""
    for rule in load_policy(profiles=[name]).rules:
        for audience in AUDIENCES:
            off = DEFAULT.rule(rule.name).severity[audience] is None
            assert rule.severity[audience] is not None or off


def test_severities_of_the_overlay() -> None:
    """A few that differ by country, for those readers that the overlay names."""
    australian, indian, canadian = (load_policy(profiles=[name]) for name in ("au-ahpra", "in", "ca"))
    assert DEFAULT.rule("testimonial-used").severity["public"] == "warning"
    assert australian.rule("testimonial-used").severity["public"] == "error"
    assert australian.rule("testimonial-used").severity["peer"] == "info"
    assert indian.rule("superiority-or-credential-claim").severity["public"] == "error"
    assert canadian.rule("superiority-or-credential-claim").severity["public"] == "warning"
    assert canadian.rule("relative-time-or-live-narration").severity["public"] == "error"
    assert "law" in australian.rule("testimonial-used").message


@pytest.mark.parametrize("profile", SHIPPED.values(), ids=list(SHIPPED))
def test_a_profiles_message_is_one_short_line(profile: Profile) -> None:
    """It stands where the rule's own would."""
    assert all(len(message) <= 120 for message in profile.messages.values())


def test_findings_by_default_are_those_of_the_american_profile(linter: Linter) -> None:
    """On the examples, to the character; a linter may be asked for the profile by name."""
    american = Linter(load_policy(), linter.model, profiles=["us-hipaa"])
    for path in sorted((ROOT / "examples").iterdir()):
        document = load(str(path))
        assert american.check(document, rewrites=False) == linter.check(document, rewrites=False)


def test_an_exact_age_is_asked_about_where_decades_are_kept(linter: Linter) -> None:
    """Below ninety it is asked about in the United Kingdom and not in the United States; a decade is right in both."""
    british = Linter(linter.policy, linter.model, profiles=["uk-gmc"])
    text = "42F, new AF, no other history. Would you start apixaban now or wait for the echo?"
    report = british.check(text)
    (finding,) = [f for f in report.findings if f.rule == "age-precision"]
    # The combination of age and condition asks about the age already, so that the rule itself only informs.
    assert (finding.severity, text[finding.start : finding.end]) == ("info", "42")
    assert "quasi-identifier-combination" in {f.rule for f in report.findings if f.severity == "warning"}
    assert [edit.text for rewrite in finding.rewrites for edit in rewrite.edits] == ["Woman in her forties"]
    decade = text.replace("42F", "Woman in her forties")
    for checked in (linter.check(text), british.check(decade)):
        assert "age-precision" not in {f.rule for f in checked.findings}


# --- a clinic's own file ----------------------------------------------------------------------------------------------


def test_no_names_no_profile(tmp_path: Path) -> None:
    """A policy can be freed of the profiles that its file names; one without a file has none."""
    policy = load_policy(_write(tmp_path, OWN))
    assert [p.name for p in policy.profiles] == ["uk-gmc", "harbour"]
    assert policy.for_profiles([]).parameters == DEFAULT.parameters
    assert policy.for_profiles([]).profiles == ()
    with pytest.raises(PolicyError, match="not read from a rules file"):
        Policy("bare", ()).for_profiles(["uk-gmc"])


def test_a_clinic_names_and_defines_profiles(tmp_path: Path) -> None:
    """Those of its file hold unless others are asked for; its own stand beside the shipped ones."""
    policy = load_policy(_write(tmp_path, OWN))
    assert policy.parameters["quasi_warn"] == 1  # the harbour's
    assert policy.parameters["quasi_error"] == 4  # the kingdom's
    assert policy.rule("patient-connection").severity["public"] == "error"
    assert policy.rule("patient-name").message == "No names at the quay."
    instead, shipped = load_policy(tmp_path / "rules.yaml", profiles=["us-hipaa"]), load_policy(profiles=["us-hipaa"])
    assert (instead.parameters, instead.rules) == (shipped.parameters, shipped.rules)


def test_a_clinic_changes_a_shipped_profile(tmp_path: Path) -> None:
    """It gives what differs."""
    text = """\
extends: default
profiles:
  uk-gmc:
    reviewed_on: 2027-05-01
    parameters: {quasi_warn: 1}
    severities: {testimonial-used: error}
"""
    policy = load_policy(_write(tmp_path, text), profiles=["uk-gmc"])
    (profile,) = policy.profiles
    shipped = SHIPPED["uk-gmc"]
    assert (profile.title, profile.sources, profile.lists) == (shipped.title, shipped.sources, shipped.lists)
    assert profile.reviewed_on == "2027-05-01"
    assert profile.parameters == {**shipped.parameters, "quasi_warn": 1}
    assert set(policy.rule("testimonial-used").severity.values()) == {"error"}
    assert policy.rule("age-precision").severity["public"] == "warning"


def test_what_the_clinic_says_itself_holds_under_every_profile(tmp_path: Path) -> None:
    """Its own decision about a shipped rule or parameter is the last word; what it leaves open the profile fills."""
    text = """\
extends: default
parameters: {quasi_warn: 9, quasi_error: 9}
rules:
  - {rule: relative-time-or-live-narration, severity: {public: info}}
  - {rule: age-precision, message: Ages go.}
"""
    policy = load_policy(_write(tmp_path, text), profiles=["ie"])
    assert (policy.parameters["quasi_warn"], policy.parameters["age_ask_from"]) == (9, 0)
    assert policy.rule("relative-time-or-live-narration").severity["public"] == "info"
    assert policy.rule("age-precision").message == "Ages go."
    assert policy.rule("age-precision").severity["public"] == "warning"


# --- age --------------------------------------------------------------------------------------------------------------


def test_a_profile_past_its_review_says_so(linter: Linter) -> None:
    """In the policy and as a notice on the draft, from the day after a year; the day is given, never looked up."""
    reviewed = date.fromisoformat(SHIPPED["ie"].reviewed_on)
    last, late = reviewed + timedelta(days=365), reviewed + timedelta(days=366)
    fresh, old = (load_policy(profiles=["ie", "ca"], today=day) for day in (last, late))
    assert (fresh.stale, old.stale) == ((), ("ca", "ie"))
    assert load_policy(profiles=["ie"]).stale == ()
    assert load_policy(today=late).stale == ()
    report = Linter(old, linter.model).check("The car park is closed on Friday.")
    (finding,) = report.findings
    assert (finding.rule, finding.family, finding.severity) == ("profile-past-its-review", "notice", "info")
    assert finding.message.endswith("the profile ca, ie.")
    assert report.verdict == "publish"
    assert Linter(fresh, linter.model).check("The car park is closed on Friday.").findings == ()


def test_how_long_a_review_lasts_is_a_parameter(tmp_path: Path) -> None:
    """A clinic that looks twice a year is told after half a year."""
    path = _write(tmp_path, "extends: default\nparameters: {review_days: 180}\n")
    assert load_policy(path, profiles=["in"], today=date(2027, 5, 27)).stale == ()
    assert load_policy(path, profiles=["in"], today=date(2027, 5, 28)).stale == ("in",)


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[uk-gmc, harbour]", "[uk-gcm]", 2, "unknown profile 'uk-gcm'; did you mean 'uk-gmc'?"),
        ("[uk-gmc, harbour]", "[ie, ie]", 2, "the same profile stands twice"),
        ("    title: The harbour's own\n", "", 4, "the profile 'harbour' lacks 'title'"),
        ("  harbour:", "  Harbour:", 4, "expected a name of small letters"),
        ("title:", "titel:", 5, "unknown key 'titel' in the profile 'harbour'; did you mean 'title'"),
        ("2026-01-31", "last year", 6, "expected a date such as 2026-11-28 for reviewed_on"),
        ("quasi_warn", "quasi_wran", 8, "unknown key 'quasi_wran' in parameters; did you mean 'quasi_warn'"),
        ("quasi_warn: 1", "quasi_warn: -1", 8, "expected zero or more"),
        ("patient-connection: {", "patient-conection: {", 10, "unknown rule 'patient-conection'; did you mean"),
        ("{public: error}", "{publc: error}", 10, "did you mean 'public'"),
        ("{public: error}", "{public: off}", 10, "a profile switches nothing off"),
        ("{public: error}", "errer", 10, "unknown severity 'errer'; did you mean 'error'"),
        ("patient-connection: {public: error}", "patient-name: {peer: info}", 10, "to make less of 'patient-name'"),
        ("messages: {patient-name", "messages: {patient-nam", 11, "unknown rule 'patient-nam'"),
        ("[555-0199]", "[]", 12, "the list 'emergency' is an empty list"),
        ("[555-0199]", "[yes]", 12, "expected text for a word of a list"),
        ("{emergency:", "{Emergency:", 12, "expected a name of small letters"),
        ("extends: default", "extends: default\nstricter: {quasi_warn: smaller}", 2, "unknown direction 'smaller'"),
        ("extends: default", "extends: default\nstricter: {quasi: lower}", 2, "unknown key 'quasi' in stricter"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """Of what a profile says, each thing."""
    assert OWN.count(old) == 1
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, OWN.replace(old, new)))
    assert said in caught.value.reason
    assert caught.value.line == line


def test_an_unknown_profile_names_the_nearest() -> None:
    """On the way in, and later."""
    for ask in (lambda: load_policy(profiles=["au-aphra"]), lambda: DEFAULT.with_profiles("au-aphra")):
        with pytest.raises(PolicyError, match="unknown profile 'au-aphra'; did you mean 'au-ahpra'"):
            ask()
    with pytest.raises(PolicyError, match="expected one of us-hipaa, uk-gmc"):
        load_policy(profiles=["zz"])
    with pytest.raises(TypeError):
        load_policy(profiles="uk-gmc")

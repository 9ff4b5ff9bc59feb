"""A clinic's own rules file: it is read strictly, extends the shipped one, and each mistake in it has its line."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from postlint.errors import PolicyError
from postlint.policy import Policy
from postlint.rulebook import load_policy

DEFAULT = load_policy()

WHOLE = """\
policy: {name: small, audience: clinic, reviewed_on: 2026-01-31}
parameters: {limit: 89}
points: {age: 1}
rules:
  - rule: old-age
    code: X1
    family: identifiers
    title: Old
    what: An age.
    why: Because.
    message: Too old.
    severity: {public: error, clinic: warning, reply: info, peer: off}
    match:
      - mention: age
        over: limit
    bad: [She is 97.]
    good: [He is young.]
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- a clinic's own file ----------------------------------------------------------------------------------------------


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """Parameters are put in, audiences kept, ``off`` is a severity and not the word false."""
    policy = load_policy(_write(tmp_path, WHOLE))
    rule = policy.rule("X1")
    assert (policy.name, policy.audience, policy.reviewed_on) == ("small", "clinic", "2026-01-31")
    assert rule.matches[0].over == 89
    assert rule.severity == {"public": "error", "clinic": "warning", "reply": "info", "peer": None}
    assert [sample.text for sample in rule.bad] == ["She is 97."]


def test_the_audience_asked_for_wins(tmp_path: Path) -> None:
    """An unknown one is an error that names the nearest."""
    assert load_policy(_write(tmp_path, WHOLE), audience="peer").audience == "peer"
    with pytest.raises(PolicyError, match="did you mean 'reply'"):
        load_policy(audience="replay")  # type: ignore[arg-type]


def test_a_file_that_only_extends_is_the_default(tmp_path: Path) -> None:
    """Extending and changing nothing changes nothing."""
    assert load_policy(_write(tmp_path, "extends: default\n")) == DEFAULT


def test_an_extension_overrides_and_adds(tmp_path: Path) -> None:
    """Parameters by name, severities by audience, other keys whole; the rest of the default stays as it was."""
    own = """\
extends: default
policy: {name: Harbour Clinic}
parameters: {age_limit: 79}
points: {occ: 3}
rules:
  - rule: patient-name
    severity: {peer: warning}
    message: No names here.
    reason: Our own closed group, all of one ward.
  - rule: small-area-location
    severity: info
    reason: The island has one town, and everybody knows that we are in it.
"""
    extra = "\n".join(WHOLE.splitlines()[4:]).replace("over: limit", "over: age_limit")
    policy = load_policy(_write(tmp_path, own + extra + "\n"))
    name, base = policy.rule("patient-name"), DEFAULT.rule("patient-name")
    assert policy.name == "Harbour Clinic"
    assert policy.reviewed_on == DEFAULT.reviewed_on
    assert name.message == "No names here."
    assert name.severity == {**base.severity, "peer": "warning"}
    assert (name.what, name.matches, name.cures, name.bad) == (base.what, base.matches, base.cures, base.bad)
    assert set(policy.rule("small-area-location").severity.values()) == {"info"}
    assert [m.over for m in policy.rule("age-precision").matches if m.over] == [79, 89]
    assert policy.rule("old-age").matches[0].over == 79
    assert policy.points == {**DEFAULT.points, "occ": 3}
    assert [r.name for r in policy.rules] == [*(r.name for r in DEFAULT.rules), "old-age"]


def test_a_match_may_set_every_condition(tmp_path: Path) -> None:
    """Each key of the rule language ends where the matchers look for it."""
    text = WHOLE.replace(
        "      - mention: age\n        over: limit\n",
        """\
      - mention: [age, date]
        who: anybody
        inside: case
        outside: [info, disc]
        absent: consent
        near: cond
        text: ['97', ninety]
        case: true
        sure: never
        missing: consent
      - pattern: '\\bX-?ray\\b'
        case: true
      - phrase: [chart number, ward list]
      - count: limit
      - metadata: {account: personal, draft: true, year: 2026}
      - metadata: [consent, case]
      - combination: [age, loc]
        warn_from: 2.5
        error_from: limit
      - passage: adv
        holding: med
        mark: holding
        score: 0.4
""",
    )
    mention, pattern, phrase, count, equal, missing, combination, passage = (
        load_policy(_write(tmp_path, text)).rules[0].matches
    )
    assert (mention.kinds, mention.who, mention.inside, mention.outside) == (
        ("age", "date"),
        (),
        ("case",),
        ("info", "disc"),
    )
    assert (mention.absent, mention.near, mention.missing, mention.sure) == (
        ("consent",),
        ("cond",),
        ("consent",),
        math.inf,
    )
    assert mention.text[1].search("ninety")
    assert not mention.text[1].search("NINETY")
    assert not re.search(pattern.kinds[0], "x-ray", re.IGNORECASE)
    assert phrase.kinds == ("chart number", "ward list")
    assert count.at_most == 89
    assert equal.equal == {"account": "personal", "draft": True, "year": 2026}
    assert missing.missing == ("consent", "case")
    assert (combination.warn_from, combination.error_from) == (2.5, 89)
    assert (passage.holding, passage.mark, passage.score) == (("med",), "holding", 0.4)


def test_matches_on_declarations_and_answers(tmp_path: Path) -> None:
    """Facts, what they are held against, and an example that is an answer."""
    text = WHOLE.replace("over: limit", "beyond_consent: true").replace(
        "    bad: [She is 97.]",
        """\
      - {declared: [stale, out-of-scope], over: limit, words: Teaching, lacking: doi, sure: never}
      - {adds: [cond, date], sentence: you}
    bad: [{text: You are 97., to: Nice people.}]""",
    )
    rule = load_policy(_write(tmp_path, text)).rules[0]
    mention, declared, adds = rule.matches
    assert mention.beyond_consent
    assert (declared.kinds, declared.over, declared.words) == (("stale", "out-of-scope"), 89, ("teaching",))
    assert declared.lacking[0].search("see DOI")
    assert (declared.sure, adds.kinds) == (math.inf, ("cond", "date"))
    assert (rule.bad[0].to, rule.bad[0].audience, rule.good[0].to) == ("Nice people.", "reply", "")


def test_a_match_may_ask_the_whole_draft_and_cap_its_severity(tmp_path: Path) -> None:
    """Words and passages of the draft, and how severe a match may be at most."""
    conditions = """\
        present: [adv, claim]
        lacking: [doi, '\\bNICE\\b']
        firm: 0.3
        at_worst: info
        yields_to: adv
"""
    text = WHOLE.replace("        over: limit\n", conditions)
    (match,) = load_policy(_write(tmp_path, text)).rules[0].matches
    assert (match.present, match.yields_to) == (("adv", "claim"), ("adv",))
    assert (match.firm, match.at_worst) == (0.3, "info")
    assert [bool(pattern.search("see nice")) for pattern in match.lacking] == [False, True]


# --- mistakes, each with its line -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title: Old", "titel: Old", 8, "unknown key 'titel' in a rule; did you mean 'title'"),
        ("points:", "pionts:", 3, "unknown key 'pionts' in a rules file; did you mean 'points'"),
        ("{age: 1}", "{aeg: 1}", 3, "unknown key 'aeg' in points; did you mean 'age'"),
        ("    title: Old\n", "", 5, "rule 'old-age' lacks 'title'"),
        ("name: small, ", "", 1, "policy lacks 'name'"),
        ("title: Old", "title: [Old]", 8, "expected text for title, found a list"),
        ("title: Old", "title: 8", 8, "found a number (put it in quotes)"),
        ("title: Old", "title: ' '", 8, "title is empty"),
        ("title: Old", "title: |\n      Old\n      age", 8, "expected one line for title"),
        ("{limit: 89}", "{limit: many}", 2, "expected a number for limit, found text"),
        ("{limit: 89}", "{limit: -1}", 2, "expected zero or more"),
        ("{limit: 89}", "{limit: .nan}", 2, "expected a number"),
        ("[She is 97.]", "[]", 16, "bad is an empty list"),
        ("family: identifiers", "family: identifier", 7, "unknown family 'identifier'; did you mean 'identifiers'"),
        ("audience: clinic", "audience: clinci", 1, "unknown audience 'clinci'; did you mean 'clinic'"),
        ("reply: info", "repply: info", 12, "unknown key 'repply' in severity; did you mean 'reply'"),
        ("reply: info, ", "", 12, "severity lacks 'reply'"),
        ("clinic: warning", "clinic: warn", 12, "unknown severity 'warn'"),
        ("rule: old-age", "rule: Old Age", 5, "expected a name of small letters"),
        ("code: X1", "code: x-1", 6, "expected a code"),
        ("2026-01-31", "2026-02-31", 1, "expected a date"),
        ("mention: age", "mention: agee", 14, "unknown kind of mention 'agee'; did you mean 'age'"),
        ("mention: age", "mention: [age, age]", 14, "the same kind of mention stands twice"),
        ("mention: age", "mentions: age", 14, "did you mean 'mention'?"),
        ("mention: age", "mention: age\n        phrase: ninety", 14, "found mention and phrase"),
        ("over: limit", "over: limits", 15, "unknown parameter 'limits'; did you mean 'limit'"),
        ("over: limit", "holding: med", 15, "unknown key 'holding' in a mention match"),
        ("over: limit", "who: patients", 15, "unknown owner 'patients'; did you mean 'patient'"),
        ("over: limit", "inside: cases", 15, "unknown kind of passage 'cases'; did you mean 'case'"),
        ("over: limit", "score: 1.5", 15, "expected a probability"),
        ("over: limit", "present: cases", 15, "unknown kind of passage 'cases'; did you mean 'case'"),
        ("over: limit", "yields_to: advice", 15, "unknown kind of passage 'advice'"),
        ("over: limit", "lacking: 'x)'", 15, "bad regular expression: unbalanced parenthesis at character 2"),
        ("over: limit", "lacking: []", 15, "empty list"),
        ("over: limit", "firm: 2", 15, "expected a probability"),
        ("over: limit", "at_worst: error", 15, "unknown severity 'error'"),
        ("over: limit", "case: maybe", 15, "expected true or false for case"),
        ("mention: age\n        over: limit", "declared: expird", 14, "unknown fact of a declaration 'expird'"),
        ("mention: age", "repeats: age", 15, "unknown key 'over' in a repeats match"),
        ("over: limit", "beyond_consent: perhaps", 15, "expected true or false for beyond_consent"),
        ("over: limit", "text: 'x)'", 15, "bad regular expression: unbalanced parenthesis at character 2"),
        ("over: limit", "text:\n          - fine\n          - '(a+)+b'", 17, "can run for ever"),
        ("over: limit", "text: 'x*'", 15, "matches the empty text"),
        (
            "mention: age\n        over: limit", "combination: [age]", 14,
            "a combination match lacks 'warn_from', 'error_from'",
        ),
        (
            "mention: age\n        over: limit", "combination: [age]\n        warn_from: 3\n        error_from: 2", 15,
            "warn_from is above error_from",
        ),
        ("    bad:", "    rewrite: [{operation: remove, title: x}]\n    bad:", 16, "unknown operation 'remove'"),
        ("    bad:", "    rewrite: [{operation: generalise, title: x}]\n    bad:", 16, "needs 'ladder'"),
        (
            "    bad:", "    rewrite: [{operation: omit, text: y, title: x}]\n    bad:", 16,
            "'text' belongs to the operation",
        ),
        ("    bad:", "    rewrite: [{operation: omit, safety: save, title: x}]\n    bad:", 16, "did you mean 'safe'"),
        ("[She is 97.]", "[{text: She, audience: pear}]", 16, "did you mean 'peer'"),
        ("title: Old", "title: Old\n    title: Older", 9, "the key 'title' stands twice (first in line 8)"),
        ("title: Old", "title: &t Old", 8, "anchors and aliases"),
        ("title: Old", "title: *t", 8, "anchors and aliases"),
        ("title: Old", "title: !!python/name:os.system x", 8, "tags (!) are not allowed"),
        ("title: Old", "title: [Old", 9, "not YAML"),
        ("title: Old", "title: Old\n\ttab: x", 9, "not YAML"),
        ("title: Old", "title: " + "[" * 30 + "]" * 30, 8, "nested deeper"),
        ("title: Old", "title: a\x07b", 8, "not YAML"),
        ("good: [He is young.]", "good: [He is young.]\n---\nmore: 1", 18, "expected one document"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """The error names the file and the line, and says what was expected."""
    assert WHOLE.count(old) == 1
    path = _write(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert said in caught.value.reason
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("extends: defualt\n", 1, "unknown policy to extend 'defualt'; did you mean 'default'"),
        (
            "extends: default\nparameters:\n  age_limt: 3\n", 3,
            "unknown key 'age_limt' in parameters; did you mean 'age_limit'",
        ),
        ("extends: default\nrules:\n  - rule: patient-nam\n    severity: off\n", 3, "did you mean 'patient-name'"),
        (
            "extends: default\nrules:\n  - rule: patient-name\n    code: P999\n", 4,
            "the code of a shipped rule stays (P101)",
        ),
        ("extends: default\nrules:\n  - rule: patient-name\n    severity: {publc: off}\n", 4, "did you mean 'public'"),
        (
            "extends: default\nrules:\n  - {rule: patient-name, message: a}\n  - {rule: patient-name, message: b}\n", 4,
            "the rule 'patient-name' stands twice (first in line 3)",
        ),
        (
            "extends: default\nrules:\n  - rule: patient-name\n    match: [{mention: name, text: '(a|aa)*b'}]\n", 4,
            "for ever",
        ),
        ("extends: default\npolicy:\n  review: holds\n", 3, "unknown review 'holds'; did you mean 'hold'"),
        ("extends: default\npolicy:\n  review: true\n", 3, "unknown review 'true'; expected one of allow, hold"),
        ("extends: default\npolicy:\n  review: [hold]\n", 3, "expected review (allow, hold), found a list"),
        ("- a\n- b\n", 1, "expected keys and values for a rules file, found a list"),
        ("", 0, "empty"),
        ("# nothing but this\n", 0, "empty"),
        ("policy: {name: x}\n", 1, "a rules file lacks 'rules'"),
    ],
)  # fmt: skip
def test_a_mistaken_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    """Extensions and files that are no policy at all."""
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, text))
    assert said in caught.value.reason
    assert caught.value.line == line


def test_two_rules_may_not_share_a_code(tmp_path: Path) -> None:
    """A code means one rule, for ever; the line is that of the second."""
    second = "\n".join(WHOLE.splitlines()[4:]).replace("old-age", "other-age")
    with pytest.raises(PolicyError, match="the code X1 belongs to the rule 'old-age'") as caught:
        load_policy(_write(tmp_path, WHOLE + second + "\n"))
    assert caught.value.line == 19


def test_files_that_cannot_be_a_policy(tmp_path: Path) -> None:
    """Missing, a folder, over a megabyte, not UTF-8: one line each."""
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path / "absent.yaml")
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path)
    with pytest.raises(PolicyError, match="at most 1,000,000 bytes"):
        load_policy(_write(tmp_path, "#" * 1_000_001))
    (tmp_path / "latin.yaml").write_bytes(b"policy:\n  name: caf\xe9\n")
    with pytest.raises(PolicyError, match="UTF-8") as caught:
        load_policy(tmp_path / "latin.yaml")
    assert caught.value.line == 2


def test_policies_are_frozen(tmp_path: Path) -> None:
    """Nobody changes a policy that is in use."""
    policy: Policy = load_policy(_write(tmp_path, WHOLE))
    with pytest.raises(TypeError):
        policy.parameters["limit"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        policy.rules[0].severity["public"] = None  # type: ignore[index]

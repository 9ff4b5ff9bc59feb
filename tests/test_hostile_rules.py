"""A rules file that is broken or means harm: refused with its line, and nothing hangs, neither reading nor checking."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import regex

from postlint import Linter, timed
from postlint.annotation import Annotations, Sentence
from postlint.document import Document
from postlint.errors import PolicyError, StageError
from postlint.policy import Policy
from postlint.reading import read
from postlint.rulebook import load_policy
from postlint.rulebook_nodes import MAX_ENTRIES
from postlint.rulebook_patterns import compile_pattern
from postlint.rules.matching import match_rules
from postlint.rules.page import Page
from postlint.timed import TimedPattern, time_limit

#: Seconds of work that nothing here may take, be the machine busy with other things or not.
PATIENCE = 20.0

OWN = """\
extends: default
rules:
  - rule: own-words
    code: X901
    family: boundaries
    title: A title
    what: Something.
    why: Because.
    message: Say it differently.
    severity: warning
    match:
      - phrase: raffle
    bad: [Join our raffle.]
    good: [Join our walk.]
"""


@contextmanager
def _soon() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < PATIENCE


def _refused(folder: Path, text: str | bytes) -> PolicyError:
    path = folder / "own.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with _soon(), pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert caught.value.path == str(path)
    assert len(str(caught.value)) < len(str(path)) + 1_500  # a terminal is no place for a megabyte
    assert "\n" not in str(caught.value)
    return caught.value


def _own(folder: Path, match: str) -> Policy:
    path = folder / "own.yaml"
    path.write_text(OWN.replace("phrase: raffle", match), encoding="utf-8")
    return load_policy(path)


BOMB = 'a: &a ["lol","lol"]\n' + "".join(
    f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
LONG = "x" * 900_000


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param(BOMB, 1, "anchors and aliases", id="bomb"),
        pytest.param("extends: default\nrules: *rules\n", 2, "anchors and aliases", id="alias"),
        pytest.param("extends: default\n<<: {rules: []}\n", 2, "unknown key '<<'", id="merge key"),
        pytest.param("extends: default\nrules: !!python/object/apply:os.system [ls]\n", 2, "tags", id="tag"),
        pytest.param("extends: default\nrules: " + "[" * 200_000, 2, "nest", id="deep list"),
        pytest.param("extends: default\nrules: " + "{a: " * 100_000, 2, "nested deeper", id="deep map"),
        pytest.param("extends: default\nrules:\n" + "- " * 100_000, 3, "nested deeper", id="deep block"),
        pytest.param("extends: default\nrules: " + "? " * 100_000, 2, "not YAML", id="deep keys"),
        pytest.param("extends: default\n" + "#" * 9_999_000 + "\n", 2, "at most 1,000,000 bytes", id="10 MB line"),
        pytest.param("extends: default\n" + "# no\n" * 2_000_000, 199_998, "at most 1,000,000 bytes", id="10 MB"),
        pytest.param(f"extends: default\n{LONG}: 1\n", 2, "not YAML", id="long key"),
        pytest.param(f"extends: default\n? {LONG}\n: 1\n", 2, "unknown key 'xxx", id="long explicit key"),
        pytest.param(f"extends: {LONG}\n", 1, "unknown policy to extend 'xxx", id="long word"),
        pytest.param(f"extends: default\nparameters: {{age_limit: {'9' * 900_000}}}\n", 2, "number", id="long number"),
        pytest.param(
            f"extends: default\nparameters: {{age_limit: {':'.join(['59'] * 200_000)}}}\n", 2, "number", id="base sixty"
        ),
        pytest.param(
            "extends: default\nrules: [" + "a, " * 300_000 + "]\n", 2, f"more than {MAX_ENTRIES:,}", id="long list"
        ),
        pytest.param(
            "extends: default\nparameters:\n" + "".join(f"  p{n}: 1\n" for n in range(60_000)), MAX_ENTRIES + 3,
            f"more than {MAX_ENTRIES:,}", id="many keys",
        ),
        pytest.param(b"extends: default\n\x00\x00\x00", 2, "not YAML", id="zeros"),
        pytest.param(b"extends: default\n\xff\xfe", 2, "UTF-8", id="not utf-8"),
        pytest.param("extends: default\nrules: 'open\n" + "more\n" * 1000, 1003, "not YAML", id="open quote"),
        pytest.param("extends: default\nrules: {}\n", 2, "expected a list for rules", id="wrong type"),
        pytest.param("extends: default\nrulez: []\n", 2, "did you mean 'rules'", id="unknown key"),
        pytest.param("extends: default\n? 'a\n\n  b'\n: 1\n", 2, "unknown key 'a b'", id="a key of two lines"),
        pytest.param("%YAML 9.9\n---\nextends: default\n", 1, "not YAML", id="version"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int, said: str) -> None:
    """Whatever it tries, it is one short line with a number, soon."""
    error = _refused(tmp_path, text)
    assert said in error.reason
    assert error.line == line


def test_a_file_that_is_a_device_is_refused() -> None:
    """One without an end is read no further than any other."""
    with _soon(), pytest.raises(PolicyError, match="at most 1,000,000 bytes"):
        load_policy("/dev/zero")


# --- regular expressions: refused on sight ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+$", "(?:a|aa)*b", r"(\w+\s?)+$", r"^(?:\d+,?)*x", "(?:(?:x?){900}){900}y",
        "(?:(?:a{1,1000}b){1000}c){1000}",
        "(" * 2_000 + "a" + ")" * 2_000, "(?:" * 300 + "a{2}" + "){2}" * 300,
        "a" * 5_000, "(?P<n>a)(?P<n>b)", "[[a]--b]",
        "x*", r"\p{Lu}+", "(?>", "a{99999999999}", "(?:(?<=b{2,9})a)x",
    ],
    ids=lambda source: source[:24],
)  # fmt: skip
def test_a_hostile_expression_is_refused_with_its_line(tmp_path: Path, source: str) -> None:
    """Exponential, huge, empty, or not of this language."""
    text = OWN.replace("      - phrase: raffle\n", f"      - pattern:\n          - fine\n          - '{source}'\n")
    assert _refused(tmp_path, text).line == 14


def test_many_costly_expressions_are_read_soon(tmp_path: Path) -> None:
    """A file full of the longest choices that are allowed."""
    words = "|".join(f"{a}{b}{c}" for a in "abcdefgh" for b in "abcdefghijk" for c in "uvwxyz")[:3_900].rstrip("|")
    listed = "".join(f"          - 'z{n}(?:{words})q'\n" for n in range(200))
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("      - phrase: raffle\n", f"      - pattern:\n{listed}"), encoding="utf-8")
    with _soon():
        assert len(load_policy(path).rule("own-words").matches[0].kinds) == 200


# --- regular expressions: stopped in time -----------------------------------------------------------------------------


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time: what would never end does not end in that either."""
    monkeypatch.setattr(timed, "SECONDS", timed.SECONDS / 10)


SLOW = r"\w*\w*\w*\w*\w*\w*[!?][;:]"


def _page(text: str) -> Page:
    document = Document(text)
    prose = read(document)
    return Page(document, prose, Annotations(sentences=(Sentence(0, len(prose.text)),)))


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize(
    "match", [f"pattern: '{SLOW}'", f"phrase: raffle\n        sentence: '{SLOW}'"], ids=["pattern", "condition"]
)
def test_a_slow_expression_is_stopped_and_the_draft_is_not_checked(tmp_path: Path, match: str) -> None:
    """The guard lets it through: it is a power of the length. Then time decides, and what was not checked says so."""
    policy = _own(tmp_path, match)
    own = replace(policy, rules=(policy.rule("own-words"),))
    assert compile_pattern(SLOW)
    with _soon(), pytest.raises(StageError, match="'own-words', whose patterns took too long"):
        match_rules(own, _page("Our raffle " + "x" * 4_000 + "."))
    assert len(match_rules(_quick(tmp_path), _page("Our raffle " + "x" * 4_000 + "."))) == 1


def _quick(folder: Path) -> Policy:
    policy = _own(folder, "phrase: raffle")
    return replace(policy, rules=(policy.rule("own-words"),))


@pytest.mark.usefixtures("_hurried")
def test_all_own_rules_share_one_budget(tmp_path: Path) -> None:
    """Not each of two hundred slow rules has its own two seconds."""
    policy = _own(tmp_path, f"pattern: '{SLOW}'")
    rules = tuple(replace(policy.rule("own-words"), name=f"own-{n}") for n in range(200))
    with _soon(), pytest.raises(StageError):
        match_rules(replace(policy, rules=rules), _page("x" * 4_000))


def test_a_long_list_of_phrases_is_searched_under_the_limit(tmp_path: Path) -> None:
    """The longest list of phrases that a file may hold, on a long draft: found or given up, but soon."""
    words = ", ".join(f"word{n} or other" for n in range(MAX_ENTRIES))
    policy = _own(tmp_path, f"phrase: [{words}, raffle]".replace(f", word{MAX_ENTRIES - 1} or other", ""))
    own = replace(policy, rules=(policy.rule("own-words"),))
    with _soon():
        assert len(match_rules(own, _page("nothing of it " * 2_000 + "raffle."))) == 1


@pytest.mark.usefixtures("_hurried")
def test_a_draft_that_was_not_checked_is_never_clean(tmp_path: Path, linter: Linter) -> None:
    """From the clinic's file to the report: verdict block, not complete, and why (law 4)."""
    slow = Linter(_own(tmp_path, f"pattern: '{SLOW}'"), linter.model)
    with _soon():
        (report,) = slow.check_many(["Our raffle " + "x" * 4_000 + "."])
    assert (report.verdict, report.complete) == ("block", False)
    assert "own-words" in report.reason


@pytest.mark.usefixtures("_hurried")
def test_the_limit_ends_with_the_draft() -> None:
    """Time used up on one draft is not missing on the next, and an expression outside any has a limit as well."""
    pattern = TimedPattern("(?:a?){30}a{30}b|c")
    hard = "a" * 100_000
    for search in (lambda: pattern.search(hard), lambda: list(pattern.finditer(hard))):
        _gives_up(search)
    with time_limit(0):
        assert pattern.search("c")


def _gives_up(search: Callable[[], object]) -> None:
    with _soon(), pytest.raises(TimeoutError), time_limit(0):
        search()


# --- two engines, one language ----------------------------------------------------------------------------------------


def test_the_timed_engine_reads_the_shipped_expressions_as_python_does() -> None:
    """A clinic may copy any of them into a rule of its own: in every example they find the same places."""
    policy = load_policy()
    texts = [sample.text for rule in policy.rules for sample in (*rule.bad, *rule.good)]
    sources = set()
    for rule in policy.rules:
        for match in rule.matches:
            sources |= {p.pattern for p in (*match.text, *match.not_text, *match.sentence, *match.not_sentence)}
            sources |= set(match.kinds) if match.on == "pattern" else set()
    assert len(sources) > 100
    for source in sources:
        ours, timed = compile_pattern(source), TimedPattern(source)
        for text in texts:
            assert [m.span() for m in ours.finditer(text)] == [m.span() for m in timed.finditer(text)], source


def test_only_what_a_clinic_wrote_runs_in_the_timed_engine(tmp_path: Path) -> None:
    """To change a severity changes no expression; the shipped ones stay in the faster engine."""
    path = tmp_path / "own.yaml"
    path.write_text("extends: default\nrules:\n  - {rule: patient-connection, severity: error}\n", encoding="utf-8")
    assert load_policy(path).rule("patient-connection").matches == load_policy().rule("patient-connection").matches
    assert not any(match.timed for rule in load_policy(path).rules for match in rule.matches)
    (own,) = _own(tmp_path, "pattern: 'raff?le'\n        sentence: tickets").rule("own-words").matches
    assert own.timed
    assert [type(pattern) for pattern in own.sentence] == [TimedPattern]


def test_the_regex_module_stops() -> None:
    """What the time limit rests on."""
    with _soon(), pytest.raises(TimeoutError):
        list(regex.compile(SLOW).finditer("x" * 4_000, timeout=0.2))

"""``postlint init`` writes a clinic's own rules file that is right, and asks for no more than it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from postlint.cli import init as init_module
from postlint.cli.init import COUNTRIES, Answers, rules_file
from postlint.rulebook import load_policy
from postlint.rulebook_checking import problems

from .test_policy_files import _plain, _valid, _write, run

HOSTILE = 'O\'Hara: "Clinic" #1 {a} [b] & *c* \\ é 😉 - yes'


@pytest.mark.parametrize("country", list(COUNTRIES))
def test_what_init_writes_is_right(tmp_path: Path, country: str) -> None:
    """With every answer, and with none."""
    for answers in (Answers(country=country), Answers(country, "clinic", HOSTILE, (HOSTILE, "Ines"), *[HOSTILE] * 3)):
        text = rules_file(answers)
        assert problems(_write(tmp_path, text)) == []
        assert _valid(text)
        policy = load_policy(tmp_path / "own.yaml")
        assert policy.name == (answers.practice or "Our practice")
        assert policy.audience == answers.audience
        profile = COUNTRIES[country]
        assert policy.rules == load_policy(profiles=[profile] if profile else ()).rules


def test_what_init_writes_as_comments_is_right_too(tmp_path: Path) -> None:
    """Whoever takes the marks away has rules that work: the comments are examples, not decoration."""
    text = rules_file(Answers())
    head, rules = text.split("# rules:\n")
    shown = "\n".join(
        line[2:] if line.startswith("# ") and not line.startswith("# ...") else "" for line in rules.splitlines()
    )
    policy = load_policy(_write(tmp_path, f"{head}rules:\n{shown}\n"))
    assert policy.rule("patient-connection").severity["public"] == "error"
    assert policy.rule("no-raffles").code == "X901"


def test_init_asks_and_falls_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven questions; an empty answer is the one that is offered; an option is not asked for."""
    monkeypatch.setattr(init_module, "asks", lambda: True)
    path = tmp_path / "own.yaml"
    result = run("init", str(path), "--website", "harbour.example.org", input="\n\nHarbour\nInes, Tom\n555-0142\n\n")
    assert result.exit_code == 0, result.output
    assert result.output.count("?") + result.output.count(": ") >= 6
    assert "website" not in result.output
    assert load_policy(path).handout.contacts["practice"] == "Harbour"
    assert "Ines" in path.read_text(encoding="utf-8")


def test_init_overwrites_nothing_and_asks_nobody(tmp_path: Path) -> None:
    """A file that is there stays; without a terminal there must be --yes."""
    path = _write(tmp_path, "mine\n")
    result = run("init", str(path), "--yes")
    assert (result.exit_code, path.read_text(encoding="utf-8")) == (2, "mine\n")
    assert "exists already" in result.stderr
    result = run("init", str(tmp_path / "new.yaml"))
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert not (tmp_path / "new.yaml").exists()


def test_init_writes_the_profile_and_the_clinics_own_details() -> None:
    """What the reader would refuse as a detail is left out, and stands in the handout all the same."""
    answers = Answers("uk", "public", "Harbour", ("Ines Falkenrath",), "555-0142", "", "https://harbour.example.org/a")
    told = _plain(rules_file(answers))
    assert told["policy"]["profiles"] == ["uk-gmc"]
    assert told["clinic"] == {
        "name": "Harbour", "staff": [{"name": "Ines Falkenrath"}], "phones": ["555-0142"],
        "domains": ["harbour.example.org"],
    }  # fmt: skip
    told = _plain(rules_file(Answers("other", "public", "7", (), "ask at the desk", "", "our page")))
    assert "clinic" not in told
    assert told["handout"]["contacts"]["phone"] == "ask at the desk"


@pytest.mark.parametrize(
    ("option", "value", "said"), [("--phone", "ask us", "no phone number"), ("--website", "our page", "no website")]
)
def test_init_refuses_what_is_no_number_or_site(tmp_path: Path, option: str, value: str, said: str) -> None:
    """And writes nothing."""
    result = run("init", str(tmp_path / "own.yaml"), "--yes", option, value)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "own.yaml").exists()


def test_init_asks_again_after_what_is_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to answer the other questions twice."""
    monkeypatch.setattr(init_module, "asks", lambda: True)
    result = run("init", str(tmp_path / "own.yaml"), input="\n\n\n\nask us\n555-0142\n\nhttps://a.example.org/b\n")
    assert result.exit_code == 0, result.output
    assert "no phone number" in result.output
    assert load_policy(tmp_path / "own.yaml").handout.contacts["phone"] == "555-0142"

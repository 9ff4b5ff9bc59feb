"""Fingerprints: the same wherever the words stand, different for others, and nothing without the key."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from postlint.document import Span
from postlint.errors import KeyFileError
from postlint.finding import Finding
from postlint.fingerprint import fingerprint
from postlint.local_key import key_path, load_key

KEY, OTHER = b"k" * 32, b"o" * 32
TEXT = "We opened at nine. Today I saw Mrs Okafor about her hip, as planned.\n"


def found(text: str, words: str = "Okafor", rule: str = "patient-name", related: tuple[str, ...] = ()) -> Finding:
    """A finding on the first of some words."""
    start = text.index(words)
    spans = tuple(Span(text.index(r), text.index(r) + len(r)) for r in related)
    line = text.count("\n", 0, start) + 1
    return Finding(rule, "identifiers", "error", start, start + len(words), line, 1, "m", related=spans)


def of(text: str, key: bytes = KEY, **told: object) -> str:
    """The fingerprint of such a finding."""
    return fingerprint(key, found(text, **told), text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "A new first line.\n\nAnd a second.\n" + TEXT,
        TEXT.replace("Today", "  Today").replace("saw Mrs", "saw\nMrs"),
        TEXT.upper().replace("OKAFOR", "Okafor"),
        TEXT.replace("Mrs Okafor", "Mrs **Okafor**"),
        TEXT + "Something else altogether.\n",
    ],
)
def test_moving_changes_nothing(text: str) -> None:
    """Neither lines before, nor spacing, letters' case or markup make a finding new."""
    assert of(text) == of(TEXT)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("Okafor", "Kowalczyk"), {"words": "Kowalczyk"}),
        (TEXT.replace("her hip", "her mother"), {}),
        (TEXT, {"rule": "patient-nickname"}),
        (TEXT, {"related": ("hip",)}),
    ],
)
def test_other_words_are_another_finding(text: str, told: dict[str, object]) -> None:
    """Words found, words around, rule and related places all count."""
    assert of(text, **told) != of(TEXT)


def test_related_places_in_any_order() -> None:
    """The details of a combination are a set."""
    assert of(TEXT, related=("hip", "nine")) == of(TEXT, related=("nine", "hip")) != of(TEXT, related=("hip",))


def test_the_score_is_no_part_of_it() -> None:
    """A better model finds the same thing."""
    finding = found(TEXT)
    assert fingerprint(KEY, replace(finding, score=0.2, message="other"), TEXT) == fingerprint(KEY, finding, TEXT)


def test_nobody_guesses_it_without_the_key() -> None:
    """It is no plain hash of the words, and another key gives another one."""
    made = of(TEXT)
    assert re.fullmatch(r"[0-9a-f]{64}", made)
    assert made != of(TEXT, key=OTHER)
    for guess in ("Okafor", "okafor", "patient-name okafor", TEXT):
        assert made != hashlib.sha256(guess.encode()).hexdigest()
    with pytest.raises(ValueError, match="32 bytes"):
        of(TEXT, key=b"short")


@pytest.mark.parametrize("text", ["", "\U0001f600 \udc80", "x" * 10_000])
def test_any_text(text: str) -> None:
    """Also an empty place in an odd text has one."""
    finding = Finding("r", "notice", "info", 0, 0, 1, 1, "m")
    assert len(fingerprint(KEY, finding, text)) == 64


class TestKey:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A machine without a key."""
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        monkeypatch.delenv("POSTLINT_KEY", raising=False)

    def test_made_once(self, tmp_path: Path) -> None:
        """Private, outside the repository, and the same ever after."""
        made = load_key(create=True)
        assert key_path() == tmp_path / "postlint" / "key"
        assert load_key() == load_key(create=True) == made
        assert len(made) == 64
        if os.name == "posix":
            assert key_path().stat().st_mode & 0o777 == 0o600

    def test_never_made_unasked(self) -> None:
        """To check against a baseline with a new key would find everything anew without saying why."""
        with pytest.raises(KeyFileError, match="there is no key"):
            load_key()
        assert not key_path().exists()

    def test_the_variable_wins_and_may_hold_what_the_file_holds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So that a key can be handed on to a build server."""
        made = load_key(create=True)
        monkeypatch.setenv("POSTLINT_KEY", key_path().read_text())
        key_path().unlink()
        assert load_key() == made

    @pytest.mark.parametrize("given", ["short", "x" * 31])
    def test_too_short(self, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
        """And the message does not repeat it."""
        monkeypatch.setenv("POSTLINT_KEY", given)
        with pytest.raises(KeyFileError, match="shorter than 32") as caught:
            load_key()
        assert given not in str(caught.value).replace("shorter", "")

    @pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
    def test_open_to_others(self) -> None:
        """As ssh refuses such a key."""
        load_key(create=True)
        key_path().chmod(0o640)
        with pytest.raises(KeyFileError, match="chmod 600"):
            load_key()

"""The words that the shipped rules' expressions need are those of the file, and hide nothing."""

from __future__ import annotations

import os
import re

import pytest

from postlint.rulebook import load_policy
from postlint.rules.triggers import FILE, folded, may_match, triggered

from .triggers import triggers, written

POLICY = load_policy(None)
SOURCES = sorted(
    {source for rule in POLICY.rules for match in rule.matches if match.on == "pattern" for source in match.kinds}
)
TEXTS = [sample.text for rule in POLICY.rules for sample in (*rule.bad, *rule.good)]


def test_the_file_is_fresh() -> None:
    """POSTLINT_SNAPSHOTS=write makes it anew."""
    expected = written(POLICY)
    if os.environ.get("POSTLINT_SNAPSHOTS") == "write":
        FILE.write_text(expected, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == expected


def test_nothing_that_matches_is_passed_over() -> None:
    """Every expression, in every example of the catalogue, in any case."""
    met = skipped = 0
    for text in (version for each in TEXTS for version in (each, each.upper(), each.replace("s", "\u017f"))):
        seen = triggered(folded(text))
        for source in SOURCES:
            if re.search(source, text, re.IGNORECASE):
                assert may_match(source, seen), source
                met += 1
            elif not may_match(source, seen):
                skipped += 1
    assert met > len(TEXTS)
    assert skipped > 50 * met  # else it would be no shortcut


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\b(?:botox|botulinum)\b", ["botox", "botulinum"]),
        (r"\bcolou?rs\b", ["colo"]),
        (r"(?:ab)?\w+", []),
        (r"\bhello (?:big |small )?world", ["hello "]),
        (r"(?:cat|\d+)s?", []),
        (r"(?<!my )doctor(?= who)", ["doctor"]),
        (r"(?:thanks?){2}", ["thank"]),
        (r"(?:very )*", []),
        (r"[Kk]elvin|kilo", ["elvin", "kilo"]),
    ],
)
def test_triggers(source: str, words: list[str]) -> None:
    """Words one of which is needed; none where nothing is."""
    assert triggers(source) == words


@pytest.mark.parametrize("text", ["\u212aILO", "k\u0131lo", "K\u0130LO", "KILO"])
def test_folding(text: str) -> None:
    """What an expression takes for the same letter in another case is the same after folding."""
    assert re.search("kilo", text, re.IGNORECASE) is None or "kilo" in folded(text)

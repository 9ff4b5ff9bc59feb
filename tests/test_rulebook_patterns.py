"""Regular expressions of a rules file: what is refused, and what ``case`` means."""

from __future__ import annotations

import re

import pytest

from postlint.rulebook_patterns import compile_pattern


@pytest.mark.parametrize(
    "source",
    [r"(a+)+$", r"(?:\w+\s?)*x", r"(?:(?:ab)*c*)*d", r"(\s+\w*)*!", r"(?:a|aa)*b", r"(?:[\w.]+)+@", r"(.*,){12}x"],
)
def test_a_runaway_expression_is_refused(source: str) -> None:
    """Nothing tells the rounds of the outer quantifier apart."""
    with pytest.raises(ValueError, match="for ever"):
        compile_pattern(source)


@pytest.mark.parametrize(
    "source", [r"(?:\w+\s+)*x", r"(?:\w+ ){0,9}y", r"\d+(?:,\d{3})*", r"(?:a|b)*c", r"a.{0,40}b", r"(a+b)+"]
)
def test_a_harmless_expression_is_not(source: str) -> None:
    """A character that must stand between the rounds, and is in nothing else, parts them."""
    assert isinstance(compile_pattern(source), re.Pattern)


def test_expressions_ignore_case_unless_told() -> None:
    """``case: true`` is written into the pattern, so that it holds wherever the source is compiled again."""
    assert compile_pattern("dose").search("DOSE")
    strict = compile_pattern("OD", case=True)
    assert strict.search("take it OD")
    assert not re.search(strict.pattern, "od", re.IGNORECASE)

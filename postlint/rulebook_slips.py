"""What people who write no YAML get wrong in it, said in words that they can act on."""

from __future__ import annotations

from typing import Final

_OPENING: Final = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab"
_CLOSING: Final = "\u201c\u201d\u2018\u2019\u00bb"


def not_yaml(problem: str, text: str, line: int) -> str:
    """Why ``text`` is no YAML, told from the parser's ``problem`` in ``line`` (counted from one)."""
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "not YAML: the line begins with a tab; use spaces instead"
    if "mapping values are not allowed" in problem:
        if here.count(": ") + here.rstrip().endswith(":") > 1:
            return "not YAML: a second colon in the line; put the text after the first one in quotes"
        return (
            "not YAML: this line is indented deeper than it should be, or the line before lacks its colon; "
            "keys that belong together begin in the same column"
        )
    if "could not find expected ':'" in problem:
        return "not YAML: a colon is missing after a key, in this line or on the one before it (as in 'key: value')"
    if "did not find expected key" in problem or "did not find expected '-'" in problem:
        return (
            "not YAML: the indentation is wrong, in this line or just before it; "
            "entries that belong together begin in the same column"
        )
    return f"not YAML: {problem}"


def curly(word: str) -> bool:
    """Whether typographic quotes stand around a word, where a file means straight ones."""
    word = word.strip()
    return len(word) > 1 and word[0] in _OPENING and word[-1] in _CLOSING

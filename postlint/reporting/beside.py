"""A rewritten draft beside the draft, in HTML: what goes is struck out, what comes is underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from ..finding import Edit
from .changes import applied
from .escaping import words

# A word has the space before it, so that words which come together are marked together.
_WORD: Final = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_END: Final = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
#: What is said where nothing is left.
NOTHING: Final = "<em>(nothing: leave it out)</em>"
# Comparing takes the product of both lengths; a longer stretch is shown as gone and come in whole.
_MOST_WORDS: Final = 4_000


def beside(before: str, after: str) -> str:
    """Pairs of what was and what it became; lines that stay are only counted."""
    out = []
    for same, old, new in _stretches(_END.split(before), _END.split(after)):
        if not same:
            was, became = _compared("".join(old).rstrip("\r\n"), "".join(new).rstrip("\r\n"))
            out.append(
                f'<div class="pair">\n<div class="side old"><span class="label">As written</span>{was}</div>\n'
                f'<div class="side new"><span class="label">Rewritten</span>{became}</div>\n</div>'
            )
        elif any(line.strip() for line in old):
            count = sum(bool(line.strip()) for line in old)
            out.append(f'<p class="same">{count} line{"s" if count > 1 else ""} as before</p>')
    return '<div class="beside">\n{}\n</div>'.format("\n".join(out))


def change(text: str, part: tuple[int, int], edits: Sequence[Edit]) -> str:
    """``text[part]`` with edits made, what goes and what comes both shown, in whole words."""
    at, stop = part
    out = []
    for edit, after in zip(edits, [*edits[1:], None], strict=True):
        low = _back(text, edit.start, at)
        high = _on(text, edit.end, after.start if after else stop)
        new = text[low : edit.start] + edit.text + text[edit.end : high]
        out += [words(text[at:low]), _gone(text[low:high]), _come(new)]
        at = high
    shown = "".join(out) + words(text[at:stop])
    left = applied(text, part, edits)[0].strip()
    return shown if left else f"{shown} {NOTHING}"


def _back(text: str, at: int, floor: int) -> int:
    """The beginning of the word that ``at`` stands in, if it stands in one."""
    inside = at < len(text) and text[at].isalnum()
    while inside and at > floor and text[at - 1].isalnum():
        at -= 1
    return at


def _on(text: str, at: int, ceiling: int) -> int:
    """The end of the word that ``at`` stands in, if it stands in one."""
    inside = at > 0 and text[at - 1].isalnum()
    while inside and at < ceiling and text[at].isalnum():
        at += 1
    return at


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    for tag, low, high, left, right in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", old[low:high], new[left:right]


def _compared(before: str, after: str) -> tuple[str, str]:
    """Both texts in HTML, with the words marked in which they differ."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        return _gone(before), _come(after)
    was, became = [], []
    for same, gone, come in _stretches(old, new):
        was.append(words("".join(gone)) if same else _gone("".join(gone)))
        became.append(words("".join(come)) if same else _come("".join(come)))
    return "".join(was), "".join(became) or NOTHING


def _gone(text: str) -> str:
    return f"<del>{words(text)}</del>" if text else ""


def _come(text: str) -> str:
    return f"<ins>{words(text)}</ins>" if text else ""

"""Suppressions: what an author asks to be let through, in the draft itself or beside it.

``<!-- postlint: allow RULE reason="..." until=2026-12-31 -->`` stands in Markdown and HTML and speaks for the block
that follows it; ``allow-file`` speaks for the whole draft. Plain text, in which a comment would be published, says the
same in its front matter or in a file beside it. One that cannot be honoured is a complaint, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

Complaint = Literal[
    "malformed", "unknown-rule", "no-reason", "weak-reason", "expired", "unused", "plain-text", "allow-expired",
    "unsuppressible",
]  # fmt: skip
#: Why a suppression (or, for ``allow-expired``, an entry of the allow-list) is not honoured.
COMPLAINTS: Final[tuple[Complaint, ...]] = (
    "malformed", "unknown-rule", "no-reason", "weak-reason", "expired", "unused", "plain-text", "allow-expired",
    "unsuppressible",
)  # fmt: skip

#: Whatever begins so was meant as one, also where it is mistyped.
_MEANT: Final = re.compile(r"\s*postlint\b", re.IGNORECASE)
_DIRECTIVE: Final = re.compile(
    r"\s*postlint\s*:\s*(?P<verb>allow-file|allow)\s+(?P<rule>[A-Za-z0-9-]+)(?P<rest>(?:\s.*)?)", re.DOTALL
)
_OPTION: Final = re.compile(
    r"\s+(?:reason\s*=\s*(?:\"(?P<straight>[^\"]*)\"|'(?P<single>[^']*)'|[\u201c\u201d](?P<curly>[^\u201c\u201d]*)"
    r"[\u201c\u201d])|until\s*=\s*(?P<until>\d{4}-\d\d-\d\d)(?!\S))"
)
#: In plain text, where it would be published: with or without the marks of a comment.
_IN_PLAIN_TEXT: Final = re.compile(
    r"(?:(?:<!--|[#/%;]{1,3})[^\S\r\n]{0,8})?\bpostlint[^\S\r\n]{0,8}:[^\S\r\n]{0,8}allow\b[^\r\n]*", re.IGNORECASE
)
_KEYS: Final = frozenset(("rule", "reason", "until"))


@dataclass(frozen=True, slots=True, repr=False)
class Suppression:
    """One rule that is asked to be silent, ``whole`` for the draft or only for a block; ``until`` is its last day.

    A malformed one has no rule. Its reason never leaves the process: it may hold words of the draft (law 3).
    """

    rule: str = ""
    reason: str = ""
    until: date | None = None
    whole: bool = False

    def __repr__(self) -> str:
        return f"Suppression({'whole draft' if self.whole else 'block'})"


MALFORMED: Final = Suppression()


def is_meant(comment: str) -> bool:
    """Whether the words of a comment are, or were meant as, a suppression."""
    return _MEANT.match(comment) is not None


def reason_in(comment: str) -> tuple[int, int] | None:
    """Where the reason of a well-formed suppression stands in the words of its comment, if it has one."""
    found = _options(comment)
    spans = [match.span(_reason_of(match)) for match in found or () if _reason_of(match)]
    return spans[0] if spans else None


def parse(comment: str) -> Suppression:
    """The suppression in the words of a comment; :data:`MALFORMED` if they are not quite one."""
    head, options = _DIRECTIVE.fullmatch(comment), _options(comment)
    if head is None or options is None:
        return MALFORMED
    reason, until = "", None
    for match in options:
        if match.group("until"):
            try:
                until = date.fromisoformat(match.group("until"))
            except ValueError:
                return MALFORMED
        else:
            reason = match.group(_reason_of(match)).strip()
    return Suppression(head.group("rule"), reason, until, head.group("verb").lower() == "allow-file")


def _options(comment: str) -> list[re.Match[str]] | None:
    """The options of a suppression, each at most once; None where something else stands between them."""
    head = _DIRECTIVE.fullmatch(comment)
    if head is None:
        return None
    found: list[re.Match[str]] = []
    at, end = head.start("rest"), len(comment.rstrip())
    while at < end:
        match = _OPTION.match(comment, at, end)
        if match is None:
            return None
        found.append(match)
        at = match.end()
    reasons = sum(bool(_reason_of(match)) for match in found)
    return found if reasons <= 1 and len(found) - reasons <= 1 else None


def _reason_of(match: re.Match[str]) -> str:
    return next((name for name in ("straight", "single", "curly") if match.group(name) is not None), "")


def read_entry(entry: Any) -> Suppression:
    """One entry of ``postlint: {allow: [...]}``; :data:`MALFORMED` if it is none. It speaks for the whole draft."""
    if not isinstance(entry, Mapping) or not set(entry) <= _KEYS:
        return MALFORMED
    rule, reason, until = entry.get("rule"), entry.get("reason", ""), entry.get("until")
    if isinstance(until, str):
        try:
            until = date.fromisoformat(until.strip())
        except ValueError:
            return MALFORMED
    if isinstance(until, datetime):
        until = until.date()
    if not isinstance(rule, str) or not rule.strip() or not isinstance(reason or "", str):
        return MALFORMED
    if until is not None and not isinstance(until, date):
        return MALFORMED
    return Suppression(rule.strip(), (reason or "").strip(), until, whole=True)


def in_plain_text(text: str, start: int) -> list[tuple[int, int]]:
    """Where plain text from ``start`` on asks for a rule to be silent, which it cannot."""
    return [match.span() for match in _IN_PLAIN_TEXT.finditer(text, start)]

"""What rewrites change, and what is left of several that get in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..finding import Edit, Finding, Rewrite
from ..policy import DoNotPost
from .lines import Lines


def offered(finding: Finding) -> Rewrite | None:
    """The first rewrite that can be made for the author, if there is one; without its edits if words are withheld."""
    return next((rewrite for rewrite in finding.rewrites if rewrite.safety != "manual"), None)


def better_not(findings: Iterable[Finding], do_not_post: DoNotPost) -> bool:
    """Whether one of them offers what can be done instead of posting, so that the policy's kind words are said."""
    titles = {rewrite.title for finding in findings for rewrite in finding.rewrites}
    return not titles.isdisjoint(do_not_post.alternatives)


def merged(rewrites: Iterable[Rewrite]) -> list[Edit]:
    """The edits of several rewrites, in order; one that gets in the way of an earlier one is left out."""
    out: list[Edit] = []
    for edit in sorted({edit for rewrite in rewrites for edit in rewrite.edits}):
        if not out or edit.start >= out[-1].end:
            out.append(edit)
    return out


def by_line(edits: Iterable[Edit], lines: Lines) -> dict[int, list[Edit]]:
    """Edits under the number of the line that each begins in."""
    found: dict[int, list[Edit]] = {}
    for edit in edits:
        found.setdefault(lines.number(edit.start), []).append(edit)
    return found


def applied(text: str, part: tuple[int, int], edits: Sequence[Edit]) -> tuple[str, list[tuple[int, int]]]:
    """``text[part]`` with ``edits`` made, and the ranges of it that are new."""
    at, stop = part
    new = ""
    marks: list[tuple[int, int]] = []
    for edit in edits:
        new += text[at : edit.start] + edit.text
        marks.append((len(new) - len(edit.text), len(new)))
        at = edit.end
    return new + text[at:stop], marks

"""Figures of the rewrites of the dev posts: what ``--fix --suggested`` takes out, leaves, and leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from postlint import Linter
from postlint.annotation import DIRECT_KINDS

from .corpus import Post
from .evaluate import dev_posts


@dataclass(slots=True)
class Tally:
    """Sums over posts: blocked posts that hold something of a patient's, and what is not a patient's in all posts."""

    posts: int = 0
    clean: int = 0
    passing: int = 0
    stable: int = 0
    kept: float = 0.0
    others: int = 0
    others_kept: int = 0

    def add(self, linter: Linter, post: Post) -> None:
        """Rewrite a post, twice, and count."""
        fix = linter.fix(post.text, suggested=True)
        again = linter.fix(fix.text, suggested=True)
        if post.verdict == "block" and any(m.who == "p" for m in post.marks):
            direct = {post.text[m.start : m.end] for m in post.marks if m.who == "p" and m.kind in DIRECT_KINDS}
            self.posts += 1
            self.clean += not any(words in fix.text for words in direct if len(words) > 1)
            self.passing += linter.check(fix.text, rewrites=False).verdict != "block"
            self.stable += again.text == fix.text
            self.kept += words_kept(post.text, fix.text)
        for mark in post.marks:
            if mark.who in ("c", "o") and mark.kind in ("name", "date"):
                self.others += 1
                self.others_kept += post.text[mark.start : mark.end] in fix.text

    def lines(self) -> Iterable[str]:
        """The figures, a line each."""
        of = max(1, self.posts)
        yield f"no direct identifier of a patient left: {self.clean / of:.3f} of {self.posts}"
        yield f"publish or review afterwards: {self.passing / of:.3f}"
        yield f"fixed twice as once: {self.stable / of:.3f}"
        yield f"words kept, mean share: {self.kept / of:.3f}"
        yield f"names and dates of others kept: {self.others_kept / max(1, self.others):.3f} of {self.others}"


def words_kept(before: str, after: str) -> float:
    """Share of the words (split at white space) of ``before`` that stand in ``after``, in order."""
    old, new = before.split(), after.split()
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(old))


def print_rewrites(shared: Path, say: Callable[[str], None]) -> None:
    """Print the figures on the dev posts."""
    linter, tally = Linter(), Tally()
    for post in dev_posts(shared):
        tally.add(linter, post)
    for line in tally.lines():
        say(line)

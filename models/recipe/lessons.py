"""Lessons in rewriting: posts beside what a careful person made of them, as edits of words.

A rewrite keeps, leaves out, or puts in front of a word one phrase of a small list. So the encoder's editor can say
nothing that is not in that list or in the draft (laws 5 and 6): it chooses, and never writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from postlint.annotation import DIRECT_KINDS, QUASI_KINDS
from postlint.pipeline.words import Word, split_words
from postlint.rewriting.wording import DECADE

from .corpus import Mark, Post, folded, words_of

#: Rewrites by hand of the posts beside them (``posts/``), in the same format without tags.
REWRITES: Final = Path(__file__).parent / "rewrites"
#: A phrase that was put in less often is not learnt.
LEAST: Final = 3
_DECADES: Final = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_DECADE: Final = re.compile(rf"\b(?:{'|'.join(_DECADES)}|[2-9]0'?s)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words ``start`` to ``end`` go, and ``phrase`` (lower case, may be empty) comes before the first of them."""

    start: int
    end: int
    phrase: str


@dataclass(slots=True)
class Lesson:
    """A post, the details of patients that somebody took out of it, and how.

    ``groups``: hunks that only make sense together, each with the marks (indices into ``post.marks``) it takes away.
    """

    post: Post
    words: list[Word]
    groups: list[tuple[list[Hunk], list[int]]] = field(default_factory=list)

    def place(self, mark: int) -> range:
        """The words of a mark."""
        return words_of(self.words, self.post.marks[mark].start, self.post.marks[mark].end)


def read_rewrites(folder: Path = REWRITES) -> dict[str, str]:
    """The rewritten text of each post."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"(?m)^### (?=id=)", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = block.partition("\n")
            found[head.strip().removeprefix("id=")] = body.strip("\n")
    return found


def _phrase(text: str) -> str:
    return _DECADE.sub(DECADE, re.sub(r"\s+", " ", text.strip()).lower())


def hunks_between(before: str, after: str, words: Sequence[Word]) -> list[Hunk]:
    """The hunks that turn ``before`` into ``after``; letters of another case are no change."""
    new = split_words(after)
    olds = [before[w.start : w.end].lower() for w in words]
    news = [after[w.start : w.end].lower() for w in new]
    hunks: list[Hunk] = []
    for kind, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind != "equal":
            hunks.append(Hunk(i, j, _phrase(after[new[k].start : new[m - 1].end]) if k < m else ""))
    return hunks


def _flaggable(mark: Mark) -> bool:
    return mark.who == "p" and (mark.kind in DIRECT_KINDS or mark.kind in QUASI_KINDS)


def lesson_of(post: Post, rewritten: str) -> Lesson:
    """Divide the hunks among the details that they take away.

    A hunk that touches no detail (an article, a verb that agrees) belongs to the nearest one that does.
    """
    post = folded(post)
    words = split_words(post.text)
    hunks = hunks_between(post.text, folded(Post("-", rewritten, "")).text, words)
    places = [words_of(words, m.start, m.end) if _flaggable(m) else range(0) for m in post.marks]
    touched = [
        [index for index, place in enumerate(places) if place and place.start < h.end and h.start < place.stop]
        for h in hunks
    ]
    group = list(range(len(hunks)))

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    for one in range(len(hunks)):
        for other in range(one):
            if set(touched[one]) & set(touched[other]):
                group[root(one)] = root(other)
    anchors = [index for index in range(len(hunks)) if touched[index]]
    for index in range(len(hunks)):
        if not touched[index] and anchors:
            near = min(anchors, key=lambda a: max(hunks[a].start - hunks[index].end, hunks[index].start - hunks[a].end))
            group[index] = root(near)
    lesson = Lesson(post, words)
    for start in sorted({root(index) for index in range(len(hunks))}):
        members = [index for index in range(len(hunks)) if root(index) == start]
        marks = sorted({mark for index in members for mark in touched[index]})
        if marks:
            lesson.groups.append(([hunks[index] for index in members], marks))
    return lesson


def told_of_others(lesson: Lesson, augment: Callable[[Post], Post], tries: int = 4) -> Lesson | None:
    """The same lesson with other people's names, places and numbers, which go or stay as those did.

    None where no version was drawn that has the same number of words.
    """
    for _ in range(tries):
        post = folded(augment(lesson.post))
        words = split_words(post.text)
        same = len(words) == len(lesson.words) and len(post.marks) == len(lesson.post.marks)
        if same and post.text != lesson.post.text:
            return Lesson(post, words, lesson.groups)
    return None


def lessons_of(posts: Iterable[Post], rewrites: Mapping[str, str]) -> Iterator[Lesson]:
    """A lesson for each post that was rewritten."""
    for post in posts:
        if post.id in rewrites:
            yield lesson_of(post, rewrites[post.id])


def phrases_of(lessons: Iterable[Lesson], least: int = LEAST) -> list[str]:
    """The phrases that were put in at least ``least`` times, the most frequent first; the first one is empty."""
    counts = Counter(h.phrase for lesson in lessons for hunks, _ in lesson.groups for h in hunks if h.phrase)
    return ["", *(phrase for phrase, count in counts.most_common() if count >= least)]

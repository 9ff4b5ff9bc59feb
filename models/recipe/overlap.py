"""Whether a post of our own comes near a dev post: then it would teach what is measured.

Nothing here shows words of a dev post, only ids and counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .corpus import POSTS, Post, read_posts

#: So many words in a row that stand in a dev post and in no post of the given train part are no coincidence.
RUN = 6
_WORD = re.compile(r"[\w']+")


def runs(text: str, size: int = RUN) -> set[tuple[str, ...]]:
    """Every ``size`` words in a row of ``text``, in small letters."""
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def _of(posts: Iterable[Post], size: int) -> set[tuple[str, ...]]:
    return {run for post in posts for run in runs(post.text, size)}


def near_dev(own: Iterable[Post], given: Iterable[Post], size: int = RUN) -> Iterator[tuple[str, int]]:
    """Posts of ``own`` (id, number of runs) that share a run with the dev part of ``given`` and not with the rest."""
    given = list(given)
    dev = _of((post for post in given if post.is_dev), size) - _of((post for post in given if not post.is_dev), size)
    for post in own:
        shared = len(runs(post.text, size) & dev)
        if shared:
            yield post.id, shared


def print_overlap(shared: Path, say: Callable[[str], None]) -> None:
    """Print the posts of our own that share words in a row with dev posts."""
    own = [post for post in read_posts(POSTS) if post.id.startswith("n-")]
    found = list(near_dev(own, read_posts(shared / "posts" / "drafts")))
    for id, count in found:
        say(f"{id}: {count}")
    say(f"{len(found)} of {len(own)} posts of our own share {RUN} words in a row with a dev post")

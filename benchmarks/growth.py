"""``python -m benchmarks growth``: time for a thousand posts, by how many there are and by how long they are."""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterator

from .many import posts


def long_posts(count: int, words: int) -> Iterator[str]:
    """Posts of so many words each, from the words of others."""
    stream = itertools.chain.from_iterable(text.split(" ") for text in posts(1_000_000))
    for _ in range(count):
        yield " ".join(itertools.islice(stream, words))


def main(arguments: list[str]) -> None:
    """Print the tables: CPU seconds for 1,000 posts, in one process."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth")
    parser.add_argument("--largest", type=int, default=20_000, help="number of posts in the largest row")
    asked = parser.parse_args(arguments)
    from postlint import Linter

    linter = Linter()
    next(linter.check_many(["We open at nine."]))
    print(" posts   words a post   s per 1,000 posts   s per 1,000,000 words")
    for count in (asked.largest // 20, asked.largest // 4, asked.largest):
        words = sum(len(text.split()) for text in posts(count))  # the first ones are shorter than the others
        seconds = _seconds(linter, posts(count))
        print(f"{count:>6,}   {words / count:>12.1f}   {seconds / count * 1_000:>17.1f}", end="   ")
        print(f"{seconds / words * 1e6:>21.1f}")
    print("words a post   s per 1,000 posts   s per 1,000,000 words")
    for words in (20, 100, 500, 5_000):
        count = max(min(asked.largest // 20, 200_000 // words), 4)
        seconds = _seconds(linter, long_posts(count, words))
        print(f"{words:>12,}   {seconds / count * 1_000:>17.1f}   {seconds / count / words * 1e6:>21.1f}")


def _seconds(linter: object, texts: Iterator[str]) -> float:
    begin = time.process_time()
    for _ in linter.check_many(texts):  # type: ignore[attr-defined]
        pass
    return time.process_time() - begin

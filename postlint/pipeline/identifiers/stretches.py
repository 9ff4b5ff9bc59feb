"""The stretches of a text that are worth looking at: most of a post holds no number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_NUMBER: Final = re.compile(r"\d[\w-]*")
#: A stretch of codes: words that hold a digit, with short words in capitals between them.
_CLUSTER: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,4}[ -])?(?:[A-Za-z]{0,8}\d[A-Za-z0-9]*)"
    r"(?:[ ./:-](?:[A-Za-z]{0,8}\d[A-Za-z0-9]*|[A-Z]{1,5}(?![A-Za-z0-9])))*"
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A stretch that may hold numbers."""

    start: int
    end: int
    digits: int
    size: int


def find_clusters(text: str) -> list[Cluster]:
    """The stretches worth looking at: at least six letters and digits, three of them digits."""
    clusters: list[Cluster] = []
    for match in _CLUSTER.finditer(text):
        chars = match.group()
        if len(chars) >= 6:
            digits = sum(map(chars.count, "0123456789"))
            size = sum(map(str.isalnum, chars))
            if digits >= 2 and size >= 6:
                clusters.append(Cluster(*match.span(), digits, size))
    return clusters


def near_numbers(lowered: str, before: int, after: int, more: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The stretches from ``before`` characters ahead of a number to ``after`` behind it, merged, words kept whole."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted([*(match.span() for match in _NUMBER.finditer(lowered)), *more]):
        low, high = max(0, start - before), min(len(lowered), end + after)
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            while low > 0 and lowered[low - 1].isalnum():
                low -= 1
            spans.append((low, high))
    return spans

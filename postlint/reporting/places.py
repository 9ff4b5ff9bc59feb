"""A finding's name across runs, and its place, as programs that keep findings want them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from ..finding import Finding
from .paths import relative
from .view import Shown


def numbered(drafts: Sequence[Shown], folder: str) -> Iterator[tuple[Shown, list[tuple[Finding, str]]]]:
    """Each draft with its findings in reading order, and what each finding is called across runs.

    That name is made of the path, the rule, and which of the rule's findings there it is, and of no word of the draft:
    a hash of few words could be undone. It stays when lines move, and is the same on every machine.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for shown in drafts:
        named = []
        for finding in sorted(shown.report.findings, key=lambda f: (f.start, f.end)):
            key = (relative(shown.path, folder), shown.key, finding.rule)
            seen[key] += 1
            named.append((finding, name_of(*key, seen[key])))
        yield shown, named


def name_of(path: str, key: str, rule: str, count: int = 1) -> str:
    """32 hexadecimal digits; see :func:`numbered`."""
    told = "\0".join((path, key, rule, str(count)))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]

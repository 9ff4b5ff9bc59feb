"""Detection figures of reports against annotated posts, with 95 % intervals.

The same definitions as ``shared/tools/score.py`` (a test compares the two), kept per post so that intervals can be
drawn by resampling whole posts: mentions of one post rise and fall together.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from postlint.annotation import DIRECT_KINDS, QUASI_KINDS

from .corpus import Post

#: Name -> what it means; the order in which figures are printed.
FIGURES: Final[Mapping[str, str]] = {
    "direct": "direct identifiers of patients covered",
    "entity": "posts with every direct identifier covered",
    "quasi": "indirect details of patients covered",
    "block": "gold block that came out block",
    "held": "gold block that came out block or review",
    "review": "gold review that came out review or block",
    "case": "gold block with a case that has an error",
    "quiet": "gold clean that came out publish",
    "alarms": "errors and warnings per clean post",
    "adv recall": "advice passages half covered",
    "adv precision": "advice findings that touch advice or a claim",
}
COVERED: Final = 0.8


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one post: how many there were and how many came right."""

    total: Counter[str]
    right: Counter[str]


def coverage(start: int, end: int, spans: Iterable[tuple[int, int]]) -> float:
    """Share of the characters ``start`` to ``end`` that lie in ``spans``."""
    seen = bytearray(end - start)
    for a, b in spans:
        for i in range(max(a, start), min(b, end)):
            seen[i - start] = 1
    return sum(seen) / max(1, end - start)


def loud_spans(report: Mapping[str, Any], length: int) -> list[tuple[int, int]]:
    """Where errors and warnings point in a text of ``length`` characters; advice points at no detail of a person."""
    loud = [f for f in report["findings"] if f["severity"] in ("error", "warning")]
    spans = [(f["start"], f["end"]) for f in loud if f["family"] != "advice"]
    spans += [(r["start"], r["end"]) for f in loud for r in f["related"]]
    # A finding over most of a post says nothing about where in it.
    return [(a, b) for a, b in spans if b - a < 0.8 * length or b - a < 60]


def tally(post: Post, report: Mapping[str, Any]) -> Tally:
    """Count one post; ``report`` is a document object of the JSON report."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    loud = [f for f in report["findings"] if f["severity"] in ("error", "warning")]
    spans = loud_spans(report, len(post.text))
    direct = []
    for mark in post.marks:
        if mark.who != "p":
            continue
        group = "direct" if mark.kind in DIRECT_KINDS else "quasi" if mark.kind in QUASI_KINDS else ""
        if not group:
            continue
        hit = coverage(mark.start, mark.end, spans) >= COVERED
        for key in (group, mark.kind):
            total[key] += 1
            right[key] += hit
        if group == "direct":
            direct.append(hit)
    if direct:
        total["entity"] += 1
        right["entity"] += all(direct)
    verdict = report["verdict"]
    if post.verdict == "block":
        total.update(("block", "held"))
        right["block"] += verdict == "block"
        right["held"] += verdict in ("block", "review")
        if any(s.kind == "case" for s in post.stretches):
            total["case"] += 1
            right["case"] += any(f["severity"] == "error" for f in report["findings"])
    elif post.verdict == "review":
        total["review"] += 1
        right["review"] += verdict in ("block", "review")
    else:
        total.update(("quiet", "alarms"))
        right["quiet"] += verdict == "publish"
        right["alarms"] += len(loud)
    advice = [(f["start"], f["end"]) for f in loud if f["family"] == "advice"]
    for stretch in post.stretches:
        if stretch.kind == "adv":
            total["adv recall"] += 1
            right["adv recall"] += coverage(stretch.start, stretch.end, advice) >= 0.5
    for start, end in advice:
        total["adv precision"] += 1
        right["adv precision"] += any(
            s.kind in ("adv", "claim") and s.start < end and s.end > start for s in post.stretches
        )
    return Tally(total, right)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share (or, for alarms, a mean) with its counts and 95 % interval."""

    value: float
    right: int
    total: int
    low: float
    high: float


def figures(tallies: Sequence[Tally], *, resamples: int = 400, seed: int = 5) -> dict[str, Figure]:
    """Every figure that has at least one case; intervals by resampling posts."""
    names = [*FIGURES, *DIRECT_KINDS, *QUASI_KINDS]
    draw = random.Random(seed)
    drawn = [draw.choices(tallies, k=len(tallies)) for _ in range(resamples)]
    out = {}
    for name in names:
        total, right = sum(t.total[name] for t in tallies), sum(t.right[name] for t in tallies)
        if not total:
            continue
        values = sorted(
            sum(t.right[name] for t in sample) / max(1, sum(t.total[name] for t in sample)) for sample in drawn
        )
        low, high = values[int(0.025 * resamples)], values[int(0.975 * resamples) - 1]
        out[name] = Figure(right / total, right, total, low, high)
    return out


def table(found: Mapping[str, Figure]) -> str:
    """The figures as lines of text."""
    lines = []
    for name, meaning in FIGURES.items():
        if name in found:
            f = found[name]
            lines.append(f"{name:14} {f.value:.3f}  [{f.low:.3f}, {f.high:.3f}]  {f.right}/{f.total}  {meaning}")
    kinds = [k for k in (*DIRECT_KINDS, *QUASI_KINDS) if k in found]
    lines.append("  ".join(f"{k} {found[k].value:.2f} ({found[k].total})" for k in kinds))
    return "\n".join(lines)

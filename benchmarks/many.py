"""``python -m benchmarks many --posts 20000``: many posts in one process and in two, beside the bare encoder.

Rows out equal rows in, and are the same from one process and from two; the peak memory of a worker; how much of the
bare encoder's pace one worker keeps. ``python -m benchmarks growth`` tells how cost grows with posts and their length.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "posts" / "drafts"


def posts(count: int, seed: int = 5) -> Iterator[str]:
    """So many posts: those that the model was trained on (``../shared``; else the examples), repeated and varied."""
    draw = random.Random(seed)
    texts = _texts()
    for number in range(count):
        lines = texts[number % len(texts)].split(". ")
        draw.shuffle(lines)
        yield f"{'. '.join(lines)} ({number})"


def _texts() -> list[str]:
    if not SHARED.is_dir():
        return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    from models.recipe.corpus import read_posts

    return [post.text for post in read_posts(SHARED) if not post.is_dev]


def measured(count: int, workers: int) -> dict[str, float | str]:
    """In a process of its own: seconds, peak memory in MB of that process or of its largest worker, and a digest of all
    reports.
    """
    command = [sys.executable, "-m", "benchmarks.many", "--posts", str(count), "--workers", str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(done.stdout))


def run(count: int, workers: int) -> dict[str, float | str]:
    """Check them here."""
    from postlint import Linter

    linter = Linter()
    next(linter.check_many(["We open at nine."]))
    begin, cpu, rows, digest = time.perf_counter(), 0.0, 0, hashlib.sha256()
    reports = linter.check_many(posts(count), workers=workers)
    while True:
        before = time.process_time()  # what is done with the reports here is no part of checking
        report = next(reports, None)
        cpu += time.process_time() - before
        if report is None:
            break
        rows += 1
        digest.update(json.dumps(report.to_dict()).encode())
    who = resource.RUSAGE_CHILDREN if workers > 1 else resource.RUSAGE_SELF
    return {
        "rows": rows,
        "seconds": time.perf_counter() - begin,
        "cpu": cpu,
        "peak": resource.getrusage(who).ru_maxrss / 1024,
        "digest": digest.hexdigest(),
    }


def bare(count: int) -> float:
    """CPU seconds of the bare session for the same posts."""
    from postlint import Document
    from postlint.pipeline.model import Model
    from postlint.reading import read

    from .bare import feeds_of

    session = Model.load().nlp.get_pipe("postlint_encoder").session
    feeds = feeds_of(session, [read(Document(text)).text for text in posts(count)])
    session.session.run(None, feeds[0])
    begin = time.process_time()
    for feed in feeds:
        session.session.run(None, feed)
    return time.process_time() - begin


def main(arguments: list[str]) -> None:
    """Print the figures, with what is asked of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks many")
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--workers", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.workers:
        print(json.dumps(run(asked.posts, asked.workers)))
        return
    few = max(asked.posts // 20, 100)
    first, one, two = measured(few, 2), measured(asked.posts, 1), measured(asked.posts, 2)
    sample = min(asked.posts, 1_000)
    pace = bare(sample) / sample / (float(one["cpu"]) / asked.posts)
    print(f"{asked.posts:,} posts: {one['rows']:,} and {two['rows']:,} rows out of one process and of two")
    print(f"  the same reports: {one['digest'] == two['digest']}")
    print(f"  two workers   {float(one['seconds']) / float(two['seconds']):.2f} x one  (at least 1.7 x)")
    growth = float(two["peak"]) / float(first["peak"])
    print(f"  a worker's peak memory {first['peak']:.0f} MB for {few:,}, {two['peak']:.0f} MB for all: {growth:.2f} x")
    print("  (at most 1.10 x)")
    print(f"  one worker    {pace:.2f} x the bare encoder, in CPU time  (at least 0.6 x)")


if __name__ == "__main__":
    main(sys.argv[1:])

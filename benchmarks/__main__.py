"""``python -m benchmarks [NAME...]``: cold start, warm speed and peak memory, each beside what it is compared with.

Every pair is measured in turns, so that a noisy neighbour slows both; the median of the ratios is printed.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from .bare import feeds_of

ROOT = Path(__file__).parents[1]
DRAFT = str(ROOT / "examples" / "draft.txt")
#: An installed postlint is compiled, as Presidio is; a checkout shall be too, whatever the shell says of bytecode.
COMPILED = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
BASELINE = [sys.executable, "-c", "import presidio_analyzer"]


def seconds(command: Sequence[str]) -> float:
    """Wall-clock time of a process."""
    begin = time.perf_counter()
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdout=quiet, stderr=quiet, check=False, cwd=ROOT, env=COMPILED)
    return time.perf_counter() - begin


def peak_memory(command: Sequence[str]) -> float:
    """Largest resident size of a process in MB (child processes are counted one at a time by a fresh parent)."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout) / 1024


def cold_starts(rounds: int = 7) -> None:
    """Start of the command line beside the import of Presidio."""
    postlint = [sys.executable, "-m", "postlint"]
    commands = {
        "postlint examples/draft.txt": ([*postlint, DRAFT], 1.5),
        "postlint --help": ([*postlint, "--help"], 0.3),
        "postlint explain patient-name": ([*postlint, "explain", "patient-name"], 0.3),
        "postlint rules": ([*postlint, "rules"], 0.3),
    }
    seconds(BASELINE)
    ratios: dict[str, list[float]] = {name: [] for name in commands}
    times: list[float] = []
    for _ in range(rounds):
        base = seconds(BASELINE)
        times.append(base)
        for name, (command, _) in commands.items():
            ratios[name].append(seconds(command) / base)
    print(f"python -c 'import presidio_analyzer': {statistics.median(times):.2f} s (median of {rounds})")
    for name, (_, limit) in commands.items():
        print(f"  {name:32} {statistics.median(ratios[name]):.2f} x  (at most {limit} x)")


def warm_speed(rounds: int = 7) -> None:
    """Words a second of the whole check (no rewrites) beside the bare encoder session on the same windows."""
    from postlint import Document, Linter

    linter = Linter(threads=1)
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))] * 4
    words = sum(len(text.split()) for text in texts)
    session = linter.model.nlp.get_pipe("postlint_encoder").session
    feeds = feeds_of(session, texts)

    def bare() -> None:
        for feed in feeds:
            session.session.run(None, feed)

    def whole() -> None:
        for _ in linter.check_many(Document(text) for text in texts):
            pass

    def rate(work: Callable[[], None]) -> float:
        begin = time.perf_counter()
        work()
        return words / (time.perf_counter() - begin)

    rate(bare), rate(whole)
    pairs = [(rate(bare), rate(whole)) for _ in range(rounds)]
    print(f"bare encoder session: {statistics.median(b for b, _ in pairs):,.0f} words a second, one thread")
    print(f"  whole pipeline                   {statistics.median(w / b for b, w in pairs):.2f} x  (at least 0.5 x)")


def folder(few: int = 100, many: int = 1_000) -> None:
    """Peak memory of a folder of small drafts, and of one with ten times as many: it must not grow with them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    print(f"a folder of small drafts, {few:,} and {many:,} of them:")
    for format_ in ("text", "json"):
        peaks = []
        for count in (few, many):
            with tempfile.TemporaryDirectory() as place:
                for number in range(count):
                    # No two alike, so that nothing is spared by being seen before.
                    text = f"{texts[number % len(texts)]}\n\nPost number {number}.\n"
                    Path(place, f"{number}.txt").write_text(text, encoding="utf-8")
                command = [sys.executable, "-m", "postlint", place, "--no-config", "--no-rewrites", "--format", format_]
                begin = time.perf_counter()
                peaks.append(peak_memory(command))
                print(f"  {format_:4} {count:>5,}   {peaks[-1]:4.0f} MB, {time.perf_counter() - begin:.1f} s")
        print(f"  {format_:4} grows by {peaks[1] / peaks[0]:.2f} x  (at most 1.15 x)")


def memory() -> None:
    """Peak memory of one draft at the command line, and of this process."""
    peak = peak_memory([sys.executable, "-m", "postlint", DRAFT])
    print(f"peak memory of postlint examples/draft.txt: {peak:.0f} MB")
    print("  (at most 450 MB)")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


MEASUREMENTS = {"cold": cold_starts, "warm": warm_speed, "memory": memory, "folder": folder}
#: Measurements with options of their own; each is a module here.
NAMED = ("service", "soak", "many", "growth", "spark")


def main() -> None:
    """Print all measurements, or those that are named; one of a module with its options."""
    names = sys.argv[1:] or list(MEASUREMENTS)
    if names[0] in NAMED:
        import_module(f".{names[0]}", __package__).main(names[1:])
        return
    for name in names:
        if name not in MEASUREMENTS:
            raise SystemExit(f"there is no measurement of that name; there are {', '.join((*MEASUREMENTS, *NAMED))}")
        MEASUREMENTS[name]()


if __name__ == "__main__":
    main()

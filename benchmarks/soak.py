"""``python -m benchmarks soak``: a service that checks many thousands of posts, and what it holds in memory meanwhile.

Four clients send posts that all differ. Of a hundred posts ten ask for rewrites, two are to be rewritten, and two are
no JSON. After the first tenth the memory is to stay as it is.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from .serving import Service, ask, invented, serving

CLIENTS = 4
GROWTH = 1.10


def _client(service: Service, numbers: Iterator[int], last: int, told: Counter[str], failed: list[str]) -> None:
    connection = service.connect()
    try:
        for number in numbers:
            if number >= last:
                return
            kind = number % 100
            if kind in (33, 66):
                status, answer = ask(connection, "/v1/check", b'{"text": "broken')
            elif kind in (49, 99):
                status, answer = ask(connection, "/v1/fix", {"text": invented(number, 60)})
            else:
                status, answer = ask(connection, "/v1/check", {"text": invented(number), "rewrites": kind % 10 == 0})
            told[str(status)] += 1
            if status not in (200, 400, 422) or (status != 400 and not answer["complete"]):
                failed.append(f"post {number}: {status} {answer['reason']}")
    except Exception as error:  # noqa: BLE001 - told at the end
        failed.append(type(error).__name__)
    finally:
        connection.close()


def soak(posts: int) -> bool:
    """Whether every post was answered and the memory stayed as it was."""
    told: Counter[str] = Counter()
    failed: list[str] = []
    memory: list[float] = []
    with serving() as service:
        numbers = _Shared()
        begin = time.perf_counter()
        shared = (service, numbers, posts, told, failed)
        clients = [threading.Thread(target=_client, args=shared) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        marks = [posts * part // 20 for part in range(1, 21)]
        while any(client.is_alive() for client in clients):
            time.sleep(0.05)
            if len(memory) < len(marks) and sum(told.values()) >= marks[len(memory)]:
                memory.append(service.resident())
        seconds = time.perf_counter() - begin
    print(f"{sum(told.values()):,} of {posts:,} posts answered in {seconds:.0f} s: {dict(sorted(told.items()))}")
    print("memory, MB: " + " ".join(f"{size:.0f}" for size in memory))
    early, late = statistics.median(memory[2:5]), statistics.median(memory[-3:])
    print(f"  last posts beside those after the first tenth {late / early:.2f} x  (at most {GROWTH} x)")
    for line in failed[:10]:
        print(f"  failed: {line}")
    return not failed and late / early <= GROWTH and sum(told.values()) == posts


class _Shared:
    """Numbers from nought, each to one thread only."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        with self._lock:
            return next(self._numbers)


def main(arguments: Sequence[str]) -> None:
    """Exit status 1 where it was not steady."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak", description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    raise SystemExit(0 if soak(parser.parse_args(arguments).posts) else 1)

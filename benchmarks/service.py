"""``python -m benchmarks service``: how long a client waits for a post of 100 words among eight clients.

Each client asks again as soon as it has its answer. What it waits for is laid beside the time of the bare encoder for
one such post, one thread, measured before and after.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Sequence

from .bare import feeds_of
from .serving import Service, ask, invented, serving

CLIENTS = 8
LIMIT = 20.0


def _bare(rounds: int = 40) -> float:
    """Seconds of the encoder's session for one post, the median of many."""
    from postlint import Linter

    session = Linter(threads=1).model.nlp.get_pipe("postlint_encoder").session
    posts = [feeds_of(session, [invented(number)]) for number in range(rounds)]
    times = []
    for feeds in [*posts[:5], *posts]:
        begin = time.perf_counter()
        for feed in feeds:
            session.session.run(None, feed)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[5:])


def _client(service: Service, first: int, posts: int, waited: list[float]) -> None:
    connection = service.connect()
    for number in range(first, first + posts):
        text = invented(number)
        begin = time.perf_counter()
        status, answer = ask(connection, "/v1/check", {"text": text})
        waited.append(time.perf_counter() - begin)
        if status not in (200, 422) or not answer["complete"]:
            raise RuntimeError(f"answered with {status}")
    connection.close()


def latency(posts: int) -> bool:
    """Whether 95 of 100 answers came within the limit."""
    before = _bare()
    waited: list[float] = []
    with serving() as service:
        _client(service, 0, 20, [])
        alone: list[float] = []
        _client(service, 1_000, 50, alone)
        begin = time.perf_counter()
        clients = [
            threading.Thread(target=_client, args=(service, 10_000 * (n + 1), posts, waited)) for n in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        seconds = time.perf_counter() - begin
    bare = statistics.median([before, _bare()])
    p50, p95 = statistics.median(waited), statistics.quantiles(waited, n=20)[-1]
    print(f"bare encoder session, one post of 100 words: {bare * 1000:.1f} ms")
    print(f"one client alone: {statistics.median(alone) * 1000:.1f} ms, {statistics.median(alone) / bare:.1f} x")
    print(f"{CLIENTS} clients: {len(waited) / seconds:.0f} posts a second; half within {p50 * 1000:.0f} ms")
    print(f"  95 of 100 within {p95 * 1000:.0f} ms          {p95 / bare:.1f} x  (at most {LIMIT:.0f} x)")
    return len(waited) == CLIENTS * posts and p95 / bare <= LIMIT


def main(arguments: Sequence[str]) -> None:
    """Exit status 1 where it took longer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks service", description=__doc__)
    parser.add_argument("--posts", type=int, default=100, help="of each client")
    raise SystemExit(0 if latency(parser.parse_args(arguments).posts) else 1)

"""Services that do what the real one never should."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ALLOWED = {"allowed": True, "warnings": [], "id": "-", "verdict": "publish", "complete": True, "findings": [], "rewrite": None}


@contextmanager
def answering(respond: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The address of a server that responds so to every question."""

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            respond(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def saying(status: int, body: object, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer with this status and body (bytes, or JSON of anything else)."""

    def respond(asked: BaseHTTPRequestHandler) -> None:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        asked.send_response(status)
        asked.send_header("content-length", str(len(sent)))
        for name, value in headers.items():
            asked.send_header(name, value)
        asked.end_headers()
        asked.wfile.write(sent)

    return respond


def after(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Allow it, too late."""

    def respond(asked: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        try:
            saying(200, ALLOWED)(asked)
        except OSError:
            return

    return respond


def hanging_up(asked: BaseHTTPRequestHandler) -> None:
    """Send half an answer."""
    asked.send_response(200)
    asked.send_header("content-length", "4000")
    asked.end_headers()
    asked.wfile.write(json.dumps(ALLOWED).encode())
    asked.close_connection = True

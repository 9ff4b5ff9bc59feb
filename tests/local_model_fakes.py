"""A server on loopback that plays a language model, for tests of what is done with its answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SENTENCE = "Saw Mrs Okafor, 34, a roofer, with gout last Tuesday at St Olave's Hospital."
DRAFT = f"Busy week.\n\n{SENTENCE} She did not need 5 mg of warfarin."
GOOD = "Saw a patient with gout at a hospital."


class Endpoint:
    """A server that plays a model. ``answer`` gives what it says to a marked text; ``act`` may do something else."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answer: Callable[[str], str] = lambda marked: GOOD if "Okafor" in marked else unmarked(marked)
        self.act: Callable[[BaseHTTPRequestHandler], None] | None = None
        endpoint = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.paths.append(self.path)
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.asked.append(body)
                if endpoint.act is not None:
                    endpoint.act(self)
                    return
                said = endpoint.answer(body["messages"][-1]["content"])
                send(self, json.dumps({"choices": [{"message": {"content": said}}]}).encode())

            do_GET = do_POST

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


def unmarked(marked: str) -> str:
    """A text as it was before its places were marked."""
    return marked.replace("\u27e6", "").replace("\u27e7", "")


def send(request: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Answer with a body."""
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def serving() -> Iterator[Endpoint]:
    """A model that listens on loopback."""
    served = Endpoint()
    try:
        yield served
    finally:
        served.close()

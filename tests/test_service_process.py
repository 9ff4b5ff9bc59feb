"""``postlint serve`` as it runs: a process, a socket, a browser that is slow or rude."""

from __future__ import annotations

import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from postlint.cli import cli

from .conftest import ROOT

CANARY = "Zybelmira Quontashvili"
DRAFT = f"Saw {CANARY}, 34, a roofer, in our ED last night. MRN 00482913."


@dataclass
class Running:
    """A service, the address and the token that it showed, and where it writes."""

    process: subprocess.Popen[str]
    port: int
    token: str
    log: Path
    shown: str

    def ask(self, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            told = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
            method, sent = ("GET", None) if body is None else ("POST", json.dumps(body))
            connection.request(method, path, sent, told)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def serving(folder: Path, *args: str, token: str = "") -> Iterator[Running]:
    """A service on a free port, with a home and a temp folder of its own; killed in the end if it still runs."""
    log = folder / "log"
    environment = {key: value for key, value in os.environ.items() if key != "POSTLINT_TOKEN"}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder)}
    environment |= {"POSTLINT_TOKEN": token} if token else {}
    with open(log, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "postlint", "serve", "--port", "0", *args],
            stdout=subprocess.PIPE, stderr=sink, text=True, env=environment, cwd=ROOT,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 60)[0], "it did not start"
        shown = process.stdout.readline().strip()
        assert shown, log.read_text(encoding="utf-8")
        address, _, given = shown.partition("#token=")
        port = int(address.rstrip("/").rpartition(":")[2])
        yield Running(process, port, given or token, log, shown)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service for the tests that leave it as it was."""
    with serving(tmp_path_factory.mktemp("service")) as service:
        yield service


def test_it_shows_its_address_and_a_token(running: Running) -> None:
    """On loopback, with the token behind ``#``, which no browser sends on."""
    assert running.shown == f"http://127.0.0.1:{running.port}/#token={running.token}"
    assert len(running.token) >= 32
    assert running.ask("/healthz", Authorization="")[0] == 200
    assert running.ask("/v1/rules", Authorization="")[0] == 401
    assert running.ask("/v1/rules")[0] == 200
    assert running.token not in running.log.read_text(encoding="utf-8")


def test_a_draft_leaves_no_trace(running: Running) -> None:
    """Law 3: neither the log nor a file holds a word of a draft, however it was sent."""
    first, last = CANARY.split()
    status, answer = running.ask("/v1/check", {"text": DRAFT})
    assert status == 422
    assert {"patient-name", "record-account-or-device-number"} <= {f["rule"] for f in json.loads(answer)["findings"]}
    running.ask("/v1/fix", {"text": DRAFT, "suggested": True, "rewrites": True})
    running.ask("/v1/reply", {"text": DRAFT, "to": DRAFT})
    running.ask("/v1/check", {"text": DRAFT, first: last})
    running.ask(f"/v1/{first}?draft={last}", {"text": DRAFT})
    running.ask("/v1/check", {"text": DRAFT}, **{"X-Draft": first, "User-Agent": last})
    with socket.create_connection(("127.0.0.1", running.port), 5) as raw:
        raw.sendall(f"{first} /{last} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        raw.settimeout(5)
        raw.recv(65_536)
    with socket.create_connection(("127.0.0.1", running.port), 5) as raw:
        raw.sendall(f"no http at all {CANARY}\r\n\r\n".encode())
        raw.settimeout(5)
        raw.recv(65_536)
    told = running.log.read_text(encoding="utf-8")
    assert "POST /v1/check 422" in told
    for path in running.log.parent.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert first.encode() not in content
        assert last.encode() not in content


def test_who_sends_headers_byte_by_byte_is_let_go(tmp_path: Path) -> None:
    """Slow loris: a hundred connections that say hardly anything, on a service with little patience."""
    code = (
        "import sys\nfrom postlint.service import settings\n"
        "new = settings.Limits.__init__\n"
        "short = {'head_seconds': 1.0, 'idle_seconds': 1.0, 'connections': 60}\n"
        "def impatient(self, *a, **k): new(self, *a, **{**short, **k})\n"
        "settings.Limits.__init__ = impatient\n"
        "from postlint.cli import main\nsys.argv = ['postlint', 'serve', '--port', '0']\nmain()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        shown = process.stdout.readline().strip()
        address, _, token = shown.partition("#token=")
        service = Running(process, int(address.rstrip("/").rpartition(":")[2]), token, tmp_path, shown)
        slow = [socket.create_connection(("127.0.0.1", service.port), 5) for _ in range(100)]
        begun = time.monotonic()
        open_ = set(slow)
        while open_ and time.monotonic() - begun < 8:
            for connection in list(open_):
                try:
                    connection.sendall(b"G" if time.monotonic() - begun < 0.2 else b"E")
                    readable = select.select([connection], [], [], 0)[0]
                    if readable and not connection.recv(1024):
                        raise ConnectionError
                except OSError:
                    open_.discard(connection)
                    connection.close()
            time.sleep(0.1)
        assert not open_
        assert service.ask("/healthz")[0] == 200
        # A connection that was used, and then dawdles, is let go as well.
        with socket.create_connection(("127.0.0.1", service.port), 5) as kept:
            kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            kept.settimeout(8)
            assert kept.recv(65_536)
            kept.sendall(b"GET /hea")
            while kept.recv(65_536):
                pass
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_it_stops_as_soon_as_it_is_there(tmp_path: Path, seconds: float) -> None:
    """Who starts it and changes their mind is heard before the server itself listens to signals."""
    with serving(tmp_path, token="a-token-for-this-test") as service:
        time.sleep(seconds)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_finishes_what_was_begun(tmp_path: Path, number: signal.Signals) -> None:
    """Asked to stop, it answers the draft that it is checking, takes no other, and ends well."""
    with serving(tmp_path, token="a-token-for-this-test") as service:
        assert service.shown == f"http://127.0.0.1:{service.port}/"
        long = "Saw Mrs Okafor again, 93, our last lighthouse keeper. " * 600
        answers: list[tuple[int, bytes]] = []
        asking = threading.Thread(target=lambda: answers.append(service.ask("/v1/check", {"text": long})))
        asking.start()
        time.sleep(0.5)
        assert not answers
        service.process.send_signal(number)
        asking.join(60)
        assert answers[0][0] == 422
        assert service.process.wait(30) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", service.port), 2)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--host", "0.0.0.0"], "loopback"),
        (["--host", "192.0.2.1", "--behind-proxy"], "cannot listen on 192.0.2.1"),
        (["--tls-cert", "missing.pem"], "--tls-key"),
        (["--tls-cert", "missing.pem", "--tls-key", "missing.pem"], "certificate"),
        (["--profile", "nowhere"], "unknown profile"),
        (["--rules", "missing.yaml"], "missing.yaml"),
        (["--port", "70000"], "--port"),
    ],
)
def test_what_cannot_be_served(args: list[str], reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and exit 2."""
    monkeypatch.setenv("POSTLINT_TOKEN", "a-token-for-this-test")
    monkeypatch.setattr("postlint.service.listening.set_up_logs", lambda: None)
    result = CliRunner().invoke(cli, ["serve", *args])
    assert result.exit_code == 2
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.delitem(sys.modules, "postlint.service.listening", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(cli, ["serve"])
    assert result.exit_code == 2
    assert "pip install 'postlint[service]'" in result.stderr


def test_an_address_in_use(running: Running, tmp_path: Path) -> None:
    """It says so."""
    done = subprocess.run(
        [sys.executable, "-m", "postlint", "serve", "--port", str(running.port)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "address already in use" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(shutil.which("node") is None, reason="the example in docs is for Node, which is not here")
def test_the_webhook_in_the_docs(running: Running) -> None:
    """It runs as it is printed: it passes on what the service says, and refuses where nobody answers."""
    page = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    code = page.partition("```js\n")[2].partition("```")[0]
    for url, named, clean in ((f"http://127.0.0.1:{running.port}", 422, 200), ("http://127.0.0.1:9", 422, 422)):
        process = subprocess.Popen(
            ["node", "--input-type=module", "-e", code], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PORT": "0", "POSTLINT_URL": url, "POSTLINT_TOKEN": running.token},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            for text, status in ((DRAFT, named), ("Happy World Sight Day.", clean)):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("POST", "/", text)
                response = connection.getresponse()
                answer = json.loads(response.read())
                assert (response.status, answer["allowed"]) == (status, status == 200)
                assert CANARY not in json.dumps(answer)
                connection.close()
        finally:
            process.kill()
            process.wait()

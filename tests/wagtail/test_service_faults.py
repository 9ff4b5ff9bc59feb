"""By way of the service: what it allows is published, and whatever goes wrong with it publishes nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .conftest import CANARY, CLEAN, NAMED, is_live, saved_words

pytestmark = pytest.mark.wagtail
Answers = Callable[[dict[str, Any]], tuple[int, bytes]]
TOKEN = "a-token-of-the-test"


@pytest.fixture
def serve() -> Iterator[Callable[[Answers], str]]:
    """Start a real HTTP server that answers as it is told; its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answers: Answers) -> str:
        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, body = (401, b"{}") if self.headers["Authorization"] != f"Bearer {TOKEN}" else answers(asked)
                self.send_response(status if self.path == "/v1/check" else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who asked did not wait for the answer
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _contract(linter: Any) -> Answers:
    from postlint import Document

    def answer(asked: dict[str, Any]) -> tuple[int, bytes]:
        assert asked["format"] == "html"
        report = linter.check(Document(asked["text"], format="html"), rewrites=asked["rewrites"])
        allowed = report.verdict != "block"
        return 200 if allowed else 422, json.dumps({"allowed": allowed, "warnings": [], **report.to_dict()}).encode()

    return answer


def test_the_contract(linter: Any, serve: Any, options: Any, draft: Any, moderator: Any) -> None:
    """What the service says is what happens, from the editor's press to the refusal."""
    from .forms import edit, told

    options(URL=serve(_contract(linter)), TOKEN=TOKEN)
    bad, good = draft(CLEAN), draft(CLEAN, title="Open day")
    response = edit(moderator, bad, NAMED, **{"action-publish": "1"})
    assert "patient" in told(response)
    edit(moderator, good, CLEAN, **{"action-publish": "1"})
    assert (is_live(bad), is_live(good)) == (False, True)


CLEAN_ANSWER = {"allowed": True, "warnings": [], "verdict": "publish", "complete": True, "findings": []}
FINDING = {"rule": "x", "family": "identifiers", "severity": "error", "start": 0, "end": 4, "line": 1, "column": 1,
           "related": [], "message": "No.", "rewrites": []}  # fmt: skip
FAULTS: dict[str, tuple[int, Any]] = {
    "an error": (500, {}),
    "an error that says allowed": (500, CLEAN_ANSWER),
    "not found": (404, CLEAN_ANSWER),
    "moved": (302, CLEAN_ANSWER),
    "too busy": (429, {"allowed": False}),
    "a page of HTML": (200, "<html>200 OK</html>"),
    "nothing": (200, ""),
    "an empty object": (200, {}),
    "a list": (200, [CLEAN_ANSWER]),
    "true": (200, "true"),
    "allowed, as a word": (200, {**CLEAN_ANSWER, "allowed": "yes"}),
    "allowed, and refused by status": (422, CLEAN_ANSWER),
    "refused, and allowed by status": (200, {**CLEAN_ANSWER, "allowed": False, "verdict": "block"}),
    "allowed, and not checked": (200, {**CLEAN_ANSWER, "complete": False}),
    "allowed, and blocked": (200, {**CLEAN_ANSWER, "verdict": "block", "findings": [FINDING]}),
    "clean, with an error": (200, {**CLEAN_ANSWER, "findings": [FINDING]}),
    "no findings": (200, {k: v for k, v in CLEAN_ANSWER.items() if k != "findings"}),
    "a place outside": (200, {**CLEAN_ANSWER, "findings": [{**FINDING, "severity": "info", "end": 10_000_000}]}),
    "not text": (200, b"\xff\xfe\x00"),
    "nested without end": (200, "[" * 100_000),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_makes_no_sense(fault: str, serve: Any, options: Any, draft: Any, moderator: Any) -> None:
    """Law 4: a clean post is not published on the word of somebody who is not the service; the draft is kept."""
    from .forms import edit, told

    status, said = FAULTS[fault]
    body = said if isinstance(said, bytes) else (said if isinstance(said, str) else json.dumps(said)).encode()
    options(URL=serve(lambda asked: (status, body)), TOKEN=TOKEN)
    page = draft(CLEAN)
    response = edit(moderator, page, CLEAN.replace("Come in", "Drop in"), **{"action-publish": "1"})
    assert response.status_code == 302
    assert "could not check" in told(response)
    assert not is_live(page)
    assert "Drop in" in saved_words(page)


def test_the_same_words_from_the_service_itself(serve: Any, options: Any, draft: Any) -> None:
    """The answer that the faults are made of would publish, so that it is the faults which do not."""
    options(URL=serve(lambda asked: (200, json.dumps(CLEAN_ANSWER).encode())), TOKEN=TOKEN)
    page = draft(NAMED)
    page.get_latest_revision().publish()
    assert is_live(page)


def test_a_service_that_is_stopped(options: Any, draft: Any, moderator: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody listens: refused, with a draft, and nothing of it in the log."""
    from .forms import edit, told

    options(URL="http://127.0.0.1:9", TOKEN=TOKEN)
    page = draft(CLEAN)
    response = edit(moderator, page, NAMED, **{"action-publish": "1"})
    assert "nobody listens there" in told(response)
    assert not is_live(page)
    assert CANARY in saved_words(page)
    assert CANARY not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("postlint"))


def test_a_service_that_is_slow(serve: Any, options: Any, draft: Any) -> None:
    """It has so many seconds for the whole of its answer."""
    from postlint.cms.wagtail.refusal import PublishRefused

    done = threading.Event()

    def slow(asked: dict[str, Any]) -> tuple[int, bytes]:
        done.wait(10)
        return 200, json.dumps(CLEAN_ANSWER).encode()

    options(URL=serve(slow), TOKEN=TOKEN, TIMEOUT=0.5)
    page = draft(CLEAN)
    began = time.monotonic()
    with pytest.raises(PublishRefused, match="took too long"):
        page.get_latest_revision().publish()
    done.set()
    assert time.monotonic() - began < 5
    assert not is_live(page)


def test_a_wrong_token(serve: Any, options: Any, draft: Any) -> None:
    """The service does not answer strangers."""
    from postlint.cms.wagtail.refusal import PublishRefused

    options(URL=serve(lambda asked: (200, json.dumps(CLEAN_ANSWER).encode())), TOKEN="another")
    with pytest.raises(PublishRefused, match="token"):
        draft(CLEAN).get_latest_revision().publish()


@pytest.mark.parametrize(
    "said",
    [
        {"URL": "http://198.51.100.7:8765"},
        {"URL": "https://postlint.example.org"},
        {"URL": "http://postlint.example.org", "ELSEWHERE": True},
        {"URL": "not a url"},
        {"URL": "http://127.0.0.1:8765", "RULES": "clinic.yaml"},
        {"TIMEOUT": 0},
        {"TIMEOUT": True},
        {"PROFILES": "uk-gmc"},
        {"PROFILE": ["uk-gmc"]},
        ["URL"],
    ],
)
def test_settings_that_make_no_sense(said: Any, site: Any) -> None:
    """They are told at start; another machine is asked only where the site says so, and over TLS."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from postlint.cms.wagtail.options import options as read

    settings.POSTLINT = said
    read.cache_clear()
    with pytest.raises(ImproperlyConfigured):
        read()
    settings.POSTLINT = {"URL": "https://postlint.example.org", "ELSEWHERE": True}
    assert read().url


def test_a_linter_that_fails(options: Any, draft: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process too: whatever is raised, the page was not checked, and the words stay inside."""
    from postlint.cms.wagtail import checking
    from postlint.cms.wagtail.refusal import PublishRefused

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"could not digest {CANARY}")

    monkeypatch.setattr(checking, "_linter", broken)
    with pytest.raises(PublishRefused) as caught:
        draft(CLEAN).get_latest_revision().publish()
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None

"""A local language model as a rewriter: trusted with nothing, and missed by nobody."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postlint import Document, Linter, LocalRewriter
from postlint.cli import cli
from postlint.retelling import TITLE

from .local_model_fakes import DRAFT, GOOD, SENTENCE, Endpoint, send, serving, unmarked


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A model that listens on loopback."""
    with serving() as served:
        yield served


@pytest.fixture
def retelling(linter: Linter, endpoint: Endpoint) -> Linter:
    """The shared linter's model and policy, with the endpoint as rewriter."""
    return Linter(linter.policy, linter.model, rewriter=LocalRewriter(endpoint.url, "tiny", seconds=5))


def offered(linter: Linter, draft: str | Document = DRAFT) -> list[Any]:
    """The local model's rewrites in a report."""
    return [r for f in linter.check(draft).findings for r in f.rewrites if r.title == TITLE]


def rewriter_of(linter: Linter) -> LocalRewriter:
    """The rewriter of a linter that was made here."""
    assert isinstance(linter.rewriter, LocalRewriter)
    return linter.rewriter


class TestOffering:
    def test_a_good_answer_is_offered(self, retelling: Linter, endpoint: Endpoint) -> None:
        """It is one more rewrite, a suggested one, made of the words that differ."""
        rewrites = offered(retelling)
        assert rewrites
        for rewrite in rewrites:
            assert rewrite.safety == "suggested"
            touched = "".join(DRAFT[e.start : e.end] for e in rewrite.edits)
            assert "gout" not in touched
            assert "Busy" not in touched
        assert rewriter_of(retelling).trouble == ""

    def test_how_it_is_asked(self, retelling: Linter, endpoint: Endpoint) -> None:
        """Each sentence once, with its places marked, at temperature 0."""
        retelling.check(DRAFT)
        (asked,) = [body for body in endpoint.asked if "Okafor" in body["messages"][-1]["content"]]
        assert (asked["temperature"], asked["model"], asked["stream"]) == (0, "tiny", False)
        marked = asked["messages"][-1]["content"]
        assert SENTENCE in unmarked(marked)
        assert "\u27e6" in marked
        assert "Busy" not in marked
        assert set(endpoint.paths) == {"/v1/chat/completions"}

    def test_it_is_applied_when_asked_for(self, retelling: Linter) -> None:
        """fix(suggested=True) takes it first; the safe rewrites alone know nothing of it."""
        fix = retelling.fix(DRAFT, suggested=True)
        assert GOOD in fix.text
        assert fix.text.startswith("Busy week.\n\n")
        assert fix.applied[0].title == TITLE
        assert TITLE not in {rewrite.title for rewrite in retelling.fix(DRAFT).applied}

    def test_markup_stays(self, retelling: Linter) -> None:
        """Edits are the source's: a tag inside the sentence is not the model's to touch."""
        html = Document(f"<p>Busy week.</p><p>{SENTENCE.replace('Mrs Okafor', '<b>Mrs Okafor</b>')}</p>", format="html")
        text = retelling.fix(html, suggested=True).text
        assert text.startswith("<p>Busy week.</p><p>Saw <b>")
        assert "</b>" in text
        assert "Okafor" not in text

    def test_nothing_is_asked_unless_told(self, linter: Linter, endpoint: Endpoint) -> None:
        """Law 5: without a rewriter, and without rewrites, nothing connects."""
        linter.fix(DRAFT, suggested=True)
        Linter(linter.policy, linter.model, rewriter=LocalRewriter(endpoint.url)).check(DRAFT, rewrites=False)
        assert endpoint.asked == []

    @pytest.mark.parametrize("frame", ['"{}"', "\u201c{}\u201d", "<think>Hm, Leeds?\n</think>\n\n{}", "\n {} \n"])
    def test_wrappings_come_off(self, retelling: Linter, endpoint: Endpoint, frame: str) -> None:
        """Quotes and thoughts around an answer are none of it."""
        endpoint.answer = lambda marked: frame.format(GOOD)
        assert offered(retelling)


UNFAITHFUL = {
    "number": "Saw a patient with 2 attacks of gout recently at a hospital.",
    "age": "Saw a patient in their forties with gout recently at a hospital.",
    "name": "Saw a patient with gout recently at Northfield.",
    "other name": "Saw Mrs Brown with gout recently at a hospital.",
    "negation": "Saw a patient without gout recently at a hospital.",
    "condition": "Saw a patient with lupus recently at a hospital.",
    "drug": "Saw a patient on apixaban with gout recently at a hospital.",
    "fact": "Saw a patient with gout recently at a hospital, and all went well.",
    "sex": "Saw a man with gout recently at a hospital.",
    "link": "Saw a patient with gout recently at a hospital, see www.example.org.",
    "slot": "Saw a patient with gout recently at [hospital].",
    "comment": "Sure! Here is the rewritten text: " + GOOD,
    "nothing": "",
    "marks": "Saw \u27e6a patient\u27e7 with gout recently at a hospital.",
}


class TestRefusing:
    @pytest.mark.parametrize("answer", UNFAITHFUL.values(), ids=UNFAITHFUL.keys())
    def test_what_is_not_true_is_not_offered(self, retelling: Linter, endpoint: Endpoint, answer: str) -> None:
        """It is counted, and the user sees nothing of it."""
        endpoint.answer = lambda marked: answer if "Okafor" in marked else unmarked(marked)
        assert offered(retelling) == []
        assert rewriter_of(retelling).refused
        assert rewriter_of(retelling).trouble == ""

    @pytest.mark.parametrize(
        ("sentence", "answer"),
        [
            ("Mrs Okafor did not need 5 mg of warfarin.", "A patient did need 5 mg of warfarin."),
            ("Mrs Okafor did not need 5 mg of warfarin.", "A patient did not need 50 mg of warfarin."),
            ("Mrs Okafor did not need 5 mg of warfarin.", "A patient did not need 5 g of warfarin."),
            ("Mrs Okafor did not need 5 mg of warfarin.", "A patient did not need 5 mg of apixaban."),
            ("Mrs Okafor may need 5 mg of warfarin.", "A patient will need 5 mg of warfarin."),
        ],
    )
    def test_a_case_is_told_as_it_was(self, retelling: Linter, endpoint: Endpoint, sentence: str, answer: str) -> None:
        """Negation, dose, unit, drug and doubt stay."""
        endpoint.answer = lambda marked: answer
        assert offered(retelling, sentence) == []
        assert endpoint.asked

    def test_what_does_not_cure_is_not_offered(self, retelling: Linter, endpoint: Endpoint) -> None:
        """Law 6 holds for the model too: the same text again is no rewrite, and a name that stays is no cure."""
        endpoint.answer = unmarked
        assert offered(retelling) == []
        assert retelling.fix(DRAFT, suggested=True).text  # the linter's own rewrites are still there


def drip(request: BaseHTTPRequestHandler) -> None:
    """Never late with the next byte, and never done."""
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        try:
            request.wfile.write(b" ")
        except OSError:
            return
        time.sleep(0.05)


def huge(request: BaseHTTPRequestHandler) -> None:
    """More than any sentence needs."""
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(64):
            request.wfile.write(b"x" * 65_536)
    except OSError:
        pass


TROUBLES: dict[str, tuple[Callable[[BaseHTTPRequestHandler], None], str]] = {
    "status": (lambda r: send(r, b"Okafor", 500), "status 500"),
    "no json": (lambda r: send(r, b"Okafor {"), "no chat completion"),
    "other json": (lambda r: send(r, b'{"choices": []}'), "no chat completion"),
    "no text": (lambda r: send(r, b'{"choices": [{"message": {"content": 7}}]}'), "no chat completion"),
    "deep json": (lambda r: send(r, b"[" * 100_000), "no chat completion"),
    "no http": (lambda r: r.wfile.write(b"Okafor\r\n\r\n") and None, "connection failed"),
    "silence": (lambda r: time.sleep(1.5), "too long"),
    "drip": (drip, "too long"),
    "huge": (huge, "too large"),
}


class TestTrouble:
    @pytest.mark.parametrize(("act", "told"), TROUBLES.values(), ids=TROUBLES.keys())
    def test_the_check_goes_on(
        self, linter: Linter, endpoint: Endpoint, act: Callable[[BaseHTTPRequestHandler], None], told: str
    ) -> None:
        """Whatever the model does: the report is that of the linter alone, at once, and the reason holds no words."""
        endpoint.act = act
        rewriter = LocalRewriter(endpoint.url, seconds=0.5)
        began = time.monotonic()
        assert rewriter.rewrite("Saw \u27e6Mrs Okafor\u27e7.") is None
        assert time.monotonic() - began < 3
        assert told in rewriter.trouble
        assert "Okafor" not in rewriter.trouble
        assert Linter(linter.policy, linter.model, rewriter=rewriter).check(DRAFT) == linter.check(DRAFT)
        assert len(endpoint.asked) == 1  # it is left alone for a while

    def test_nobody_listens(self, linter: Linter) -> None:
        """A model that is not there is missed by nobody."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        rewriter = LocalRewriter(f"http://127.0.0.1:{port}/v1")
        report = Linter(linter.policy, linter.model, rewriter=rewriter).check(DRAFT)
        assert report == linter.check(DRAFT)
        assert report.complete
        assert rewriter.trouble == "nobody listens there"

    def test_a_redirect_is_not_followed(self, endpoint: Endpoint) -> None:
        """Not even on this machine."""
        for status in (301, 302, 307, 308):
            endpoint.act = lambda r, status=status: send(r, b"", status, Location=endpoint.url)  # type: ignore[misc]
            rewriter = LocalRewriter(endpoint.url)
            assert rewriter.rewrite("x") is None
            assert f"status {status}" in rewriter.trouble
        assert len(endpoint.asked) == 4

    def test_no_proxy_is_asked(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        """The environment has no say in where a draft goes."""
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert LocalRewriter(endpoint.url).rewrite("x") == "x"

    def test_it_is_asked_again_later(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        """A model that comes back is used again."""
        endpoint.act = lambda r: send(r, b"", 503)
        rewriter = LocalRewriter(endpoint.url)
        assert rewriter.rewrite("x") is None
        endpoint.act = None
        assert rewriter.rewrite("x") is None
        monkeypatch.setattr("postlint.local_model.PAUSE", 0.0)
        rewriter._rests_until = 0.0
        assert rewriter.rewrite("x") == "x"


class TestCommand:
    @pytest.fixture
    def draft(self, tmp_path: Path) -> str:
        """A draft in a file."""
        path = tmp_path / "draft.txt"
        path.write_text(DRAFT)
        return str(path)

    def test_check_and_fix(self, draft: str, endpoint: Endpoint) -> None:
        """The rewrite is in the report, and in the rewritten draft."""
        asked = ["--local-model", endpoint.url, "--local-model-name", "tiny"]
        assert TITLE in CliRunner().invoke(cli, [draft, "--format", "json", *asked]).stdout
        done = CliRunner().invoke(cli, [draft, "--fix", "--suggested", *asked])
        assert GOOD in done.stdout
        assert "local model" not in done.stderr
        assert endpoint.asked[0]["model"] == "tiny"

    def test_trouble_is_one_line(self, draft: str, endpoint: Endpoint) -> None:
        """The report is whole, the status as ever, and the line holds no words of the draft."""
        endpoint.act = lambda r: send(r, b"Okafor", 500)
        done = CliRunner().invoke(cli, [draft, draft, "--local-model", endpoint.url])
        assert done.exit_code == 1
        assert (
            done.stderr
            == "postlint: the local model gave no answer (it answered with status 500); checked without it\n"
        )

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (["--local-model", "http://example.org/v1"], "this machine"),
            (["--local-model-name", "tiny"], "needs --local-model"),
            (["--local-model", "http://127.0.0.1:1/v1", "--no-rewrites"], "nothing for"),
        ],
    )
    def test_nonsense_is_refused(self, draft: str, options: list[str], told: str) -> None:
        """Before anything is read or connected."""
        done = CliRunner().invoke(cli, [draft, *options])
        assert done.exit_code == 2
        assert told in " ".join(done.stderr.split())

"""The service: questions, answers, and the statuses they come with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from .service_fakes import AUTHORIZED, CLEAN, DATED, NAMED, ServedLinter, client_of


@pytest.mark.parametrize(
    ("text", "status", "allowed"),
    [(CLEAN, 200, True), (DATED, 200, True), (NAMED, 422, False), ("", 422, False), ("fail in a stage", 422, False)],
)
def test_status_says_whether_it_is_allowed(text: str, status: int, allowed: bool) -> None:
    """200 and 422 agree with ``allowed``."""
    response = client_of(ServedLinter()).post("/v1/check", json={"text": text})
    assert (response.status_code, response.json()["allowed"]) == (status, allowed)
    assert response.headers["content-type"] == "application/json"


def test_review_is_held_if_asked() -> None:
    """``--hold-review``, or the policy; ``--allow-review`` wins over it. The catalogue says which, for the page."""
    for linter, chosen, status in (
        (ServedLinter(), True, 422),
        (ServedLinter(review="hold"), None, 422),
        (ServedLinter(review="hold"), False, 200),
    ):
        client = client_of(linter, hold_review=chosen)
        response = client.post("/v1/check", json={"text": DATED})
        assert (response.status_code, response.json()["verdict"]) == (status, "review")
        assert client.get("/v1/rules").json()["hold_review"] is (status == 422)


def test_fix_and_reply() -> None:
    """A rewritten draft comes back with its own findings; an answer is checked beside what it answers."""
    linter = ServedLinter()
    client = client_of(linter)
    fixed = client.post("/v1/fix", json={"text": NAMED})
    assert (fixed.status_code, fixed.json()["text"]) == (200, "Saw a patient about her hip.")
    assert client.post("/v1/fix", json={"text": NAMED + DATED, "suggested": True}).json()["findings"] == []
    reply = client.post("/v1/reply", json={"text": CLEAN, "to": "It hurt."})
    assert reply.status_code == 200
    assert linter.documents[-1].answers is not None
    assert client.post("/v1/reply", json={"text": CLEAN}).status_code == 400
    assert client.post("/v1/check", json={"text": CLEAN, "to": "It hurt."}).status_code == 400


def test_no_answer_holds_words_of_the_draft() -> None:
    """Law 3: without rewrites there are offsets and rule names only."""
    assert "Okafor" not in client_of(ServedLinter()).post("/v1/check", json={"text": NAMED}).text


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[" * 200_000, {}, 400),
        (b'{"text": "\xe9"}', {}, 400),
        (b'{"text": "a", "profile": "nowhere"}', {}, 400),
        (b'{"text": "a"}', {"content-type": "text/plain"}, 415),
        (b'{"text": "a"}', {"content-type": ""}, 415),
        (b'{"text": "a"}', {"content-type": "application/json; charset=utf-16"}, 415),
        (b'{"text": "a"}', {"content-encoding": "gzip"}, 415),
        (b'{"text": "Wash your hands."}', {"content-type": "application/json; charset=UTF-8"}, 200),
    ],
)
def test_bodies(body: bytes, headers: dict[str, str], status: int) -> None:
    """What cannot be read is refused, and a refusal is no permission."""
    client = client_of(ServedLinter())
    response = client.post("/v1/check", content=body, headers={"content-type": "application/json", **headers})
    assert response.status_code == status
    assert response.json()["allowed"] is (status == 200)
    assert client.get("/healthz").json() == {"status": "ok"}


def test_nothing_else_is_here() -> None:
    """404, and 405 with what is meant; a path with a slash too many is not redirected."""
    client = client_of(ServedLinter())
    for path in ("/v1/nothing", "/nothing", "/page/", "/page/../app.py", "/page/%2e%2e/app.py", "/v1/check/"):
        assert client.post(path, json={}).status_code == 404, path
    response = client.delete("/v1/check")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["allowed"] is False
    assert client.get("/v1/fix").status_code == 405
    assert client.post("/v1/rules").status_code == 405


def test_rules() -> None:
    """The policy in force and what a post may choose."""
    told = client_of(ServedLinter()).get("/v1/rules").json()
    assert [rule["name"] for rule in told["rules"]] == ["patient-name", "exact-date"]
    assert told["types"] == [{"name": "case", "title": "A case, to teach"}]
    assert told["policy"]["name"] == "test"
    assert told["model"]["name"] == "fake"
    assert "never certifies" in told["no_certificate"]


def test_metrics_hold_numbers_only() -> None:
    """Verdicts, rules and routes are counted; a path that somebody made up is not repeated."""
    client = client_of(ServedLinter())
    client.post("/v1/check", json={"text": NAMED})
    client.post("/v1/check", json={"text": ""})
    client.get("/v1/Mrs-Okafor?draft=Mrs+Okafor")
    told = client.get("/metrics").text
    assert 'postlint_verdicts_total{verdict="block"} 1.0' in told
    assert 'postlint_verdicts_total{verdict="unchecked"} 1.0' in told
    assert 'postlint_findings_total{rule="patient-name",severity="error"} 1.0' in told
    assert 'postlint_requests_total{route="?",status="404"} 1.0' in told
    assert 'postlint_request_seconds_count{route="/v1/check"} 2.0' in told
    assert "postlint_in_flight 1.0" in told
    assert "Okafor" not in told


def test_an_error_inside_tells_its_kind_only(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A mistake of ours is answered with 500, not allowed, and logged without its message."""
    caplog.set_level("DEBUG")

    def broken(self: Any, answer: Any) -> None:
        raise RuntimeError(f"could not digest {NAMED}")

    monkeypatch.setattr("postlint.service.metrics.Metrics.count", broken)
    response = client_of(ServedLinter()).post("/v1/check", json={"text": NAMED})
    assert (response.status_code, response.json()["allowed"]) == (500, False)
    assert "RuntimeError" in response.json()["reason"]
    assert "Okafor" not in response.text
    assert "Okafor" not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("postlint"))


class TestDescription:
    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/v1/check", {"text": NAMED, "rewrites": True}),
            ("/v1/check", {"text": ""}),
            ("/v1/check", {}),
            ("/v1/fix", {"text": NAMED}),
            ("/v1/reply", {"text": NAMED, "to": "x"}),
            ("/v1/rules", None),
        ],
    )
    def test_answers_are_as_described(self, path: str, body: dict[str, Any] | None) -> None:
        """Each answer fits the schema of its status, and so does each body that was taken."""
        client = client_of(ServedLinter())
        described = client.get("/v1/openapi.json").json()
        response = client.get(path) if body is None else client.post(path, json=body)
        operation = described["paths"][path]["get" if body is None else "post"]
        schema = operation["responses"][str(response.status_code)]["content"]["application/json"]["schema"]
        whole = {"components": described["components"]}
        Draft202012Validator({**whole, **schema}).validate(response.json())
        if body and response.status_code != 400:
            taken = operation["requestBody"]["content"]["application/json"]["schema"]
            Draft202012Validator({**whole, **taken}).validate(body)

    def test_it_is_guarded_and_whole(self) -> None:
        """Every route that is described exists; all but the health of the service ask for the token."""
        client = client_of(ServedLinter())
        described = client.get("/v1/openapi.json").json()
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                bare = client.request(method, path, headers={"Authorization": ""})
                assert (bare.status_code == 401) is ("security" not in operation), path
        assert json.dumps(described).count("#/components/schemas/")


def test_the_page_is_complete() -> None:
    """The page and all that it names are there, and it names nothing of another machine."""
    import re

    client = client_of(ServedLinter())
    page = client.get("/", headers={"Authorization": ""})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    named = set(re.findall(r'(?:href|src)="(/[^"]+)"', page.text))
    seen = dict.fromkeys(named, "")
    for path in list(named):
        seen[path] = client.get(path, headers={"Authorization": ""}).text
    modules = re.findall(r'from "\./([a-z]+\.js)"', "".join(seen.values()))
    for module in modules:
        response = client.get(f"/page/{module}", headers={"Authorization": ""})
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        seen[module] = response.text
    assert len(seen) > 5
    for text in [page.text, *seen.values()]:
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
        assert "localStorage" not in text
        assert "sessionStorage" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", page.text)
    assert AUTHORIZED["Authorization"] not in page.text

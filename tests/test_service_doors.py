"""Who may come in, and how much they may bring."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from postlint.errors import ServiceError
from postlint.service.settings import Limits, Settings, token_from

from .service_fakes import AUTHORIZED, CLEAN, NAMED, TOKEN, ServedLinter, app_of, client_of

GUARDED = ["/v1/rules", "/v1/openapi.json", "/metrics", "/v1/nothing"]


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize(
    "header", ["", "Bearer", f"Bearer {TOKEN}x", f"bearer {TOKEN}", f"Basic {TOKEN}", TOKEN, "Bearer é"]
)
def test_no_token_no_answer(path: str, header: str) -> None:
    """Whatever is not the token is refused, in one way."""
    response = client_of(ServedLinter()).get(path, headers={"Authorization": header.encode()})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["allowed"] is False


def test_a_body_without_a_token_is_not_read() -> None:
    """Nor is its draft checked."""
    linter = ServedLinter()
    response = client_of(linter).post("/v1/check", json={"text": NAMED}, headers={"Authorization": ""})
    assert (response.status_code, linter.documents) == (401, [])


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200), ("localhost:1", 200), ("[::1]:8765", 200), ("LOCALHOST", 200),
        ("post.example.org", 200), ("evil.example", 403), ("127.0.0.1.evil.example", 403), ("", 403), ("[::1", 403),
        ("127.0.0.1@evil.example", 403),
    ],
)  # fmt: skip
def test_hosts(host: str, status: int) -> None:
    """A name that points here without being ours (DNS rebinding) is not answered."""
    client = client_of(ServedLinter(), names=("post.example.org",))
    assert client.get("/v1/rules", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "api", "page"),
    [
        ({}, 200, 200),
        ({"Origin": "http://127.0.0.1:8765"}, 200, 200),
        ({"Origin": "http://127.0.0.1:9999"}, 403, 403),
        ({"Origin": "https://evil.example"}, 403, 403),
        ({"Origin": "null"}, 403, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200, 200),
        ({"Sec-Fetch-Site": "none"}, 200, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403, 200),
    ],
)
def test_other_sites(headers: dict[str, str], api: int, page: int) -> None:
    """A page of another site asks nothing here; a link from one may lead to the page."""
    client = client_of(ServedLinter())
    assert client.post("/v1/check", json={"text": CLEAN}, headers=headers).status_code == api
    assert client.get("/", headers=headers).status_code == page


def test_every_answer_is_sealed() -> None:
    """Nothing is stored, framed or opened to other origins, whatever the status."""
    client = client_of(ServedLinter())
    for response in (
        client.get("/"), client.get("/page/page.css"), client.get("/healthz"), client.get("/nothing"),
        client.get("/v1/rules", headers={"Authorization": ""}), client.post("/v1/check", json={"text": NAMED}),
        client.get("/healthz", headers={"Host": "evil.example"}),
    ):  # fmt: skip
        assert response.headers["cache-control"] == "no-store"
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert not [name for name in response.headers if name.startswith("access-control") or name == "set-cookie"]


class TestSettings:
    @pytest.mark.parametrize(
        ("settings", "reason"),
        [
            ({"host": "0.0.0.0"}, "loopback"),
            ({"host": "192.0.2.7"}, "loopback"),
            ({"host": "::"}, "loopback"),
            ({"host": "0.0.0.0", "behind_proxy": True}, "--name"),
            ({"host": "post.example.org", "behind_proxy": True}, "number"),
            ({"certificate": Path("c.pem")}, "key"),
            ({"key": Path("k.pem")}, "certificate"),
            ({"token": ""}, "POSTLINT_TOKEN"),
            ({"token": "short"}, "POSTLINT_TOKEN"),
            ({"token": "with a space in it"}, "space"),
            ({"token": "letters-of-elsewhere-é"}, "POSTLINT_TOKEN"),
        ],
    )
    def test_refused(self, settings: dict[str, Any], reason: str) -> None:
        """What would carry drafts across a network in the clear, or let anybody in."""
        with pytest.raises(ServiceError, match=reason) as caught:
            Settings(**{"token": TOKEN, **settings})
        assert settings.get("token") in (None, "") or settings["token"] not in str(caught.value)

    @pytest.mark.parametrize(
        "settings",
        [
            {}, {"host": "localhost"}, {"host": "::1"}, {"host": "127.8.8.8"},
            {"host": "192.0.2.7", "behind_proxy": True},
            {"host": "192.0.2.7", "certificate": Path("c.pem"), "key": Path("k.pem")},
            {"host": "0.0.0.0", "behind_proxy": True, "names": ("post.example.org",)},
        ],
    )  # fmt: skip
    def test_taken(self, settings: dict[str, Any]) -> None:
        """Loopback, and what was stated to be safe. The token is in no repr."""
        made = Settings(TOKEN, **settings)
        assert made.number in made.hosts
        assert TOKEN not in repr(made)

    def test_names_of_this_machine_are_not_those_of_another_address(self) -> None:
        """What listens on the network is not called localhost by anybody who may come in."""
        assert Settings(TOKEN, host="192.0.2.7", behind_proxy=True).hosts == {"192.0.2.7"}

    def test_token(self) -> None:
        """The environment's, also an empty one (which is then refused), else a new one each time."""
        assert token_from({"POSTLINT_TOKEN": "given"}) == ("given", False)
        assert token_from({"POSTLINT_TOKEN": ""}) == ("", False)
        first, second = token_from({}), token_from({})
        assert first[1]
        assert len(first[0]) >= 32
        assert first != second


def _asked(app: Any, *requests: tuple[Any, float]) -> list[httpx.Response]:
    """The answers to requests made at the same time, each after so many seconds."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        headers = {**AUTHORIZED, "content-type": "application/json"}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:

            async def one(content: Any, delay: float) -> httpx.Response:
                await asyncio.sleep(delay)
                return await client.post("/v1/check", content=content)

            return list(await asyncio.gather(*(one(*request) for request in requests)))

    return asyncio.run(ask())


class TestLimits:
    def test_body(self) -> None:
        """By what its header says, and by what comes, if it says nothing or too little."""
        linter = ServedLinter()
        limits = Limits(body=1_000)
        read = 0

        async def pieces() -> AsyncIterator[bytes]:
            nonlocal read
            for _ in range(1_000):
                read += 100
                yield b"x" * 100

        said, streamed = _asked(app_of(linter, limits=limits), (b"x" * 1_001, 0), (pieces(), 0))
        assert (said.status_code, streamed.status_code) == (413, 413)
        assert "1,000 bytes" in said.json()["reason"]
        assert linter.documents == []

    def test_exactly_the_limit(self) -> None:
        """The limit itself is taken."""
        body = b'{"text":"Wash your hands."}'
        for limit, status in ((len(body), 200), (len(body) - 1, 413)):
            (response,) = _asked(app_of(ServedLinter(), limits=Limits(body=limit)), (body, 0))
            assert response.status_code == status

    def test_slow_body(self) -> None:
        """A body that trickles is given up."""

        async def trickle() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b" "
                await asyncio.sleep(0.05)

        # httpx hands the application its pieces as it asks for them.
        (response,) = _asked(app_of(ServedLinter(), limits=Limits(body_seconds=0.2)), (trickle(), 0))
        assert (response.status_code, response.json()["allowed"]) == (408, False)

    def test_too_many(self) -> None:
        """One is checked, one waits, the third is told when to come again; all lanes are free afterwards."""
        linter = ServedLinter()
        limits = Limits(checking=1, waiting=1, seconds=10)
        app = app_of(linter, limits=limits)

        def later() -> None:
            time.sleep(0.6)
            linter.go.set()

        threading.Thread(target=later).start()
        waiting = b'{"text": "wait here"}'
        responses = _asked(app, (waiting, 0), (waiting, 0.1), (waiting, 0.2))
        assert [response.status_code for response in responses] == [200, 200, 429]
        assert responses[2].headers["retry-after"] == "1"
        assert responses[2].json()["allowed"] is False
        assert _asked(app, (waiting, 0))[0].status_code == 200

    def test_too_slow(self) -> None:
        """A draft that takes too long is not allowed and keeps its lane until it is done; one that waited is let go."""
        linter = ServedLinter()
        app = app_of(linter, limits=Limits(checking=1, waiting=1, seconds=0.3))
        waiting = b'{"text": "wait here"}'
        first, second = _asked(app, (waiting, 0), (waiting, 0.05))
        for response in (first, second):
            assert response.status_code == 503
            assert (response.json()["allowed"], response.json()["complete"]) == (False, False)
        linter.go.set()
        assert len(linter.documents) == 1

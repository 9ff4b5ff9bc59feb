"""The one door out of the process: which addresses it opens to, and which not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from postlint import LocalModelError, LocalRewriter, loopback

from .local_model_fakes import Endpoint, serving


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A model that listens on loopback."""
    with serving() as served:
        yield served


ELSEWHERE = [
    "http://192.0.2.7:8080/v1", "http://10.0.0.1/v1", "http://example.org/v1", "http://localhost.example.org/v1",
    "http://0.0.0.0:8080/v1", "http://[::]:8080/v1", "http://[fe80::1]/v1", "http://[::ffff:127.0.0.1]/v1",
    "http://2130706433/v1", "http://127.1/v1", "http://0x7f.0.0.1/v1", "http://127.0.0.1.nip.io/v1",
    "http://127.0.0.1@example.org/v1", "http://example.org\\@127.0.0.1/v1", "http://[::1%25eth0]/v1",
    "https://127.0.0.1/v1", "file:///etc/passwd", "127.0.0.1:8080", "http:///v1", "", "http://127.0.0.1:99999/v1",
    "http://127.0.0.1/v1?to=example.org", "http://127.0.0.1/v1#x", "http://127.0.0.1/a b", "http://\u0661\u0662\u0667.0.0.1/",
]  # fmt: skip


class TestAddress:
    @pytest.fixture
    def walled(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Every way out is a wall, and knocking is remembered."""
        knocks: list[str] = []

        def wall(*_: Any, **__: Any) -> Any:
            knocks.append("knock")
            raise OSError

        for name in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, name, wall)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            monkeypatch.setattr(socket, name, wall)
        return knocks

    @pytest.mark.parametrize("url", ELSEWHERE)
    def test_elsewhere_is_refused(self, walled: list[str], url: str) -> None:
        """Law 5: before any connection, and before any name is looked up."""
        with pytest.raises(LocalModelError):
            LocalRewriter(url)
        assert walled == []

    @pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "http://127.9.9.9/v1/", "http://[::1]:1234"])
    def test_here_is_taken(self, walled: list[str], url: str) -> None:
        """And nothing is connected before it is needed."""
        LocalRewriter(url)
        assert walled == []

    @pytest.mark.parametrize("numbers", [["192.0.2.7"], ["127.0.0.1", "192.0.2.7"], []])
    def test_localhost_must_be_here(self, monkeypatch: pytest.MonkeyPatch, numbers: list[str]) -> None:
        """A hosts file that leads elsewhere is not followed, in no part."""
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in numbers]
        monkeypatch.setattr(loopback.socket, "getaddrinfo", lambda *_, **__: found)
        with pytest.raises(LocalModelError, match="this machine"):
            LocalRewriter("http://localhost/v1")

    def test_localhost_is_looked_up_once(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it led to then is what is connected to, whatever the name means later."""
        rewriter = LocalRewriter(endpoint.url.replace("127.0.0.1", "localhost"))
        looked = socket.getaddrinfo

        def numbers_only(host: Any, *args: Any, **kwargs: Any) -> Any:
            assert host != "localhost"
            return looked(host, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", numbers_only)
        assert rewriter.rewrite("x") == "x"

    def test_no_words_in_a_repr(self) -> None:
        """Law 3."""
        assert repr(LocalRewriter("http://127.0.0.1:8080/v1", "tiny")) == "LocalRewriter(127.0.0.1:8080)"

"""How the service is to run, and which ways of running it are refused."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from ..errors import ServiceError

PORT: Final = 8765
TOKEN_VARIABLE: Final = "POSTLINT_TOKEN"  # noqa: S105 (a name)
SHORTEST_TOKEN: Final = 16
#: Names that this machine has for itself; what is reached on one of them is reached from nowhere else.
_LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, and all of them together, may take.

    ``body`` in bytes; ``seconds`` for checking a draft, waiting for its turn included; ``body_seconds`` for the body
    to arrive and ``head_seconds`` for its headers; ``checking`` drafts are checked at once and ``waiting`` more may
    wait; ``connections`` are open at once.
    """

    body: int = 1_000_000
    seconds: float = 30.0
    body_seconds: float = 10.0
    head_seconds: float = 10.0
    idle_seconds: float = 5.0
    checking: int = 2
    waiting: int = 32
    connections: int = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service listens, for whom, and within which limits. Raises ServiceError for what is not safe."""

    token: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = PORT
    #: Names that the service is called by beside its address, as a browser writes them in ``Host``.
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = field(default=None, repr=False)
    behind_proxy: bool = False
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise ServiceError("a certificate needs its key and a key its certificate: --tls-cert and --tls-key")
        try:
            address = ip_address(_number(self.host))
        except ValueError:
            raise ServiceError("the host to listen on is a number, such as 127.0.0.1, or localhost") from None
        if not address.is_loopback and not (self.certificate or self.behind_proxy):
            raise ServiceError(
                "drafts would cross the network in the clear: a host other than loopback needs --tls-cert and "
                "--tls-key, or --behind-proxy if a proxy before it speaks TLS"
            )
        if address.is_unspecified and not self.names:
            raise ServiceError("a host that stands for every address needs --name, the name that browsers call it by")
        if len(self.token) < SHORTEST_TOKEN or not (self.token.isascii() and self.token.isprintable()):
            raise ServiceError(f"{TOKEN_VARIABLE} is not {SHORTEST_TOKEN} or more letters, digits and signs")
        if " " in self.token:
            raise ServiceError(f"{TOKEN_VARIABLE} holds a space")

    @property
    def number(self) -> str:
        """The number of the address to listen on."""
        return _number(self.host)

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may name as its host (without port): anything else comes from a page that plays a trick."""
        own = {self.number}
        if ip_address(self.number).is_loopback:
            own.update(_LOOPBACK_NAMES)
        return frozenset({*own, *(name.lower() for name in self.names)})

    def url(self, port: int) -> str:
        """Where the page is, once the port is known."""
        unspecified = ip_address(self.number).is_unspecified
        host = self.names[0] if unspecified else self.number
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.certificate else 'http'}://{shown}:{port}/"


def _number(host: str) -> str:
    return "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")


def token_from(environment: Mapping[str, str] = os.environ) -> tuple[str, bool]:
    """The token of ``POSTLINT_TOKEN``, or a new one; and whether it is new, so that somebody has to be told it."""
    given = environment.get(TOKEN_VARIABLE)
    return (secrets.token_urlsafe(32), True) if given is None else (given, False)

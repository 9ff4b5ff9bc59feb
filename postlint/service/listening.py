"""Listening: the socket, the server, and the patience it has with those who talk slowly."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import ServiceError
from .app import make_app
from .logs import set_up_logs

if TYPE_CHECKING:
    from ..prepublish import Gate
    from .settings import Limits, Settings

#: Bytes of headers; a browser sends about one thousand.
_MOST_HEADERS: Final = 16_384
_BACKLOG: Final = 128


def serve(gate: Gate, settings: Settings, ready: Callable[[str], None]) -> None:
    """Listen until SIGTERM or SIGINT, then finish what was begun. ``ready`` is told the page's address first.

    Raises ServiceError when it cannot listen there, or the certificate cannot be used.
    """
    set_up_logs()
    limits = settings.limits
    config = uvicorn.Config(
        make_app(gate, settings),
        http=_protocol(limits),
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_MOST_HEADERS,
        timeout_keep_alive=max(1, round(limits.idle_seconds)),
        timeout_graceful_shutdown=round(limits.seconds + limits.body_seconds) + 1,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise ServiceError(f"the certificate or its key cannot be used ({type(error).__name__})") from None
    server = uvicorn.Server(config)
    with _listening(settings) as door, _ending_well(server):
        gate.warm()
        if not server.should_exit:
            ready(settings.url(door.getsockname()[1]))
            server.run(sockets=[door])


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    number = settings.number
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    try:
        door = socket.create_server((number, settings.port), family=family, backlog=_BACKLOG)
    except OverflowError:
        raise ServiceError("a port is a number up to 65535") from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ServiceError(f"cannot listen on {number}, port {settings.port}: {reason}") from None
    with door:
        yield door


@contextmanager
def _ending_well(server: uvicorn.Server) -> Iterator[None]:
    """The server raises the signal that ended it once more when all is done: it has been heeded, and is no error. One
    that comes before the server listens to signals itself ends it too.
    """

    def end(*_: object) -> None:
        server.should_exit = True

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, end) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _protocol(limits: Limits) -> type[H11Protocol]:
    """uvicorn's protocol with a clock on the headers, which it lacks: whoever sends them byte by byte would hold a
    connection for ever.
    """

    class Timed(H11Protocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            # asyncio leaves this out for a socket that was made elsewhere, and each answer would wait 40 ms.
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if len(self.connections) > limits.connections:
                transport.close()
                return
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._heard()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._heard()
            elif self._late is None:
                self._wait()

        def _wait(self) -> None:
            self._late = self.loop.call_later(limits.head_seconds, self.transport.close)

        def _heard(self) -> None:
            if self._late is not None:
                self._late.cancel()
                self._late = None

    return Timed

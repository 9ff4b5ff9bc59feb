"""The one door out of the process, and it opens inwards: a request to a server on this very machine (law 5).

An address is resolved once and all that it resolves to must be loopback; what is connected to later is that number,
never a name. No proxy is asked, no redirect followed, and an answer may take so long and be so large, not more.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .errors import LocalModelError

if TYPE_CHECKING:
    from http.client import HTTPConnection

#: An answer is a sentence or two, with what a server tells about itself.
MAX_ANSWER: Final = 262_144
_OK: Final = 200
_PIECE: Final = 16_384


class NoAnswer(Exception):
    """Nothing usable came back; ``str()`` says why, in none of the words sent or received."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens on this machine: ``host`` as it was given, the number ``ip`` behind it, and the ``path``
    under which it answers.
    """

    host: str
    ip: str
    port: int
    path: str


def address_of(url: str) -> Address:
    """The address that a URL names. Raises LocalModelError unless it is one on this machine; nothing is connected."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise LocalModelError("the address of the local model is no URL") from None
    if parts.scheme != "http" or not host:
        raise LocalModelError("the address of the local model is not like http://127.0.0.1:8080/v1")
    if "@" in parts.netloc or parts.query or parts.fragment or not _plain(parts.path):
        raise LocalModelError("the address of the local model holds more than a host, a port and a path")
    return Address(host, _loopback(host, port), port, parts.path.rstrip("/"))


def _plain(path: str) -> bool:
    return path.isascii() and path.isprintable() and " " not in path


def _loopback(host: str, port: int) -> str:
    """The number of a host on this machine; only "localhost" is a name that is looked up."""
    if host.lower() != "localhost":
        numbers = [host]
    else:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise LocalModelError("this machine does not know the name localhost; write 127.0.0.1") from None
        numbers = [str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)]
    if not numbers or not all(_is_loopback(number) for number in numbers):
        raise LocalModelError(
            "a local model must run on this machine: its address is 127.0.0.1, ::1 or localhost, and no other"
        )
    return numbers[0]


def _is_loopback(number: str) -> bool:
    from ipaddress import IPv4Address, IPv6Address, ip_address

    try:
        address = ip_address(number)
    except ValueError:
        return False
    # Not is_loopback: that lets in other ways of writing an address, which differ from one Python to the next.
    return address == IPv6Address("::1") or (isinstance(address, IPv4Address) and address.packed[0] == 127)


def post(address: Address, path: str, body: bytes, *, seconds: float) -> bytes:
    """What the server answers to a JSON body, within ``seconds`` all told. Raises NoAnswer."""
    from http.client import HTTPConnection

    connection = HTTPConnection(address.ip, address.port, timeout=seconds)
    host = f"[{address.host}]" if ":" in address.host else address.host
    headers = {"Host": f"{host}:{address.port}"}
    status, answer = exchange(connection, address.path + path, body, headers, seconds=seconds)
    if status != _OK:
        raise NoAnswer(f"it answered with status {status}")
    return answer


def exchange(
    connection: HTTPConnection,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float,
    largest: int = MAX_ANSWER,
) -> tuple[int, bytes]:
    """Status and body of the answer to a JSON body, within ``seconds`` all told; the connection is closed.

    Raises NoAnswer, also where the answer is larger than ``largest`` bytes.
    """
    from http.client import HTTPException

    late = threading.Event()
    watch: threading.Timer | None = None
    try:
        connection.connect()
        # A time limit of a socket starts anew with each byte, so a server that drips would never run into it.
        watch = threading.Timer(seconds, _stop, (connection.sock, late))
        watch.daemon = True
        watch.start()
        sent = {**headers, "Content-Type": "application/json", "Connection": "close"}
        connection.request("POST", path, body, sent)
        response = connection.getresponse()
        answer = b""
        while piece := response.read(_PIECE):
            answer += piece
            if len(answer) > largest:
                raise NoAnswer("its answer is too large")
        if late.is_set():
            raise NoAnswer("it took too long")
        return response.status, answer
    except TimeoutError:
        raise NoAnswer("it took too long") from None
    except (OSError, HTTPException, ValueError, RuntimeError) as error:
        if late.is_set():
            raise NoAnswer("it took too long") from None
        reason = "nobody listens there" if isinstance(error, ConnectionRefusedError) else "the connection failed"
        raise NoAnswer(reason) from None
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()


def _stop(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)

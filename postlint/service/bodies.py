"""Bodies: read as far as the limits go, and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import anyio
from starlette.requests import ClientDisconnect

from ..prepublish import Malformed, Post, parse
from .doors import Refused

if TYPE_CHECKING:
    from starlette.requests import Request

    from .settings import Limits

P = TypeVar("P", bound=Post)


async def post_in(request: Request, kind: type[P], limits: Limits) -> P:
    """The post in a request. Raises Refused: 400, 408, 413 or 415."""
    _in_json(request)
    try:
        return parse(await _read(request, limits), kind)
    except Malformed as error:
        raise Refused(400, str(error)) from None


def _in_json(request: Request) -> None:
    kind, _, more = request.headers.get("content-type", "").partition(";")
    charset = more.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        raise Refused(415, "the body is to be application/json in UTF-8", close=True)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "the body is to be sent as it is, not packed", close=True)


async def _read(request: Request, limits: Limits) -> bytes:
    """The bytes, counted as they come: what a header says of their number is believed only if it is too many."""
    too_large = Refused(413, f"the body is larger than {limits.body:,} bytes", close=True)
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > limits.body:
        raise too_large
    body = bytearray()
    try:
        with anyio.fail_after(limits.body_seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > limits.body:
                    raise too_large
    except TimeoutError:
        raise Refused(408, "the body took too long to arrive", close=True) from None
    except ClientDisconnect:
        raise Refused(400, "the body broke off", close=True) from None
    return bytes(body)

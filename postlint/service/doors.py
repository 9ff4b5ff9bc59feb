"""The door: which requests come in at all, and what goes out with every answer.

A page of another site can send requests to this machine from the browser of whoever looks at it. So a request must
name this service as its host (or a name that somebody else owns could be turned to point here), must not come from
another origin, and must bring the token, which no other page knows.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from ..prepublish import refusal
from ..reporting.json import dump

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .logs import Diary

#: Nothing from elsewhere, nothing inline, nothing sent elsewhere, in nobody's frame.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Refused(Exception):
    """A request that is answered with a status and a reason, and with nothing else.

    ``close``: what it still sends is not read.
    """

    def __init__(self, status: int, reason: str, *, close: bool = False, **headers: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if close:
            self.headers["connection"] = "close"


def refused(error: Refused) -> Response:
    """The answer to a request that was refused; it is no permission to publish (law 4)."""
    body = dump(refusal(error.reason), compact=True)
    return Response(body, error.status, error.headers, media_type="application/json")


def failed(error: Exception) -> Refused:
    """What is answered where something of ours went wrong: of which kind it was."""
    return Refused(500, f"internal error ({type(error).__name__})", close=True)


class Doors:
    """Lets requests in to ``app``, and tells the ``diary`` of each. Whatever fails inside ends here."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], token: str, diary: Diary) -> None:
        self._app = app
        self._hosts = hosts
        self._token = f"Bearer {token}".encode()
        self._diary = diary

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        entry = self._diary.begin(scope)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                entry.status = message["status"]
            await send(message)

        try:
            self._let_in(scope)
            await self._app(scope, receive, noted)
        except Refused as error:
            await refused(error)(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 (its message and its frames may hold words of a draft)
            entry.failed = type(error).__name__
            if not entry.status:
                await refused(failed(error))(scope, receive, noted)
        finally:
            entry.end()

    def _let_in(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if _name_of(headers.get("host", "")) not in self._hosts:
            raise Refused(403, "this service is not called by that name", close=True)
        path = scope["path"]
        guarded = path.startswith("/v1/") or path == "/metrics"
        self._not_from_elsewhere(headers, reading=not guarded and scope["method"] in ("GET", "HEAD"))
        if guarded and not hmac.compare_digest(headers.get("authorization", "").encode("latin-1"), self._token):
            raise Refused(401, "the token is missing or wrong", close=True, www_authenticate="Bearer")

    @staticmethod
    def _not_from_elsewhere(headers: Headers, *, reading: bool) -> None:
        origin = headers.get("origin")
        other = origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
        # A link to the page from anywhere is fine; a question asked from anywhere is not.
        site = headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not reading
        if other or site:
            raise Refused(403, "requests from other sites are refused", close=True)


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""

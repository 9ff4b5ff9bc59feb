"""The service instead of a linter in this process: asked over HTTP, and believed only if its answer makes sense."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ImproperlyConfigured

from ...document import Span
from ...errors import LocalModelError
from ...finding import FAMILIES, SAFETIES, SEVERITIES, Edit, Finding, Rewrite, Suppressed
from ...loopback import NoAnswer, address_of, exchange
from .answer import Answer, Unchecked

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from .options import Options

_PATH: Final = "/v1/check"
#: A page of the largest size, every other word of which is found.
_LARGEST: Final = 16_000_000
_ALLOWED: Final = 200
_NOT_ALLOWED: Final = 422
_REFUSALS: Final[Mapping[int, str]] = {
    401: "the token is wrong", 403: "it refuses this site", 404: "there is no postlint at that address",
    413: "the page is too large for it", 429: "it is too busy", 503: "it took too long", 504: "it took too long",
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Service:
    """Where the service listens and how it is asked."""

    host: str
    connect_to: str
    port: int
    path: str
    tls: bool
    token: str
    seconds: float

    @classmethod
    def of(cls, options: Options) -> Service:
        """The service that the settings name. Raises ImproperlyConfigured; nothing is connected."""
        if options.elsewhere:
            return cls._elsewhere(options)
        try:
            address = address_of(options.url)
        except LocalModelError:
            raise ImproperlyConfigured(
                "POSTLINT['URL'] must be like http://127.0.0.1:8765, on this machine; another one is asked over"
                " https:// only, and only with POSTLINT['ELSEWHERE'] = True"
            ) from None
        path, token, seconds = address.path + _PATH, options.token, options.timeout
        return cls(address.host, address.ip, address.port, path, False, token, seconds)

    @classmethod
    def _elsewhere(cls, options: Options) -> Service:
        from urllib.parse import urlsplit

        parts = urlsplit(options.url)
        if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            raise ImproperlyConfigured("POSTLINT['URL'] must be like https://postlint.example.org with ELSEWHERE")
        host, path = parts.hostname, parts.path.rstrip("/") + _PATH
        return cls(host, host, parts.port or 443, path, True, options.token, options.timeout)

    def ask(self, text: str, options: Options, *, rewrites: bool) -> Answer:
        """What it says of a text in HTML. Raises Unchecked."""
        asked: dict[str, Any] = {"text": text, "format": "html", "rewrites": rewrites}
        if options.profiles:
            asked["profile"] = list(options.profiles)
        if options.audience:
            asked["audience"] = options.audience
        headers = {"Host": self._host(), "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            body = json.dumps(asked).encode()
            status, answer = exchange(
                self._connection(), self.path, body, headers, seconds=self.seconds, largest=_LARGEST
            )
        except NoAnswer as error:
            raise Unchecked(f"the postlint service gave no answer: {error}") from None
        if status not in (_ALLOWED, _NOT_ALLOWED):
            raise Unchecked(f"the postlint service did not check it: {_REFUSALS.get(status, f'status {status}')}")
        try:
            return _answer(json.loads(answer), status == _ALLOWED, len(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            # Not chained: the message may hold words of the answer.
            raise Unchecked("what answered is not the postlint service, or one of another version") from None

    def _connection(self) -> HTTPConnection:
        from http.client import HTTPConnection, HTTPSConnection

        kind = HTTPSConnection if self.tls else HTTPConnection
        return kind(self.connect_to, self.port, timeout=self.seconds)

    def _host(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def _answer(said: Any, allowed: bool, length: int) -> Answer:
    """The answer in JSON. Raises ValueError and its like for one that is incomplete or does not agree with itself."""
    if not isinstance(said, dict) or said["allowed"] is not allowed:
        raise ValueError("not the contract")
    verdict, complete = said["verdict"], said["complete"]
    if verdict not in ("publish", "review", "block") or not isinstance(complete, bool):
        raise ValueError("no verdict")
    if not complete:
        if allowed:
            raise ValueError("allowed, and not checked")
        raise Unchecked(_line(said.get("reason")) or "the postlint service could not check it")
    findings = tuple(_finding(entry, length) for entry in said["findings"])
    worst = {finding.severity for finding in findings}
    if (verdict == "block") != ("error" in worst) or (verdict == "publish" and "warning" in worst):
        raise ValueError("a verdict that does not follow from the findings")
    if allowed and verdict == "block":
        raise ValueError("allowed, and blocked")
    suppressed = tuple(
        Suppressed(_text(entry["rule"]), *_range(entry, length)) for entry in said.get("suppressed") or ()
    )
    return Answer(allowed, verdict, findings, suppressed)


def _finding(entry: Any, length: int) -> Finding:
    start, end = _range(entry, length)
    if entry["severity"] not in SEVERITIES or entry["family"] not in FAMILIES:
        raise ValueError("no severity or family")
    return Finding(
        rule=_text(entry["rule"]),
        family=entry["family"],
        severity=entry["severity"],
        start=start,
        end=end,
        line=int(entry["line"]),
        column=int(entry["column"]),
        message=_text(entry["message"]),
        related=tuple(Span(*_range(place, length)) for place in entry["related"]),
        rewrites=tuple(_rewrite(rewrite, length) for rewrite in entry["rewrites"]),
    )


def _rewrite(entry: Any, length: int) -> Rewrite:
    if entry["safety"] not in SAFETIES:
        raise ValueError("no safety")
    edits = tuple(Edit(*_range(edit, length), _text(edit["text"])) for edit in entry["edits"])
    return Rewrite(_text(entry["title"]), entry["safety"], edits)


def _range(entry: Any, length: int) -> tuple[int, int]:
    start, end = entry["start"], entry["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
        raise ValueError("no range of the text")
    return start, end


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _line(value: Any) -> str:
    return " ".join(value.split())[:200] if isinstance(value, str) else ""

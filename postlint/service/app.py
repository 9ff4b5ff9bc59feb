"""Which question is asked where."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..prepublish import Answering, Malformed, Post, PostToFix
from ..reporting.json import dump
from .assets import assets
from .bodies import post_in
from .catalogue import catalogue
from .doors import Doors, Refused, failed, refused
from .lanes import Lanes
from .logs import Diary
from .metrics import CONTENT_TYPE, Metrics
from .openapi import describe

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ..prepublish import Gate
    from .settings import Settings


def make_app(gate: Gate, settings: Settings) -> ASGIApp:
    """The service as an ASGI application."""
    lanes, metrics = Lanes(settings.limits), Metrics()
    service = _Service(gate, settings, lanes, metrics)
    routes = [
        Route("/v1/check", partial(service.post, Post, gate.check), methods=["POST"]),
        Route("/v1/fix", partial(service.post, PostToFix, gate.fix), methods=["POST"]),
        Route("/v1/reply", partial(service.post, Answering, gate.reply), methods=["POST"]),
        Route("/v1/rules", service.rules),
        Route("/v1/openapi.json", service.openapi),
        Route("/metrics", service.numbers),
        Route("/healthz", service.health),
        *(Route(asset.path, partial(_show, asset.content, asset.kind)) for asset in assets()),
    ]
    handlers = {HTTPException: _not_here, Refused: _refused, Exception: _refused}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    diary = Diary(metrics, [route.path for route in routes])
    return Doors(app, hosts=settings.hosts, token=settings.token, diary=diary)


class _Service:
    def __init__(self, gate: Gate, settings: Settings, lanes: Lanes, metrics: Metrics) -> None:
        self._gate = gate
        self._limits = settings.limits
        self._lanes = lanes
        self._metrics = metrics

    async def post(self, kind: type[Any], ask: Callable[[Any], dict[str, Any]], request: Request) -> Response:
        post = await post_in(request, kind, self._limits)
        try:
            answer = await self._lanes.run(partial(ask, post))
        except Malformed as error:
            raise Refused(400, str(error)) from None
        self._metrics.count(answer)
        return _json(answer, 200 if answer["allowed"] else 422)

    async def rules(self, request: Request) -> Response:
        return _json(catalogue(self._gate, self._limits))

    async def openapi(self, request: Request) -> Response:
        return _json(describe())

    async def numbers(self, request: Request) -> Response:
        return Response(self._metrics.page(), headers={"content-type": CONTENT_TYPE})

    async def health(self, request: Request) -> Response:
        return _json({"status": "ok"})


async def _show(content: bytes, kind: str, request: Request) -> Response:
    return Response(content, headers={"content-type": kind})


def _json(value: Any, status: int = 200) -> Response:
    return Response(dump(value, compact=True), status, media_type="application/json")


async def _not_here(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    reason = {404: "there is nothing here", 405: "this is not asked that way"}.get(status, "refused")
    allow = (getattr(error, "headers", None) or {}).get("Allow")
    return refused(Refused(status, reason, **({"allow": allow} if allow else {})))


async def _refused(request: Request, error: Exception) -> Response:
    return refused(error if isinstance(error, Refused) else failed(error))

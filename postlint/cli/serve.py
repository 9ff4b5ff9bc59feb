"""``postlint serve``: the pre-publish contract over HTTP, and the page to write on, for this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import PostlintError
from ..policy import Audience
from . import making, options, showing
from .leaving import complain


@click.command(context_settings=options.HELP, short_help="Start the page and the HTTP service on this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="At which port; 0: any that is free."
)
@click.option(
    "--name", "names", multiple=True, metavar="NAME", help="A name that browsers call it by, beside its address."
)
@click.option("--tls-cert", "certificate", type=click.Path(path_type=Path), metavar="FILE", help="Certificate (PEM).")
@click.option("--tls-key", "key", type=click.Path(path_type=Path), metavar="FILE", help="Its key (PEM).")
@click.option("--behind-proxy", is_flag=True, help="State that a proxy before it speaks TLS with whoever asks.")
@options.hold_review
@click.option("--most-bytes", type=click.IntRange(1), default=1_000_000, show_default=True, help="Largest body taken.")
@click.option(
    "--seconds", type=click.FloatRange(0.1, 600), default=30.0, show_default=True, help="Time to check one draft in."
)
@click.option(
    "--at-once", type=click.IntRange(1, 64), default=2, show_default=True, help="Drafts that are checked at once."
)
@click.option(
    "--waiting", type=click.IntRange(0), default=32, show_default=True, help="Drafts that may wait for their turn."
)
@options.rules
@options.audience
@options.profiles
@options.content_type
def serve(
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,
    hold_review: bool | None,
    most_bytes: int,
    seconds: float,
    at_once: int,
    waiting: int,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
) -> None:
    """Start the service and the page, for this machine only unless told otherwise.

    Whoever asks needs the token: that of POSTLINT_TOKEN, or one that is made and shown at the start as part of the
    page's address. A host other than loopback needs --tls-cert and --tls-key, or --behind-proxy. Stop it with Ctrl-C.
    """
    try:
        from ..prepublish import Gate
        from ..service.listening import serve as listen
        from ..service.settings import Limits, Settings, token_from
    except ImportError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in ("starlette", "uvicorn", "prometheus_client", "anyio"):
            raise
        raise PostlintError("the service is not installed: pip install 'postlint[service]'") from None
    token, new = token_from()
    limits = Limits(body=most_bytes, seconds=seconds, checking=at_once, waiting=waiting)
    settings = Settings(token, host, port, names, certificate, key, behind_proxy, limits)
    chosen: dict[str, Any] = options.chosen(profiles, type_)
    # Many drafts at once share the cores among them; threads of one draft would only wait for each other.
    linter = making.make_linter(rules_path, audience, threads=1, **chosen)
    making.tell_stale(linter.policy)

    def ready(url: str) -> None:
        showing.emit(f"{url}#token={token}\n" if new else f"{url}\n")
        showing.flush()
        told = "open it in a browser on this machine" if new else "the token is that of POSTLINT_TOKEN"
        complain(f"the page is there; {told}; stop with Ctrl-C")

    listen(Gate(linter, hold_review=hold_review), settings, ready)

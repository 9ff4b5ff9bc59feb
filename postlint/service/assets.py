"""The page's files, read once: what a request asks for is looked up by its whole path, never in a folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

_KINDS: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page: the ``path`` that it is asked for by, its bytes, and what kind of thing it is."""

    path: str
    content: bytes = field(repr=False)
    kind: str


def assets() -> list[Asset]:
    """The page itself at ``/`` and what it is made of under ``/page/``."""
    found = []
    for file in sorted(files(__package__).joinpath("page").iterdir(), key=lambda file: file.name):
        kind = _KINDS.get(file.name.rpartition(".")[2])
        if kind is not None:
            path = "/" if file.name == "index.html" else f"/page/{file.name}"
            found.append(Asset(path, file.read_bytes(), kind))
    return found

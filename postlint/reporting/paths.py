"""Where a draft lies, as programs are told: from the folder they work in, with ``/`` between; encoded in URIs."""

from __future__ import annotations

import os
from typing import Final

#: What standard input is called where a program expects a path.
STANDARD_INPUT: Final = "-"


def relative(path: str, folder: str) -> str:
    """``path`` as seen from ``folder`` (absolute) if it lies within it, else as it is; ``./`` is left out."""
    if path == STANDARD_INPUT:
        return path
    path = os.path.normpath(path)
    if folder and os.path.isabs(path):
        within = os.path.relpath(path, folder) if _same_drive(path, folder) else path
        path = path if within.split(os.sep, 1)[0] == os.pardir else within
    return path.replace(os.sep, "/")


def uri(path: str, folder: str) -> str:
    """A relative reference for what lies within ``folder``, else a ``file:`` URI if the path is absolute (RFC 3986)."""
    from urllib.parse import quote

    path = relative(path, folder)
    # A name that is no text goes as the bytes it has on disk.
    encoded = quote(path.encode("utf-8", "surrogateescape" if _on_disk(path) else "replace"), safe="/")
    if path.startswith("/"):
        return f"file://{encoded}"
    return f"file:///{encoded}" if os.path.isabs(path) else encoded


def _on_disk(path: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" and not "\udc80" <= char <= "\udcff" for char in path)


def _same_drive(path: str, folder: str) -> bool:
    return os.path.splitdrive(path)[0].lower() == os.path.splitdrive(folder)[0].lower()

"""Drafts named on the command line, each read or told why not."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..document import Document
from ..errors import DraftError


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A draft that was asked for; ``document`` is None when it could not be read, for the ``reason`` given."""

    id: str
    document: Document | None = None
    reason: str = ""


def take(arguments: Sequence[str], told: Mapping[str, Any] = MappingProxyType({})) -> list[Taken]:
    """Read files, folders, globs and ``-``, each once, in the order given; one that cannot be read stops no other.

    ``told`` is what the command line declares of all of them.
    """
    from ..reading.files import expand

    return [_read(path, told) for path in expand(arguments)]


def parted(id: str) -> tuple[str, str]:
    """The file that a draft is from, and which record of it: ``posts.zip#17`` unless a file has that very name."""
    path, mark, key = id.rpartition("#")
    return (path, key) if mark and key and not os.path.lexists(id) and os.path.lexists(path) else (id, "")


def _read(path: str, told: Mapping[str, Any]) -> Taken:
    from ..reading.files import load

    try:
        return Taken(path, replace(load(path), declared=dict(told)))
    except DraftError as error:
        return Taken(path, reason=error.reason)

"""Drafts named on the command line, each read or told why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..document import Document
from ..errors import DraftError


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A draft that was asked for; ``document`` is None when it could not be read, for the ``reason`` given.

    ``path`` is the file that it is from, and ``key`` which of the drafts in it; empty if it is the only one.
    """

    id: str
    document: Document | None = None
    reason: str = ""
    path: str = ""
    key: str = ""


def take(arguments: Sequence[str], told: Mapping[str, Any] = MappingProxyType({})) -> Iterator[Taken]:
    """Read files, folders, globs and ``-``, each once, in the order given and only when it is asked for; one that
    cannot be read stops no other. A file may hold several drafts.

    ``told`` is what the command line declares of all of them.
    """
    from ..reading.files import expand, load_all

    for path in expand(arguments):
        for found in load_all(path):
            key = found.id.removeprefix(f"{path}#") if found.id != path else ""
            if isinstance(found, Document):
                yield Taken(found.id, replace(found, declared=dict(told)), path=path, key=key)
            else:
                yield Taken(found.id, reason=found.reason, path=path, key=key)


def pasted(told: Mapping[str, Any]) -> Iterator[Taken]:
    """The draft on the clipboard, or why there is none."""
    from ..reading.clipboard import CLIPBOARD, read_clipboard

    try:
        yield Taken(CLIPBOARD, replace(read_clipboard(), declared=dict(told)))
    except DraftError as error:
        yield Taken(CLIPBOARD, reason=error.reason)

"""Files: from what a person writes on the command line to documents."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any, Final

from ..document import Document, Unread
from ..errors import DraftError
from .forms import documents
from .recognising import is_draft
from .sidecar import SUFFIX as SIDECAR
from .sidecar import read_sidecar

STANDARD_INPUT: Final = "-"
#: The reason of a draft that is not there.
NO_SUCH_FILE: Final = "no such file"
_HTML: Final = re.compile(r"\s*<(?:!doctype\s+html|(?:html|head|body|p|div)[\s>])", re.IGNORECASE)


def load(path: str) -> Document:
    """Read the one draft at ``path``, ``-`` being standard input. Raises :class:`DraftError`, which knows the path.

    A file that holds several drafts, or one with something in it that is not read, is refused; see :func:`load_all`.
    """
    found = load_all(path)
    first = next(found)
    if isinstance(first, Unread):
        raise DraftError(first.reason, id=first.id)
    if next(found, None) is not None:
        raise DraftError("holds more than one draft", id=path)
    return first


def load_all(path: str) -> Iterator[Document | Unread]:
    """Read the drafts at ``path``, ``-`` being standard input: one, or those of an archive, each as it is asked for.

    What cannot be read is said so in its place, and the others go on. The only document of a file is known by the
    path as it was given; of several, each by ``path#key``. At least one is given.
    """
    try:
        yield from _opened(path)
    except DraftError as error:
        yield Unread(path, error.reason)
    except FileNotFoundError:
        yield Unread(path, "no file matches this" if glob.has_magic(path) else NO_SUCH_FILE)
    except OSError as error:
        yield Unread(path, f"cannot be read ({error.strerror or type(error).__name__})")
    except RecursionError:
        yield Unread(path, "is nested more deeply than any draft")
    except Exception as error:  # noqa: BLE001 (a reader stumbled: the draft was not read, and its words stay here)
        yield Unread(path, f"cannot be read: internal error ({type(error).__name__})")


def _opened(path: str) -> Iterator[Document | Unread]:
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise DraftError("there is no standard input")
        for found in documents(_Forwards(sys.stdin.buffer), path):  # type: ignore[arg-type]
            if isinstance(found, Document) and found.origin is None and _HTML.match(found.text):
                found = replace(found, format="html")
            yield found
        return
    if path.endswith(SIDECAR):
        raise DraftError("is no draft but speaks for the one beside it")
    try:
        folder, size = os.path.isdir(path), os.stat(path).st_size
    except ValueError:  # a path that no system takes
        raise DraftError(NO_SUCH_FILE) from None
    if folder:
        os.scandir(path).close()  # raises for a folder that may not be read
        raise DraftError("is a folder" if _drafts(path) != [path] else "no drafts in this folder")
    with open(path, "rb") as file:
        beside: Mapping[str, Any] | None = None
        for found in documents(file, path, size=size):
            if isinstance(found, Document):
                beside = read_sidecar(path) if beside is None else beside
                found = replace(found, beside=beside)
            yield found


class _Forwards:
    """A stream that is only read forwards, whole pieces at a time: a pipe gives what it has."""

    __slots__ = ("_file",)

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        while size and (piece := self._file.read(size)):
            pieces.append(piece)
            size = size - len(piece) if size > 0 else size
        return b"".join(pieces)


def expand(arguments: Sequence[str]) -> Iterator[str]:
    """The paths of drafts that ``arguments`` (files, folders, patterns, ``-``) name, in their order.

    A file that is named comes once for every time it is named, so that a caller can count on an answer for each
    argument; what folders and patterns hold is not repeated. The file that speaks for a draft is left out beside it.

    Folders are searched through for drafts, those within them too; what is hidden is left out. An argument that names
    nothing is given back as it is, so that :func:`load` says what is wrong with it.
    """
    seen: set[str] = set()
    for argument in arguments:
        if argument.endswith(SIDECAR) and argument.removesuffix(SIDECAR) in arguments:
            continue
        for path in _expanded(argument):
            key = path if path == STANDARD_INPUT else os.path.normcase(os.path.abspath(path))
            if key not in seen or (path == argument != STANDARD_INPUT):
                seen.add(key)
                yield path


def _expanded(argument: str) -> list[str]:
    if argument == STANDARD_INPUT:
        return [argument]
    if os.path.isdir(argument):
        return _drafts(argument)
    if os.path.lexists(argument) or not glob.has_magic(argument):
        return [argument]
    found = sorted(path for path in glob.glob(argument, recursive=True) if not path.endswith(SIDECAR))
    return [path for match in found for path in (_drafts(match) if os.path.isdir(match) else [match])] or [argument]


def _drafts(folder: str) -> list[str]:
    found: list[str] = []

    def unread(error: OSError) -> None:  # a folder that cannot be looked into is not a clean one
        found.append(str(error.filename or folder))

    for place, folders, files in os.walk(folder, onerror=unread):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(
            os.path.join(place, name)
            for name in files
            if not name.startswith((".", "~$"))  # the second is Word's mark that somebody has the document open
            and not _is_pipe(os.path.join(place, name))
            and is_draft(os.path.join(place, name))
        )
    return sorted(found) or [folder]


def _is_pipe(path: str) -> bool:
    """Whether reading would wait for a program to write: nobody who names a folder means that."""
    try:
        mode = os.stat(path).st_mode
    except OSError:  # said when it is loaded
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)

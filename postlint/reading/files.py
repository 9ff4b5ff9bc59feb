"""Files: from what a person writes on the command line to documents."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from ..document import MAX_BYTES, Document, Format
from ..errors import DraftError
from .decode import decode
from .sidecar import SUFFIX as SIDECAR
from .sidecar import read_sidecar

STANDARD_INPUT: Final = "-"
#: The reason of a draft that is not there.
NO_SUCH_FILE: Final = "no such file"
_FORMATS: Final[dict[str, Format]] = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
#: What is read in a folder.
SUFFIXES: Final = (".txt", *_FORMATS)
_HTML: Final = re.compile(r"\s*<(?:!doctype\s+html|(?:html|head|body|p|div)[\s>])", re.IGNORECASE)


def load(path: str) -> Document:
    """Read the draft at ``path``, ``-`` being standard input. Raises :class:`DraftError`, which knows the path."""
    try:
        if path == STANDARD_INPUT:
            text = decode(_standard_input())[0]
            return Document(text, path, "html" if _HTML.match(text) else "plain")
        if path.endswith(SIDECAR):
            raise DraftError("is no draft but speaks for the one beside it")
        return Document(decode(_file(path))[0], path, format_of(path), beside=read_sidecar(path))
    except DraftError as error:
        raise DraftError(error.reason, id=path) from None
    except FileNotFoundError:
        raise DraftError("no file matches this" if glob.has_magic(path) else NO_SUCH_FILE, id=path) from None
    except OSError as error:
        raise DraftError(f"cannot be read ({error.strerror or type(error).__name__})", id=path) from None
    except ValueError:  # a path that no system takes
        raise DraftError(NO_SUCH_FILE, id=path) from None


def format_of(path: str) -> Format:
    """What a draft is by the end of its name; anything not known is plain text."""
    return _FORMATS.get(os.path.splitext(path)[1].lower(), "plain")


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise DraftError("there is no standard input")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _file(path: str) -> bytes:
    if os.path.isdir(path):
        os.scandir(path).close()  # raises for a folder that may not be read
        raise DraftError("is a folder" if _drafts(path) != [path] else "no drafts in this folder")
    if os.stat(path).st_size > MAX_BYTES:
        raise DraftError(f"is larger than {MAX_BYTES // 1_000_000} MB")
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)  # a pipe has no size to look at before


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
            if not name.startswith(".")
            and os.path.splitext(name)[1].lower() in SUFFIXES
            and not _is_pipe(os.path.join(place, name))
        )
    return sorted(found) or [folder]


def _is_pipe(path: str) -> bool:
    """Whether reading would wait for a program to write: nobody who names a folder means that."""
    try:
        mode = os.stat(path).st_mode
    except OSError:  # said when it is loaded
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)

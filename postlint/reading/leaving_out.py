"""What is left out where a folder is searched through: ``.postlintignore``, in the words of .gitignore, and patterns.

Each folder from the root of the repository (or the home folder) down to a draft may hold such a file; the nearest one
that says something of the draft decides, and patterns that were asked for come last.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ..config import upward
from ..errors import PostlintError

IGNORE_FILE: Final = ".postlintignore"


class LeftOut:
    """Tells which paths are left out. ``patterns`` count from ``base``. Raises PostlintError for what is no pattern."""

    def __init__(self, patterns: Iterable[str] = (), base: Path | None = None) -> None:
        self._base = base or Path.cwd()
        self._asked = _spec(tuple(patterns), "--exclude")
        self._specs: dict[Path, Any] = {}
        self._above: dict[Path, tuple[Path, ...]] = {}

    def __contains__(self, path: str) -> bool:
        whole = Path(os.path.abspath(path))
        verdict: bool | None = None
        if whole.parent not in self._above:
            self._above[whole.parent] = tuple(reversed(list(upward(whole.parent))))
        for folder in self._above[whole.parent]:
            verdict = _said(self._of(folder), whole, folder, verdict)
        return bool(_said(self._asked, whole, self._base, verdict))

    def _of(self, folder: Path) -> Any:
        if folder not in self._specs:
            self._specs[folder] = _read(folder / IGNORE_FILE)
        return self._specs[folder]


def _said(spec: Any, path: Path, folder: Path, verdict: bool | None) -> bool | None:
    """What a spec says of a path; of one that it does not know, or that lies elsewhere, what was said before."""
    if spec is None or not path.is_relative_to(folder):
        return verdict
    included = spec.check_file(path.relative_to(folder).as_posix()).include
    return verdict if included is None else bool(included)


def _read(path: Path) -> Any:
    try:
        return _spec(path.read_text(encoding="utf-8-sig").splitlines(), str(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise PostlintError(f"{path}: is not UTF-8") from None
    except OSError as error:
        raise PostlintError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None


def _spec(lines: Iterable[str], where: str) -> Any:
    """The patterns, or None if there are none."""
    lines = [line for line in lines if line.strip()]
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            raise PostlintError(f"{where}: '{line[:60]}' is no pattern as in .gitignore") from None
    return GitIgnoreSpec.from_lines(lines)

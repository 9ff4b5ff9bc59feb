"""How to run postlint here: ``.postlint.toml``, or ``[tool.postlint]`` in pyproject.toml.

It is looked for in the current folder and those above it, up to the root of the repository or the home folder, and the
first one found holds. It says where the policy is and which options to take; what is right and wrong in a draft is
said by the policy alone. Strict: a key that postlint does not know, or a value of another kind, is an error with its
line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

from .errors import ConfigError

OWN_FILE: Final = ".postlint.toml"
PROJECT_FILE: Final = "pyproject.toml"
TABLE: Final = ("tool", "postlint")

Kind = Literal["text", "texts", "flag", "path"]
#: Every key, and what stands there. A text may stand where several may; a path counts from the file's folder.
KEYS: Final[Mapping[str, Kind]] = {
    "rules": "path", "audience": "text", "profile": "texts", "type": "text",
    "format": "text", "select": "texts", "ignore": "texts", "min-severity": "text", "fail-on": "text",
    "exclude": "texts", "baseline": "path", "quiet": "flag", "stats": "flag", "rewrites": "flag", "color": "flag",
    "show-text": "flag",
}  # fmt: skip
_WANTED: Final[Mapping[Kind, str]] = {
    "text": "a text in quotes",
    "texts": "a text in quotes, or a list of them",
    "flag": "true or false",
    "path": "a path in quotes",
}
_HEADER: Final = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([\w-]+))\s*=")
_AT_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class Config:
    """What a file says: by key a text, a tuple of texts, a truth or a path. ``lines`` tells where each key stands."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def error(self, key: str, reason: str) -> ConfigError:
        """An error in the value of a key, for whoever knows more of it."""
        return ConfigError(f"{key}: {reason}", path=str(self.path), line=self.lines.get(key, 0))


def upward(start: Path) -> Iterator[Path]:
    """A folder and those above it, up to the root of the repository or the home folder, whichever is nearer."""
    home = _home()
    for folder in (start, *start.parents):
        yield folder
        if folder == home or (folder / ".git").exists():
            return


def find_config(start: Path) -> Config | None:
    """The nearest configuration from a folder upward; None if there is none. Raises ConfigError."""
    for folder in upward(start):
        if (own := folder / OWN_FILE).is_file():
            return read_config(own)
        project = folder / PROJECT_FILE
        if project.is_file() and (found := _in_project(project)) is not None:
            return found
    return None


def read_config(path: Path) -> Config:
    """The configuration in a file that is meant to hold one. Raises ConfigError, with the line where there is one."""
    if path.name != PROJECT_FILE:
        text = _text(path)
        return _config(path, text, _parsed(path, text), ())
    found = _in_project(path)
    if found is None:
        raise ConfigError("has no table [tool.postlint]", path=str(path))
    return found


def _in_project(path: Path) -> Config | None:
    text = _text(path)
    if TABLE[-1] not in text:  # most projects: nothing of ours, and nothing to parse
        return None
    told: Any = _parsed(path, text)
    for name in TABLE:
        if not isinstance(told, dict) or name not in told:
            return None
        told = told[name]
    if not isinstance(told, dict):
        raise ConfigError("tool.postlint is no table", path=str(path))
    return _config(path, text, told, TABLE)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8", path=str(path)) from None
    except OSError as error:
        raise ConfigError((error.strerror or type(error).__name__).lower(), path=str(path)) from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        told: dict[str, Any] = tomllib.loads(text)
        return told
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        reason = _AT_LINE.sub("", str(error)).lower()
        raise ConfigError(f"is no TOML: {reason}", path=str(path), line=int(found.group(1)) if found else 0) from None
    except RecursionError:
        raise ConfigError("is no TOML: nested too deep", path=str(path)) from None


def _config(path: Path, text: str, told: Mapping[str, Any], table: tuple[str, ...]) -> Config:
    lines = _lines(text, table)
    for key in told:
        if key not in KEYS:
            raise ConfigError(f"unknown key '{key[:60]}'{_hint(key)}", path=str(path), line=lines.get(key, 0))
    values = {}
    for key, value in told.items():
        if not _FITS[KEYS[key]](value):
            raise ConfigError(f"{key}: expected {_WANTED[KEYS[key]]}", path=str(path), line=lines.get(key, 0))
        values[key] = _value(KEYS[key], value, path.parent)
    return Config(path, values, lines)


def _value(kind: Kind, value: Any, folder: Path) -> Any:
    if kind == "texts":
        return (value,) if isinstance(value, str) else tuple(value)
    return folder / value if kind == "path" else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _are_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_FITS: Final[Mapping[Kind, Callable[[Any], bool]]] = {
    "text": _is_text, "texts": _are_texts, "flag": _is_flag, "path": _is_text,
}  # fmt: skip


def _hint(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.lower().replace("_", "-"), KEYS, n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else f"; expected one of {', '.join(KEYS)}"


def _lines(text: str, table: tuple[str, ...]) -> dict[str, int]:
    """Where each key of a table stands; TOML's parser does not tell. Only error messages depend on it."""
    here: tuple[str, ...] = ()
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            here = tuple(part.strip().strip("\"'") for part in header.group(1).split("."))
            if here[:-1] == table:  # a table of its own is a key as well
                lines.setdefault(here[-1], number)
        elif here == table and (key := _KEY.match(line)):
            lines.setdefault(next(name for name in key.groups() if name), number)
    return lines


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # nobody's home
        return None

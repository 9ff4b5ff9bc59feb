"""A consent record in a file of its own: the YAML that could also stand in a draft's front matter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..errors import DraftError

_MAX_BYTES: Final = 64_000


def read_record(path: str | Path) -> Mapping[str, Any]:
    """The record in the file at ``path``, which may stand under the key ``consent``; its keys are looked at later.

    Raises :class:`DraftError`, which knows the path, when there is no mapping to read.
    """
    try:
        with open(path, "rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except OSError as error:
        reason = f"the consent record cannot be read ({error.strerror or type(error).__name__})"
        raise DraftError(reason, id=str(path)) from None
    if len(raw) > _MAX_BYTES:
        raise DraftError(f"a consent record may have at most {_MAX_BYTES:,} bytes", id=str(path))
    try:
        value = _parsed(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DraftError("the consent record is not UTF-8", id=str(path)) from None
    if isinstance(value, Mapping) and set(value) == {"consent"}:
        value = value["consent"]
    if not isinstance(value, Mapping):
        raise DraftError("the consent record is not YAML with keys and values", id=str(path))
    return {str(key): item for key, item in value.items()}


def _parsed(text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError):
        return None

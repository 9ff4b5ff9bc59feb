"""The sidecar: ``draft.txt.postlint.yaml`` beside ``draft.txt`` says what front matter would, where a draft has none.

It is read as strictly as a rules file: one that cannot be understood leaves the draft unchecked, with its line.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..errors import DraftError, PolicyError
from .front import SETTINGS

if TYPE_CHECKING:
    from ..rulebook_nodes import Node

SUFFIX: Final = ".postlint.yaml"
_MAX_BYTES: Final = 64_000


def read_sidecar(path: str) -> Mapping[str, Any]:
    """What the file beside the draft at ``path`` says; nothing where there is none. Raises DraftError."""
    place = path + SUFFIX
    if not os.path.lexists(place):
        return {}
    from ..rulebook_nodes import parse_nodes

    name = os.path.basename(place)
    try:
        with open(place, "rb") as file:
            raw = file.read(_MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DraftError(f"the file beside it, {name}, is not UTF-8") from None
    except OSError as error:
        raise DraftError(f"the file beside it, {name}, cannot be read ({error.strerror})") from None
    if len(raw) > _MAX_BYTES:
        raise DraftError(f"the file beside it, {name}, is larger than {_MAX_BYTES:,} bytes")
    try:
        node = parse_nodes(text, name)
        told = node.keyed("a file beside a draft", (SETTINGS,), (SETTINGS,))[SETTINGS]
        told.keyed(SETTINGS)
        return {SETTINGS: _value(told)}
    except PolicyError as error:
        raise DraftError(f"the file beside it is wrong: {error}") from None


def _value(node: Node) -> Any:
    if node.kind == "map":
        return {key: _value(value) for key, value in node.entries.items()}
    if node.kind == "list":
        return [_value(item) for item in node.items]
    if node.kind == "number":
        number = node.number("a number")
        return int(number) if number.is_integer() else number
    if node.kind == "date":
        try:
            return date.fromisoformat(node.word)
        except ValueError:
            return node.word
    if node.kind == "truth":
        return node.truth("a value")
    return None if node.kind == "nothing" else node.word

"""The reading room: a document as handed in becomes prose with a map back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..document import Document, Prose

__all__ = ["read"]


def read(document: Document) -> Prose:
    """Read a document in its format. Any text at all can be read; an empty one gives an empty prose.

    What a file beside the draft says joins the front matter; where both say it, the draft's own counts, and
    suppressions add up.
    """
    if document.format == "markdown":
        from .markdown import read_markdown as reader
    elif document.format == "html":
        from .html import read_html as reader
    else:
        from .plain import read_plain as reader
    prose = reader(document.text)
    if document.origin is not None and document.origin.kinds:
        offsets = prose.offsets
        noted = {(offsets.prose(start), offsets.prose(end), kind) for start, end, kind in document.origin.kinds}
        prose = replace(prose, kinds=tuple(sorted({*prose.kinds, *(kind for kind in noted if kind[0] < kind[1])})))
    return replace(prose, front=_joined(prose.front, document.beside)) if document.beside else prose


def _joined(front: Mapping[str, Any], beside: Mapping[str, Any]) -> Mapping[str, Any]:
    own, other = front.get("postlint", {}), beside.get("postlint", {})
    if not isinstance(own, Mapping) or not isinstance(other, Mapping):
        return {**beside, **front}
    lists = [given if isinstance(given, list) else [given] for given in (own.get("allow", []), other.get("allow", []))]
    allow = {"allow": [*lists[0], *lists[1]]} if lists[0] or lists[1] else {}
    return {**beside, **front, "postlint": {**other, **own, **allow}}

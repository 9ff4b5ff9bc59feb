"""The reading room: a document as handed in becomes prose with a map back to it."""

from __future__ import annotations

from ..document import Document, Prose

__all__ = ["read"]


def read(document: Document) -> Prose:
    """Read a document in its format. Any text at all can be read; an empty one gives an empty prose."""
    if document.format == "markdown":
        from .markdown import read_markdown as reader
    elif document.format == "html":
        from .html import read_html as reader
    else:
        from .plain import read_plain as reader
    return reader(document.text)

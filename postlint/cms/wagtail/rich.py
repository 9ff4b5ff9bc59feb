"""Rich text: its markup as stored, and what only shows once it is served: embeds' addresses, the names of files."""

from __future__ import annotations

import re
from typing import Any, Final

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from ...reading.tags import start_tag
from .post import Where, Writing

_TAG: Final = re.compile(r"<(?:embed|a)\b", re.IGNORECASE)


def write_rich(writing: Writing, value: str, label: str, where: Where | None) -> None:
    """Write rich text or raw HTML. A picture or document in it is stored as a number; its file has a name."""
    addresses: list[tuple[int, int]] = []
    files: list[tuple[str, str]] = []
    for match in _TAG.finditer(value):
        tag = start_tag(value, match.start())
        if tag is None:
            continue
        said = {name: (low, high) for name, low, high in tag.values}
        attributes = {name: value[low:high] for name, (low, high) in said.items()}
        if tag.name == "embed" and "url" in said:
            addresses.append(said["url"])
        kind = attributes.get("embedtype") or attributes.get("linktype")
        if kind in ("image", "document") and attributes.get("id", "").isdecimal():
            files.append((kind, attributes["id"]))
    writing.html(label, value, where, addresses)
    for kind, pk in files:
        model = get_image_model() if kind == "image" else get_document_model()
        if (found := model._default_manager.filter(pk=pk).first()) is not None:
            writing.file(label, found.file.name, "", tag="img" if kind == "image" else "a")


def shown_for(image: Any) -> str:
    """The text that stands for an image where its place gives none."""
    return str(getattr(image, "default_alt_text", "") or getattr(image, "title", "") or "")

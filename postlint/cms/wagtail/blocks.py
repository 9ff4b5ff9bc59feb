"""StreamField: every block, however deep, from its value as stored, so that a place in it is a way into the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.apps import apps
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from .post import Steps, Where, Writing
from .rich import shown_for, write_rich

_UNSAID = (
    blocks.BooleanBlock, blocks.ChoiceBlock, blocks.MultipleChoiceBlock, blocks.StaticBlock, blocks.ChooserBlock,
)  # fmt: skip
_AMOUNTS = (
    blocks.IntegerBlock, blocks.FloatBlock, blocks.DecimalBlock, blocks.DateBlock, blocks.DateTimeBlock,
    blocks.TimeBlock,
)  # fmt: skip


def write_blocks(writing: Writing, block: Any, raw: Any, label: str, owner: Steps, field: str) -> None:
    """Write the value ``raw`` of a stream into the post."""
    _write(writing, block, raw, label, partial(Where, owner, field), ())


def _write(writing: Writing, block: Any, raw: Any, label: str, where: Any, steps: Steps) -> None:
    if raw is None or raw == "":
        return
    if isinstance(block, ImageBlock):
        _image_block(writing, raw, label, where, steps)
    elif isinstance(block, (blocks.BaseStreamBlock, blocks.ListBlock, blocks.BaseStructBlock)):
        for child, value, name, more in _children(block, raw):
            _write(writing, child, value, f"{label} › {name}", where, (*steps, *more))
    elif _is_typed_table(block):
        _typed_table(writing, block, raw, label, where, steps)
    elif isinstance(block, ImageChooserBlock):
        if image := _chosen(block, raw):
            writing.file(label, image.file.name, shown_for(image))
    elif isinstance(block, DocumentChooserBlock):
        if document := _chosen(block, raw):
            writing.file(label, document.file.name, document.title, tag="a")
    elif isinstance(block, _UNSAID):
        return
    elif isinstance(block, _AMOUNTS):
        last = label.rpartition(" › ")[2]
        writing.fixed(label, f"{last.partition('. ')[2] or last}: {raw}")
    elif isinstance(block, (blocks.RichTextBlock, blocks.RawHTMLBlock)) and isinstance(raw, str):
        write_rich(writing, raw, label, where(steps))
    elif isinstance(block, (blocks.URLBlock, EmbedBlock)) and isinstance(raw, str):
        writing.address(label, raw, where(steps))
    else:
        write_strings(writing, raw, label, where, steps)


def _children(block: Any, raw: Any) -> Iterator[tuple[Any, Any, str, Steps]]:
    """Each child of a block: its block, its raw value, its label and the steps to it."""
    if isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            if isinstance(raw, Mapping) and name in raw:
                yield child, raw[name], str(child.label or name), (name,)
        return
    for index, item in enumerate(raw if isinstance(raw, list) else []):
        stored = isinstance(item, Mapping) and "value" in item and "type" in item
        value, steps = (item["value"], (index, "value")) if stored else (item, (index,))
        if isinstance(block, blocks.ListBlock):
            child, name = block.child_block, block.child_block.label
        else:
            child = block.child_blocks.get(item["type"]) if stored else None
            name = child.label if child else ""
        yield child, value, f"{index + 1}. {name or 'Item'}", steps


def write_strings(writing: Writing, raw: Any, label: str, where: Any, steps: Steps) -> None:
    """Write all strings of a value whose block is not known by its kind: rather too much than too little."""
    if isinstance(raw, str):
        writing.plain(label, raw, where(steps))
    elif isinstance(raw, Mapping):
        for key, value in raw.items():
            write_strings(writing, value, f"{label} › {key}", where, (*steps, key))
    elif isinstance(raw, (list, tuple)):
        for index, value in enumerate(raw):
            write_strings(writing, value, f"{label} › {index + 1}", where, (*steps, index))


def _image_block(writing: Writing, raw: Any, label: str, where: Any, steps: Steps) -> None:
    pk = raw.get("image") if isinstance(raw, Mapping) else raw
    image = _chosen(ImageChooserBlock(), pk) if pk else None
    if image is None:
        return
    said = "" if not isinstance(raw, Mapping) or raw.get("decorative") else str(raw.get("alt_text") or "")
    writing.file(label, image.file.name, said, where((*steps, "alt_text")) if said else None)


def _is_typed_table(block: Any) -> bool:
    if not apps.is_installed("wagtail.contrib.typed_table_block"):
        return False
    from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

    return isinstance(block, BaseTypedTableBlock)


def _typed_table(writing: Writing, block: Any, raw: Any, label: str, where: Any, steps: Steps) -> None:
    if not isinstance(raw, Mapping):
        return
    columns = raw.get("columns") or []
    writing.plain(f"{label} › caption", str(raw.get("caption") or ""), where((*steps, "caption")))
    for at, column in enumerate(columns):
        heading = str(column.get("heading") or "")
        writing.plain(f"{label} › heading {at + 1}", heading, where((*steps, "columns", at, "heading")))
    for row, entry in enumerate(raw.get("rows") or []):
        for at, value in enumerate(entry.get("values") or []):
            child = block.child_blocks.get(columns[at].get("type")) if at < len(columns) else None
            cell = f"{label} › row {row + 1}, column {at + 1}"
            _write(writing, child, value, cell, where, (*steps, "rows", row, "values", at))


def _chosen(block: Any, pk: Any) -> Any:
    return block.to_python(getattr(pk, "pk", pk))

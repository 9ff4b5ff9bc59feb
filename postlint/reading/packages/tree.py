"""XML trees, parsed without fetching, expanding or guessing anything, and how their elements are numbered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...errors import DraftError

#: Of one part; each takes memory many times its size.
_MOST_MARKS: Final = 1_000_000


def parse(raw: bytes) -> Any:
    """The root element of a part. Raises :class:`DraftError` for what is no XML or more than is looked through."""
    from lxml import etree

    if raw.count(b"<") > _MOST_MARKS:
        raise DraftError("is more intricate than any draft")
    try:
        root = etree.fromstring(raw, parser())
    except (etree.XMLSyntaxError, ValueError):  # its words may be words of the draft
        raise DraftError("is damaged: a part of it is no XML") from None
    refuse_declarations(root)
    return root


def parser() -> Any:
    """Nothing is fetched, expanded or put right; comments and instructions stay out, so that text stays whole."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def refuse_declarations(root: Any) -> None:
    """A document type can declare entities that multiply; no program writes one."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise DraftError("declares a document type, which no word processor writes")


def local(element: Any) -> str:
    """The name of an element without its namespace: Word has two namespaces for the same elements."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attributes(element: Any) -> Iterator[tuple[str, str, str]]:
    """Each attribute: its name without namespace, its value, its name as lxml has it."""
    for name, value in element.attrib.items():
        yield name.rpartition("}")[2], value, name


def attribute(element: Any, name: str) -> str | None:
    """The value of the attribute of this local name."""
    return next((value for local_name, value, _ in attributes(element) if local_name == name), None)


def numbered(root: Any) -> dict[Any, int]:
    """The number of every element in document order, from 0: how a :class:`~postlint.origin.Home` tells a place."""
    return {element: number for number, element in enumerate(root.iter("*"))}

"""Front matter: the YAML between two ``---`` lines at the very top of a draft.

What it says about the draft goes to ``Prose.front``. Some of it is published with the post (the title, the summary,
the address made from the slug) and is therefore prose too. Front matter that cannot be read is no front matter: it
stays text, and is checked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ..document import Span
from .extract import Extract, without_surrogates

if TYPE_CHECKING:
    from yaml.nodes import Node, ScalarNode

#: Keys whose text is published.
PUBLISHED: Final = frozenset(
    ("title", "subtitle", "description", "summary", "excerpt", "slug", "alt", "caption", "tags", "keywords",
     "categories")
)  # fmt: skip
#: The settings of postlint itself; nothing under it is published.
SETTINGS: Final = "postlint"

_MAX_LENGTH: Final = 64_000
_LINE_END: Final = r"(?:\r\n|\r(?!\n)|\n)"
_LAST_LINE: Final = rf"(?:---|\.\.\.)[ \t]*(?:{_LINE_END}|\Z)"
_FRONT: Final = re.compile(rf"---[ \t]*{_LINE_END}(?P<yaml>(?:(?!{_LAST_LINE})[^\r\n]*{_LINE_END})*){_LAST_LINE}")
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s+)+")
_WRAP: Final = rf"(?P<wrap>{_LINE_END}[ \t\r\n]*)"
_IN_SCALAR: Final = {
    "'": re.compile(rf"''|{_WRAP}"),
    '"': re.compile(rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|\r\n|.)|{_WRAP}", re.DOTALL),
    "": re.compile(_WRAP),
}
_ESCAPES: Final = {
    "n": "\n", "t": "\t", "r": "\r", "_": "\u00a0", "N": "\n", "L": "\n", "P": "\n", "\n": "", "\r\n": "", "\r": "",
}  # fmt: skip


def write_front(extract: Extract, text: str) -> tuple[dict[str, Any], int]:
    """Write what the front matter of ``text`` publishes; return its values and where the body begins."""
    match = _FRONT.match(text, 0, _MAX_LENGTH) if text.startswith("---") else None
    if match is None:
        return {}, 0
    read = _read(without_surrogates(match.group("yaml")))
    if read is None:
        return {}, 0
    values, scalars, entries = read
    base, written = match.start("yaml"), 0
    for first, last in entries:
        whole = text[base + first : base + last].rstrip()
        extract.direct(base + first, base + first + len(whole), entry=True)
    for scalar in sorted(scalars, key=lambda node: int(node.start_mark.index)):
        start, end = base + scalar.start_mark.index, base + scalar.end_mark.index
        if start >= written:
            _write_scalar(extract, text, start, end, scalar.style or "")
            written = end
    return values, match.end()


def settings_place(text: str) -> Span | None:
    """Where the YAML of the front matter stands; None where a draft has none that can be read."""
    match = _FRONT.match(text, 0, _MAX_LENGTH) if text.startswith("---") else None
    if match is None or _read(without_surrogates(match.group("yaml"))) is None:
        return None
    return Span(*match.span("yaml"))


def _read(source: str) -> tuple[dict[str, Any], list[ScalarNode], list[tuple[int, int]]] | None:
    """Its values, the scalars that are published, and where its suppressions stand."""
    import yaml

    if source.isspace() or not source:
        return {}, [], []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(source)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            return None
        scalars = list(_published(node))
        entries = _suppressions(node)
        values = loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError, _MergeError):
        return None
    finally:
        loader.dispose()
    return {str(key): value for key, value in values.items()}, scalars, entries


class _MergeError(Exception):
    """Merge keys multiply: a few lines of them can fill the memory."""


def _published(root: Node) -> Iterator[ScalarNode]:
    import yaml

    seen: set[int] = set()
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, published = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.tag == "tag:yaml.org,2002:merge":
                    raise _MergeError
                name = str(key.value).lower() if isinstance(key, yaml.ScalarNode) else ""
                if name != SETTINGS:
                    waiting.append((value, published or name in PUBLISHED))
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend((item, published) for item in node.value)
        elif isinstance(node, yaml.ScalarNode) and published and node.tag != "tag:yaml.org,2002:null":
            yield node


def _suppressions(root: Node) -> list[tuple[int, int]]:
    """The ranges of the entries of ``postlint: {allow: [...]}``, in order."""
    import yaml

    node: Any = root
    for name in (SETTINGS, "allow"):
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for key, value in reversed(pairs) if key.value == name), None)
        if node is None:
            return []
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [(item.start_mark.index, item.end_mark.index) for item in items]


def _write_scalar(extract: Extract, text: str, start: int, end: int, style: str) -> None:
    properties = _PROPERTIES.match(text, start, end)
    if properties:
        start = properties.end()
    if style in ("|", ">"):
        line = re.compile(r"[\r\n]").search(text, start, end)
        start = line.start() if line else end
        style = ""
    elif style:
        start, end = start + 1, end - 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    extract.end_block()
    extract.open("meta")
    at = start
    for match in _IN_SCALAR[style].finditer(text, start, end):
        extract.copy(text[at : match.start()], at)
        extract.put(_unescaped(match), match.start(), match.end())
        at = match.end()
    extract.copy(text[at:end], at)
    extract.end_block()


def _unescaped(match: re.Match[str]) -> str:
    if match.group("wrap"):
        return "\n"
    value = match.group()[1:]
    if value[0] in "xuU" and len(value) > 1:
        return chr(min(int(value[1:], 16), 0x10FFFF))
    return _ESCAPES.get(value, value)

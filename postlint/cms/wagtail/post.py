"""The post: all text of a page as one document, so that what identifies somebody only together is seen together.

It is written as HTML. While it is written, the place of every character is recorded (law 2): of which part it is, and
where in that part as stored.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Final, Literal

from ...finding import Edit

Kind = Literal["plain", "html", "fixed"]
#: Steps into the value of a field: keys and indices.
Steps = tuple[str | int, ...]

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_SPECIAL: Final = re.compile(r"""[&<>"']""")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a part is stored: in ``field`` of the page, or of the child object that ``owner`` leads to (accessor and
    index of a child relation, perhaps several), and ``inner`` in the field's raw value.
    """

    owner: Steps
    field: str
    inner: Steps = ()


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A value as stored. ``label`` is how the editor knows it; ``fixed`` ones (an image's file name) are changed
    elsewhere. ``where`` is None exactly for those.
    """

    label: str
    kind: Kind
    value: str
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]`` of the post came from ``value[low:high]`` of a part: letter by letter where both are as
    long, else as a whole (a reference such as ``&amp;``).
    """

    start: int
    end: int
    part: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a part's value."""

    part: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, repr=False)
class Post:
    """The document, its parts, and where each of its characters is stored. Stretches are in the order of the text."""

    text: str
    parts: tuple[Part, ...]
    stretches: tuple[Stretch, ...]

    def places(self, start: int, end: int) -> tuple[Place, ...]:
        """The places, one for each part, that ``text[start:end]`` came from; in the order of the text."""
        found: dict[int, Place] = {}
        for low, high, stretch in self._within(start, end):
            place = found.get(stretch.part)
            if place:
                low, high = min(place.low, low), max(place.high, high)
            found[stretch.part] = Place(stretch.part, low, high)
        return tuple(found.values())

    def stored(self, edit: Edit) -> tuple[Place, str] | None:
        """An edit of the text as an edit of a part; None where it reaches over several parts or into a fixed one."""
        places = self.places(edit.start, edit.end)
        if len(places) != 1:
            return None
        place = places[0]
        kind = self.parts[place.part].kind
        if kind == "fixed":
            return None
        return place, edit.text if kind == "html" else unescape(edit.text)

    def words(self, place: Place) -> str:
        """The readable words of a place: the author's own draft, to be shown to nobody else."""
        part = self.parts[place.part]
        value = part.value[place.low : place.high]
        if part.kind != "html":
            return value
        from django.utils.html import strip_tags

        return unescape(strip_tags(value))

    def _within(self, start: int, end: int) -> Iterator[tuple[int, int, Stretch]]:
        first = max(0, bisect_right(self.stretches, start, key=lambda s: s.start) - 1)
        if start == end and first and self.stretches[first].start == start and self.stretches[first - 1].end == start:
            first -= 1  # what is put in between two letters goes after the first
        for stretch in self.stretches[first:]:
            if stretch.start > end or (stretch.start == end and start < end):
                break
            if stretch.end < start or (stretch.end == start and start < end):
                continue
            whole = stretch.end - stretch.start != stretch.high - stretch.low
            low = stretch.low if whole else stretch.low + max(0, start - stretch.start)
            high = stretch.high if whole else stretch.high - max(0, stretch.end - end)
            yield low, high, stretch
            if start == end:
                break


class Writing:
    """Writes parts into a post, one after the other."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._parts: list[Part] = []
        self._stretches: list[Stretch] = []

    def post(self) -> Post:
        """What was written."""
        return Post("".join(self._text), tuple(self._parts), tuple(self._stretches))

    def plain(self, label: str, value: str, where: Where | None, *, tag: str = "p") -> None:
        """Text; each of its lines is a paragraph."""
        if not value.strip():
            return
        part = self._part(label, "plain", value, where)
        low = 0
        for high, after in [*((m.start(), m.end()) for m in _NEWLINE.finditer(value)), (len(value), len(value))]:
            if value[low:high].strip():
                self._markup(f"<{tag}>")
                self._escaped(part, value, low, high)
                self._markup(f"</{tag}>\n")
            low = after

    def html(self, label: str, value: str, where: Where | None, addresses: Iterable[tuple[int, int]] = ()) -> None:
        """Markup as stored, and once more the ranges in it that are addresses and that no reader of HTML knows."""
        if not value.strip():
            return
        part = self._part(label, "html", value, where)
        self._markup("<div>")
        self._copied(part, 0, len(value), value)
        self._markup(f"{_ending(value)}</div>\n")
        for low, high in addresses:
            self._markup('<p><a href="')
            self._copied(part, low, high, value[low:high])
            self._markup('"></a></p>\n')

    def address(self, label: str, value: str, where: Where | None) -> None:
        """A link's or embed's address, or the last piece of the page's own."""
        if value.strip():
            part = self._part(label, "plain", value, where)
            self._markup('<p><a href="')
            self._escaped(part, value, 0, len(value))
            self._markup('"></a></p>\n')

    def file(self, label: str, name: str, words: str, where: Where | None = None, *, tag: str = "img") -> None:
        """A picture or document: the name of its file, which is in its address, and the ``words`` shown for it."""
        name = name.replace("\\", "/").rpartition("/")[2]
        picture = tag == "img"
        self._markup('<p><img src="' if picture else '<p><a href="')
        if name:
            self._escaped(self._part(f"{label} › file name", "fixed", name, None), name, 0, len(name))
        self._markup('" alt="' if picture else '">')
        if words:
            kind: Kind = "plain" if where else "fixed"
            part = self._part(f"{label} › {'alternative text' if picture else 'title'}", kind, words, where)
            self._escaped(part, words, 0, len(words))
        self._markup('"></p>\n' if picture else "</a></p>\n")

    def fixed(self, label: str, value: str) -> None:
        """Something that is shown and is not changed by changing words: a tag, a number, a date."""
        if value.strip():
            part = self._part(label, "fixed", value, None)
            self._markup("<p>")
            self._escaped(part, value, 0, len(value))
            self._markup("</p>\n")

    def _part(self, label: str, kind: Kind, value: str, where: Where | None) -> int:
        self._parts.append(Part(label, kind if where else "fixed", value, where))
        return len(self._parts) - 1

    def _markup(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _copied(self, part: int, low: int, high: int, text: str) -> None:
        if text:
            self._stretches.append(Stretch(self._length, self._length + len(text), part, low, high))
            self._markup(text)

    def _escaped(self, part: int, value: str, low: int, high: int) -> None:
        for match in _SPECIAL.finditer(value, low, high):
            self._copied(part, low, match.start(), value[low : match.start()])
            self._copied(part, match.start(), match.end(), escape(match.group()))
            low = match.end()
        self._copied(part, low, high, value[low:high])


def _ending(value: str) -> str:
    """What keeps markup that is left open from hiding the parts after it."""
    low = value.lower()
    ends = "".join(f"</{name}>" for name in ("script", "style") if low.rfind(f"<{name}") > low.rfind(f"</{name}"))
    return ("-->" if value.rfind("<!--") > value.rfind("-->") else "") + ends

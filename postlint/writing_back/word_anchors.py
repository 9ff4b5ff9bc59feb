"""Anchors: the runs of a Word document that a comment stands at, cut so that they hold its words and no others.

Word takes comments in the body, in tables and links, and not in headers, text boxes, notes or comments: what is said of
those stands at the run that shows or refers to them, or else at the beginning.
"""

from __future__ import annotations

import copy
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Final

from ..document import Span
from ..origin import TEXT, Origin, Piece
from ..reading.packages.tree import attribute, local

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_REFERENCES: Final = {"comment": "commentReference", "footnote": "footnoteReference", "endnote": "endnoteReference"}
_LINKS: Final = frozenset(("hyperlink", "hlinkClick", "hlinkHover"))
_FIELDS: Final = frozenset(("instrText", "delInstrText", "fldSimple"))
_HIDDEN: Final = frozenset(("del", "moveFrom", "txbxContent", "AlternateContent", "rt"))
#: Where something stands that cannot hold a comment, as a person would say it; by the stem of the part's name.
_PLACES: Final = (("header", "In a header"), ("footer", "In a footer"), ("comments", "In a comment"),
                  ("footnotes", "In a footnote"), ("endnotes", "In an endnote"), ("chart", "In a chart"),
                  ("data", "In a diagram"), ("settings", "In a variable of the document"),
                  ("core", "In the document's properties"), ("app", "In the document's properties"),
                  ("custom", "In the document's properties"))  # fmt: skip


class Anchors:
    """Finds and cuts the runs for places in the document's text. ``root`` is the body, which is changed.

    ``other`` gives the root of another part by its name. What :meth:`at` gives for one place may be cut again for
    another; asked once more when all have been asked for, it gives the runs that stay.
    """

    __slots__ = ("_cuts", "_elements", "_empty", "_ends", "_origin", "_other", "_pieces", "_root", "_starts",
                 "_visible")  # fmt: skip

    def __init__(self, origin: Origin, root: Any, other: Callable[[str], Any]) -> None:
        self._origin, self._root, self._other = origin, root, other
        self._elements = list(root.iter("*"))
        self._pieces = origin.settled()
        self._starts = [piece.start for piece in self._pieces]
        self._ends = [piece.end for piece in self._pieces]
        self._visible = [piece for piece in self._pieces if self._is_visible(piece)]
        # For each text element that was cut: the offsets at which its parts begin, and the parts.
        self._cuts: dict[Any, tuple[list[int], list[Any]]] = {}
        self._empty: Any = None

    def _is_visible(self, piece: Piece) -> bool:
        if piece.home.part != self._origin.body or piece.home.field != TEXT:
            return False
        element = self._elements[piece.home.node]
        above = element.getparent()
        if local(element) != "t" or above is None or local(above) != "r":
            return False
        return not any(local(one) in _HIDDEN for one in element.iterancestors())

    def at(self, span: Span) -> tuple[Any, Any, str]:
        """The first and the last run of a place, and where it is if that is not there (else empty)."""
        first, last = bisect_right(self._ends, span.start), max(bisect_left(self._starts, span.end), 0)
        touched = self._pieces[first : max(last, first + 1)]
        visible = [piece for piece in touched if self._is_visible(piece)]
        if visible:
            low, high = visible[0], visible[-1]
            start = self._cut(low, max(0, span.start - low.start), before=True)
            end = self._cut(high, max(1, min(high.end, span.end) - high.start), before=False)
            return start.getparent(), end.getparent(), ""
        for piece in touched:
            run = self._showing(piece) if piece.home.part == self._origin.body else self._referring(piece)
            if run is not None:
                return run, run, self._place(piece)
        return (*self._nearest(touched[0] if touched else None), self._place(touched[0]) if touched else "")

    # --- what shows or refers to a place --------------------------------------------------------------------------

    def _showing(self, piece: Piece) -> Any:
        """The run of the body that a picture or a text box hangs on."""
        element = self._elements[piece.home.node]
        above = [one for one in element.iterancestors() if local(one) in ("r", *_HIDDEN)]
        runs = [one for one in above if local(one) == "r"]
        if any(local(one) in ("del", "moveFrom") for one in above) or local(element) in ("instrText", "delText"):
            return None
        return runs[-1] if runs else None

    def _referring(self, piece: Piece) -> Any:
        """The run of the body that refers to the link, note or comment a piece stands in."""
        element = list(self._other(piece.home.part).iter("*"))[piece.home.node]
        if local(element) == "Relationship":
            return self._linked(attribute(element, "Id"))
        for one in (element, *element.iterancestors()):
            wanted, id = _REFERENCES.get(local(one)), attribute(one, "id")
            for reference in self._root.iter("*") if wanted and id else ():
                if local(reference) == wanted and attribute(reference, "id") == id:
                    run = reference.getparent()
                    return run if run is not None and local(run) == "r" else None
        return None

    def _linked(self, id: str | None) -> Any:
        """The first run of the link with this relationship."""
        for one in self._root.iter("*"):
            if local(one) in _LINKS and attribute(one, "id") == id:
                inner = [run for run in one.iter("*") if local(run) == "r"]
                outer = [run for run in one.iterancestors() if local(run) == "r"]
                return inner[0] if inner else outer[-1] if outer else None
        return None

    def _nearest(self, piece: Piece | None) -> tuple[Any, Any]:
        """For what was deleted, the text before it; for what a field was told, the text behind; else the first."""
        chosen = min(self._visible, key=lambda one: one.home.node, default=None)
        if piece is not None and piece.home.part == self._origin.body:
            node = piece.home.node
            field = local(self._elements[node]) in _FIELDS
            beside = [one for one in self._visible if (one.home.node > node if field else one.home.node < node)]
            if beside:
                chosen = (min if field else max)(beside, key=lambda one: one.home.node)
        if chosen is not None:
            start = self._cut(chosen, 0, before=True)
            end = self._cut(chosen, chosen.end - chosen.start, before=False)
            return start.getparent(), end.getparent()
        run = self._empty_run()
        return run, run

    def _empty_run(self) -> Any:
        """A document without text still has a paragraph, or gets one."""
        if self._empty is not None:
            return self._empty
        space = self._root.tag.rpartition("}")[0] + "}"
        paragraph = next((one for one in self._elements if local(one) == "p"), None)
        if paragraph is None:
            body = next(one for one in self._elements if local(one) == "body")
            paragraph = body.makeelement(f"{space}p")
            body.insert(0, paragraph)
        self._empty = paragraph.makeelement(f"{space}r")
        paragraph.append(self._empty)
        return self._empty

    def _place(self, piece: Piece) -> str:
        part, field = piece.home.part, piece.home.field
        if part == self._origin.body:
            element = self._elements[piece.home.node]
            names = {local(one) for one in (element, *element.iterancestors())}
            if names & {"del", "moveFrom", "delText"}:
                return "In deleted text"
            if "txbxContent" in names:
                return "In a text box"
            return "In what the document says of a picture or link" if field != TEXT else "In a field"
        if part.endswith(".rels"):
            return "In the address of a link"
        stem = part.rpartition("/")[2]
        return next((words for start, words in _PLACES if stem.startswith(start)), "In another part")

    # --- cutting --------------------------------------------------------------------------------------------------

    def _cut(self, piece: Piece, offset: int, *, before: bool) -> Any:
        """The text element that begins (or, else, ends) at an offset of a piece, alone in its run on that side."""
        element = self._elements[piece.home.node]
        starts, parts = self._cuts.setdefault(element, ([0], [element]))
        at = piece.at + offset
        index = bisect_right(starts, at) - 1 if before else bisect_left(starts, at) - 1
        index = max(index, 0)
        part, within = parts[index], at - starts[index]
        if before:
            if within == 0:
                _split_before(part)
                return part
        elif within >= len(part.text or ""):
            _split_after(part)
            return part
        more = copy.deepcopy(part)
        part.text, more.text = part.text[:within], part.text[within:]
        for one in (part, more):
            one.set(_SPACE, "preserve")
        part.addnext(more)
        _split_before(more)
        starts.insert(index + 1, at)
        parts.insert(index + 1, more)
        return more if before else part


def _split_before(text: Any) -> None:
    """Have a run begin with ``text``: what stands before it stays in a run of its own, of the same look."""
    run = text.getparent()
    before = [one for one in text.itersiblings(preceding=True) if local(one) != "rPr"]
    if before:
        run.addnext(_like(run, [text, *text.itersiblings()]))


def _split_after(text: Any) -> None:
    following = list(text.itersiblings())
    if following:
        text.getparent().addnext(_like(text.getparent(), following))


def _like(run: Any, children: Sequence[Any]) -> Any:
    """A run that looks like another one and takes some of its children."""
    new = run.makeelement(run.tag, dict(run.attrib))
    new.tail = None
    look = next((one for one in run if local(one) == "rPr"), None)
    if look is not None:
        new.append(copy.deepcopy(look))
    new.extend(children)
    return new

"""Origins: where the words of a rewritten text belong, seen against a slow way of telling."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.document import Document
from postlint.finding import Edit
from postlint.origin import Home, Origin, Piece
from postlint.rewriting.edits import apply

from .conftest import CASES

_LENGTHS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6)), min_size=1, max_size=6)


def _origin(lengths: list[tuple[int, int]]) -> tuple[str, Origin]:
    """A text of gaps and pieces: letters in the pieces, dots between them."""
    text, pieces = "", []
    for number, (gap, length) in enumerate(lengths):
        text += "." * gap
        pieces.append(Piece(len(text), len(text) + length, Home("part", number), 0, length))
        text += "abcdef"[:length]
    return text, Origin("a form", pieces=tuple(pieces))


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, Origin, list[Edit]]:
    text, origin = _origin(draw(_LENGTHS))
    edits: list[Edit] = []
    at = 0
    for _ in range(draw(st.integers(0, 4))):
        if at > len(text):
            break
        start = draw(st.integers(at, len(text)))
        end = draw(st.integers(start, min(len(text), start + 5)))
        words = draw(st.sampled_from(["", "X", "YZ", "W W"]))
        if start < end or words:
            edits.append(Edit(start, end, words))
        at = end + 1
    return text, origin, edits


def _slowly(text: str, origin: Origin, edits: list[Edit]) -> list[str]:
    """What each piece says after the edits, told character by character."""
    owner_of = {i: n for n, p in enumerate(origin.pieces) for i in range(p.start, p.end)}
    said: list[list[tuple[float, str]]] = [[] for _ in origin.pieces]
    gone = {i for edit in edits for i in range(edit.start, edit.end)}
    for place, owner in owner_of.items():
        if place not in gone:
            said[owner].append((place, text[place]))
    for edit in edits:
        if edit.start < edit.end:
            owners = [owner_of[i] for i in range(edit.start, edit.end) if i in owner_of]
        else:  # the character before, else the one behind
            owners = [owner_of[i] for i in (edit.start - 1, edit.start) if i in owner_of]
        if owners:
            first = max(edit.start, origin.pieces[owners[0]].start) if edit.start < edit.end else edit.start
            said[owners[0]].append((first - 0.5, edit.text))
    return ["".join(words for _, words in sorted(pieces)) for pieces in said]


@settings(max_examples=CASES)
@given(_cases())
def test_words_go_where_they_belong(case: tuple[str, Origin, list[Edit]]) -> None:
    """Of any edits, each piece holds what is left of its characters and the words that were put in for them."""
    text, origin, edits = case
    after = apply(text, edits)
    pieces = origin.edited(edits).settled()
    assert [after[p.start : p.end] for p in pieces] == _slowly(text, origin, edits)
    assert [(p.home, p.at, p.length) for p in pieces] == [(p.home, p.at, p.length) for p in origin.pieces]


@settings(max_examples=CASES // 4)
@given(_cases(), st.data())
def test_edits_upon_edits(case: tuple[str, Origin, list[Edit]], data: st.DataObject) -> None:
    """A second round speaks of the text as the first left it."""
    text, origin, edits = case
    after, once = apply(text, edits), origin.edited(edits)
    start = data.draw(st.integers(0, len(after)))
    end = data.draw(st.integers(start, len(after)))
    twice = once.edited([Edit(start, end, "Q")])
    last = apply(after, [Edit(start, end, "Q")])
    for old, new in zip(once.settled(), twice.settled(), strict=True):
        low, high = (min(old.end, max(at, old.start)) for at in (start, end))
        left = after[old.start : low] + after[high : old.end]
        said = last[new.start : new.end]
        assert said.replace("Q", "", 1) == left or said == left


def test_kinds_move_with_the_text() -> None:
    """What is said before a comment does not make its words somebody else's, and a kind that is gone is no kind."""
    kinds = ((8, 18, "comment"), (19, 24, "meta"))
    document = Document("A body. A comment. More.", origin=Origin("a form", kinds=kinds))
    after = document.edited("Body. A remark. ", [Edit(0, 3, "B"), Edit(10, 17, "remark"), Edit(19, 24, "")])
    assert after.origin is not None
    assert after.origin.kinds == ((6, 15, "comment"),)
    assert after.text[6:15] == "A remark."


def test_an_origin_tells_nothing_of_the_words() -> None:
    """Law 3: its representation may end up in a log."""
    text, origin = _origin([(0, 3)])
    assert text not in repr(origin)

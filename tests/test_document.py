"""The page: spans and the offset map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint.document import Document, OffsetMap, Prose, Span


def test_a_span_cannot_run_backwards() -> None:
    """A broken span is refused where it is made."""
    with pytest.raises(ValueError, match="not a span"):
        Span(4, 3)


@pytest.mark.parametrize(("starts", "ends"), [([2, 1], [3, 2]), ([0], [9]), ([1], [0]), ([0, 1], [1])])
def test_a_broken_map_is_refused(starts: list[int], ends: list[int]) -> None:
    """Ranges that go backwards, leave the source or lack a partner never become a map."""
    with pytest.raises(ValueError, match="offset map"):
        OffsetMap(starts, ends, 5)


def test_put_in_characters_do_not_widen_a_range() -> None:
    """A line break between blocks belongs to neither neighbour."""
    offsets = OffsetMap([0, 1, 2, 5, 6], [1, 2, 2, 6, 7], 8)
    assert offsets.source(0, 3) == Span(0, 2)
    assert offsets.source(2, 5) == Span(5, 7)
    assert offsets.source(2, 3) == Span(2, 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_composing_with_the_identity_changes_nothing(steps: list[tuple[int, int]]) -> None:
    """A map read through the identity is itself."""
    starts, ends, at = [], [], 0
    for gap, width in steps:
        starts.append(at + gap)
        ends.append(at + gap + width)
        at += gap + width
    inner = OffsetMap(starts, ends, at)
    outer = inner.compose(OffsetMap.identity(at))
    for i in range(len(steps)):
        for j in range(i, len(steps) + 1):
            assert inner.source(i, j) == outer.source(i, j)


def test_a_repr_holds_no_words_of_a_draft() -> None:
    """Law 3: what may end up in a log tells sizes only."""
    text = "Saw Mrs Okafor"
    assert "Okafor" not in repr(Document(text, id="x"))
    assert "Okafor" not in repr(Prose(text, OffsetMap.identity(len(text))))

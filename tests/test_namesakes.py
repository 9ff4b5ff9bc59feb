"""Names that go take those with them that share a word with them."""

from __future__ import annotations

import pytest

from postlint.annotation import Annotations, Mention
from postlint.rewriting.namesakes import namesakes


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Zelda Quill came. Old Mama Quill sat by.", [(0, 11), (18, 32)], ["Old Mama Quill"]),
        ('Zelda Quill came. Device: "Zeldas phone".', [(0, 11), (27, 39)], ["Zeldas phone"]),
        ("Zelda Quill came. Mama Ortiz sat by.", [(0, 11), (18, 28)], []),
        ("Mama Quill came. Mama Ortiz sat by.", [(0, 10), (17, 27)], []),
        ("Zo Quill came. Zo sat by.", [(0, 8), (15, 17)], []),
    ],
)
def test_namesakes_go_together(text: str, names: list[tuple[int, int]], expected: list[str]) -> None:
    """A word in common is enough, a title or two letters are not."""
    owners = [(0.9, 0.1, 0.0), (0.0, 1.0, 0.0)]
    patient, other = (
        Mention(start, end, "name", 1.0, whose) for (start, end), whose in zip(names, owners, strict=True)
    )
    found = namesakes([patient], Annotations((patient, other)), text)
    assert [text[m.start : m.end] for m in found] == expected

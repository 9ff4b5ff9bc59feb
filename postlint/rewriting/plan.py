"""The plan of ``--fix``: the chosen rewrites of many findings as one set of edits."""

from __future__ import annotations

from collections.abc import Sequence

from ..finding import Edit, Rewrite
from .edits import mend, merge


def combine(rewrites: Sequence[Rewrite], text: str | None = None) -> tuple[Edit, ...]:
    """All edits of the rewrites, overlaps resolved as in :func:`postlint.rewriting.edits.merge`.

    ``text`` is the document as handed in; with it, a sentence whose first words went gets its capital back.
    """
    edits = [edit for rewrite in rewrites for edit in rewrite.edits]
    return merge(edits) if text is None else mend(edits, text)

"""The editor: which words a rewrite leaves out, and which phrases it puts in, to make less of some details.

It is a graph over what the encoder saw half-way, so a draft is not read again. It chooses among the draft's own words
and the phrases of its list; there is nothing else that it could say.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from ..document import Span
from .sessions import open_graph

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from .encoder import View
    from .words import Word

EDITOR: Final = "editor.onnx"
PHRASES: Final = "phrases.json"


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """What the encoder saw of a text: its words, and its views of them."""

    words: Sequence[Word]
    views: Sequence[View]


class Placed(Protocol):
    """Something that stands somewhere: a sentence, a mention."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """What the editor chose for each word of a text: whether it goes, and the phrase that comes before it, mostly
    none.
    """

    words: Sequence[Word]
    goes: list[bool]
    phrases: list[str]

    def within(self, sentences: Sequence[Placed], mentions: Sequence[Placed]) -> Choice:
        """The choice for the sentences that hold a mention; nothing goes from the others, or comes into them."""
        holding = [s for s in sentences if any(m.start < s.end and s.start < m.end for m in mentions)]
        near = [any(s.start <= w.start < s.end for s in holding) for w in self.words]
        return Choice(
            self.words,
            [goes and here for goes, here in zip(self.goes, near, strict=True)],
            [phrase if here else "" for phrase, here in zip(self.phrases, near, strict=True)],
        )


class EditorSession:
    """The ONNX graph and its list of phrases."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self.phrases: list[str] = json.loads((folder / PHRASES).read_text(encoding="utf-8"))
        self.session: InferenceSession = open_graph(folder / EDITOR, threads=threads)

    def choose(self, seen: Seen, asked: Sequence[Span], must: Sequence[Span] = (), keep: Sequence[Span] = ()) -> Choice:
        """What to do so that the details at ``asked`` tell less; the words at ``must`` go in any case, and those at
        ``keep`` in none.

        Only windows that hold such a detail are looked at.
        """
        choice = Choice(seen.words, [False] * len(seen.words), [""] * len(seen.words))
        wanted, forced, kept = (
            {
                i
                for span in spans
                for i, word in enumerate(seen.words)
                if word.start < span.end and span.start < word.end
            }
            for spans in (asked, must, keep)
        )
        for view in seen.views:
            low, high = view.own
            if not any(low <= owner < high for owner in wanted.intersection(view.owners)):
                continue
            flags = np.asarray([[0, *(int(owner in wanted) for owner in view.owners), 0]], dtype=np.int64)
            scores = np.asarray(self.session.run(("scores",), {"features": view.features[None], "asked": flags})[0])[0]
            before = -1
            for owner, row in zip(view.owners, scores[1:-1], strict=True):
                if owner != before and low <= owner < high:
                    choice.goes[owner] = bool(row[0] > 0) and owner not in kept
                    choice.phrases[owner] = self.phrases[int(row[1:].argmax())]
                before = owner
        for index in forced:
            choice.goes[index] = True
        return choice

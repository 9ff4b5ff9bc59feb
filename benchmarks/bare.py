"""The encoder's session without anything around it: what all else is measured against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def feeds_of(session: Any, texts: Iterable[str]) -> list[dict[str, Any]]:
    """What the session is fed with for these texts, window by window, as the pipeline cuts them."""
    import numpy as np

    from postlint.pipeline.windows import cut_windows, encode_words
    from postlint.pipeline.words import split_words, word_shapes

    feeds = []
    for text in texts:
        cut = split_words(text)
        pieces = encode_words(session.tokenizer, [text[w.start : w.end] for w in cut])
        shapes = word_shapes(text, cut)
        for window in cut_windows(pieces):
            ids = [session.cls, *pieces.ids[window.start : window.end], session.sep]
            row = [0, *(shapes[w] for w in pieces.words[window.start : window.end]), 0]
            feeds.append({"ids": np.asarray([ids]), "shapes": np.asarray([row])})
    return feeds

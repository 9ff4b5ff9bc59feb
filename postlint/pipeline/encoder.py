"""The encoder as a spaCy component: one ONNX session that reads a text once and answers for each word.

The component writes two span groups on the Doc, ``mentions`` and ``passages``. postlint itself asks it to look at a
text without one, and goes on from the raw scores. Importing this module imports spaCy; postlint does so when a model is
loaded and not before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import registry

from ..annotation import KINDS, PASSAGE_KINDS, WHO, Mention, Passage
from ..errors import ModelError
from .decoding import decode_mentions, decode_passages
from .editing import EDITOR, PHRASES
from .sessions import open_graph
from .stories import stories
from .windows import OVERLAP, WINDOW, Window, cut_windows, encode_words, own_words
from .words import Word, split_words, word_shapes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from spacy.vocab import Vocab
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]

GRAPH: Final = "model.onnx"
PIECES: Final = "tokenizer.json"
LABELS: Final = "labels.json"
_WORDS: Final = "postlint_words"


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """One window as the encoder saw it half-way: ``features`` (2 + pieces, width), the marks at both ends with it.

    ``owners``: the word of each piece; ``own``: the words that this window sees best (first and behind the last).
    """

    owners: list[int]
    own: tuple[int, int]
    features: Floats


@dataclass(frozen=True, slots=True, repr=False)
class WordScores:
    """What the encoder says of each of n words.

    ``tags``: (n, 2 x kinds + 1) log-probabilities in the order O, B-kind, I-kind ...; ``whose``: (n, 3) probabilities
    in the order of :data:`~postlint.annotation.WHO`; ``passages``: (n, 8) probabilities; ``verdict``: probabilities
    of block, review, clean for the whole post (of several windows, the most severe); ``views``: what the editor works
    on.
    """

    tags: Floats
    whose: Floats
    passages: Floats
    verdict: tuple[float, float, float]
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Sight:
    """All that the encoder saw in one text: its words, their scores, and what was decoded from them."""

    words: list[Word]
    scores: WordScores
    mentions: list[Mention]
    passages: list[Passage]


def _softmax(logits: Floats) -> Floats:
    exp = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(exp / exp.sum(-1, keepdims=True), dtype=np.float32)


def _range(indices: Sequence[int], own: tuple[int, int]) -> tuple[int, int]:
    first, last = own
    return (indices[first], indices[last - 1] + 1) if first < last else (0, 0)


def _worst(verdicts: Iterable[tuple[float, float, float]]) -> tuple[float, float, float]:
    return max(verdicts, key=lambda verdict: (1 - verdict[2], verdict[0]))


class EncoderSession:
    """The ONNX graph and its word-piece tokenizer.

    A window is one call: int8 scales are taken over the whole batch, so that in a batch a post's result would hang
    on its neighbours.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        labels = json.loads((folder / LABELS).read_text(encoding="utf-8"))
        expected = {"kinds": list(KINDS), "passages": list(PASSAGE_KINDS), "who": list(WHO)}
        if {key: labels.get(key) for key in expected} != expected:
            raise ModelError("the model was trained with other labels than this version of postlint knows")
        self.session: InferenceSession = open_graph(folder / GRAPH, threads=threads)
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(folder / PIECES))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.cls = self.tokenizer.token_to_id("[CLS]")
        self.sep = self.tokenizer.token_to_id("[SEP]")

    def scores(self, text: str, words: Sequence[Word], together: Sequence[Sequence[int]] = ()) -> WordScores:
        """Read ``text`` once; ``words`` are its words, and ``together`` their indices, parted into those that are read
        together (all of them, if nothing is said).
        """
        if len(together) < 2:
            return self._scores(text, words)
        parts = [self._scores(text, [words[index] for index in indices]) for indices in together]
        order = np.argsort(np.concatenate(together), kind="stable")
        return WordScores(
            np.concatenate([part.tags for part in parts])[order],
            np.concatenate([part.whose for part in parts])[order],
            np.concatenate([part.passages for part in parts])[order],
            _worst(part.verdict for part in parts),
            tuple(
                replace(view, owners=[indices[owner] for owner in view.owners], own=_range(indices, view.own))
                for indices, part in zip(together, parts, strict=True)
                for view in part.views
            ),
        )

    def _scores(self, text: str, words: Sequence[Word]) -> WordScores:
        pieces = encode_words(self.tokenizer, [text[w.start : w.end] for w in words])
        shapes = word_shapes(text, words)
        windows = cut_windows(pieces, WINDOW, OVERLAP)
        seen = [
            self._run(pieces.ids[window.start : window.end], self._shapes(window, pieces.words, shapes))
            for window in windows
        ]
        if len(windows) == 1 and -1 not in pieces.first:
            logits, unseen = seen[0][0][pieces.first], None
        else:
            logits, unseen = self._mean(windows, pieces.first, [out for out, _, _ in seen])
        kinds, owned = 2 * len(KINDS) + 1, 2 * len(KINDS) + 1 + len(WHO)
        tags, whose, passages = logits[:, :kinds], logits[:, kinds:owned], logits[:, owned:]
        if unseen is not None:
            tags[unseen, 0] = 10
            passages[unseen] = -10
        highest = tags.max(-1, keepdims=True)
        log_tags = tags - np.log(np.exp(tags - highest).sum(-1, keepdims=True))
        log_tags -= highest
        return WordScores(
            log_tags,
            _softmax(whose),
            np.asarray(1 / (1 + np.exp(-passages)), dtype=np.float32),
            self._verdict([verdict for _, verdict, _ in seen]),
            tuple(
                View(pieces.words[window.start : window.end], own, features)
                for window, own, (_, _, features) in zip(windows, own_words(windows), seen, strict=True)
            ),
        )

    def _mean(
        self, windows: Sequence[Window], first: Sequence[int], seen: Sequence[Floats]
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """The logits of each word, where several windows saw it their mean; and whether none did (control characters):
        such a word is outside of everything.
        """
        sums = np.zeros((len(first), 2 * len(KINDS) + 1 + len(WHO) + len(PASSAGE_KINDS)), dtype=np.float32)
        weights = np.zeros((len(first), 1), dtype=np.float32)
        for window, out in zip(windows, seen, strict=True):
            rows, at, weight = self._rows(window, first, len(windows) > 1)
            sums[rows] += out[at] * weight
            weights[rows] += weight
        unseen = weights[:, 0] == 0
        weights[unseen] = 1
        sums /= weights
        return sums, unseen

    def _shapes(self, window: Window, owners: list[int], shapes: list[int]) -> list[int]:
        return [shapes[owner] for owner in owners[window.start : window.end]]

    def _rows(self, window: Window, first: Sequence[int], several: bool) -> tuple[list[int], list[int], Floats]:
        """Words of a window, where their first pieces stand in its output, and how much they count."""
        rows = [w for w in range(window.first_word, window.last_word) if window.start <= first[w] < window.end]
        at = [first[w] - window.start for w in rows]
        if not several:
            return rows, at, np.ones((len(rows), 1), dtype=np.float32)
        size = window.end - window.start
        edge = np.minimum(np.asarray(at) + 1, size - np.asarray(at))  # rising towards the middle
        return rows, at, np.minimum(edge, OVERLAP).astype(np.float32)[:, None]

    def _run(self, ids: list[int], shapes: list[int]) -> tuple[Floats, Floats, Floats]:
        """Logits of each piece (tags, whose, passages side by side) and of the verdict; features, marks and all."""
        feed = {
            "ids": np.asarray([[self.cls, *ids, self.sep]], dtype=np.int64),
            "shapes": np.asarray([[0, *shapes, 0]], dtype=np.int64),
        }
        out, verdict, features = self.session.run(("scores", "verdict", "features"), feed)
        return np.asarray(out)[0, 1:-1], np.asarray(verdict)[0], np.asarray(features)[0]

    @staticmethod
    def _verdict(logits: list[Floats]) -> tuple[float, float, float]:
        if not logits:
            return (0.0, 0.0, 1.0)
        return _worst((float(block), float(review), float(clean)) for block, review, clean in map(_softmax, logits))


class WordTokenizer:
    """spaCy tokenizer whose tokens are postlint's words; white space beyond one space is a token of its own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Cut a text into a Doc of words."""
        words = split_words(text)
        tokens: list[str] = []
        spaces: list[bool] = []
        at = 0
        for word in words:
            self._gap(text[at : word.start], tokens, spaces)
            tokens.append(text[word.start : word.end])
            spaces.append(False)
            at = word.end
        self._gap(text[at:], tokens, spaces)
        doc = Doc(self.vocab, words=tokens, spaces=spaces)
        doc.user_data[_WORDS] = words
        return doc

    @staticmethod
    def _gap(gap: str, tokens: list[str], spaces: list[bool]) -> None:
        if gap and tokens and gap[0] == " " and not tokens[-1].isspace():
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            tokens.append(gap)
            spaces.append(False)

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """The tokenizer has no state."""

    def from_disk(self, path: str | Path, **_: Any) -> WordTokenizer:
        """The tokenizer has no state."""
        return self


def make_word_tokenizer() -> Any:
    """Registered as ``postlint.WordTokenizer.v1`` in the model's config."""
    return lambda nlp: WordTokenizer(nlp.vocab)


class Encoder:
    """The component: adds ``doc.spans["mentions"]`` (label: kind, id: whose) and ``doc.spans["passages"]``."""

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads
        self.session: EncoderSession | None = None
        self._folder: Path | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Read a Doc and write what was seen on it."""
        sight = self.look(doc.text, doc.user_data.pop(_WORDS, None))
        for name, found in (("mentions", sight.mentions), ("passages", sight.passages)):
            spans = [s for m in found if (s := _span(doc, m.start, m.end, m.kind, getattr(m, "who", "")))]
            doc.spans[name] = SpanGroup(doc, name=name, spans=spans)
        return doc

    def look(self, text: str, words: list[Word] | None = None, kinds: Sequence[tuple[int, int, str]] = ()) -> Sight:
        """Read a text; ``words`` are its words, if they are known, and its stories, which stand in ``kinds``, are read
        by themselves. May be called from several threads at once.
        """
        if self.session is None:
            raise ModelError("the encoder was not loaded from a model's folder")
        words = words or split_words(text)
        scores = self.session.scores(text, words, stories(words, kinds))
        return Sight(words, scores, decode_mentions(scores, words), decode_passages(scores, words))

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Copy the graph, its tokenizer and its labels."""
        import shutil

        if self._folder is None:
            raise ModelError("there is no encoder to save")
        target = Path(path)
        target.mkdir(parents=True, exist_ok=True)
        for name in (GRAPH, PIECES, LABELS, EDITOR, PHRASES):
            source = self._folder / name
            if source.exists() and source.resolve() != (target / name).resolve():
                shutil.copyfile(self._folder / name, target / name)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> Encoder:
        """Load the graph."""
        self._folder = Path(path)
        self.session = EncoderSession(self._folder, threads=self.threads)
        return self


def _span(doc: Doc, start: int, end: int, kind: str, who: str) -> Span | None:
    return doc.char_span(start, end, label=kind, span_id=who, alignment_mode="expand")


registry.tokenizers("postlint.WordTokenizer.v1", func=make_word_tokenizer)


@Language.factory("postlint_encoder", default_config={"threads": 1})  # type: ignore[untyped-decorator]
def make_encoder(nlp: Language, name: str, threads: int) -> Encoder:
    """Factory of the component; ``threads`` is the number of threads of the ONNX session."""
    return Encoder(threads)

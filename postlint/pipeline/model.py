"""The model: a spaCy pipeline directory, checked against its hashes, and the stages around it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from ..annotation import DIRECT_KINDS, Annotations
from ..document import MAX_BYTES, Prose, Span
from ..errors import ModelError
from ..facts import NO_CLINIC, Clinic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

    from ..annotation import Mention
    from .editing import Choice, EditorSession
    from .encoder import Sight
    from .identifiers import IdentifierFinder

NAME: Final = "en_postlint"
_GRAPH: Final = "postlint_encoder/model.onnx"


def default_model_folder() -> Path:
    """The model that came with this copy: inside the package in a wheel, beside it in a source checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "models" / NAME, package.parent / "models" / NAME):
        if (folder / "config.cfg").is_file():
            return folder
    raise ModelError(f"the model {NAME} is missing from this installation; install postlint again")


def checked_meta(folder: Path) -> dict[str, Any]:
    """The model's meta.json, after every file was compared with the hash it lists."""
    name = folder.resolve().name
    try:
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        hashes: Mapping[str, str] = dict(meta["postlint"]["sha256"])
        hashes[_GRAPH], meta["lang"], meta["name"], meta["version"]  # what is relied on must be there
    except FileNotFoundError:
        raise ModelError(f"no model in {name}: meta.json is missing") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"the model in {name} is damaged: meta.json cannot be read") from None
    for file, expected in hashes.items():
        try:
            digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        except OSError:
            raise ModelError(f"the model in {name} is damaged: {file} is missing") from None
        if digest != expected:
            raise ModelError(f"the model in {name} is damaged: {file} is not what its hash says")
    return meta


def _loaded(folder: str, threads: int) -> Model:
    return Model.load(folder, threads=threads)


@dataclass(slots=True, repr=False)
class Model:
    """A loaded model. ``annotate`` may be called from several threads."""

    nlp: Language
    info: Mapping[str, Any]
    find_identifiers: IdentifierFinder
    weights: dict[str, float]
    #: The component's folder; the editor is loaded from it when a rewrite is first asked for.
    folder: Path
    #: Threads of the encoder's session.
    threads: int = 1
    _editor: EditorSession | None = None
    _zone: Lock = field(default_factory=Lock)

    @classmethod
    def load(cls, folder: str | Path | None = None, *, threads: int = 1) -> Model:
        """Load a model's folder (the shipped one by default); raise ModelError when it is not whole."""
        path = Path(folder) if folder is not None else default_model_folder()
        with ThreadPoolExecutor(1) as pool:
            checking = pool.submit(checked_meta, path)  # hashing does not hold up the imports
            import spacy

            from . import encoder  # registers the component and the tokenizer
            from .identifiers import IdentifierFinder

            meta = checking.result()
        try:
            nlp = spacy.load(path, config={"components": {"postlint_encoder": {"threads": threads}}})
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001 (spaCy and ONNX raise many kinds)
            raise ModelError(f"the model in {path.name} cannot be loaded ({type(error).__name__})") from None
        nlp.max_length = MAX_BYTES
        part = nlp.get_pipe("postlint_encoder")
        if isinstance(part, encoder.Encoder):
            part.spans = False
        nlp.vocab.lex_attr_getters = {}  # nothing here asks a word for its shape or stem, and each would be worked out
        labels = json.loads((path / "postlint_encoder" / encoder.LABELS).read_text(encoding="utf-8"))
        info = {
            "name": f"{meta['lang']}_{meta['name']}",
            "version": meta["version"],
            "sha256": meta["postlint"]["sha256"][_GRAPH],
        }
        return cls(nlp, info, IdentifierFinder(), labels.get("weights", {}), path / "postlint_encoder", threads)

    def __reduce__(self) -> tuple[Any, ...]:  # sessions stay in their process; another one loads the folder
        return _loaded, (str(self.folder.parent), self.threads)

    def annotate(self, prose: Prose, known: Clinic = NO_CLINIC, *, languages: bool = True) -> Annotations:
        """Everything the pipeline sees in ``prose``; what is ``known`` of the clinic is nobody's but the clinic's.

        ``languages``: whether it is asked which parts are not in English.
        """
        from .called import called_patients
        from .context import OWN, weigh, whole_passages
        from .editing import Seen
        from .known import own_mentions
        from .language import foreign_parts
        from .sentences import split_sentences

        sight, mentions = self.see(prose)
        sentences = split_sentences(prose.text, prose.breaks)
        seen = mentions
        mentions = called_patients(prose.text, weigh(seen, sight.scores, sight.words, self.weights))
        passages = whole_passages(prose.text, sight.passages, sentences)
        if known and (own := own_mentions(known, prose.text, mentions, passages)):
            # Weighed again: what is the clinic's does not make others any likelier to be a patient's.
            seen = [replace(m, whose=OWN, source="clinic") if i in own else m for i, m in enumerate(seen)]
            mentions = called_patients(prose.text, weigh(seen, sight.scores, sight.words, self.weights))
        foreign = foreign_parts(prose.text, prose.breaks) if languages else ()
        seen_there = Seen(sight.words, sight.scores.views)
        return Annotations(tuple(mentions), tuple(passages), sentences, sight.scores.verdict, foreign, seen_there)

    def choose(self, annotations: Annotations, asked: Sequence[Mention]) -> Choice:
        """What the editor would leave out of a text and put in, so that the mentions ``asked`` about tell less."""
        with self._zone:
            if self._editor is None:
                from .editing import EditorSession

                self._editor = EditorSession(self.folder)
        spans = [Span(m.start, m.end) for m in asked]
        direct = [Span(m.start, m.end) for m in asked if m.kind in DIRECT_KINDS]
        # What is somebody else's stays, however near it stands.
        others = [m for m in annotations.mentions if m.patient < 0.5 and m.kind in ("date", *DIRECT_KINDS)]
        keep = [Span(m.start, m.end) for m in others if not any(m.start < s.end and s.start < m.end for s in spans)]
        return self._editor.choose(annotations.seen, spans, direct, keep)

    def see(self, prose: Prose) -> tuple[Sight, list[Mention]]:
        """What the encoder saw, and the mentions of encoder and formats made consistent, before they are weighed."""
        from .context import (
            add_formats,
            cut_at_edges,
            disown,
            make_consistent,
            without_address_parts,
            without_stumps,
        )
        from .encoder import sight_of
        from .threads import without_thread_numbers

        text = prose.text
        # The strings of a draft do not stay in the vocabulary: memory stays flat over thousands of posts.
        with self._zone, self.nlp.memory_zone():
            sight = sight_of(self.nlp(text))
        words, scores = sight.words, sight.scores
        mentions = add_formats(sight.mentions, self.find_identifiers(text), scores, words)
        if any(mention.kind == "idno" for mention in mentions):
            mentions = disown(mentions, self.find_identifiers.public(text))
        mentions = without_thread_numbers(text, cut_at_edges(text, mentions, prose.kinds, prose.breaks))
        mentions = without_stumps(text, without_address_parts(mentions, prose.kinds))
        return sight, make_consistent(text, mentions, words)

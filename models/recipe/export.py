"""Export: one ONNX graph with all heads, int8, in an ordinary spaCy pipeline directory with hashes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

from postlint.pipeline.editing import EDITOR, PHRASES

from .artifact import seal, write_labels
from .editing import Editor
from .network import Reader, base_model_folder

OPSET: Final = 17


class _Graph(nn.Module):
    """The network as the runtime calls it: no padding, so no mask; word-level scores side by side."""

    def __init__(self, network: Reader) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        half, whole = self.network.features(ids, shapes, None)
        scores = self.network.judge(whole, None)
        return torch.cat((scores.tags, scores.whose, scores.passages), -1), scores.verdict, half


def export_graph(network: Reader, target: Path) -> None:
    """Write ``target`` (int8) and remove the float graph it was made from."""
    network.eval()
    network.encoder.set_attn_implementation("eager")
    full = target.with_suffix(".fp32.onnx")
    ids = torch.randint(1000, 2000, (1, 12))
    with torch.no_grad():
        torch.onnx.export(
            _Graph(network),
            (ids, torch.ones_like(ids)),
            str(full),
            input_names=["ids", "shapes"],
            output_names=["scores", "verdict", "features"],
            dynamic_axes={name: {1: "pieces"} for name in ("ids", "shapes", "scores", "features")},
            opset_version=OPSET,
            dynamo=False,
        )
    quantise(full, target)


def quantise(full: Path, target: Path) -> None:
    """Make the int8 graph ``target`` of the float graph ``full``, which is removed."""
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
    from onnxruntime.quantization import QuantType, quantize_dynamic

    rough = target.with_suffix(".int8.onnx")
    quantize_dynamic(full, rough, weight_type=QuantType.QInt8, per_channel=True)
    # Optimised once here and not at every start: loading takes a fifth of the time. "Extended" holds for any CPU.
    options = SessionOptions()
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    InferenceSession(str(rough), options, providers=["CPUExecutionProvider"])
    for path in (full, rough):
        path.unlink()


def export_editor(editor: Editor, phrases: Sequence[str], folder: Path) -> None:
    """Write the editor's graph (int8) and its phrases beside the encoder's."""
    editor.eval()
    for layer in editor.layers:
        layer.attention.self.config._attn_implementation = "eager"
    full = folder / "editor.fp32.onnx"
    width = editor.asked.embedding_dim
    with torch.no_grad():
        torch.onnx.export(
            _Answers(editor),
            (torch.randn(1, 12, width), torch.zeros(1, 12, dtype=torch.long)),
            str(full),
            input_names=["features", "asked"],
            output_names=["scores"],
            dynamic_axes={name: {1: "pieces"} for name in ("features", "asked", "scores")},
            opset_version=OPSET,
            dynamo=False,
        )
    quantise(full, folder / EDITOR)
    (folder / PHRASES).write_text(json.dumps(list(phrases), indent=0) + "\n", encoding="utf-8")


class _Answers(nn.Module):
    """The editor as the runtime calls it: no padding, so no mask."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor

    def forward(self, features: Tensor, asked: Tensor) -> Tensor:
        scores: Tensor = self.editor(features, asked, None)
        return scores


def write_model(
    network: Reader,
    folder: Path,
    *,
    version: str,
    weights: Mapping[str, float],
    notes: Mapping[str, Any],
) -> None:
    """Write the pipeline directory that ``spacy.load`` and :class:`postlint.pipeline.model.Model` read."""
    build = folder.with_name(folder.name + ".new")
    shutil.rmtree(build, ignore_errors=True)
    encoder = build / "source"
    encoder.mkdir(parents=True)
    export_graph(network, encoder / "model.onnx")
    write_labels(encoder, weights)
    shutil.copyfile(base_model_folder() / "tokenizer.json", encoder / "tokenizer.json")
    for name in (EDITOR, PHRASES):  # of the encoder before: `editor` trains it anew
        if (folder / "postlint_encoder" / name).exists():
            shutil.copyfile(folder / "postlint_encoder" / name, encoder / name)
    assemble(encoder, build / "pipeline", version=version, notes=notes)
    card = folder / "README.md"
    if card.exists():
        shutil.copyfile(card, build / "pipeline" / "README.md")
    shutil.rmtree(folder, ignore_errors=True)
    (build / "pipeline").rename(folder)
    shutil.rmtree(build)


def load_weights(checkpoints: Sequence[Path]) -> Reader:
    """The network of a checkpoint, or of the mean of several (of one training run, or of runs from one start)."""
    states = [torch.load(path, weights_only=True) for path in checkpoints]
    states = [state.get("average", state) for state in states]
    mean = {
        key: sum(state[key] for state in states) / len(states) if value.is_floating_point() else value
        for key, value in states[0].items()
    }
    network = Reader.untrained()
    network.load_state_dict(mean)
    return network


def assemble(encoder: Path, target: Path, *, version: str, notes: Mapping[str, Any]) -> None:
    """Make the spaCy directory around the component's files and list the hash of each file in meta.json."""
    import spacy
    from thinc.api import Config

    from postlint.pipeline import encoder as component

    blank = spacy.blank("en").config
    config = Config(blank)
    config["nlp"]["tokenizer"] = {"@tokenizers": "postlint.WordTokenizer.v1"}
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    part = nlp.add_pipe("postlint_encoder")
    if not isinstance(part, component.Encoder):
        raise TypeError("another component is registered as postlint_encoder")
    part.from_disk(encoder)
    nlp.meta.update(
        {
            "name": "postlint",
            "version": version,
            "description": "Mentions, whose they are, and passages in clinicians' draft posts.",
            "author": "postlint",
            "license": "Apache-2.0",
        }
    )
    # An empty vocabulary: the words of the encoder are in its own tokenizer.
    nlp.to_disk(target, exclude=["vocab"])
    seal(target, notes)

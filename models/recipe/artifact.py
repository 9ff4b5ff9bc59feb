"""The parts of the artifact that are plain files: labels, fitted weights, hashes. No torch is needed to write them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from postlint.annotation import KINDS, PASSAGE_KINDS, WHO


def write_labels(encoder: Path, weights: Mapping[str, float]) -> None:
    """The component's labels.json: the vocabulary it was trained with and what was fitted after training."""
    labels = {
        "kinds": KINDS,
        "passages": PASSAGE_KINDS,
        "who": WHO,
        "weights": {name: round(value, 5) for name, value in weights.items()},
    }
    (encoder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")


def seal(folder: Path, notes: Mapping[str, Any]) -> None:
    """List the hashes of the model's files in its meta.json."""
    hashes = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("meta.json", "README.md")
    }
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta["postlint"] = {**notes, "sha256": hashes}
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")


def reseal(folder: Path) -> None:
    """List the hashes anew after a file was changed, and keep the notes."""
    notes = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["postlint"]
    seal(folder, {key: value for key, value in notes.items() if key != "sha256"})

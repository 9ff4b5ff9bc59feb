"""Calibration: how far the encoder's probabilities are to be trusted, fitted on posts it was not trained on.

A logistic regression weighs the evidence for "this mention is a patient's" (see
:func:`postlint.pipeline.context.weigh`), with a ridge penalty since the tune posts are few.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from postlint.document import Document
from postlint.pipeline.context import FEATURES, PUBLIC_LABELS, case_at, evidence, weigh
from postlint.pipeline.model import Model
from postlint.reading import read

from .artifact import seal, write_labels
from .corpus import POSTS, Post, folded, read_posts

RIDGE: Final = 1.0


def observations(
    model: Model, posts: Sequence[Post], *, weighed: bool = False
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Evidence of every mention found in the posts, and whether the annotators gave it to a patient.

    Shapes (mentions, features) and (mentions,). ``weighed``: in place of the evidence, one column with the probability
    that the shipped weights make of it.
    """
    rows: list[list[float]] = []
    truth: list[float] = []
    for post in posts:
        prose = read(Document(post.text))
        sight, mentions = model.see(prose)
        words, scores = sight.words, sight.scores
        if weighed:
            mentions = weigh(mentions, scores, words, model.weights)
        marks = [m for m in folded(post).marks if m.who]
        patients = [m for m in mentions if m.patient > 0.5]
        for mention in mentions:
            if mention.kind in ("cond", "proc", "med", "out") or mention.label in PUBLIC_LABELS:
                continue
            echoes = math.log1p(sum(1 for m in patients if m is not mention))
            found = dict(evidence(mention, case_at(mention, scores, words), scores.verdict, echoes))
            rows.append([mention.patient] if weighed else [found.get(name, 0.0) for name in FEATURES])
            touching = [m for m in marks if m.start < mention.end and mention.start < m.end]
            truth.append(float(any(m.who == "p" for m in touching)))
    return np.asarray(rows), np.asarray(truth)


def fit(rows: npt.NDArray[np.float64], truth: npt.NDArray[np.float64]) -> dict[str, float]:
    """Weights by Newton's method; the ridge pulls towards the encoder's own judgement (weight one on "whose")."""
    prior = np.asarray([1.0 if name == "whose" else 0.0 for name in FEATURES])
    weights = prior.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (p - truth) + RIDGE * (weights - prior)
        curvature = (rows * (p * (1 - p))[:, None]).T @ rows + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return {name: float(weight) for name, weight in zip(FEATURES, weights, strict=True)}


def fit_model(folder: Path, say: Callable[[str], None]) -> None:
    """Fit the weights of the model in ``folder`` on the tune posts and write them into it."""
    encoder = folder / "postlint_encoder"
    notes = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["postlint"]
    notes.pop("sha256", None)
    write_labels(encoder, {})
    seal(folder, notes)
    posts = [post for post in read_posts(POSTS) if post.is_tune]
    rows, truth = observations(Model.load(folder), posts)
    weights = fit(rows, truth)
    write_labels(encoder, weights)
    seal(folder, notes)
    wrong = float(np.mean((rows @ np.asarray(list(weights.values())) > 0) != (truth > 0.5)))
    before = float(np.mean((rows[:, FEATURES.index("whose")] > 0) != (truth > 0.5)))
    say(f"calibrated on {len(truth)} mentions of {len(posts)} tune posts")
    say(f"wrong owner: {before:.3f} before, {wrong:.3f} after")


def reliability(probabilities: Sequence[float], truth: Sequence[float]) -> list[tuple[int, float, float, int]]:
    """For each tenth of probability: which, the mean probability, the share that was right, and how many."""
    pairs = list(zip(probabilities, truth, strict=True))
    out = []
    for tenth in range(10):
        chosen = [(p, t) for p, t in pairs if min(9, int(p * 10)) == tenth]
        if chosen:
            mean, share = (sum(pair[i] for pair in chosen) / len(chosen) for i in (0, 1))
            out.append((tenth, mean, share, len(chosen)))
    return out

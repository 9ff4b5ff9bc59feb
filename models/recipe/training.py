"""Training in stages: public sentences with partial labels, then the annotated posts, twice.

Each stage writes a checkpoint after every epoch and goes on from the last one, so that a machine that is taken away
costs one epoch. One process with two threads: two training processes on two cores fight for them.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from postlint.annotation import PASSAGE_KINDS
from postlint.pipeline.windows import cut_windows, encode_words
from postlint.pipeline.words import word_shapes

from .corpus import TAGS, Example
from .network import Reader


@dataclass(frozen=True, slots=True)
class Plan:
    """How a stage is trained."""

    name: str
    epochs: int
    encoder_rate: float
    head_rate: float
    batch: int = 16
    warmup: float = 0.06
    ema: float = 0.998
    seed: int = 7
    #: Share of the word pieces hidden from the encoder, so that it learns to judge a word by what stands around it.
    hidden: float = 0.0
    #: What the owner of a mention and the verdict of the post weigh beside the tags.
    whose_weight: float = 0.5
    verdict_weight: float = 0.3


@dataclass(slots=True)
class Item:
    """One window, ready to be padded; facts about a word stand at its first piece.

    Shapes: ``ids``, ``shapes``, ``whose``, ``known`` and ``told`` (pieces,); ``allowed`` (pieces, tags); ``passages``
    (pieces, passage kinds). ``whose`` is -1 where nothing is known; ``known`` and ``told`` say where tags and passages
    are.
    """

    ids: npt.NDArray[np.int64]
    shapes: npt.NDArray[np.int64]
    allowed: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]
    whose: npt.NDArray[np.int64]
    passages: npt.NDArray[np.float32]
    told: npt.NDArray[np.bool_]
    verdict: int


#: The average of the weights is brought up to date every so many steps.
EMA_EVERY = 4
_BITS = np.array(
    [[bits >> kind & 1 for kind in range(len(PASSAGE_KINDS))] for bits in range(1 << len(PASSAGE_KINDS))], np.float32
)


@cache
def _tag_row(tags: frozenset[int]) -> npt.NDArray[np.bool_]:
    row = np.zeros(len(TAGS), np.bool_)
    row[list(tags)] = True
    return row


def items_of(example: Example, tokenizer: Tokenizer) -> Iterator[Item]:
    """The windows of an example."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    pieces = encode_words(tokenizer, [example.text[w.start : w.end] for w in example.words])
    shapes = word_shapes(example.text, example.words)
    firsts = set(pieces.first)
    for window in cut_windows(pieces):
        size = window.end - window.start + 2
        item = Item(
            np.array([cls, *pieces.ids[window.start : window.end], sep], np.int64),
            np.zeros(size, np.int64),
            np.zeros((size, len(TAGS)), np.bool_),
            np.zeros(size, np.bool_),
            np.full(size, -1, np.int64),
            np.zeros((size, len(PASSAGE_KINDS)), np.float32),
            np.zeros(size, np.bool_),
            example.verdict,
        )
        for at, index in enumerate(range(window.start, window.end), start=1):
            word = pieces.words[index]
            item.shapes[at] = shapes[word]
            if index not in firsts:
                continue
            tags = example.allowed[word]
            if tags is not None and len(tags) < len(TAGS):
                item.allowed[at], item.known[at] = _tag_row(tags), True
            item.whose[at] = example.whose[word]
            if example.passages is not None:
                item.passages[at], item.told[at] = _BITS[example.passages[word]], True
        yield item


def collate(items: Sequence[Item]) -> dict[str, Tensor]:
    """Pad a batch."""
    # Lengths in steps of 16: the CPU kernels are prepared anew for each new shape.
    size, longest = len(items), -(-max(len(i.ids) for i in items) // 16) * 16
    batch = {
        "ids": np.zeros((size, longest), np.int64),
        "shapes": np.zeros((size, longest), np.int64),
        "mask": np.zeros((size, longest), np.int64),
        "allowed": np.zeros((size, longest, len(TAGS)), np.bool_),
        "known": np.zeros((size, longest), np.bool_),
        "whose": np.full((size, longest), -1, np.int64),
        "passages": np.zeros((size, longest, len(PASSAGE_KINDS)), np.float32),
        "told": np.zeros((size, longest), np.bool_),
    }
    for row, item in enumerate(items):
        n = len(item.ids)
        batch["mask"][row, :n] = 1
        for name in ("ids", "shapes", "allowed", "known", "whose", "passages", "told"):
            batch[name][row, :n] = getattr(item, name)
    tensors = {name: torch.from_numpy(values) for name, values in batch.items()}
    tensors["verdict"] = torch.tensor([i.verdict for i in items])
    return tensors


def hide(ids: Tensor, share: float, mask_id: int) -> Tensor:
    """``ids`` with a share of the pieces (never a mark or padding) replaced by [MASK]."""
    return ids.masked_fill((torch.rand(ids.shape) < share) & (ids > mask_id), mask_id)


def loss_of(network: Reader, batch: dict[str, Tensor], plan: Plan) -> Tensor:
    """Tags: minus the log of the probability that the allowed tags hold together; whose and verdict: cross entropy
    with a little smoothing (the first model was over-confident); passages: binary cross entropy.
    """
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(batch["ids"], batch["shapes"], batch["mask"])
    known = batch["known"]
    tags = scores.tags.float()[known]
    permitted = tags.masked_fill(~batch["allowed"][known], -1e4)
    loss = (tags.logsumexp(-1) - permitted.logsumexp(-1)).mean()
    owned = batch["whose"] >= 0
    if owned.any():
        loss = loss + plan.whose_weight * F.cross_entropy(
            scores.whose.float()[owned], batch["whose"][owned], label_smoothing=0.05
        )
    if batch["told"].any():
        told = batch["told"]
        loss = loss + 2 * F.binary_cross_entropy_with_logits(scores.passages.float()[told], batch["passages"][told])
    judged = batch["verdict"] >= 0
    if judged.any():
        loss = loss + plan.verdict_weight * F.cross_entropy(
            scores.verdict.float()[judged], batch["verdict"][judged], label_smoothing=0.05
        )
    return loss


def _batches(items: list[Item], size: int, draw: random.Random) -> Iterator[dict[str, Tensor]]:
    """Batches of like length in random order."""
    items = sorted(items, key=lambda i: len(i.ids) + draw.random() * 12)
    groups = [items[i : i + size] for i in range(0, len(items), size)]
    draw.shuffle(groups)
    for group in groups:
        yield collate(group)


def train_stage(
    network: Reader,
    plan: Plan,
    examples: Callable[[int], Iterable[Example]],
    tokenizer: Tokenizer,
    folder: Path,
    say: Callable[[str], None] = print,
) -> None:
    """Train ``network`` in place; ``examples(epoch)`` gives an epoch's examples.

    Checkpoints lie in ``folder/<stage>.pt`` while the stage runs and the averaged weights in
    ``folder/<stage>.done.pt`` when it is over; a stage that is over is only loaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done, running = folder / f"{plan.name}.done.pt", folder / f"{plan.name}.pt"
    if done.exists():
        network.load_state_dict(torch.load(done, weights_only=True), strict=True)
        say(f"{plan.name}: done before")
        return
    parts = [list(network.encoder.parameters()), list(network.second.parameters())]
    own = {id(p) for part in parts for p in part}
    parts.append([p for p in network.parameters() if id(p) not in own])
    base = [plan.encoder_rate, (plan.encoder_rate + plan.head_rate) / 2, plan.head_rate]
    optimizer = torch.optim.AdamW(
        [{"params": part, "lr": rate} for part, rate in zip(parts, base, strict=True)],
        weight_decay=0.01,
        fused=True,
    )
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    first_epoch, step = 0, 0
    if running.exists():
        state = torch.load(running, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average, first_epoch, step = state["average"], state["epoch"], state["step"]
        say(f"{plan.name}: goes on after epoch {first_epoch}")
    mask_id = tokenizer.token_to_id("[MASK]")
    network.train()
    for epoch in range(first_epoch, plan.epochs):
        torch.manual_seed(plan.seed * 1000 + epoch)
        draw = random.Random(plan.seed * 1000 + epoch)
        items = [item for example in examples(epoch) for item in items_of(example, tokenizer)]
        total = step + math.ceil(len(items) / plan.batch) * (plan.epochs - epoch)
        begin, losses = time.monotonic(), 0.0
        count = 0
        for batch in _batches(items, plan.batch, draw):
            share = min(1.0, step / total)
            factor = min(1.0, step / (plan.warmup * total)) * max(0.02, (1 - share) / (1 - plan.warmup))
            for group, rate in zip(optimizer.param_groups, base, strict=True):
                group["lr"] = rate * min(1.0, factor)
            if plan.hidden:
                batch["ids"] = hide(batch["ids"], plan.hidden, mask_id)
            loss = loss_of(network, batch, plan)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % EMA_EVERY == 0:
                decay = min(plan.ema, (1 + step) / (10 + step)) ** EMA_EVERY
                with torch.no_grad():
                    for key, value in network.state_dict().items():
                        if value.is_floating_point():
                            average[key].lerp_(value, 1 - decay)
            count += 1
            losses += loss.item()
            if count % 200 == 0:
                say(f"{plan.name} {epoch + 1}: step {count}, {losses / count:.4f}, {time.monotonic() - begin:.0f} s")
        say(f"{plan.name} epoch {epoch + 1}/{plan.epochs}: loss {losses / count:.4f}, {time.monotonic() - begin:.0f} s")
        state = {
            "network": network.state_dict(), "optimizer": optimizer.state_dict(), "average": average,
            "epoch": epoch + 1, "step": step,
        }  # fmt: skip
        partial = running.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(running)
    network.load_state_dict(average)
    torch.save(network.state_dict(), done)

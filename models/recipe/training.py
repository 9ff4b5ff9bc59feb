"""Training in two stages: public sentences with partial labels, then the annotated posts.

Both stages write a checkpoint after every epoch and go on from the last one, so that a machine that is taken away
costs one epoch. One process with two threads: two training processes on two cores fight for them.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(slots=True)
class Item:
    """One window as lists, ready to be padded; word-level facts stand at a word's first piece."""

    ids: list[int]
    shapes: list[int]
    allowed: list[frozenset[int] | None]
    whose: list[int]
    passages: list[int]
    verdict: int


_UNKNOWN = -1
#: The average of the weights is brought up to date every so many steps.
EMA_EVERY = 4


def items_of(example: Example, tokenizer: Tokenizer) -> Iterator[Item]:
    """The windows of an example."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    pieces = encode_words(tokenizer, [example.text[w.start : w.end] for w in example.words])
    shapes = word_shapes(example.text, example.words)
    firsts = set(pieces.first)
    for window in cut_windows(pieces):
        item = Item([cls], [0], [None], [-1], [_UNKNOWN], example.verdict)
        for index in range(window.start, window.end):
            word = pieces.words[index]
            is_first = index in firsts
            item.ids.append(pieces.ids[index])
            item.shapes.append(shapes[word])
            item.allowed.append(example.allowed[word] if is_first else None)
            item.whose.append(example.whose[word] if is_first else -1)
            item.passages.append(example.passages[word] if is_first and example.passages is not None else _UNKNOWN)
        item.ids.append(sep)
        item.shapes.append(0)
        item.allowed.append(None)
        item.whose.append(-1)
        item.passages.append(_UNKNOWN)
        yield item


def collate(items: Sequence[Item]) -> dict[str, Tensor]:
    """Pad a batch."""
    # Lengths in steps of 16: the CPU kernels are prepared anew for each new shape.
    size, longest = len(items), -(-max(len(i.ids) for i in items) // 16) * 16
    ids = torch.zeros(size, longest, dtype=torch.long)
    shapes = torch.zeros(size, longest, dtype=torch.long)
    mask = torch.zeros(size, longest, dtype=torch.long)
    allowed = torch.zeros(size, longest, len(TAGS), dtype=torch.bool)
    known = torch.zeros(size, longest, dtype=torch.bool)
    whose = torch.full((size, longest), -1)
    passages = torch.zeros(size, longest, len(PASSAGE_KINDS))
    told = torch.zeros(size, longest, dtype=torch.bool)
    for row, item in enumerate(items):
        n = len(item.ids)
        ids[row, :n] = torch.tensor(item.ids)
        shapes[row, :n] = torch.tensor(item.shapes)
        mask[row, :n] = 1
        whose[row, :n] = torch.tensor(item.whose)
        for column, (tags, bits) in enumerate(zip(item.allowed, item.passages, strict=True)):
            if tags is not None and len(tags) < len(TAGS):
                known[row, column] = True
                allowed[row, column, list(tags)] = True
            if bits != _UNKNOWN:
                told[row, column] = True
                for kind in range(len(PASSAGE_KINDS)):
                    if bits >> kind & 1:
                        passages[row, column, kind] = 1.0
    verdict = torch.tensor([i.verdict for i in items])
    return {
        "ids": ids, "shapes": shapes, "mask": mask, "allowed": allowed, "known": known, "whose": whose,
        "passages": passages, "told": told, "verdict": verdict,
    }  # fmt: skip


def loss_of(network: Reader, batch: dict[str, Tensor]) -> Tensor:
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
        loss = loss + 0.5 * F.cross_entropy(scores.whose.float()[owned], batch["whose"][owned], label_smoothing=0.05)
    if batch["told"].any():
        told = batch["told"]
        loss = loss + 2 * F.binary_cross_entropy_with_logits(scores.passages.float()[told], batch["passages"][told])
    judged = batch["verdict"] >= 0
    if judged.any():
        loss = loss + 0.3 * F.cross_entropy(
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
    encoder = list(network.encoder.parameters())
    own = {id(p) for p in encoder}
    heads = [p for p in network.parameters() if id(p) not in own]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}],
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
    base = [plan.encoder_rate, plan.head_rate]
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
            loss = loss_of(network, batch)
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

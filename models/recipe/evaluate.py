"""Evaluation: the whole of postlint with the default policy on posts that nothing was trained on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from postlint import Document, Linter

from .card import write_card
from .corpus import Post, read_posts
from .scoring import Figure, figures, table, tally


def dev_posts(shared: Path) -> list[Post]:
    """The dev posts: measured on, never trained on."""
    return [post for post in read_posts(shared / "posts" / "drafts") if post.is_dev]


def reports_of(linter: Linter, posts: Iterable[Post]) -> list[dict[str, Any]]:
    """Document objects of the posts, as the report has them."""
    return [report.to_dict() for report in linter.check_many(Document(p.text, id=p.id) for p in posts)]


def evaluate(linter: Linter, posts: Sequence[Post]) -> dict[str, Figure]:
    """Figures of a linter on posts."""
    reports = reports_of(linter, posts)
    return figures([tally(post, report) for post, report in zip(posts, reports, strict=True)])


def presidio_reports(posts: Iterable[Post]) -> list[dict[str, Any]]:
    """Presidio's own pattern recognisers on the same posts, every result taken as an error: what a PII scanner does.

    Only recognisers that need no language model, as shipped, in English.
    """
    import tldextract
    from presidio_analyzer import PatternRecognizer, RecognizerRegistry

    # Its e-mail recogniser would fetch the public suffix list.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers()
    patterns = [r for r in registry.recognizers if isinstance(r, PatternRecognizer) and r.supported_language == "en"]
    reports = []
    for post in posts:
        findings = []
        for recognizer in patterns:
            for result in recognizer.analyze(post.text, recognizer.supported_entities, None) or []:
                if result.score >= 0.3:
                    findings.append(
                        {
                            "severity": "error",
                            "family": "identifiers",
                            "start": result.start,
                            "end": result.end,
                            "related": [],
                        }
                    )
        reports.append({"id": post.id, "verdict": "block" if findings else "publish", "findings": findings})
    return reports


def print_evaluation(
    shared: Path, say: Callable[[str], None], *, presidio: bool = True, card: Path | None = None
) -> dict[str, Figure]:
    """Print the figures on dev, and Presidio's pattern set beside them; ``card`` is the model card to write.

    For the card, figures by whose name it is, by habits of writing and on public corpora are taken as well.
    """
    posts = dev_posts(shared)
    linter = Linter()
    info = linter.model_info
    say(f"postlint, policy {linter.policy.name}, model {info['name']} {info['version']} on {len(posts)} dev posts")
    found = evaluate(linter, posts)
    say(table(found))
    theirs = None
    if presidio or card:
        say("\nPresidio's pattern recognisers, every result an error, on the same posts")
        theirs = figures([tally(p, r) for p, r in zip(posts, presidio_reports(posts), strict=True)])
        say(table(theirs))
    if card and theirs:
        from .elsewhere import print_elsewhere
        from .fairness import print_fairness

        say("\nNames in public corpora, and ASQ-PHI")
        public = print_elsewhere(linter, shared, say)
        say("\nNames of patients, by whose they are and how they are written")
        fair = print_fairness(linter, shared, say)
        write_card(card, linter, shared, found, theirs, public, fair)
        say(f"\nwrote {card.name} of the model")
    return found

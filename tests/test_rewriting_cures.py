"""Cures: how much of a combination or a passage is given up, and what is done unasked."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from postlint.annotation import Annotations, Mention, Passage, Sentence
from postlint.document import Document, Span
from postlint.policy import Match, Rule
from postlint.rewriting.cures import made_less, propose
from postlint.rewriting.edits import apply

from .test_rewriting_edits import cure, finding, plain, rule


def combination(**values: float) -> Rule:
    """A rule on details that add up, with its joint cure."""
    match = Match("combination", ("age", "occ", "rel"), adding=("cond",), **values)  # type: ignore[arg-type]
    return Rule(
        "r", "C", "case-details", "t", "w", "y", (), "", "m", MappingProxyType({}), (match,), (cure("joint"),), (), ()
    )


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("A guard came with Pastor's wife.", ["occ:guard", "rel:Pastor's wife"], "A patient came with Pastor's wife."),
        ("Gout. A guard, 34, came with Pastor's wife.", ["cond:Gout", "occ:guard", "age:34", "rel:Pastor's wife"],
         "Gout. A patient, in their thirties, came with a relative."),
        ("His brother came.", ["rel:His brother"], "A relative came."),
    ],
)  # fmt: skip
def test_kin_are_the_last_to_go_of_a_combination(text: str, told: list[str], expected: str) -> None:
    """Kin are left where the rest gives enough up, and a plain tie only goes when nothing else is left to give."""
    mentions = []
    for detail in told:
        kind, _, words = detail.partition(":")
        at = text.index(words)
        mentions.append(Mention(at, at + len(words), kind))  # type: ignore[arg-type]
    details = [m for m in mentions if m.kind != "cond"]
    made = propose(
        combination(), finding(0, 1), details, None, plain(text), Annotations(tuple(mentions)), Document(text)
    )
    assert [apply(text, r.edits) for r in made] == [expected]


def test_what_else_goes_takes_a_combination_apart_only_if_it_is_of_it() -> None:
    """Another detail's cure is no reason to leave a combination as it is; one of its own details may be."""
    details = [Mention(0, 2, "age"), Mention(5, 9, "occ"), Mention(12, 20, "rel")]
    seen = Annotations(tuple(details))

    def less(*gone: Span, of: list[Mention] = details) -> list[Mention]:
        return list(made_less(combination(), cure("joint"), of, seen, gone=gone) or ())

    assert less() == less(Span(30, 40)) == [details[1]]  # a job is the first to go
    assert less(Span(0, 2)) == []
    assert less(Span(30, 40), of=details[:2]) == details[:2]  # two that were objected to all the same
    assert less(Span(0, 2), of=details[:2]) == []


def test_a_passage_is_left_out_in_whole_sentences() -> None:
    """Half a sentence makes no sense: it goes whole if most of it was meant, and stays if little was."""
    text = "I was there. He moans about his knees all day long. They are fine, I said to him."
    sentences = (Sentence(0, 13), Sentence(13, 52), Sentence(52, 81))
    start = text.index("moans")
    for end, left in (
        (52, "I was there. They are fine, I said to him."),
        (60, "I was there. They are fine, I said to him."),
    ):
        passage = Passage(start, end, "derog")
        made = propose(
            rule(cure("omit")),
            finding(start, end),
            [],
            passage,
            plain(text),
            Annotations((), (passage,), sentences),
            Document(text),
        )
        assert [apply(text, r.edits) for r in made] == [left]


def test_whole_sentences_go_unasked_only_for_an_error() -> None:
    """A warning is a question: leaving the author's sentences out is then shown, and not applied."""
    text = "One. Two is here. Three."
    passage = Passage(5, 17, "bnd")
    for severity, safety in (("error", "suggested"), ("warning", "manual")):
        made = propose(
            rule(cure("omit")),
            finding(5, 17, severity),
            [],
            passage,
            plain(text),
            Annotations((), (passage,)),
            Document(text),
        )
        assert [r.safety for r in made] == [safety]

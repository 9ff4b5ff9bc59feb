"""Context: formats join in, and a person found once is found everywhere."""

from __future__ import annotations

import numpy as np

from postlint.annotation import KINDS, PASSAGE_KINDS, Mention, Passage, Sentence
from postlint.pipeline.context import (
    add_formats,
    cut_at_edges,
    disown,
    make_consistent,
    weigh,
    whole_passages,
    without_address_parts,
    without_stumps,
)
from postlint.pipeline.encoder import WordScores
from postlint.pipeline.identifiers import IdentifierFinder
from postlint.pipeline.sentences import split_sentences
from postlint.pipeline.words import split_words

PATIENT, CLINICIAN = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05)


def _scores(count: int, whose: tuple[float, float, float] = PATIENT) -> WordScores:
    return WordScores(
        np.zeros((count, 2 * len(KINDS) + 1), dtype=np.float32),
        np.tile(np.asarray(whose, dtype=np.float32), (count, 1)),
        np.full((count, len(PASSAGE_KINDS)), 0.5, dtype=np.float32),
        (0.4, 0.3, 0.3),
    )


def _name(text: str, words: str, whose: tuple[float, float, float] = PATIENT, nth: int = 0) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Mention(start, start + len(words), "name", 0.95, whose)


def test_a_patient_named_once_is_found_everywhere() -> None:
    """The surname again, the first name alone and the hashtag are the same person."""
    text = "Ngozi Okafor rang. Okafor again. Well done Ngozi! #TeamOkafor"
    found = make_consistent(text, [_name(text, "Ngozi Okafor")], split_words(text))
    places = [text[m.start : m.end] for m in found]
    assert places == ["Ngozi Okafor", "Okafor", "Ngozi", "#TeamOkafor"]
    assert all(m.who == "patient" for m in found)
    assert [m.source for m in found[1:]] == ["echo"] * 3


def test_a_clinician_of_the_same_name_is_left() -> None:
    """A surname that the draft also gives to a clinician is not carried over."""
    text = "Ada Byrne came in. Dr Byrne saw her."
    mentions = [_name(text, "Ada Byrne"), _name(text, "Byrne", CLINICIAN, nth=1)]
    found = make_consistent(text, mentions, split_words(text))
    assert [m.who for m in found] == ["patient", "clinician"]


def test_ordinary_words_are_not_carried_over() -> None:
    """A patient called Will does not make every "will" a patient."""
    text = "Will came in. I will see him. He will walk."
    found = make_consistent(text, [_name(text, "Will")], split_words(text))
    assert len(found) == 1


def test_a_format_takes_its_owner_from_the_encoder() -> None:
    """Whose a number is the encoder says for every word."""
    text = "MRN 4471982"
    number = Mention(4, 11, "idno", 0.9, source="format", label="mrn")
    for whose, who in ((PATIENT, "patient"), (CLINICIAN, "clinician")):
        (mention,) = add_formats([], [number], _scores(2, whose), split_words(text))
        assert mention.who == who


def test_a_helpline_is_nobodys() -> None:
    """A number that everybody may ring reaches no patient."""
    text = "Call 988 now"
    (mention,) = add_formats([], [Mention(5, 8, "phone", 1.0, label="helpline")], _scores(3), split_words(text))
    assert mention.who == "other"


def test_a_format_widens_the_models_mention() -> None:
    """The encoder saw half of the number; the format knows where it ends."""
    text = "NHS 999 555 0101 ok"
    half = Mention(4, 11, "idno", 0.7, PATIENT)
    whole = Mention(4, 16, "idno", 1.0, label="nhs-number")
    (mention,) = add_formats([half], [whole], _scores(5), split_words(text))
    assert (mention.start, mention.end, mention.label) == (4, 16, "nhs-number")


def test_an_address_is_read_for_identifiers_only() -> None:
    """A file's suffix is no photograph; a name in the file's name is still a name."""
    mentions = [Mention(10, 13, "photo"), Mention(2, 8, "name"), Mention(20, 24, "fac")]
    assert without_address_parts(mentions, [(0, 15, "url")]) == mentions[1:]


def test_the_number_of_a_paper_is_nobodys() -> None:
    """The encoder took a paper's number for a patient's; the format knows better."""
    text = "please read PMID 32870160"
    public = IdentifierFinder().public(text)
    (mention,) = disown([Mention(17, 25, "idno", 0.9, PATIENT)], public)
    assert mention.who == "other"
    (mention,) = weigh([mention], _scores(4), split_words(text), {"whose": 1.0, "bias": 9.0})
    assert mention.who == "other"


def test_an_article_alone_is_no_detail() -> None:
    """ "the" dates nothing and "our" is no place; a number and a name stay, however short."""
    text = "the our Wo 9 last night"
    seen = [Mention(0, 3, "date"), Mention(4, 7, "loc"), Mention(8, 10, "name"), Mention(11, 12, "age")]
    kept = without_stumps(text, [*seen, Mention(13, 23, "date")])
    assert [text[m.start : m.end] for m in kept] == ["Wo", "9", "last night"]


def test_asterisks_of_emphasis_are_no_part_of_a_name() -> None:
    """Whoever writes them in plain text wants them on both sides after a rewrite too."""
    text = "A GP. **Zelda Quill** came; * * went."
    seen = [Mention(6, 21, "name"), Mention(8, 20, "name"), Mention(28, 31, "name"), Mention(32, 36, "name")]
    assert [text[m.start : m.end] for m in cut_at_edges(text, seen, [], [])] == ["Zelda Quill", "Zelda Quill", "went"]


def test_a_mention_ends_at_the_edge_of_its_cell_or_block() -> None:
    """A name does not run on into the next table cell, the next paragraph or the link's target."""
    text = "Mrs Okafor\t93\nTuesday x.png"
    seen = [Mention(4, 13, "name"), Mention(11, 21, "date"), Mention(14, 27, "photo")]
    cut = cut_at_edges(text, seen, [(22, 27, "url")], [13])
    assert [text[m.start : m.end] for m in cut] == ["Okafor", "Tuesday", "Tuesday"]


def test_weights_move_the_owner_and_keep_the_sum() -> None:
    """A post that is surely clean lowers what a mention is taken for; probabilities still sum to one."""
    text = "Okafor wrote this"
    words = split_words(text)
    mention = _name(text, "Okafor", (0.6, 0.3, 0.1))
    (lower,) = weigh([mention], _scores(3), words, {"whose": 1.0, "bias": -2.0})
    assert lower.patient < mention.patient
    assert abs(sum(lower.whose) - 1) < 1e-6
    (same,) = weigh([mention], _scores(3), words, {})
    assert same == mention


def test_passages_grow_to_their_sentence_and_join() -> None:
    """A passage over most of a sentence is the sentence; two in one sentence are one."""
    text = "x" * 39 + ". " + "y" * 39
    sentences = (Sentence(0, 40), Sentence(41, 80))
    grown = whole_passages(text, [Passage(2, 30, "case", 0.9), Passage(32, 39, "case", 0.8)], sentences)
    assert [(p.start, p.end) for p in grown] == [(0, 40)]
    kept = whole_passages(text, [Passage(39, 50, "case", 0.9)], sentences)
    assert [(p.start, p.end) for p in kept] == [(41, 50)]


def test_a_few_letters_of_a_sentence_are_no_opinion() -> None:
    """Slips of the encoder go; a short sentence that is one stays, and so does a longer part."""
    text = "Stop the statins. I had a lovely walk on the beach at low tide with the dog today."
    sentences = (Sentence(0, 17), Sentence(18, len(text)))
    seen = [Passage(0, 17, "adv", 0.9), Passage(24, 28, "adv", 0.9), Passage(40, 68, "adv", 0.9)]
    assert [(p.start, p.end) for p in whole_passages(text, seen, sentences)] == [(0, 17), (41, 68)]


def test_what_no_one_is_told_by_is_left_out() -> None:
    """Ages beyond any life, numbers of a digit or two, articles alone."""
    text = "bed 2 the 151 34 151 days 60318"
    mentions = [
        Mention(start, start + len(words), kind)  # type: ignore[arg-type]
        for words, kind in (("2", "idno"), ("the", "date"), ("151", "age"), ("34", "age"), ("151 days", "age"),
                            ("60318", "idno"))
        for start in (text.index(words),)
    ]  # fmt: skip
    assert [text[m.start : m.end] for m in without_stumps(text, mentions)] == ["34", "151 days", "60318"]


def test_sentences_know_abbreviations_and_breaks() -> None:
    """Dr. and initials end no sentence; a line end does, and so does a block's."""
    text = "Saw Dr. A. Byrne today. Fine\nNext one  ends here"
    cut = [text[s.start : s.end] for s in split_sentences(text, [38])]
    assert cut == ["Saw Dr. A. Byrne today.", "Fine", "Next one", "ends here"]

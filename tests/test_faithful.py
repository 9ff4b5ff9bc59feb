"""What a rewrite may do to a sentence, and what it is refused for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint.annotation import Mention
from postlint.document import OffsetMap, Prose, Span
from postlint.rewriting.faithful import departures
from postlint.rewriting.retold import CLOSE, OPEN, changes_between, parts_of
from postlint.rewriting.telling import words_of

SEEN = (
    "Saw [name Mrs Okafor], [age 34], [occ a roofer], with [cond gout] [date last Tuesday] "
    "at [fac St Olave's Hospital]."
)
DOSE = "[name Okafor] takes [med warfarin] 5 mg in [loc Leeds]."
_MARK = re.compile(r"\[(\w+) ([^\]]+)\]")


def seen_in(marked: str) -> tuple[str, list[Mention]]:
    """A text and the mentions that are marked in it: ``[name Okafor]``."""
    text, mentions, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        mentions.append(Mention(len(text), len(text) + len(match[2]), match[1]))  # type: ignore[arg-type]
        text += match[2]
        at = match.end()
    return text + marked[at:], mentions


def reasons(marked: str, after: str, read: str = "") -> tuple[str, ...]:
    """The departures of ``after``, in which ``read`` is the same with its mentions marked."""
    before, told = seen_in(marked)
    return departures(before, after, told, seen_in(read)[1])


FAITHFUL = [
    (SEEN, "Saw a patient with gout at a hospital."),
    (SEEN, "Saw a patient in her thirties, with gout, at a hospital."),
    (SEEN, "Saw a patient in their 30s with gout some time ago."),
    (SEEN, "Saw an adult with gout once."),
    (SEEN, "Saw a woman with gout."),
    (SEEN, "Saw someone with gout."),
    (SEEN, "Saw a patient."),
    (SEEN, "Saw her with gout."),
    (DOSE, "A patient takes warfarin 5 mg."),
    (DOSE, "A patient takes warfarin."),
    (DOSE, "A patient takes a medicine."),
    ("[name Okafor] hasn't slept in [loc Leeds].", "A patient has not slept."),
    ("She is well, not at [fac Oakfield].", "She is well."),
    ("We saw twins. They were born on [date 3 May].", "We saw twins. They were born."),
    ("[name Ngozi] was 8, and she may need surgery in [loc Leeds].", "Someone was 8, and she may need surgery."),
    ("She's back in [loc Leeds].", "She is back."),
    ("The twins from [loc Leeds] were ill.", "The twins were ill."),
    ("[name Will] should rest in [date May].", "A patient should rest."),
    ("[age The 7-year-old] from [loc Leeds] did well.", "The child did well."),
    ("[age A 93-year-old] did well.", "An older adult did well."),
    ("He never smoked. [name Joe] is at [fac Oakfield].", "Someone is at a place."),
    ("I don\u2019t know [name Joe].", "I don't know a patient."),
]

REFUSED = [
    # numbers, doses, units, dates and times
    (SEEN, "Saw 2 patients with gout.", "number"),
    (SEEN, "Saw two patients with gout.", "number"),
    (SEEN, "Saw a patient in her forties with gout.", "number"),
    (SEEN, "Saw a patient, 35, with gout.", "number"),
    (SEEN, "Saw a teenager with gout.", "fact"),
    (SEEN, "Saw a patient with gout last Monday.", "date"),
    (SEEN, "Saw a patient with gout in May.", "hedge"),
    (SEEN, "Saw a patient with gout in June.", "date"),
    (SEEN, "Saw a patient with gout at 02:10.", "number"),
    (SEEN, "Saw a patient with gout yesterday.", "date"),
    (DOSE, "A patient takes warfarin 50 mg.", "number"),
    (DOSE, "A patient takes warfarin 5 g.", "number"),
    (DOSE, "A patient takes warfarin 5.", "number"),
    (DOSE, "A patient takes warfarin 5 mg twice.", "number"),
    ("Takes [med warfarin] 5 mg and [med apixaban] 10 mg.", "Takes warfarin 10 mg.", "number"),
    ("Give 5 mg, then 10 ml.", "Give 5 ml, then 10 mg.", "number"),
    ("From \u00bd to 1.", "From \u00bc to 1.", "number"),
    # names
    (SEEN, "Saw Mrs Brown with gout.", "name"),
    (SEEN, "Saw a Patient with gout.", "name"),
    (SEEN, "Saw a patient with gout at Northfield.", "name"),
    ("[name Joe] has brown eyes.", "A patient has Brown eyes.", "name"),
    # negation
    (SEEN, "Saw a patient without gout.", "negation"),
    (SEEN, "Never saw a patient with gout.", "negation"),
    ("[name Joe] did not fall.", "A patient did fall.", "negation"),
    ("[name Joe] didn't fall.", "A patient fell.", "fact"),
    ("[name Joe] can't walk in [loc Leeds].", "A patient can walk.", "negation"),
    ("[name Joe] cannot walk.", "A patient can walk.", "negation"),
    ("[name Joe] stopped taking [med warfarin].", "A patient taking warfarin.", "negation"),
    ("[name Joe] denied falling.", "A patient falling.", "negation"),
    ("[name Joe] has no allergies, asthma or gout.", "A patient has asthma or gout.", "negation"),
    ("[name Joe] is not a smoker, he is a drinker.", "A patient is not a drinker.", "negation"),
    ("Neither [name Joe] nor [name Ann] fell.", "A patient fell.", "negation"),
    ("[name Joe] took [med warfarin] but not [med aspirin].", "A patient took not warfarin but aspirin.", "negation"),
    # drugs and conditions
    (DOSE, "A patient takes apixaban 5 mg.", "fact"),
    ("[med Warfarin] for [cond AF] and [med apixaban] for [cond PE].", "Warfarin for PE.", "drug"),
    (SEEN, "Saw a patient with lupus.", "fact"),
    # facts
    (SEEN, "Saw a patient with severe gout.", "fact"),
    (SEEN, "Saw a patient with gout who recovered well.", "fact"),
    (SEEN, "Saw a patient with gout at a school.", "fact"),
    (SEEN, "Saw a patient and a relative with gout.", "fact"),
    (SEEN, "Saw a patient, someone, a person, another patient with gout.", "fact"),
    ("We met.", "We met a patient.", "fact"),
    ("We met in [loc Leeds].", "We met a patient in a place.", "fact"),
    ("[name Joe] came from [loc Leeds].", "Someone came at a place.", "fact"),
    ("[name Joe] had gout.", "A patient has gout.", "fact"),
    ("The nurse told [name Joe].", "A patient told the nurse.", "order"),
    # links, slots, marks
    (SEEN, "Saw a patient with gout (www.example.org).", "link"),
    (SEEN, "Saw a patient with gout, https://example.org/a", "link"),
    (SEEN, "Saw a patient with gout, mail a@example.org", "link"),
    (SEEN, "Saw a patient with gout, ring 020 7946 0123", "number"),
    (SEEN, "Saw a patient with gout #gout", "link"),
    (SEEN, "Saw a patient with gout, thanks @someone", "link"),
    (SEEN, "Saw a patient with gout [1].", "slot"),
    (SEEN, "Saw a patient with gout at [place].", "slot"),
    (SEEN, "Saw <a patient> with gout.", "slot"),
    (SEEN, "Saw a patient with gout?", "mark"),
    (SEEN, "Saw \"a patient\" with gout.", "mark"),
    (SEEN, "Saw a patient\nwith gout.", "mark"),
    (SEEN, "Saw **a patient** with gout.", "mark"),
    # hedging
    ("It may help in [loc Leeds].", "It will help.", "hedge"),
    ("It may help in [loc Leeds].", "It help.", "hedge"),
    ("You should rest in [loc Leeds].", "You must rest.", "hedge"),
    ("You should rest in [loc Leeds].", "Rest.", "hedge"),
    ("I think [name Joe] fell.", "A patient fell.", "hedge"),
    ("[name Joe] possibly fell.", "A patient fell.", "hedge"),
    ("If you have [cond gout], rest.", "Rest.", "hedge"),
    ("Rest, unless you live in [loc Leeds].", "Rest.", "hedge"),
    # sex
    (SEEN, "Saw a man with gout.", "sex"),
    (SEEN, "Saw a patient in his thirties with gout.", "sex"),
    ("[name Joe] fell.", "He fell.", "sex"),
    ("She saw [name Joe] and he fell.", "She saw a man and he fell.", "sex"),
    ("She fell in [loc Leeds].", "He fell.", "sex"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), FAITHFUL)
def test_saying_less_is_faithful(before: str, after: str) -> None:
    """Details go, or a word that tells less comes for them."""
    assert reasons(before, after) == ()


@pytest.mark.parametrize(("before", "after", "reason"), REFUSED)
def test_saying_anything_else_is_not(before: str, after: str, reason: str) -> None:
    """Each departure has its name."""
    assert reason in reasons(before, after)


@pytest.mark.parametrize(("before", "after"), FAITHFUL)
def test_the_way_back_is_refused(before: str, after: str) -> None:
    """What a faithful rewrite took out cannot be put in."""
    text, _ = seen_in(before)
    if [w.norm for w in words_of(text)] != [w.norm for w in words_of(after)]:
        assert reasons(after, text)


def test_what_the_pipeline_reads_anew_is_named() -> None:
    """A word that came is a drug, a date or a detail if the pipeline says so."""
    for read, reason in (
        ("A patient takes [med xarelto] 5 mg.", "drug"),
        ("A patient takes warfarin 5 mg [date thursdayish].", "date"),
        ("A patient takes warfarin 5 mg, [event marathon].", "detail"),
    ):
        assert reason in reasons(DOSE, seen_in(read)[0], read)


def test_general_words_come_only_for_what_was_seen() -> None:
    """Without a mention there is nothing that they could stand for."""
    before, _ = seen_in(SEEN)
    assert departures(before, "Saw a patient with gout.") == ("fact",)
    assert departures(before, "Saw gout.") == ()


_WORDS = st.sampled_from(
    "she he they did not no may must 5 mg warfarin without if never Okafor Leeds in the a of and or it isn't can't was "
    "https://a.example but gout 34 two only".split()
)
_SENTENCES = st.lists(
    st.lists(_WORDS, min_size=1, max_size=7).map(lambda words: " ".join(words) + "."), min_size=1, max_size=4
)


@given(st.text(max_size=60))
def test_the_same_text_departs_in_nothing(text: str) -> None:
    """Whatever it is."""
    assert departures(text, text) == ()
    assert departures(text, text + " ") == ()


@given(_SENTENCES, st.data())
def test_leaving_a_sentence_out_departs_in_nothing(sentences: list[str], data: st.DataObject) -> None:
    """With all that it denied or doubted."""
    gone = data.draw(st.integers(0, len(sentences) - 1))
    left = sentences[:gone] + sentences[gone + 1 :]
    assert departures(" ".join(sentences), " ".join(left)) == ()


@given(st.one_of(st.text(max_size=40), _SENTENCES.map(" ".join)), st.integers(0, 9), st.data())
def test_adding_a_digit_departs(text: str, digit: int, data: st.DataObject) -> None:
    """Wherever it is put."""
    at = data.draw(st.integers(0, len(text)))
    assert departures(text, f"{text[:at]}{digit}{text[at:]}")


@given(
    _SENTENCES.map(" ".join), st.sampled_from(["not", "never", "will", "he", "Brown", "[x]", "lupus", "a@b.example"])
)
def test_adding_a_word_departs(text: str, word: str) -> None:
    """At the end of any text."""
    assert departures(text, f"{text} {word}")


@given(st.text("ab c.\n", max_size=20), st.text("ab c.\n", max_size=20), st.integers(0, 5))
def test_changes_turn_the_old_words_into_the_new(old: str, new: str, at: int) -> None:
    """Applied, they give the new text but for white space; none touches words that stayed, and none overlaps."""
    text = old
    for start, end, words in reversed(changes_between(old, new, at)):
        text = text[: start - at] + words + text[end - at :]
    assert text.split() == new.split() or "".join(text.split()) == "".join(new.split())
    edges = [edge for start, end, _ in changes_between(old, new) for edge in (start, end)]
    assert edges == sorted(edges)


def test_only_words_that_differ_change() -> None:
    """The rest of the sentence, its line break too, is not touched."""
    old = "Saw Mrs Okafor,\n34, with gout."
    assert changes_between(old, "Saw a patient with gout.") == [(4, 19, "a patient")]
    assert changes_between(old, old.replace("\n", " ")) == []


def test_parts_are_sentences_with_their_places_marked() -> None:
    """Sentences that share a place are one part; code is none."""
    from postlint.annotation import Annotations, Sentence

    text = "One two. Three Dr. Four five.\nSix. Seven"
    sentences = tuple(Sentence(*edge) for edge in ((0, 9), (9, 19), (19, 35), (35, 40)))
    prose = Prose(text, OffsetMap.identity(len(text)), kinds=((30, 34, "code"),))
    places = [Span(15, 23), Span(4, 7), Span(30, 33), Span(35, 40), Span(37, 39)]
    parts = parts_of(prose, Annotations((), (), sentences), places)
    assert [part.marked(text).replace(OPEN, "<").replace(CLOSE, ">") for part in parts] == [
        "One <two>.", "Three <Dr. Four> five.", "<Seven>",
    ]  # fmt: skip

"""From prose ranges to source edits: they fit, never overlap, keep markup and everything outside them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.annotation import Annotations, Kind, Mention, Passage
from postlint.document import Document, OffsetMap, Prose
from postlint.finding import Edit, Finding, Rewrite
from postlint.policy import Cure, Rule
from postlint.reading.folding import fold
from postlint.rewriting.cures import propose
from postlint.rewriting.edits import apply, mend, merge, to_source
from postlint.rewriting.ladders import generalise
from postlint.rewriting.plan import combine

from .conftest import CASES

_WORDS = [
    *re.findall(r"\S+", "Saw Mrs Adeyinka a 34 yo in bed 7 on today , . ( ) her ! 's and #tag"),
    *re.findall(r"\S+", "the she is woman -year-old from 😀"),
    "number is", "07700 900412", "14 May", "\n",
]  # fmt: skip
_OPERATIONS = ["generalise", "omit", "replace", "joint", "none", "do-not-post"]
_KINDS = sorted(get_args(Kind))


def plain(text: str) -> Prose:
    """Prose that was read as it stands."""
    return Prose(text, OffsetMap.identity(len(text)))


def tagged(pieces: list[tuple[str, bool]]) -> tuple[Prose, str]:
    """Prose and source of pieces of text, and of tags that are no prose."""
    starts: list[int] = []
    source, text = "", ""
    for piece, is_tag in pieces:
        if not is_tag:
            starts += range(len(source), len(source) + len(piece))
            text += piece
        source += piece
    return Prose(text, OffsetMap(starts, [s + 1 for s in starts], len(source))), source


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, Annotations]:
    """A draft of likely words and mentions of any kind at any of them."""
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=14))
    text, mentions, at = "", [], 0
    for word in words:
        text += word + draw(st.sampled_from([" ", " ", " ", ""]))
    for match in re.finditer(r"\w[\w' -]{0,9}\w|\w", text):
        if match.start() >= at and draw(st.booleans()):
            mentions.append(Mention(match.start(), match.end(), draw(st.sampled_from(_KINDS))))
            at = match.end()
    return text, Annotations(tuple(mentions))


@settings(max_examples=CASES, deadline=None)
@given(drafts(), st.booleans())
def test_a_change_covers_its_mention_and_lies_in_the_prose(draft: tuple[str, Annotations], seen: bool) -> None:
    """Whatever stands around a mention, its words are gone after the change, or there is none.

    A preposition that ends the mention may stay: it leads to what comes next.
    """
    text, annotations = draft
    for mention in annotations.mentions:
        change = generalise(mention.kind, plain(text), annotations, mention, seen=seen)
        if change is not None:
            start, end, _ = change
            told = re.sub(
                r"(?:\s+(?:a|on|the|is|from|and|of|at|to|by|with|in|for|or|was|that|who))+\Z",
                "",
                text[mention.start : mention.end],
            )
            assert 0 <= start <= mention.start < mention.start + len(told) <= end <= len(text)


@settings(max_examples=CASES, deadline=None)
@given(drafts())
def test_all_changes_together_apply_and_leave_the_rest(draft: tuple[str, Annotations]) -> None:
    """Edits of many mentions merge without overlap, and the text between them is untouched."""
    text, annotations = draft
    edits: list[Edit] = []
    for mention in annotations.mentions:
        if change := generalise(mention.kind, plain(text), annotations, mention):
            edits += to_source(plain(text), *change, text)
    for chosen in (merge(edits), mend(edits, text)):
        out = apply(text, chosen)
        at = 0
        for edit in chosen:
            kept = text[at : edit.start]
            assert kept in out
            at = edit.end
        assert out.endswith(text[at:])


@settings(max_examples=CASES, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*_WORDS, " "]), st.just(False))
        | st.tuples(st.sampled_from(["<b>", "</b>", "**"]), st.just(True)),
        min_size=1,
        max_size=20,
    ),
    st.data(),
)
def test_markup_survives(pieces: list[tuple[str, bool]], data: st.DataObject) -> None:
    """Every tag of the source is in the result, in order, however the range lies."""
    prose, source = tagged(pieces)
    start = data.draw(st.integers(0, len(prose.text)))
    end = data.draw(st.integers(start, len(prose.text)))
    text = data.draw(st.sampled_from(["", "a patient", "in their thirties", "Recently "]))
    edits = to_source(prose, start, end, text, source)
    out = apply(source, edits)
    assert re.findall(r"</?b>|\*\*", out) == re.findall(r"</?b>|\*\*", source)
    assert text.strip() in re.sub(r"</?b>|\*\*", "", out)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from(["", "x", "yy"])), max_size=8))
def test_merged_edits_never_overlap_and_no_removed_word_comes_back(raw: list[tuple[int, int, str]]) -> None:
    """Any set of edits can be merged and applied; what one of them took away stays away."""
    text = "abcdefghijkl"
    edits = [Edit(min(a, b), max(a, b), t) for a, b, t in raw]
    out = apply(text, merge(edits))
    for edit in edits:
        assert not set(text[edit.start : edit.end]) & set(out)


def test_a_range_over_a_tag_becomes_two_edits() -> None:
    """The words go into the first piece, the rest is taken out, the tags stay."""
    prose, source = tagged([("Saw ", False), ("<b>", True), ("Mrs", False), ("</b>", True), (" Adeyinka.", False)])
    edits = to_source(prose, 4, 16, "a patient", source)
    assert len(edits) == 2
    assert apply(source, edits) == "Saw <b>a patient</b>."


def test_words_that_stay_are_in_no_edit() -> None:
    """A change that moves words around keeps the longest run that both hold."""
    text = "34yo tram driver came"
    edits = to_source(plain(text), 0, 16, "tram driver in their thirties", text)
    assert edits == (Edit(0, 5, ""), Edit(16, 16, " in their thirties"))


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("a gone b", "gone", "a b"),
        ("a gone, b", "gone", "a, b"),
        ("a (gone) b", "gone", "a b"),
        ("a gone\nb", "gone", "a\nb"),
        ("gone b", "gone", "b"),
        ("a gone", "gone", "a"),
    ],
)
def test_white_space_is_tidied(text: str, gone: str, left: str) -> None:
    """No double space, no space before a comma, no empty brackets."""
    start = text.index(gone)
    assert apply(text, to_source(plain(text), start, start + len(gone), "", text)) == left


def test_invisible_letters_inside_a_name_go_with_it() -> None:
    """Zero-width characters are no markup: they do not survive between the pieces of a name."""
    source = "Saw Ade\u200byinka today"
    text, offsets = fold(source)
    edits = to_source(Prose(text, offsets), 4, 12, "a patient", source)
    assert apply(source, edits) == "Saw a patient today"


def test_a_ligature_is_replaced_whole_and_its_other_letter_kept() -> None:
    """Half a source character cannot be edited."""
    source = "the \ufb01sh"
    text, offsets = fold(source)
    assert text == "the fish"
    assert apply(source, to_source(Prose(text, offsets), 4, 5, "d", source)) == "the dish"


def test_overlap_is_refused() -> None:
    """Applying does not guess which edit was meant."""
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", [Edit(0, 3, ""), Edit(2, 4, "")])
    with pytest.raises(ValueError, match="outside"):
        apply("abc", [Edit(2, 9, "")])
    with pytest.raises(ValueError, match="outside"):
        to_source(plain("abc"), 2, 9, "", "abc")


def test_widest_edit_wins_and_equal_ones_collapse() -> None:
    """The order in which edits are given does not matter."""
    wide, narrow = Edit(0, 9, "wide"), Edit(3, 5, "narrow")
    assert merge([narrow, wide, wide]) == merge([wide, narrow]) == (wide,)


def cure(operation: str, text: str = "", ladder: str = "") -> Cure:
    """A suggested cure."""
    return Cure(operation, "Rewrite it", "suggested", ladder, text)  # type: ignore[arg-type]


def rule(*cures: Cure) -> Rule:
    """A rule of which only the cures count."""
    return Rule("r", "P1", "identifiers", "t", "w", "y", (), "", "m", MappingProxyType({}), (), cures, (), ())


def finding(start: int, end: int, severity: str = "error") -> Finding:
    """A finding of which only the place and the severity count."""
    return Finding("r", "identifiers", severity, start, end, 1, 1, "m")  # type: ignore[arg-type]


def cured(
    text: str,
    cures: tuple[Cure, ...],
    matched: list[Mention],
    passage: Passage | None = None,
    format: str = "plain",
    at: tuple[int, int] | None = None,
) -> tuple[tuple[Rewrite, ...], list[str]]:
    """The rewrites of a finding, and the text after each."""
    place = at or ((matched[0].start, matched[-1].end) if matched else (0, 1))
    document = Document(text, format=format)  # type: ignore[arg-type]
    rewrites = propose(
        rule(*cures), finding(*place), matched, passage, plain(text), Annotations(tuple(matched)), document
    )
    return rewrites, [apply(text, r.edits) for r in rewrites]


def test_generalise_climbs_the_ladder_of_each_mention() -> None:
    """Several mentions of one finding are rewritten together."""
    text = "Saw Mrs Adeyinka on 14 May."
    _, out = cured(text, (cure("generalise"),), [Mention(8, 16, "name"), Mention(20, 26, "date")])
    assert out == ["Saw a patient."]


def test_joint_keeps_the_capital_of_a_sentence_whose_start_went() -> None:
    """Edits that are each right alone are put right together."""
    text = "Yesterday Mrs Adeyinka fell."
    _, out = cured(text, (cure("joint"),), [Mention(0, 9, "date"), Mention(14, 22, "name")])
    assert out == ["A patient fell."]


def test_replace_keeps_line_breaks_and_hashtags_around() -> None:
    """Only the passage's own words are replaced."""
    text = "First.\nJust stop your tablets. #health\nLast."
    _, out = cured(text, (cure("replace", "Ask your pharmacist."),), [], Passage(6, 39, "adv"))
    assert out == ["First.\nAsk your pharmacist. #health\nLast."]


def test_a_slot_makes_a_rewrite_manual() -> None:
    """What the author must fill in is never applied unseen."""
    rewrites, _ = cured("Stop it now.", (cure("replace", "[Body, year] says so [source]."),), [], Passage(0, 12, "adv"))
    assert [r.safety for r in rewrites] == ["manual"]


def test_replace_without_passage_takes_the_place_of_the_finding() -> None:
    """A rule on a phrase has no passage."""
    _, out = cured("The best clinic here.", (cure("replace", "Our clinic"),), [], at=(0, 15))
    assert out == ["Our clinic here."]


def test_none_is_advice_without_edits() -> None:
    """Some findings are for a person."""
    rewrites, _ = cured("Do not post this.", (cure("none"),), [])
    assert rewrites == (Rewrite("Rewrite it", "manual"),)


def test_html_is_escaped() -> None:
    """Words put into a page are text, not tags."""
    _, out = cured("<p>Stop it.</p>", (cure("replace", "Meet A & B <now>."),), [], at=(3, 11), format="html")
    assert out == ["<p>Meet A &amp; B &lt;now&gt;.</p>"]


@settings(max_examples=CASES, deadline=None)
@given(
    drafts(),
    st.integers(-3, 80),
    st.integers(0, 80),
    st.sampled_from(["generalise", "omit", "replace", "joint", "none"]),
)
def test_proposing_never_raises(draft: tuple[str, Annotations], start: int, width: int, operation: str) -> None:
    """Odd mentions, passages and places give fewer rewrites, not an error; edits always apply."""
    text, annotations = draft
    matched = [*annotations.mentions, Mention(max(0, start), max(0, start) + width, "name")]
    passage = Passage(start, start + width, "adv") if width % 2 else None
    document = Document(text)
    place = finding(max(0, start), max(0, start) + width)
    made = propose(rule(cure(operation, "Ask.")), place, matched, passage, plain(text), annotations, document)
    for rewrite in made:
        apply(text, rewrite.edits)
    apply(text, combine(made, text))


def test_combine_takes_the_edits_of_many_findings_once() -> None:
    """The same edit of two findings is done once, overlaps are resolved."""
    one = Rewrite("a", "safe", (Edit(0, 4, "x"), Edit(6, 8, "")))
    two = Rewrite("b", "safe", (Edit(0, 4, "x"), Edit(7, 8, "y")))
    assert combine([one, two]) == (Edit(0, 4, "x"), Edit(6, 8, ""))


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("He left. Mrs Ives, 93, stayed.", [(8, 18, ""), (19, 22, "aged 90")], "He left. Aged 90 stayed."),
        ("On Monday the man fell.", [(0, 11, "T"), (10, 17, "a patient")], "A patient fell."),
        (
            "his brother, a judge in Spokane, who",
            [(0, 11, "a relative"), (11, 20, ""), (20, 31, "")],
            "a relative, who",
        ),
        ("Keep Deputy Lyle and his boys.", [(5, 12, ""), (12, 16, "")], "Keep and his boys."),
        ("He is 80 and from Cork, and well.", [(13, 22, "")], "He is 80, and well."),
        ("Saw Mrs Ada's nephew here", [(4, 11, "a patient"), (8, 20, "a relative")], "Saw a relative here"),
        ("saw him on 9 May at the Fell.", [(7, 23, ""), (20, 28, "a place")], "saw him a place."),
        ("Seen (on Monday, Ada) there", [(6, 15, "")], "Seen (Ada) there"),
        ("A man, 67, a referee, fell.", [(7, 9, "in his sixties,"), (11, 20, "")], "A man, in his sixties, fell."),
        ("He fell. Engineer, the 321st. He came.", [(9, 17, ""), (17, 28, "")], "He fell. He came."),
    ],
)
def test_edits_are_mended_together(text: str, edits: list[tuple[int, int, str]], expected: str) -> None:
    """No word is said twice, none glued to the next, and no comma, link or capital is left where nothing follows."""
    assert apply(text, mend([Edit(*e) for e in edits], text)) == expected

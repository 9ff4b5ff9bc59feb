"""Stories: a header, a comment or a property is read by itself, and makes nothing of the text seem otherwise."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import docx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlint import Document, Linter
from postlint.annotation import Mention
from postlint.pipeline.context import disown_writers
from postlint.pipeline.stories import MOST, stories
from postlint.pipeline.words import Word, split_words
from postlint.reading.files import load

from .test_archives import item, wxr

POST = "Yesterday I saw Mrs Okafor again, a 47-year-old teacher from Millbrook, who has Crohn's disease."
CLEAN = "Check how you use your inhaler. Ask your pharmacist to watch you, as the NHS says on its pages."


def word(folder: Path, *paragraphs: str, title: str = "", header: str = "", comment: str = "") -> Document:
    """A Word document by Ada Byrne."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.sections[0].header.paragraphs[0].text = header
    if comment:
        document.add_comment(document.paragraphs[0].runs[0], comment, author="Ben Lee", initials="BL")
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.title, properties.comments = (
        "Ada Byrne", "Jane Roe", title, "",
    )  # fmt: skip
    document.save(str(folder / "a.docx"))
    return load(str(folder / "a.docx"))


def found(linter: Linter, document: Document | str) -> list[tuple[str, str, str]]:
    """Rule, severity and words of each finding."""
    text = document if isinstance(document, str) else document.text
    findings = linter.check(document, rewrites=False).findings
    return [(f.rule, f.severity, text[f.start : f.end]) for f in findings]


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=8))
def test_every_word_is_read_once(count: int, parts: list[tuple[int, int]]) -> None:
    """Whatever the stories, one in another too: each word is in one of the texts, and those of a text are in order."""
    words = [Word(2 * index, 2 * index + 1) for index in range(count)]
    kinds = [(2 * start, 2 * (start + length), "story") for start, length in parts]
    together = stories(words, kinds)
    assert sorted(index for text in together for index in text) == list(range(count))
    assert all(text and text == sorted(text) for text in together)


def test_the_text_around_a_story_is_one() -> None:
    """A comment between two paragraphs does not part them; of thousands of comments not each is read by itself."""
    words = [Word(index, index + 1) for index in range(10)]
    assert stories(words, [(3, 5, "story"), (5, 6, "story"), (3, 4, "writer")]) == [[0, 1, 2, 6, 7, 8, 9], [3, 4], [5]]
    many = [Word(index, index + 1) for index in range(3 * MOST)]
    assert len(stories(many, [(index, index + 1, "story") for index in range(2 * MOST)])) == MOST + 2


def test_what_is_read_apart_is_read_as_if_alone(linter: Linter) -> None:
    """The scores of the words of a text are the same, to the bit, with or without a story among them."""
    encoder = linter.model.encoder
    assert encoder.session is not None
    alone = encoder.session.scores(POST, split_words(POST))
    first, second = POST[:34], POST[34:]
    note = " Comment by Ben Lee: Is she in bed 9? "
    whole = first + note + second
    words = split_words(whole)
    together = stories(words, [(len(first) + 1, len(first) + len(note) - 1, "story")])
    assert len(together) == 2
    seen = encoder.session.scores(whole, words, together)
    for one, other in ((seen.tags, alone.tags), (seen.whose, alone.whose), (seen.passages, alone.passages)):
        assert np.array_equal(one[together[0]], other)
    beside = encoder.session.scores(note, split_words(note))
    assert np.array_equal(seen.tags[together[1]], beside.tags)
    assert seen.verdict == max(alone.verdict, beside.verdict, key=lambda verdict: (1 - verdict[2], verdict[0]))
    body, story = seen.views
    assert list(dict.fromkeys(body.owners)) == together[0]
    assert (story.own[0], story.own[1] - 1) == (together[1][0], together[1][-1])


def test_what_stands_beside_a_post_takes_nothing_from_it(linter: Linter, tmp_path: Path) -> None:
    """In Word, with a header, a comment and an author, the same is found as in the bare text."""
    document = word(tmp_path, POST, title="Draft 3", header="Harbour Clinic", comment="Fewer words, please.")
    assert found(linter, document) == found(linter, POST)


@pytest.mark.parametrize(
    ("where", "said", "name"),
    [
        ("title", "Mrs Ochieng's hip", "Ochieng"),
        ("header", "Patient: Harold Finch, MRN 00482913", "Harold Finch"),
        ("comment", "Is Lucinda Marsh ok with that? Her phone is 555-0142.", "Lucinda Marsh"),
    ],
)
def test_a_clean_post_hides_nothing(linter: Linter, tmp_path: Path, where: str, said: str, name: str) -> None:
    """Who is named in a property, a header or a comment is found, however harmless the text is."""
    assert found(linter, word(tmp_path, CLEAN)) == []
    assert name in {words for rule, _, words in found(linter, word(tmp_path, CLEAN, **{where: said}))
                    if rule == "patient-name"}  # fmt: skip


def test_who_writes_is_no_patient_unless_the_text_says_so(linter: Linter, tmp_path: Path) -> None:
    """Author, last editor and commenter are not asked about; the same name as a patient's is, there too."""
    assert found(linter, word(tmp_path, CLEAN, comment="Fewer words, please.")) == []
    document = word(tmp_path, "Yesterday I saw my patient Jane Roe again. Jane has Crohn's disease.")
    properties = document.text.index("Last changed by")
    findings = linter.check(document, rewrites=False).findings
    named = [f for f in findings if f.rule == "patient-name"]
    assert {document.text[f.start : f.end] for f in named if f.start < properties} == {"Jane Roe", "Jane"}
    assert [document.text[f.start : f.end] for f in named if f.start > properties] == ["Jane Roe"]


@pytest.mark.parametrize("page", [False, True])
def test_who_a_mail_is_between(linter: Linter, tmp_path: Path, page: bool) -> None:
    """Sender and receivers are no patients by that, and their addresses no patients' addresses."""
    message = EmailMessage()
    message["Subject"] = "Inhalers"
    message["From"] = "Ada Byrne <ada@harbour.example.org>"
    message["To"] = "Jane Roe <jane@example.org>"
    message.set_content(CLEAN)
    if page:
        message.add_alternative(f"<p>{CLEAN}</p>", subtype="html")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    assert found(linter, load(str(path))) == []
    path.write_bytes(message.as_bytes().replace(b"Inhalers", b"Mrs Ochieng's hip"))
    assert "patient-name" in {rule for rule, *_ in found(linter, load(str(path)))}


def test_what_wordpress_publishes_beside_a_post(linter: Linter, tmp_path: Path) -> None:
    """Tags and a summary take nothing from the post, and the post nothing from them."""
    tag = '<category domain="post_tag"><![CDATA[{}]]></category>'
    path = tmp_path / "site.xml"
    path.write_text(wxr(item(1, "", f"<p>{POST}</p>", slug="note-2", inner=tag.format("clinic news"))))
    assert found(linter, load(str(path))) == found(linter, Document(f"<p>{POST}</p>", format="html"))
    path.write_text(wxr(item(1, "", f"<p>{CLEAN}</p>", inner=tag.format("Mrs Ochieng's hip"))))
    assert ("patient-name", "error", "Ochieng") in found(linter, load(str(path)))


def test_only_what_lies_within_a_writers_name_is_the_writers() -> None:
    """A mention beside it, or one that reaches out of it, keeps its owner."""
    places = ((5, 9), (0, 3), (9, 12), (4, 6), (21, 22))
    mentions = [Mention(start, end, "name") for start, end in places]
    kinds = [(4, 9, "writer"), (20, 25, "writer"), (9, 12, "meta")]
    kept = disown_writers(mentions, kinds)
    assert [m.patient for m in kept] == [0.0, 1.0, 1.0, 0.0, 0.0]

"""Mails: what is written, who is named in the head, and what is attached and was read or not."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from postlint.document import Document, Unread
from postlint.errors import DraftError
from postlint.reading import read
from postlint.reading.files import load, load_all

from .office_fakes import picture, simple


def mail(text: str = "Mrs Okafor came.") -> EmailMessage:
    """A mail in plain text."""
    message = EmailMessage()
    message["Subject"] = "A case for the blog \u2013 hips"
    message["From"] = "Ada Byrne <ada@example.org>"
    message["To"] = "blog@example.org"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(text)
    return message


def written(folder: Path, message: EmailMessage) -> str:
    """The path of a file that holds it."""
    path = folder / "a.eml"
    path.write_bytes(message.as_bytes())
    return str(path)


def test_a_plain_mail(tmp_path: Path) -> None:
    """Subject, who to whom, words; the program's own heads are not read."""
    document = load(written(tmp_path, mail("Mrs Okafor came.\nCaf\u00e9.")))
    assert document.format == "plain"
    assert document.text == (
        "A case for the blog \u2013 hips\n\nFrom: Ada Byrne <ada@example.org>\nTo: blog@example.org\n\n"
        "Mrs Okafor came.\nCaf\u00e9.\n"
    )
    prose = read(document)
    assert [prose.text[a:b][:5] for a, b, kind in prose.kinds if kind == "meta"] == ["From:"]


def test_a_page_and_what_only_the_text_says(tmp_path: Path) -> None:
    """The page is read as HTML; its plain twin only where it says more."""
    page = "<p>Mrs <b>Okafor</b> came. <a href='https://example.org/okafor'>her</a></p>"
    for text, more in (("Mrs Okafor came. her", False), ("Mrs Okafor came with Chidi.", True)):
        message = mail(text)
        message.add_alternative(page, subtype="html")
        document = load(written(tmp_path, message))
        assert document.format == "html"
        assert page in document.text
        assert ("Chidi" in document.text) is more
        assert "https://example.org/okafor" in read(document).text


def test_what_is_attached(tmp_path: Path) -> None:
    """Readable drafts are drafts of their own, pictures are named, and what cannot be read is said, by name."""
    message = mail()
    draft = simple(tmp_path / "draft.docx", "Seen on Ward 7.").read_bytes()
    message.add_attachment(draft, maintype="application", subtype="octet-stream", filename="draft.docx")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="scan.pdf")
    message.add_attachment("Notes on *hips*.", filename="notes.md")
    message.add_attachment(picture().read(), maintype="image", subtype="png", filename="okafor-xray.png")
    message.add_attachment(mail("Forwarded."))
    path = written(tmp_path, message)
    found = {one.id.removeprefix(path): one for one in load_all(path)}
    assert list(found) == ["", "#draft.docx", "#scan.pdf", "#notes.md", "#part 4.eml"]
    first, word, pdf, notes, forwarded = found.values()
    assert isinstance(first, Document)
    assert "Attached: okafor-xray.png" in first.text
    assert isinstance(word, Document)
    assert word.text == "Seen on Ward 7."
    assert isinstance(pdf, Unread)
    assert pdf.reason == "is attached, and is no text: it looks like a PDF"
    assert isinstance(notes, Document)
    assert (notes.format, notes.text) == ("markdown", "Notes on *hips*.\n")
    assert isinstance(forwarded, Document)
    assert "Forwarded." in forwarded.text
    with pytest.raises(DraftError, match="more than one draft"):
        load(path)


def test_mails_within_mails(tmp_path: Path) -> None:
    """Not for ever."""
    message = mail("The innermost.")
    for _ in range(6):
        outer = mail("Around it.")
        outer.add_attachment(message)
        message = outer
    *read_ones, last = load_all(written(tmp_path, message))
    assert len(read_ones) == 4
    assert isinstance(last, Unread)
    assert "too deep" in last.reason


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"Content-Type: text/plain; charset=x-none\n\nOkafor", "encoding that is not known"),
        (b"Content-Type: text/plain; charset=utf-8\n\nOkafor \xff\xfe", "damaged"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--c\nOkafor", "no beginning or no end"),
        (b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!Okafor!", "is damaged"),
        (b"\n\n", "is empty"),
    ],
)
def test_broken_mails(tmp_path: Path, head: bytes, words: str) -> None:
    """What cannot be decoded is not half read, and no reason says what is in it."""
    path = tmp_path / "a.eml"
    path.write_bytes((b"" if words == "is empty" else b"Subject: x\n") + b"X-One: a\nX-Two: b\n" + head)
    with pytest.raises(DraftError, match=words) as error:
        load(str(path))
    assert "Okafor" not in str(error.value)

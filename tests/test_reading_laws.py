"""The laws of reading, on text that nobody would write: positions are right, no word is lost, nothing raises."""

from __future__ import annotations

import html
import re
import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postlint.document import Document, Format, Prose
from postlint.reading import read
from postlint.reading.extract import Extract
from postlint.reading.folding import fold

FORMATS: tuple[Format, ...] = ("plain", "markdown", "html")
WORDS = ("Okafor", "Brannigan", "Quill", "Zo\u00eb", "Vyskov", "Jutra", "Hwyl")
TEXT = (
    *WORDS, " ", "  ", "\n", "\r\n", "\r", "\n\n", "\t", "\u00a0", "\ufb01x", "\U0001f600", "\u2011", "\u200b", "4012",
    "&", ";", "x&amp;", "&nbsp;", "&#233;", "&#65", "&lt;", "&eacute", "&notin;", "&#0;", "\x00", "\u2019", "\uff11",
    "\u0441ase", "\ufeff", "e\u0301", "\u2028", "\x0b",
)  # fmt: skip
MARKDOWN = (
    *TEXT, "**", "*", "_", "`", "``", "# ", "- ", "1. ", "> ", "    ", "~~", "\\", "\\*", "|", "\n|a|b|\n|-|-|\n|",
    "\n```\n", "\n~~~py\n", "[Jutra](http://example.org/Quill \"Hwyl\")", "![Quill](a/Vyskov.jpg 'Jutra')",
    "[Okafor][r]",
    "<b>", "</b>", "<p title='Quill &amp; Hwyl'>", "<!-- Jutra -->", "<https://example.org/Okafor>", "[^n]",
    "\n\n[^n]: Jutra\n\n", "[", "](<", "](", ")", "![", "\n---\n", "\n===\n", "- [ ] ", "<div>\n", "\n</div>\n\n", "\"",
)  # fmt: skip
HTML = (
    *TEXT, "<p>", "</p>", "<b>", "</b>", "<br>", "<br/>", "<td>", "<a href='http://example.org/?a=1&amp;b=2'>", "</a>",
    "<img alt=\"Quill &amp; Hwyl\" src=x/Jutra.png>", "<pre>", "</pre>", "<code>", "</code>", "<", ">", "</",
    "<!--", "-->",
    "<!>", "<?", "<!-- Vyskov -->", "<script>var x = '<p>'</script>", "<style>p {}</style>", "<title>", "</title>",
    "<meta name=description content='Okafor&#33;'>", "<svg><g></g></svg>", "</svg>", "<sup>", "</sup>", "/",
)  # fmt: skip
BROKEN = (
    *HTML,
    '<p class="',
    "'",
    '"',
    "=",
    "<script",
    "<script>",
    "</script",
    "<!doctype",
    "<![CDATA[",
    "<a href=",
    "<A B C=",
)


def fragments(pieces: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts glued together from ``pieces``."""
    return st.lists(st.sampled_from(pieces), max_size=30).map("".join)


def front(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts under front matter, well-formed or not."""
    values = fragments(
        ('"', "'", "Quill", " ", "\\u00e9", ":", "[", "]", "\n", "\n  ", "#", "|", ">", "&a ", "*a", ", ", "\U0001f600")
    )
    return st.tuples(st.sampled_from(("title: ", "tags: [", "alt: >\n  ", 'description: "', "x: ")), values, body).map(
        lambda parts: f"---\n{parts[0]}{parts[1]}\n---\n{parts[2]}"
    )


def folds_to(raw: str) -> str:
    """All that a reader may have made of ``raw``: itself, decoded, unescaped; look-alikes as in a Latin word."""
    readings = [raw, html.unescape(raw), raw.removeprefix("\\")]
    return "".join(fold(reading)[0] + fold(f"a{reading}")[0][1:] for reading in readings) + raw


def check_positions(source: str, prose: Prose) -> None:
    """Every character of the prose stands where it was read, and the ranges of breaks and kinds lie in the prose."""
    low = 0
    for index, char in enumerate(prose.text):
        span = prose.offsets.source(index, index + 1)
        raw = source[span.start : span.end]
        assert low <= span.start <= span.end <= len(source)
        low = span.start
        if not raw:
            assert char in " \t\n"
        elif char.isspace():
            # A hard line break has a backslash; the mark of a quotation around HTML is blanked out.
            assert html.unescape(raw.removeprefix("\\"))[0].isspace() or raw == ">"
        else:
            assert char in folds_to(raw)
    assert list(prose.breaks) == sorted(set(prose.breaks))
    assert all(0 < at <= len(prose.text) for at in prose.breaks)
    assert all(0 <= start < end <= len(prose.text) for start, end, _ in prose.kinds)


def check_words(source: str, prose: Prose) -> None:
    """Every word of the source is in the prose, as often at least as without any reading of marks."""
    for word in WORDS:
        assert prose.text.count(word) >= source.count(word)


@given(st.one_of(st.text(), fragments(TEXT), front(fragments(TEXT))))
def test_plain_text_is_read_where_it_stands(source: str) -> None:
    """All of a plain text is prose; front matter that cannot be read is text too."""
    prose = read(Document(source))
    if not source.startswith("---"):
        assert prose.text == fold(source)[0]
        check_positions(source, prose)


@settings(max_examples=300)
@given(fragments(MARKDOWN))
@example("> <pre>\n> Okafor\n> </pre>")
@example("|a|\n|-|\n|b|Okafor|")
@example("[x](<")
def test_markdown_positions_and_words(source: str) -> None:
    """Whatever Markdown makes of the marks, words survive and stand where they were read."""
    source = source.removeprefix("---")
    prose = read(Document(source, format="markdown"))
    check_positions(source, prose)
    check_words(source.replace("x/", ""), prose)


@settings(max_examples=300)
@given(fragments(HTML))
@example("<Okafor>")
@example("</Okafor>")
@example("<!Okafor>")
@example("&Okafor;")
def test_html_positions_and_words(source: str) -> None:
    """Whatever the tags, well-formed or not, words outside scripts survive and stand where they were read."""
    prose = read(Document(source, format="html"))
    check_positions(source, prose)
    check_words(source, prose)


@settings(max_examples=300)
@given(st.one_of(fragments(BROKEN), st.text(alphabet="<>!-/=\"'&;#ap \n")))
def test_broken_html_never_raises(source: str) -> None:
    """Tags, quotes and comments without an end are read, in place."""
    check_positions(source, read(Document(source, format="html")))


@given(st.text(alphabet="[]()<>!*_`\\|#-\"'&;:a1 \n\r\t~^\u00e9\U0001f600"))
def test_broken_markdown_never_raises(source: str) -> None:
    """Any jumble of Markdown's marks is read, in place."""
    source = source.lstrip("-")
    check_positions(source, read(Document(source, format="markdown")))


@given(front(fragments(MARKDOWN)), st.sampled_from(FORMATS))
def test_front_matter_never_raises(source: str, format: Format) -> None:
    """Front matter may be anything: positions are in range and in order."""
    prose = read(Document(source, format=format))
    spans = [prose.offsets.source(index, index + 1) for index in range(len(prose.text))]
    assert all(one.start <= two.start for one, two in pairwise(spans))


@given(st.text(alphabet=st.characters(categories=("Cs", "Ll", "Zs"))), st.sampled_from(FORMATS))
def test_lone_surrogates_become_replacement_characters(source: str, format: Format) -> None:
    """No later stage is handed text that cannot be encoded."""
    assert read(Document(source, format=format)).text.isascii() or read(Document(source, format=format)).text.encode()


MONSTERS = {
    "prose": "Mrs Okafor was seen on the ward &amp; went home. [a](b) <b>x</b>\n\n",
    "tags without an end": "<a ",
    "quotes without an end": '<a b="',
    "scripts without an end": "<script>",
    "comments": "<!--",
    "declarations": "<!",
    "end tags": "</a",
    "brackets": "[",
    "targets": "](",
    "angles": ">>>> ",
    "ampersands": "&",
    "stars": "*_",
    "ticks": "` ``",
    "slashes": "<img src=aaaa/",
    "line ends": "\r\n",
    "spaces": " \n",
    "notes": "<sup><a",
}


@pytest.mark.parametrize("name", MONSTERS)
@pytest.mark.parametrize("format", FORMATS)
def test_time_is_linear(name: str, format: Format) -> None:
    """Four times the text takes about four times as long, however it is made to hurt (a busy machine allowed for)."""
    piece = MONSTERS[name]
    times = []
    for length in (25_000, 100_000):
        text = (piece * (length // len(piece) + 1))[:length]
        started = time.process_time()
        read(Document(text, format=format))
        times.append(time.process_time() - started)
    assert times[1] < max(1.5, 12 * times[0])


@pytest.mark.parametrize("format", FORMATS)
def test_text_under_an_unclosed_front_matter_is_read(format: Format) -> None:
    """Three hyphens at the top hide nothing, and cost no time."""
    text = "---\r\n" + "title: Okafor\r\n" * 3000
    prose = read(Document(text, format=format))
    assert len(re.findall("Okafor", prose.text)) == 3000
    assert prose.front == {}


@given(fragments(TEXT), fragments(TEXT), fragments(TEXT))
def test_kinds_and_breaks_follow_the_folding(before: str, inside: str, after: str) -> None:
    """A range of the source is the same range of the prose, however folding has changed its length."""
    extract = Extract(len(before + inside + after))
    extract.copy(before, 0)
    extract.open("code")
    extract.copy(inside, len(before))
    extract.end_block()
    extract.copy(after, len(before + inside))
    prose = extract.prose()
    if fold(before + inside)[0].strip():
        assert prose.offsets.source(0, prose.breaks[0]).end <= len(before + inside) + after.startswith("\n")
    for start, end, _ in prose.kinds:
        assert prose.offsets.source(start, end).start >= len(before)
        assert prose.offsets.source(start, end).end <= len(before + inside) + after.startswith("\n")
        assert prose.text[start:end] == fold(before + inside + after)[0][start:end]
    if not prose.kinds:
        assert fold(inside)[0] == "" or (before.endswith("\r") and inside == "\n")


def test_a_place_behind_what_is_written_is_refused_a_step_back() -> None:
    """An extract is written in order; a map that goes backwards is an error, never a wrong place."""
    extract = Extract(10)
    extract.copy("Okafor", 4)
    extract.copy("Mrs", 0)
    with pytest.raises(ValueError, match="astray"):
        extract.prose()

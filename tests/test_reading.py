"""Reading by example: what becomes prose, where it stood, and what it was."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from postlint.document import Document, Format, Prose
from postlint.reading import read


def prose_of(text: str, format: Format) -> Prose:
    """The prose of a text."""
    return read(Document(text, format=format))


def kinds(prose: Prose) -> list[tuple[str, str]]:
    """Each range that is no running text, as its kind and its text."""
    return [(kind, prose.text[start:end]) for start, end, kind in prose.kinds]


def source_of(text: str, prose: Prose, words: str) -> str:
    """What ``words`` of the prose were read from."""
    start = prose.text.index(words)
    span = prose.offsets.source(start, start + len(words))
    return text[span.start : span.end]


CARD = "4012\u20118888\u20118888\u20111881"


@pytest.mark.parametrize(
    ("text", "format", "raw"),
    [
        (f"Card {CARD}.", "plain", CARD),
        (f"Card `{CARD}`.", "markdown", CARD),
        ("<p>Card 4012&#8209;8888&#x2011;8888&#8209;1881.</p>", "html", "4012&#8209;8888&#x2011;8888&#8209;1881"),
        ("Card 4012&#8209;8888&#8209;8888&#8209;1881.", "markdown", "4012&#8209;8888&#8209;8888&#8209;1881"),
        ("\uff14\uff10\uff11\uff12-8888-8888-18\u200b81", "plain", "\uff14\uff10\uff11\uff12-8888-8888-18\u200b81"),
    ],
)
def test_a_card_number_is_found_however_it_is_written(text: str, format: Format, raw: str) -> None:
    """No-break hyphens, full-width digits and zero-width spaces are folded; the place is that of the raw text."""
    prose = prose_of(text, format)
    assert source_of(text, prose, "4012-8888-8888-1881") == raw


@pytest.mark.parametrize(
    ("text", "format", "raw"),
    [
        ("<p>Mrs <b>Oka</b>for</p>", "html", "Mrs <b>Oka</b>for"),
        ("Mrs **Oka**for", "markdown", "Mrs **Oka**for"),
        ("Mrs <i>Oka</i>for", "markdown", "Mrs <i>Oka</i>for"),
        ("<p>Mrs\n   Oka<!-- -->for", "html", "Mrs\n   Oka<!-- -->for"),
        ("Mrs&nbsp;Oka\\for", "markdown", None),
        ("Mrs Oka&#102;or", "markdown", "Mrs Oka&#102;or"),
    ],
)
def test_words_are_joined_across_tags_and_marks(text: str, format: Format, raw: str | None) -> None:
    """A tag or a mark within a word does not break it, and lies in its range."""
    prose = prose_of(text, format)
    if raw is None:
        assert "Mrs Oka\\for" in prose.text
    else:
        assert source_of(text, prose, "Mrs Okafor") == raw


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("<p>Okafor<p>Quill", "html", "Okafor\nQuill"),
        ("<li>Okafor</li><li>Quill</li>", "html", "Okafor\nQuill"),
        ("<tr><td>Okafor<td>Quill<tr><td>x", "html", "Okafor\tQuill\nx"),
        ("Okafor<br>Quill", "html", "Okafor\nQuill"),
        ("# Okafor\nQuill", "markdown", "Okafor\nQuill"),
        ("- Okafor\n- Quill", "markdown", "Okafor\nQuill"),
        ("|Okafor|Quill|\n|-|-|\n|x|y|", "markdown", "Okafor\tQuill\nx\ty"),
        ("Okafor\\\nQuill", "markdown", "Okafor\nQuill"),
        ("Okafor<sup>1</sup> 1<sup>st</sup>", "html", "Okafor 1 1st"),
    ],
)
def test_words_of_two_blocks_never_join(text: str, format: Format, expected: str) -> None:
    """Blocks, cells and lines are kept apart, also where the source has nothing between them."""
    assert prose_of(text, format).text == expected


@pytest.mark.parametrize(
    ("text", "format", "blocks"),
    [
        ("One\nstill one\n\nTwo\n- three\n- four", "plain", ["One\nstill one", "Two", "- three", "- four"]),
        ("One\r\n\r\nTwo\r\nstill", "plain", ["One", "Two\nstill"]),
        ("# One\n\nTwo\nstill\n\n> - three", "markdown", ["One", "Two\nstill", "three"]),
        ("<h1>One</h1><div>Two <b>still</b><p>three", "html", ["One", "Two still", "three"]),
        ("One<br><br>Two<br>still", "html", ["One", "Two\nstill"]),
        ("\u2018One\u2019 \ufb01\u200bx<p>Two", "html", ["'One' fix", "Two"]),
    ],
)
def test_breaks_are_the_ends_of_blocks(text: str, format: Format, blocks: list[str]) -> None:
    """Cutting the prose at its breaks gives the blocks."""
    prose = prose_of(text, format)
    edges = (0, *prose.breaks)
    cut = [prose.text[start:end].strip() for start, end in pairwise(edges)]
    assert cut == blocks
    assert not prose.text[edges[-1] :].strip()


def test_markdown_links_and_pictures() -> None:
    """Text, target, alternative text and title are all read, each as what it is and where it stands."""
    text = 'See [the *post*](<http://example.org/a b> "A &amp; B"), ![Hip of Mrs\\_O](img/jane_doe.jpg "X-ray").'
    prose = prose_of(text, "markdown")
    assert kinds(prose) == [
        ("link", "the post"),
        ("url", "http://example.org/a b"),
        ("title", "A & B"),
        ("alt", "Hip of Mrs_O"),
        ("url", "jane_doe.jpg"),
        ("title", "X-ray"),
    ]
    assert source_of(text, prose, "A & B") == "A &amp; B"
    assert source_of(text, prose, "Mrs_O") == "Mrs\\_O"
    assert source_of(text, prose, "jane_doe.jpg") == "jane_doe.jpg"


def test_markdown_reference_links_and_autolinks() -> None:
    """A definition is read where it stands, used or not."""
    text = "[Okafor][o] <jane@example.org>\n\n[o]: http://example.org/o 'Mrs O'\n[x]: /unused (Quill)\n\nEnd"
    prose = prose_of(text, "markdown")
    assert prose.text == "Okafor jane@example.org\nhttp://example.org/o Mrs O\n/unused Quill\nEnd"
    assert [kind for kind, _ in kinds(prose)] == ["link", "url", "url", "title", "url", "title"]
    assert source_of(text, prose, "/unused Quill") == "/unused (Quill"


def test_markdown_code_comments_and_html() -> None:
    """A record number can stand in code, a name in a comment or an attribute."""
    text = (
        "MRN `4471 \n 22` x\n\n```txt\nid 9\n```\n\n<!-- ask Quill -->\n\n> <img\n> alt='Jane &lt;3'>\n\n    in code\n"
    )
    prose = prose_of(text, "markdown")
    assert kinds(prose) == [
        ("code", "4471 \n22"),
        ("code", "txt\nid 9\n"),
        ("comment", "ask Quill"),
        ("alt", "Jane <3"),
        ("code", "in code\n"),
    ]
    assert source_of(text, prose, "Jane <3") == "Jane &lt;3"


def test_a_backslash_belongs_to_the_character_it_protects() -> None:
    """Whoever replaces an escaped character replaces its backslash too; a backslash that protects nothing is text."""
    text = "\\*Okafor \\\\ \\Quill"
    prose = prose_of(text, "markdown")
    assert prose.text == "*Okafor \\ \\Quill"
    assert source_of(text, prose, "*Okafor") == "\\*Okafor"
    assert source_of(text, prose, "\\ ") == "\\\\ "


def test_markdown_marks_are_not_prose() -> None:
    """Bullets, pipes, quotation marks, rules and boxes are left out."""
    text = (
        "Head\n====\n\n* a\n  1. b ~~c~~\n\n- [x] done\n\n> q\n\n***\n\n"
        "| h |\n|:-:|\n| d \\| e | extra |\n\nnote[^1]\n\n[^1]: foot"
    )
    assert prose_of(text, "markdown").text == "Head\na\nb c\ndone\nq\nh\nd | e\textra\nnote\nfoot"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_front_matter(format: Format, line_end: str) -> None:
    """What is published of it is prose of the kind meta; all of it is at hand as values."""
    text = line_end.join((
        "---", 'title: "Mrs \\"O\\" na\\u00efve"', "date: 2024-03-01",
        "slug: mrs-okafor \U0001f600", "tags: [hip, 'o''k']",
        "summary: >", "  one", "  two", "cover:", "  alt: Her hip", "postlint: {audience: clinic, title: none}",
        "---", "Body", "",
    ))  # fmt: skip
    prose = prose_of(text, format)
    assert prose.text.rstrip() == 'Mrs "O" na\u00efve\nmrs-okafor \U0001f600\nhip\no\'k\none\ntwo\nHer hip\nBody'
    assert {kind for kind, _ in kinds(prose)} == {"meta"}
    assert len(prose.breaks) == 7
    assert source_of(text, prose, "mrs-okafor \U0001f600") == "mrs-okafor \U0001f600"
    assert source_of(text, prose, "na\u00efve") == "na\\u00efve"
    assert source_of(text, prose, "o'k") == "o''k"
    assert source_of(text, prose, "Her hip") == "Her hip"
    assert source_of(text, prose, "Body") == "Body"
    assert prose.front["postlint"] == {"audience": "clinic", "title": "none"}


@pytest.mark.parametrize(
    "yaml",
    ["title: [Okafor", "just Okafor", "date: 2024-99-99\ntitle: Okafor", "a: &a {b: c}\n<<: [*a, *a]\ntitle: Okafor",
     "? [x]\n: Okafor", "- Okafor", "title: Okafor\n\tx: y", "title: !!python/object:os.x Okafor"],
)  # fmt: skip
@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_front_matter_that_cannot_be_read_is_text(yaml: str, format: Format) -> None:
    """Nothing in it is lost, and nothing is raised."""
    prose = prose_of(f"---\n{yaml}\n---\nBody", format)
    assert "Okafor" in prose.text
    assert prose.text.endswith("Body")
    assert prose.front == {}


def test_front_matter_aliases_do_not_multiply() -> None:
    """A few lines of aliases of aliases (a "billion laughs") are read in no time, each text once."""
    lines = ["title: &a0 Okafor"] + [f"tags{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    prose = prose_of("---\n" + "\n".join(lines) + "\ntags: *a29\n---\n", "plain")
    assert prose.text == "Okafor"


def test_html_attributes() -> None:
    """What a page says besides its text is read, decoded, in its exact place."""
    text = (
        "<title>My &lt;post&gt;</title><meta content='On &quot;hips&quot;' property=og:title>"
        "<meta name=robots content=x>"
        '<a title=T href="mailto:jane@example.org?a=1&copy=2&amp;b">mail</a><a href=#n>n</a>'
        "<img src=/up/jane_doe.jpg?w=3 alt='An &eacute;'><img src='data:image/png;base64,AAAA'>"
        "<input placeholder=Name disabled><b aria-label='Quill'>b</b><time datetime=2024-03-01>then</time>"
    )
    prose = prose_of(text, "html")
    assert kinds(prose) == [
        ("title", "My <post>"),
        ("meta", 'On "hips"'),
        ("title", "T"),
        ("url", "mailto:jane@example.org?a=1&copy=2&b"),
        ("link", "mail"),
        ("link", "n"),
        ("url", "jane_doe.jpg"),
        ("alt", "An \u00e9"),
        ("title", "Name"),
        ("alt", "Quill"),
        ("meta", "2024-03-01"),
    ]
    assert source_of(text, prose, 'On "hips"') == "On &quot;hips&quot;"
    assert source_of(text, prose, "An \u00e9") == "An &eacute;"


def test_html_white_space_and_what_is_skipped() -> None:
    """Runs of white space are one space, but for preformatted text; scripts and styles are no prose."""
    text = "<style>p {}</style>\n <p>\n  a \t\n b&nbsp; c </p> <pre>d\n  e</pre><script>f('</p>')</script >g"
    prose = prose_of(text, "html")
    assert prose.text == "a b  c \nd\n  e\ng"
    assert kinds(prose) == [("code", "d\n  e")]
    assert source_of(text, prose, "a b") == "a \t\n b"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <b Okafor", "a <b Okafor"),
        ("a <!-- Okafor", "a \nOkafor"),
        ("<p class='x>Okafor</p>", "Okafor"),
        ("Jane <jane@example.org> x", "Jane jane@example.org x"),
        ("<Mrs Okafor> x", "Mrs Okafor x"),
        ("<i>x</i> <Mrs Okafor> y", "x Mrs Okafor y"),
        ("<svg><g><path d='M0'/><text>x</text></g></svg> <Okafor> y", "x Okafor y"),
        ("<svg><g><p>x <Okafor> y", "x Okafor y"),
        ("<script>Okafor", "Okafor"),
        ("1 < 2 & 3 > 2 &Okafor;", "1 < 2 & 3 > 2 &Okafor;"),
        ("<![CDATA[Okafor]]>", "[CDATA[Okafor]]"),
        ("</ Okafor>", "Okafor"),
        ("<p data-x='<b>Okafor</b>'>y", "<b>Okafor</b> y"),
    ],
)
def test_broken_html_loses_no_word(text: str, words: str) -> None:
    """Where a browser would hide words of a slip of the pen, they are read: the source is published too."""
    assert words in prose_of(text, "html").text


def test_an_empty_text_is_an_empty_prose() -> None:
    """Checking raises for no content at all."""
    for format in ("plain", "markdown", "html"):
        for text in ("", " \n", "---\n---\n"):
            assert not prose_of(text, format).text.strip("- \n")


def test_importing_the_room_is_light() -> None:
    """Parsers are imported by the reader that needs them."""
    code = (
        "import sys, postlint.reading, postlint.reading.files; print(sorted({'yaml', 'pyromark'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"

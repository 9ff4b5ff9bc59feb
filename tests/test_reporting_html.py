"""The author's page: whole, harmless whatever the draft holds, and readable for everybody."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint import Linter
from postlint.document import Document
from postlint.finding import Edit, Finding, Rewrite
from postlint.reading.files import load
from postlint.report import Report
from postlint.reporting import Occasion, render
from postlint.reporting.beside import beside, change
from postlint.reporting.text import NO_CERTIFICATE
from postlint.reporting.view import Outcome

from .conftest import ROOT
from .report_fakes import CLEAN, FULL, NAME, PLACE, REMARK, TEXT, UNREAD, WHEN, finding, printed

VOID = ("meta", "br")
LOADS = ("script", "link", "img", "iframe", "object", "embed", "form", "input", "base", "svg", "video", "audio")


class _Page(HTMLParser):
    """A page as a browser has it: words, ids, links, headings, and what it would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.open = "", list[str]()
        self.ids, self.links = Counter[str](), list[str]()
        self.headings, self.loads, self.tags = list[int](), list[str](), Counter[str]()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text_of: dict[str, list[str]] = {}
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        self.attributes.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
            self.text_of.setdefault(tag, []).append("")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids.update([given["id"] or ""] if "id" in given else [])
        self.links += [given["href"] or ""] if "href" in given else []
        self.loads += [tag] if tag in LOADS else []
        self.loads += [key for key in given if key.startswith("on") or key in ("src", "srcset", "style", "action")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data
        for tag in set(self.open):
            self.text_of[tag][-1] += data


def page(*outcomes: Outcome, linter: Linter, words: bool = True) -> _Page:
    """The page on some drafts, which is harmless."""
    html = printed("html", list(outcomes), linter.policy, words=words)
    told = _Page(html)
    assert told.loads == []
    assert all(link.startswith("#") and link[1:] in told.ids for link in told.links)
    assert set(told.ids.values()) <= {1}
    levels = told.headings
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    labels = [name for _, given in told.attributes for name in (given.get("aria-labelledby") or "").split()]
    assert set(labels) <= set(told.ids)
    return told


def squeezed(text: str) -> str:
    """On one line."""
    return " ".join(text.split())


def test_the_frame(linter: Linter) -> None:
    """A language, landmarks, a title, and a policy under which a browser loads and runs nothing."""
    told = page(FULL, CLEAN, linter=linter)
    assert ("html", {"lang": "en"}) in told.attributes
    assert {tag: told.tags[tag] for tag in ("header", "nav", "main", "footer", "h1", "title")} == {
        "header": 1, "nav": 1, "main": 1, "footer": 1, "h1": 1, "title": 1,
    }  # fmt: skip
    assert told.tags["article"] == 2
    (policy,) = (given["content"] for tag, given in told.attributes if given.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")


def test_all_that_is_said_of_a_draft(linter: Linter) -> None:
    """Verdict, what is left, what adds up, each finding's rule, message, reason and authority, and what to do."""
    told = squeezed(page(FULL, linter=linter).words)
    assert "Not to be published as it stands: 2 errors, 2 warnings, 1 info left." in told
    assert f"taken together: “{NAME} of {PLACE}”, “{PLACE}” and “{WHEN}”" in told
    assert "1 finding let through by its author, with a reason." in told
    for name in ("patient-name", "exact-date", "missing-care-setting", "case-without-consent-record"):
        rule = linter.policy.rule(name)
        for words in (rule.title, squeezed(rule.why), rule.sources[0], name):
            assert words in told
    assert "Leave it out" in told
    assert "Ask her" in told
    assert "the draft as a whole" in told
    assert "never certifies" not in told


def test_the_draft_is_whole_and_marked(linter: Linter) -> None:
    """Without its numbers the draft is as it was; each finding's words are marked, and numbers lead there and back."""
    told = page(FULL, linter=linter)
    html = printed("html", [FULL], linter.policy, words=True)
    draft = re.search(r'<div class="draft"[^>]*>(.*?)</div>', html, re.S)
    assert draft is not None
    shown = _Page(re.sub(r'<a class="ref.*?</a>', "", draft[1])).words
    assert shown == TEXT.replace("\r\n", "\n")
    assert {"".join(re.findall(r"\w+", mark)) for mark in told.text_of["mark"]} >= {WHEN, "Hernumber"}
    references = [given for tag, given in told.attributes if tag == "a" and "ref" in (given.get("class") or "")]
    assert {given["href"] for given in references} == {"#d1f2", "#d1f3", "#d1f4", "#d1f5"}  # the first is on no words
    assert {given["aria-label"] for given in references} >= {"finding 2: error", "finding 4: warning"}


def test_severity_is_not_told_by_colour_alone(linter: Linter) -> None:
    """It stands in a word and a shape."""
    told = page(FULL, linter=linter).words
    assert "■ error" in told
    assert "▲ warning" in told
    assert "● info" in told


def test_the_rewrite_beside_the_original(linter: Linter) -> None:
    """What goes and what comes, and what would be left; lines that stay are counted."""
    told = page(FULL, linter=linter)
    assert any(NAME in gone for gone in told.text_of["del"])
    assert any("a patient" in come for come in told.text_of["ins"])
    assert "With these rewrites 2 warnings, 1 info would be left." in squeezed(told.words)
    assert "2 lines as before" in told.words
    same = Outcome(Report.of("a", (), rewrite=TEXT), Document(TEXT, "a"), Report.of("a", ()))
    assert "beside the original" not in page(same, linter=linter).words


def test_nothing_found_is_no_certificate(linter: Linter) -> None:
    """No rule matched, and what that does not mean; a remark is no such thing; an unchecked draft neither."""
    told = page(CLEAN, linter=linter).words
    assert "No rule matched." in told
    assert NO_CERTIFICATE in told
    remark = page(REMARK, linter=linter).words
    assert "No rule matched" not in remark
    assert "Nothing that has to change: 1 info left." in remark
    unread = page(UNREAD, linter=linter).words
    assert "No rule matched" not in unread
    assert "could not be checked: no such file" in unread
    assert "Not checked" in unread


def test_without_words(linter: Linter) -> None:
    """The same findings by their places, and nothing of the draft."""
    told = page(FULL, linter=linter, words=False)
    assert "line 1, column 13" in told.words
    assert "taken together: 1:13, 2:1 and 2:20" in squeezed(told.words)
    assert not [word for word in (NAME, NAME[:4], PLACE, WHEN) if word in told.words]
    assert not {"mark", "del", "ins"} & set(told.tags)


#: What a browser would obey, or nobody would see.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
HOSTILE = (
    "</mark></p></main><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "<!--",
    "]]>&lt;&amp;&#60;",
    "</style><style>*{display:none}</style>",
    "\u202ednop\u202c\u2066x",
    "zero\u200bwidth\ufeff\u00ad",
    "\x00\x1b[2J\x07\x9b\ud800\ufffe",
    "مرحبا بالعالم",
    "{{7*7}}${7*7}",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_everywhere(linter: Linter, hostile: str) -> None:
    """In the draft, its name, a rewrite, a rule's name and message: nothing of it is obeyed, and all of it is shown."""
    text = f"{hostile} Mrs Okafor {hostile}\n{hostile} end."
    start = text.index("Mrs")
    cure = Rewrite(hostile, "safe", (Edit(start, start + 3, hostile),))
    whole = finding(text, hostile, text=text, message=hostile, rewrites=(cure,))
    part = finding("Mrs Okafor", "patient-name", text=text, rewrites=(cure,))
    report = Report.of(hostile, (whole, part), rewrite=text.replace("Mrs", hostile))
    told = page(Outcome(report, Document(text, hostile), report), UNREAD, linter=linter)
    html = printed("html", [Outcome(report, Document(text, hostile), report)], linter.policy, words=True)
    html.encode("utf-8")
    assert not UNSEEN.search(html)
    for visible in re.findall(r"[\w<>&]{3,}", hostile):
        assert visible in told.words


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("ab .\n\r\t<>&\"'\u202e\u200b\u0301日\U0001f642"), min_size=1, max_size=200),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 80)), max_size=6),
)
def test_any_findings_on_any_draft(text: str, places: list[tuple[int, int]]) -> None:
    """However they overlap, the page is well-formed and the draft whole, but for what is spelt out."""
    found = []
    for at, length in places:
        start = min(at, len(text))
        end = min(start + length, len(text))
        cure = Rewrite("Leave it out", "safe", (Edit(start, end, "somebody"),))
        found.append(Finding("a-rule", "identifiers", "error", start, end, 1, 1, "Because.", rewrites=(cure,)))
    report = Report.of("a", found, rewrite=text[::-1])
    html = render("html", [Outcome(report, Document(text, "a"), report)], Occasion("0"), words=True)
    _Page(html)
    draft = re.search(r'<div class="draft"[^>]*>(.*?)</div>', html, re.S)
    assert draft is not None
    shown = _Page(re.sub(r'<a class="ref.*?</a>', "", draft[1])).words
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    assert shown == whole.replace("\u202e", "\\u202e").replace("\u200b", "\\u200b")


def test_a_long_draft(linter: Linter) -> None:
    """5,000 words that all change are shown, and comparing them takes no time to speak of."""
    text = "Mrs Okafor came again today. " * 1000 + "\n"
    report = Report.of("a", (), rewrite=text.replace("Mrs Okafor", "A patient"))
    told = page(Outcome(report, Document(text, "a"), report), linter=linter)
    assert told.words.count("Okafor") == 2000
    assert told.words.count("A patient") == 1000


def test_a_change_is_shown_in_whole_words() -> None:
    """An edit may begin or end within a word; nobody reads half of one."""
    text = "MRN 4711 if anyone asks."
    assert change(text, (0, len(text)), [Edit(0, 13, "A")]) == "<del>MRN 4711 if anyone</del><ins>Anyone</ins> asks."
    assert change("Gone.", (0, 5), [Edit(0, 5, "")]).endswith("(nothing: leave it out)</em>")
    told = beside("She is 93, and well.\n", "She is aged 90 or older, and well.\n")
    assert "<del> 93</del>" in told
    assert "<ins> aged 90 or older</ins>" in told


def test_the_examples(linter: Linter) -> None:
    """Real reports, the rewrite beside."""
    documents = [load(f"{ROOT}/examples/{name}") for name in ("draft.txt", "success-story.html", "awareness-day.txt")]
    outcomes = []
    for document in documents:
        fix = linter.fix(document)
        report = linter.check(document)
        outcomes.append(Outcome(Report.of(report.id, report.findings, rewrite=fix.text), document, fix.report))
    told = squeezed(page(*outcomes, linter=linter).words)
    assert "taken together: “this morning”, “93”, “our last lighthouse keeper”" in told
    assert "The rewrite beside the original" in told
    assert linter.policy.do_not_post.message.split(".", 1)[0] in told


# --- colours ----------------------------------------------------------------------------------------------------------


def _light(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _palettes() -> list[dict[str, str]]:
    css = (files("postlint.reporting") / "styles" / "base.css").read_text(encoding="utf-8")
    return [dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)]


def test_contrast() -> None:
    """By day, by night and on paper: each pair of a text's colour and what it stands on is at least 4.5 (WCAG AA)."""
    palettes = _palettes()
    assert len(palettes) == 3
    tones = ("error", "warning", "info", "good")
    pairs = [(text, ground) for text in ("ink", "soft", *tones) for ground in ("paper", "card")]
    pairs += [(tone, f"{tone}-wash") for tone in tones]  # verdicts, what goes and comes
    pairs += [("ink", f"{tone}-wash") for tone in tones]  # marks
    for palette in palettes:
        low = [(pair, round(_contrast(palette[pair[0]], palette[pair[1]]), 2)) for pair in pairs]
        assert [told for told in low if told[1] < 4.5] == []

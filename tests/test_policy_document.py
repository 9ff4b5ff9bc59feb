"""The policy as a document for staff and as a handout for patients; the pages of the documentation are fresh."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from postlint.cli import cli
from postlint.cli.policy import docs_pages
from postlint.finding import FAMILIES
from postlint.handout import NO_HANDOUT
from postlint.policy import AUDIENCES
from postlint.reporting import pages, patients, staff
from postlint.reporting.pages import Example, Heading, Items, Table, Text
from postlint.rulebook import load_policy

from .conftest import ROOT

POLICY = load_policy()


def run(*args: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, args)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


class _Page(HTMLParser):
    """Its words, the tags left open, the anchors and what links to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.open = "", list[str]()
        self.anchors, self.links, self.loads = set[str](), set[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.anchors |= {given["id"] or ""} if "id" in given else set()
        self.links |= {given["href"] or ""} if "href" in given else set()
        self.loads += [key for key in given if key in ("src", "srcset", "data", "action") or key.startswith("on")]
        self.loads += [tag] if tag in ("link", "script", "img", "iframe") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


# --- for staff --------------------------------------------------------------------------------------------------------


def test_every_family_reader_and_severity_has_words() -> None:
    """No rule falls out of the document because nobody named its family."""
    assert set(staff.FAMILY_TITLES) == set(FAMILIES)
    assert set(staff.READERS) == set(AUDIENCES)
    assert set(staff.ASKS) == {"error", "warning", "info", "off"}


def test_the_page_says_all_that_the_rules_say() -> None:
    """Of every rule what, why, when not, message, cures, sources and all examples; and the day of the review."""
    page = _Page(run("policy", "--format", "html").output)
    words = _squeezed(page.words)
    assert page.open == []
    assert f"Last reviewed on {POLICY.reviewed_on}" in words
    for rule in POLICY.rules:
        told = [rule.title, rule.what, rule.why, rule.unless, rule.message, rule.code, rule.name, *rule.sources]
        told += [cure.title for cure in rule.cures]
        told += [line for s in (*rule.bad, *rule.good) for line in (*s.text.split("\n"), *s.rewrite.split("\n"))]
        assert [text for text in map(_squeezed, told) if text not in words] == []


def test_the_page_needs_nothing_else() -> None:
    """It loads nothing, runs nothing, and its links lead to places inside it."""
    page = _Page(run("policy", "--format", "html").output)
    assert page.loads == []
    assert page.links == {f"#{anchor}" for anchor in page.anchors}
    assert page.anchors == {rule.name for rule in POLICY.rules}


def test_the_shipped_numbers_are_told_in_words() -> None:
    """Every parameter has its sentence and every kind of detail its name."""
    assert set(POLICY.in_words) == {*POLICY.parameters, *POLICY.points}
    text = run("policy").output
    assert "Ages above 89 are one class" in text
    assert "| hospital, school, employer or other house | 1 |" in text
    strict = replace(POLICY, parameters={"age_limit": 79, "own_number": 0.25})
    assert [b for b in staff.blocks(strict) if isinstance(b, Items)][1].items == (
        'Ages above 79 are one class, "90 or older" for instance. They are never told exactly.',
        "own number: 0.25",
    )


def test_when_to_review_again_is_told_where_the_policy_knows() -> None:
    """So many days after the last review."""
    dated = replace(POLICY, reviewed_on="2026-03-01", parameters={"review_days": 30})
    assert "Last reviewed on 2026-03-01. To be reviewed again by 2026-03-31." in pages.render(
        staff.blocks(dated), "markdown"
    )
    assert "No date of review is given." in pages.render(staff.blocks(replace(POLICY, reviewed_on="")), "markdown")


def test_how_strict_a_rule_is_stands_in_words() -> None:
    """Readers for whom it is the same are told together."""
    rule = replace(
        POLICY.rules[0],
        severity=MappingProxyType({"public": "error", "clinic": "error", "reply": "warning", "peer": None}),
    )
    (told,) = [b for b in staff._rule(rule) if isinstance(b, Text) and b.label == "How strict."]
    assert told.text == (
        "In public and on the practice's own account: must not go out. In a reply: somebody else reads it first. "
        "Among colleagues: does not apply."
    )


# --- for patients -----------------------------------------------------------------------------------------------------


def test_the_handout_tells_what_it_must() -> None:
    """Why requests are declined, how to reach the practice, nothing individual in public, emergencies."""
    text = run("policy", "--for", "patients").stdout
    for words in ("decline friend requests", "How to reach us", "never say in public who is", "In an emergency"):
        assert words in text
    assert "[emergency number]" in text
    for name in ("P112", "severity", "rules.yaml", "patient-status-confirmed"):
        assert name not in text


def test_blanks_are_told_and_filled(tmp_path: Path) -> None:
    """A contact that the clinic gives stands in every place; those that it does not give are named."""
    own = tmp_path / "own.yaml"
    own.write_text(
        "extends: default\nhandout:\n  contacts: {practice: Harbour Clinic, phone: 555-0142}\n", encoding="utf-8"
    )
    result = run("policy", "--rules", str(own), "--for", "patients")
    assert result.exit_code == 0
    assert "We at Harbour Clinic use" in result.stdout
    assert result.stdout.count("555-0142") == 2
    assert "blanks to fill in: emergency, urgent, portal and website" in result.stderr


def test_what_is_known_of_the_clinic_fills_blanks() -> None:
    """Its name, phone and website, and the numbers of its jurisdictions; what the handout itself says comes first."""
    known = SimpleNamespace(
        handout=replace(POLICY.handout, contacts={**POLICY.handout.contacts, "phone": "555-0100"}),
        clinic=SimpleNamespace(names=("Harbour Clinic",), phones=("555-0199",), domains=()),
        profiles=[SimpleNamespace(lists={"emergency": (number,)}) for number in ("999", "112", "999")],
    )
    contacts = patients.contacts(known)  # type: ignore[arg-type]
    assert (contacts["practice"], contacts["phone"], contacts["emergency"]) == (
        "Harbour Clinic", "555-0100", "999 or 112",
    )  # fmt: skip
    assert patients.blanks(known) == ("urgent", "portal", "website")  # type: ignore[arg-type]


def test_a_rule_that_is_off_promises_nothing(tmp_path: Path) -> None:
    """The handout is that of the policy in force."""
    own = tmp_path / "own.yaml"
    own.write_text("extends: default\nrules:\n  - {rule: testimonial-used, severity: off}\n", encoding="utf-8")
    line = POLICY.rule("testimonial-used").patients
    assert line in run("policy", "--for", "patients").stdout
    assert line not in run("policy", "--for", "patients", "--rules", str(own)).stdout


def test_a_policy_without_a_handout_says_so(tmp_path: Path) -> None:
    """One line, and nothing printed that could be taken for one."""
    rule = (ROOT / "tests" / "test_rulebook.py").read_text(encoding="utf-8").split('WHOLE = """\\\n')[1].split('"""')[0]
    own = tmp_path / "own.yaml"
    own.write_text(rule, encoding="utf-8")
    assert load_policy(own).handout == NO_HANDOUT
    result = run("policy", "--rules", str(own), "--for", "patients")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no handout" in result.stderr


# --- documents --------------------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> & *a* _b_ `c` | d\\"


@pytest.mark.parametrize(
    "block",
    [
        Heading(HOSTILE),
        Text(HOSTILE, HOSTILE),
        Items((HOSTILE,)),
        Table((HOSTILE,), ((HOSTILE,),)),
        Example("x", HOSTILE),
    ],
)
def test_text_stays_text(block: pages.Block) -> None:
    """Whatever stands in a rules file is shown as it stands."""
    import markdown_it

    page = _Page(pages.render([block], "html"))
    assert page.loads == []
    assert _squeezed(HOSTILE) in _squeezed(page.words)
    html = markdown_it.MarkdownIt("commonmark").enable("table").render(pages.render([block], "markdown"))
    shown = _Page(html)
    assert shown.loads == []
    assert _squeezed(HOSTILE) in _squeezed(shown.words)


@pytest.mark.parametrize("text", ["# one", "- one", "1. one", "> one", "+ one", "12) one"])
def test_a_paragraph_stays_a_paragraph(text: str) -> None:
    """A text that begins like a heading or a list is neither."""
    import markdown_it

    html = markdown_it.MarkdownIt("commonmark").render(pages.render([Text(text)], "markdown"))
    assert re.fullmatch(r"<p>.*</p>\n", html)
    assert _squeezed(_Page(html).words) == text


def test_an_example_keeps_its_lines() -> None:
    """A thread of short lines is no paragraph."""
    import markdown_it

    markdown = pages.render([Example("Post", "one\ntwo\n\nthree")], "markdown")
    html = markdown_it.MarkdownIt("commonmark").render(markdown)
    assert "one<br />\ntwo</p>\n<p>three" in html


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_document_goes_to_a_file(tmp_path: Path) -> None:
    """The same that is printed otherwise, and nothing is printed."""
    out = tmp_path / "policy.md"
    result = run("policy", "-o", str(out))
    assert (result.exit_code, result.output) == (0, "")
    assert out.read_text(encoding="utf-8") == run("policy").output
    assert run("policy", "-o", str(tmp_path / "absent" / "policy.md")).exit_code == 2


@pytest.mark.parametrize("name", list(docs_pages(POLICY)))
def test_the_documentation_is_fresh(name: str) -> None:
    """If not: postlint policy --docs docs."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == docs_pages(POLICY)[name]


def test_docs_are_written_into_a_folder(tmp_path: Path) -> None:
    """All pages at once."""
    assert run("policy", "--docs", str(tmp_path / "docs")).exit_code == 0
    assert {path.name for path in (tmp_path / "docs").iterdir()} == set(docs_pages(POLICY))


def test_options_of_the_document_do_not_go_with_a_subcommand() -> None:
    """They would be ignored without a word."""
    result = run("policy", "--for", "patients", "check", "rules.yaml")
    assert result.exit_code == 2
    assert "do not go with check" in result.stderr

"""Phones, fax numbers, e-mail addresses, pages, internet addresses and account names."""

from __future__ import annotations

import pytest

from postlint.pipeline.identifiers import IdentifierFinder


@pytest.fixture(scope="module")
def find() -> IdentifierFinder:
    """A finder for every region."""
    return IdentifierFinder()


def _seen(find: IdentifierFinder, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in find(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("her number is 07700 900412.", "07700 900412"),
        ("07700 900412 again", "07700 900412"),
        ("call 07700900412 now", "07700900412"),
        ("on 020 7946 0123 or online", "020 7946 0123"),
        ("01632 960 558 today", "01632 960 558"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("+44 (0)7700 900123", "+44 (0)7700 900123"),
        ("0044 7700 900123", "0044 7700 900123"),
        ("(570) 555-0138 rings", "(570) 555-0138"),
        ("202-555-0143", "202-555-0143"),
        ("202.555.0143", "202.555.0143"),
        ("1-202-555-0143", "1-202-555-0143"),
        ("text 555-0143", "555-0143"),
        ("tel: 202 555 0143 ext 12", "202 555 0143 ext 12"),
        ("phone (02) 5550 4417", "(02) 5550 4417"),
        ("0491 570 156", "0491 570 156"),
        ("cell 082 555 0146", "082 555 0146"),
        ("mobile +91 90000 55512", "+91 90000 55512"),
        ("ring (0722 555 031)", "0722 555 031"),
        ("ring O77OO 9OO l83", "O77OO 9OO l83"),
        ("mob 0 7 7 0 0 9 0 0 4 1 2", "0 7 7 0 0 9 0 0 4 1 2"),
        ("oh seven seven double oh nine oh oh four one two", "oh seven seven double oh nine oh oh four one two"),
        (
            "call her on zero seven seven, double zero, nine zero zero, one two three!",
            "zero seven seven, double zero, nine zero zero, one two three",
        ),
        ("bleep 1180", "1180"),
        ("his direct line x6620", "x6620"),
    ],
)
def test_phone(find: IdentifierFinder, text: str, value: str) -> None:
    """A phone number is found whole, however it is grouped or spelled."""
    assert _seen(find, text) == [(value, "phone")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fax 01632 960 028", "fax"),
        ("fax no: 01632 960028", "fax"),
        ("01632 960028 (fax)", "fax"),
        ("Fax out. Tel 01632 960 028", "phone"),
    ],
)
def test_fax(find: IdentifierFinder, text: str, kind: str) -> None:
    """The word that stands nearest tells a fax from a phone."""
    assert [mention.kind for mention in find(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Call 999 or 112.", ["999", "112"]),
        ("ring NHS 111 for advice", ["111"]),
        ("dial 911", ["911"]),
        ("In crisis? 988 (US), 116 123 (UK and Ireland), 13 11 14 (Australia).", ["988", "116 123", "13 11 14"]),
        ("text HOME to 741741", ["741741"]),
        ("poison control 1-800-222-1222", ["1-800-222-1222"]),
        ("in Sydney call 000", ["000"]),
        ("Childline 0800 1111", ["0800 1111"]),
        ("call 9-8-8", ["9-8-8"]),
    ],
)
def test_helplines(find: IdentifierFinder, text: str, values: list[str]) -> None:
    """Numbers printed for everybody are reported as such."""
    assert [(text[m.start : m.end], m.kind, m.label) for m in find(text)] == [(v, "phone", "helpline") for v in values]


@pytest.mark.parametrize(
    "text", ["112 patients", "a rate of 911 per year", "pulse 111 bpm", "weight 101 kg", "999 in 1000"]
)
def test_short_counts(find: IdentifierFinder, text: str) -> None:
    """Three digits without a word of calling are a count."""
    assert _seen(find, text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mail jane@example.org.", "jane@example.org"),
        ("(jane.doe+x@mail.example.co.uk)", "jane.doe+x@mail.example.co.uk"),
        ("jane dot doe at gmail", "jane dot doe at gmail"),
        ("jane [at] example (dot) org", "jane [at] example (dot) org"),
        ("jane(at)example.org", "jane(at)example.org"),
        ("jane @ example.org", "jane @ example.org"),
        ("j a n e @ example . org", "j a n e @ example . org"),
        ("jane.doe at example dot org", "jane.doe at example dot org"),
        ("email her: jane at example.org", "jane at example.org"),
        ("copied you at jane.doe at mail dot example", "jane.doe at mail dot example"),
        ("mail jane dot doe ninety one at mail dot example", "jane dot doe ninety one at mail dot example"),
        ("luz punto 1958 arroba example punto com", "luz punto 1958 arroba example punto com"),
    ],
)
def test_email(find: IdentifierFinder, text: str, value: str) -> None:
    """An address is found whole, also when it is written to dodge a filter."""
    assert _seen(find, text) == [(value, "email")]


@pytest.mark.parametrize(
    "text", ["look at the dot on the slide", "meet at noon", "we looked at gmail", "3 @ 5 mg", "at 4.30 pm"]
)
def test_no_email(find: IdentifierFinder, text: str) -> None:
    """An "at" between words is no address."""
    assert _seen(find, text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://example.org/jane?x=1, thanks", "https://example.org/jane?x=1"),
        ("(see http://example.org)", "http://example.org"),
        ("hxxp://example.org/x", "hxxp://example.org/x"),
        ("www.example.org.", "www.example.org"),
        ("see example.org/jane.", "example.org/jane"),
        ("example[.]org/jane", "example[.]org/jane"),
        ("example dot com slash jane", "example dot com slash jane"),
        ("book at example.co.uk", "example.co.uk"),
    ],
)
def test_page(find: IdentifierFinder, text: str, value: str) -> None:
    """A page is found without the punctuation that follows it."""
    assert _seen(find, text) == [(value, "url")]


@pytest.mark.parametrize(
    "text", ["it ended.The end", "e.g. this, i.e. that", "node.js", "Dr.Patel", "and/or", "2.5 mg.kg", "was ill.so"]
)
def test_no_page(find: IdentifierFinder, text: str) -> None:
    """A missing blank makes no domain."""
    assert _seen(find, text) == []


def test_internet_addresses(find: IdentifierFinder) -> None:
    """Both versions of the protocol, and an address whose end is left open; a version number is none."""
    text = "from 192.0.2.44, 2001:db8:44:71::9 and 10.44.7.x but firmware 10.4.2.1"
    assert _seen(find, text) == [("192.0.2.44", "ip"), ("2001:db8:44:71::9", "ip"), ("10.44.7.x", "ip")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("proud of @rosie_bakes_, six months", "@rosie_bakes_"),
        ("u/mossy_ledger wrote", "u/mossy_ledger"),
        ("IG: jane.doe", "jane.doe"),
        ("her insta is @jane.doe!", "@jane.doe"),
        ("find us as @manaia.tw.", "@manaia.tw"),
        ("@jane.bsky.social", "@jane.bsky.social"),
        ("her handle is marginalia_moth", "marginalia_moth"),
    ],
)
def test_handle(find: IdentifierFinder, text: str, value: str) -> None:
    """An account's name is found with its sign."""
    assert _seen(find, text) == [(value, "handle")]


@pytest.mark.parametrize(
    "text", ["clinic @ 3pm", "@3pm", "@home today", "r/medicine", "IG levels: low", "and/or", "mg/kg @ 5"]
)
def test_no_handle(find: IdentifierFinder, text: str) -> None:
    """Times, places and subreddits are no accounts."""
    assert _seen(find, text) == []

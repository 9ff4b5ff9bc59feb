"""What holds of every text: no network, no noise, spans in range, and speed."""

from __future__ import annotations

import logging
import subprocess
import sys
import timeit
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlint.pipeline.identifiers import IdentifierFinder, recognisers
from postlint.pipeline.identifiers.stretches import find_clusters

_FIND = IdentifierFinder()

_OFFLINE = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a socket was opened")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.create_connection = socket.gethostbyname = refuse
class Refused(socket.socket):
    def __init__(self, *args, **kwargs):
        refuse()
socket.socket = Refused
import sys
import postlint.pipeline.identifiers as identifiers
assert not {"presidio_analyzer", "phonenumbers", "tldextract", "spacy"} & set(sys.modules)
find = identifiers.IdentifierFinder()
text = "jane@example.co.uk, jane at example dot org, example.com/x, 07700 900412, 219-09-9999, MRN 4471982, 192.0.2.1"
print(len(find(text)), end="")
"""


def test_no_socket_is_opened() -> None:
    """Importing, building and finding work without a network, import nothing heavy before, and print nothing."""
    done = subprocess.run([sys.executable, "-c", _OFFLINE], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "7", "")


def test_presidio_logs_nothing() -> None:
    """The handler that Presidio puts on its decision log is off again."""
    logger = logging.getLogger("decision_process")
    assert logging.StreamHandler not in map(type, logger.handlers)
    assert not logger.propagate


@pytest.mark.parametrize("name", [use.recogniser for use in recognisers._USES])
def test_patterns_say_what_presidio_says(name: str) -> None:
    """The recognisers' patterns and checks, run by us, find what their own ``analyze`` finds."""
    text = (
        "219-09-9999 912-90-3456 1EG4-TE5-MK73 AB1234563 1234567893 A12345678 AB 12 34 56 C 2123 45670 1 "
        "130-692-544 999999990019 4111111111111111 GB82WEST12345698765432 MORGA657054SM9IJ "
        "123 456 782 WKH1186253 AB12 CDE S1234567D"
    )
    uses = {use.recogniser: (recogniser, patterns) for use, recogniser, patterns, _ in _FIND._recognisers._uses}
    recogniser, patterns = uses[name]
    ours = recognisers._analyse(recogniser, patterns, text, 0, len(text))
    theirs = recogniser.analyze(text, recogniser.supported_entities)
    assert {(r.start, r.end) for r in theirs} <= {(start, end) for start, end, _ in ours}


def test_presidio_that_fails_is_not_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recogniser that breaks raises; it never means that nothing was found."""

    def broken(*_: object) -> bool:
        raise RuntimeError("broken")

    pattern = SimpleNamespace(finditer=lambda part: iter([SimpleNamespace(group=broken)]))
    use = recognisers._Use("X", "x", "", 1, 1, 0.0, 1.0, "")
    monkeypatch.setattr(_FIND._recognisers, "_uses", [(use, SimpleNamespace(), [(1.0, pattern)], None)])
    with pytest.raises(RuntimeError):
        _FIND("code 12345678")


_PIECES = st.sampled_from(
    [
        "MRN ",
        "no. ",
        "4471982",
        "07700 900412",
        "@",
        "jane",
        " at ",
        " dot ",
        "example.org",
        "/",
        "four ",
        "seven ",
        "999",
        "\n",
        "-",
        "(",
        ")",
        "#",
        "AB12 CDE",
        "10.5555/x",
        "u/",
        "\u0130",
        "\u00df",
        "\U0001f4de",
        ".",
        ",",
        " ",
        "SSN",
        "ends ",
        "+",
        "http://",
        "[.]",
        "is his MRN",
        "double ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text(text: str) -> None:
    """No text raises; mentions are in range, not empty, in order and apart; the same text gives the same ones."""
    found = _FIND(text)
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        assert 0.0 < mention.score <= 1.0
        assert mention.label
        assert mention.source == "format"
        end = mention.end
    assert _FIND(text) == found


@pytest.mark.parametrize(
    "unit", ["1", "a@", "4 ", "a.", "one ", "- ", "1-", "(0", "MRN ", "A1", "x at ", "dot a ", "no ", "AB-1"]
)
def test_long_runs_stay_quick(unit: str) -> None:
    """Time grows with the length of the text, whatever is repeated in it."""
    short, long = unit * (2_000 // len(unit)), unit * (16_000 // len(unit))
    quick = min(timeit.repeat(lambda: _FIND(short), number=1, repeat=2))
    assert min(timeit.repeat(lambda: _FIND(long), number=1, repeat=2)) < 40 * quick + 0.3


def test_clusters_are_few() -> None:
    """Prose without codes holds no stretch worth a recogniser's time."""
    assert find_clusters("She took 2 tablets at 8, slept 7 hours and felt better on day 3 of 10.") == []


def test_speed() -> None:
    """A post of 1,000 characters takes a few milliseconds, also on a busy machine."""
    post = (
        "MRN 00482913, call 07700 900412 or jane@example.org. BP 120/80, 500 mg twice; the family agreed to a plan. "
        * 9
    )
    assert min(timeit.repeat(lambda: _FIND(post[:1000]), number=1, repeat=10)) < 0.015

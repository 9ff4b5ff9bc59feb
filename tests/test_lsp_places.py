"""Positions of the language server protocol, settings of an editor, and changes of a draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from postlint.document import Span
from postlint.errors import PolicyError
from postlint.finding import Edit
from postlint.lsp.changes import between
from postlint.lsp.places import Places
from postlint.lsp.settings import Settings
from postlint.rewriting.edits import apply

from .conftest import ROOT

#: Letters of one to four bytes, both line ends, their halves, what other programs take for line ends, half a pair.
TEXTS = st.text(st.sampled_from("aé€😀\r\n\u2028\x0c\x85\ud83d"), max_size=30)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])
BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


def offset_by_encoding(text: str, position: types.Position, encoding: str) -> int:
    """A position looked up in the encoded text, as an editor does."""
    rest, at = text, 0
    for _ in range(position.line):
        ends = [(rest.find(end), end) for end in ("\r\n", "\n", "\r") if end in rest]
        first = min(ends, key=lambda found: (found[0], -len(found[1])))
        at += first[0] + len(first[1])
        rest = text[at:]
    units = rest.encode(CODECS[encoding], "surrogatepass")[: position.character * BYTES[encoding]]
    return at + len(units.decode(CODECS[encoding], "surrogatepass"))


@given(TEXTS, ENCODINGS, st.data())
def test_positions_are_what_an_editor_counts(text: str, encoding: str, data: st.DataObject) -> None:
    """Every offset goes to the position of its line and units, and comes back; one within a line's end to that end."""
    offset = data.draw(st.integers(0, len(text)))
    places = Places(text, encoding)
    position = places.position(offset)
    expected = offset - 1 if text[offset - 1 : offset + 1] == "\r\n" and offset else offset
    assert offset_by_encoding(text, position, encoding) == expected
    assert places.offset(position) == expected


@given(TEXTS, ENCODINGS, st.integers(0, 40), st.integers(0, 80))
def test_any_position_is_somewhere(text: str, encoding: str, line: int, character: int) -> None:
    """A position beyond a line or the draft is its end, and never breaks a character or a line's end."""
    offset = Places(text, encoding).offset(types.Position(line, character))
    assert 0 <= offset <= len(text)
    assert text[max(offset - 1, 0) : offset + 1] != "\r\n"


@given(TEXTS, ENCODINGS, st.text(st.sampled_from("x😀\n"), max_size=4), st.data())
def test_edits_do_in_an_editor_what_they_do_here(text: str, encoding: str, words: str, data: st.DataObject) -> None:
    """An edit made by an editor, which knows positions only, gives the text that the edit gives."""
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    (made,) = Places(text, encoding).text_edits([Edit(start, end, words)])
    low, high = (offset_by_encoding(text, p, encoding) for p in (made.range.start, made.range.end))
    assert text[:low] + made.new_text + text[high:] == text[:start] + words + text[end:]


@given(TEXTS, TEXTS)
def test_changes_between_two_texts(before: str, after: str) -> None:
    """The edits between two texts make the one of the other, and are none where nothing changed."""
    edits = between(before, after)
    assert apply(before, tuple(edits)) == after
    assert bool(edits) == (before != after)


def test_only_changed_lines_are_edited() -> None:
    """What stays is not touched, so that an editor keeps the cursor."""
    assert between("a\r\nb\r\nc", "a\r\nx\r\nc") == [Edit(3, 6, "x\r\n")]


def test_the_first_line() -> None:
    """All of it, without its end; nothing of an empty draft."""
    assert Places("a😀\r\nb").first_line() == types.Range(types.Position(0, 0), types.Position(0, 3))
    assert Places("").first_line() == types.Range(types.Position(0, 0), types.Position(0, 0))
    assert Places("ab").span(types.Range(types.Position(0, 2), types.Position(0, 1))) == Span(1, 2)


class TestSettings:
    ROOT = Path("/clinic")

    @pytest.mark.parametrize("wrapped", [True, False])
    def test_all_of_them(self, wrapped: bool) -> None:
        """Under ``postlint`` or bare; a path is taken from the workspace's folder."""
        told = {"rules": "our.yaml", "audience": "peer", "profiles": ["uk-gmc"], "type": "case", "trace": {}}
        settings = Settings().told({"postlint": told} if wrapped else told, self.ROOT)
        assert settings == Settings(Path("/clinic/our.yaml"), "peer", ("uk-gmc",), "case")

    def test_nothing_changes_nothing_and_an_empty_text_takes_back(self) -> None:
        """Null is not said; an empty text is: what holds without the setting."""
        base = Settings(Path("a.yaml"), "peer", ("ca",), "case")
        for told in (None, {}, {"postlint": None}, {"rules": None, "audience": None}):
            assert base.told(told) == base
        assert base.told({"rules": "", "audience": "", "profiles": [], "type": ""}) == Settings()
        assert base.told({"profiles": "uk-gmc"}).profiles == ("uk-gmc",)
        assert base.told({"rules": "/b.yaml"}, self.ROOT).rules == Path("/b.yaml")

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"audiance": "peer"}, "did you mean 'audience'"),
            ({"audience": "everybody"}, "unknown audience"),
            ({"audience": 1}, "'audience' is a text"),
            ({"rules": ["a"]}, "'rules' is a text"),
            ({"profiles": [1]}, "list of names"),
            ({"profiles": {"a": 1}}, "list of names"),
            ({"postlint": "strict"}, "no object"),
            ([], "no object"),
        ],
    )
    def test_a_slip_is_no_setting(self, told: object, words: str) -> None:
        """What is not understood is refused, since it may have been meant to be stricter."""
        with pytest.raises(PolicyError, match=words):
            Settings().told(told)

    def test_settings_of_other_programs(self) -> None:
        """Where an editor sends all that it has, what is not ours is let be; what is under our name is not."""
        assert Settings().told({"yaml": {"x": 1}}, shared=True) == Settings()
        with pytest.raises(PolicyError):
            Settings().told({"postlint": {"yaml": 1}}, shared=True)
        with pytest.raises(PolicyError):
            Settings().told({"rules": "a", "yaml": 1}, shared=True)

    def test_the_documentation(self) -> None:
        """What docs/editors.md tells to write is well-formed, and its settings are ours."""
        text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
        blocks = [json.loads(block.split("```")[0]) for block in text.split("```json\n")[1:]]
        assert len(blocks) == 3
        told = blocks[0]["clients"]["postlint"]["initializationOptions"]
        assert Settings().told(told).rules == Path("clinic.yaml")
        properties = blocks[2]["contributes"]["configuration"]["properties"]
        defaults = {name.removeprefix("postlint."): known["default"] for name, known in properties.items()}
        assert Settings(audience="peer").told({"postlint": defaults}) == Settings()

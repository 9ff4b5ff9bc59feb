"""Settings of an editor while it runs, and editors that can do less than others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from postlint.lsp.actions import FIX_ALL

from .lsp_editor import CLEAN, NAMED, Editor, codes, of_rule, place, unchecked


class TestSettings:
    def push(self, editor: Editor, told: Any) -> int:
        """Tell settings; how many publications there were before."""
        before = len(editor.published)
        params = types.DidChangeConfigurationParams(settings=told)
        editor.tell(types.WORKSPACE_DID_CHANGE_CONFIGURATION, params)
        return before

    def test_rules_that_are_wrong_and_rules_that_change(self, editor: Editor, uri: str, tmp_path: Path) -> None:
        """A message with the line, and no draft is checked; the file put right counts at the next check."""
        rules = tmp_path / "clinic.yaml"
        editor.open(uri, CLEAN)
        assert editor.found(uri) == []
        try:
            for told in (str(tmp_path / "missing.yaml"), str(rules)):
                rules.write_text("extends: default\nrulez: []\n", encoding="utf-8")
                known = len(editor.messages)
                before = self.push(editor, {"postlint": {"rules": told}})
                assert told in unchecked(editor.found(uri, after=before))
                said = editor.wait(lambda known=known: editor.messages[known:])
                assert [message.type for message in said] == [types.MessageType.Error]
                assert told in said[0].message
            assert "clinic.yaml:2" in said[0].message
            rules.write_text("extends: default\nrules:\n" + _NO_GARDENS, encoding="utf-8")
            before = len(editor.published)
            editor.save(uri)
            assert codes(editor.found(uri, after=before)) == ["no-gardens"]

            def watched() -> list[Any]:
                asked = [told for told in editor.told if isinstance(told, types.RegistrationParams)]
                return [a for a in asked if "clinic.yaml" in str(a.registrations[0].register_options)]

            assert editor.wait(watched)
        finally:
            before = self.push(editor, {"postlint": {"rules": ""}})
            assert editor.found(uri, after=before) == []

    def test_a_slip(self, editor: Editor, uri: str) -> None:
        """Settings that are not understood are not passed over."""
        editor.open(uri, CLEAN)
        editor.found(uri)
        try:
            before = self.push(editor, {"postlint": {"audiance": "peer"}})
            assert "did you mean 'audience'" in unchecked(editor.found(uri, after=before))
        finally:
            before = self.push(editor, {"other": {"a": 1}})
            assert editor.found(uri, after=before) == []

    def test_settings_that_are_fetched(self, editor: Editor, uri: str) -> None:
        """An editor that only says that something changed is asked what."""
        editor.open(uri, NAMED)
        editor.found(uri)
        try:
            editor.settings = {"audience": "peer", "profiles": ["no-such"]}
            before = self.push(editor, None)
            assert "no-such" in unchecked(editor.found(uri, after=before))
        finally:
            editor.settings = None
            before = self.push(editor, None)
            assert "patient-name" in codes(editor.found(uri, after=before))


_NO_GARDENS = """\
  - rule: no-gardens
    code: X901
    family: boundaries
    title: Gardens
    what: A garden.
    why: Our partners do not speak of gardens.
    message: Leave the garden out.
    severity: warning
    match: [{phrase: [garden]}]
    bad: [We have a garden.]
    good: [We have a car park.]
"""


class TestEditorsOfAnotherKind:
    @pytest.fixture(scope="class")
    def plain(self) -> Iterator[Editor]:
        """One that asks for diagnostics, counts bytes, and can do little else."""
        able = {
            "general": {"positionEncodings": ["utf-8"]},
            "textDocument": {
                "diagnostic": {},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
            },
            "workspace": {"diagnostics": {"refreshSupport": True}},
        }
        editor = Editor().begin(able, options={"audience": "reply"})
        yield editor
        assert editor.end() == (0, "")

    def test_diagnostics_that_are_asked_for(self, plain: Editor, uri: str) -> None:
        """They are not sent too, and their places are in bytes."""
        assert plain.capabilities.position_encoding == "utf-8"
        assert plain.capabilities.diagnostic_provider is not None
        plain.open(uri, NAMED)
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = plain.ask(types.TEXT_DOCUMENT_DIAGNOSTIC, params)
        name = of_rule(list(report.items), "patient-name")
        raw = NAMED.encode()
        assert raw[name.range.start.character : name.range.end.character] == b"Okafor"
        plain.change(uri, CLEAN, 2)
        assert plain.ask(types.TEXT_DOCUMENT_DIAGNOSTIC, params).items == ()
        plain.close(uri)
        with pytest.raises(JsonRpcException) as gone:
            plain.ask(types.TEXT_DOCUMENT_DIAGNOSTIC, params)
        assert gone.value.code == types.LSPErrorCodes.ServerCancelled
        assert plain.published == []

    def test_it_is_told_to_ask_again(self, plain: Editor) -> None:
        """When settings change, since nothing is sent."""
        before = len(plain.told)
        changed = types.DidChangeConfigurationParams(settings={"audience": "peer"})
        plain.tell(types.WORKSPACE_DID_CHANGE_CONFIGURATION, changed)
        plain.wait(lambda: plain.told[before:])

    def test_actions_have_their_edits_at_once(self, plain: Editor, uri: str) -> None:
        """An editor that cannot ask later gets them with the offer, without a version; none while it is idle."""
        plain.open(uri, NAMED)
        offered = plain.actions(uri, place(0, 0, 0, 80))
        assert {FIX_ALL, "quickfix"} <= {action.kind for action in offered}
        assert all(action.edit and action.edit.changes and action.data is None for action in offered)
        assert any(action.title.startswith("Let ") for action in offered)
        idle = plain.actions(uri, place(0, 0, 0, 80), idle=True)
        assert {action.kind for action in idle} == {"quickfix"}
        assert not any(action.title.startswith("Let ") for action in idle)

    def test_plain_words(self, plain: Editor, uri: str) -> None:
        """A hover without markup."""
        plain.open(uri, NAMED)
        told = plain.hover(uri, types.Position(0, len(NAMED[: NAMED.index("Okafor")].encode())))
        assert told is not None
        assert isinstance(told.contents, types.MarkupContent)
        assert told.contents.kind == types.MarkupKind.PlainText
        assert "# patient-name" not in told.contents.value

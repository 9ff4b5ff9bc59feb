"""``postlint lsp`` and a real client over its standard streams."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from postlint.lsp.actions import FIX_ALL, SUGGESTED
from postlint.reporting.explain import page
from postlint.rulebook import load_policy

from .lsp_editor import CLEAN, NAMED, Editor, codes, made, of_rule, place, unchecked, words_at


class TestBeginning:
    def test_what_the_server_can_do(self, editor: Editor) -> None:
        """Whole texts, places in UTF-16; not asked for diagnostics, which it sends."""
        able = editor.capabilities
        assert able.position_encoding == "utf-16"
        assert isinstance(able.text_document_sync, types.TextDocumentSyncOptions)
        assert able.text_document_sync.change == types.TextDocumentSyncKind.Full
        assert able.hover_provider
        assert able.diagnostic_provider is None
        assert isinstance(able.code_action_provider, types.CodeActionOptions)
        assert set(able.code_action_provider.code_action_kinds or ()) == {"quickfix", FIX_ALL, SUGGESTED}

    def test_loading_is_shown(self, editor: Editor) -> None:
        """From beginning to end."""

        def kinds() -> list[str]:
            return [told.value["kind"] for told in editor.told if isinstance(told, types.ProgressParams)]

        editor.wait(lambda: "end" in kinds())
        assert kinds() == ["begin", "end"]


class TestDiagnostics:
    def test_the_place_of_a_name_behind_emoji(self, editor: Editor, uri: str) -> None:
        """In units of UTF-16, of which an emoji has two."""
        editor.open(uri, NAMED)
        found = of_rule(editor.found(uri), "patient-name")
        assert words_at(NAMED, found.range) == "Okafor"
        assert found.range.start.character == NAMED.index("Okafor") + 2
        assert (found.source, found.severity) == ("postlint", types.DiagnosticSeverity.Error)
        assert found.code_description is None
        assert found.tags is None
        assert found.message == load_policy().rule("patient-name").message

    def test_other_places_of_a_finding(self, editor: Editor, uri: str) -> None:
        """What adds up is shown together."""
        text = "Line one.\r\nA 34 year old roofer from Little Snoring came in with a rare disease last Tuesday.\r\n"
        editor.open(uri, text)
        related = of_rule(editor.found(uri), "quasi-identifier-combination").related_information
        assert related
        assert {words_at(text, other.location.range) for other in related} & {"34 year old", "34", "roofer"}
        assert {other.location.uri for other in related} == {uri}

    def test_the_last_of_many_versions(self, editor: Editor, uri: str) -> None:
        """Twenty changes without a pause: the last is published, and hardly any other."""
        editor.open(uri, CLEAN)
        editor.found(uri)
        before = len(editor.published)
        for version in range(2, 22):
            editor.change(uri, CLEAN + NAMED[: 4 * version] if version < 21 else NAMED, version)
        assert "patient-name" in codes(editor.found(uri, 21))
        versions = [told.version for told in editor.published[before:] if told.uri == uri]
        assert versions == sorted(versions)
        assert versions[-1] == 21
        assert len(versions) <= 3

    def test_a_better_draft_is_seen(self, editor: Editor, uri: str) -> None:
        """And what is saved is checked again, since what stands beside it may have changed."""
        editor.open(uri, NAMED)
        assert codes(editor.found(uri))
        editor.change(uri, CLEAN, 2)
        assert editor.found(uri, 2) == []
        before = len(editor.published)
        editor.save(uri)
        assert editor.found(uri, 2, before) == []

    def test_what_is_closed_is_cleared(self, editor: Editor, uri: str) -> None:
        """Nothing is left of it in the editor."""
        editor.open(uri, NAMED)
        assert editor.found(uri)
        editor.close(uri)
        assert editor.found(uri, None) == []

    def test_two_drafts(self, editor: Editor, uri: str) -> None:
        """Each has its own findings, and changing one leaves the other."""
        other = uri.replace(".md", ".html")
        editor.open(uri, CLEAN)
        editor.open(other, f"<p>{NAMED}</p>", "html", 7)
        assert editor.found(uri) == []
        assert "patient-name" in codes(editor.found(other, 7))
        editor.change(uri, NAMED, 2)
        assert "patient-name" in codes(editor.found(uri, 2))
        assert len([told for told in editor.published if told.uri == other]) == 1

    def test_an_empty_draft(self, editor: Editor, uri: str) -> None:
        """There is nothing to check and nothing to publish."""
        editor.open(uri, "\n")
        assert editor.found(uri) == []


class TestUnchecked:
    def test_too_large(self, editor: Editor, uri: str) -> None:
        """Said on the first line; nothing is offered."""
        editor.open(uri, "Busy.\r\n" + "x" * 5_000_000)
        assert unchecked(editor.found(uri)) == (
            "This draft could not be checked: is longer than 5,000,000 characters"
        )
        assert editor.published[-1].diagnostics[0].range.end.character == 5
        assert editor.actions(uri, place(0, 0, 0, 5)) == []
        assert editor.hover(uri, types.Position(0, 1)) is None

    def test_another_language(self, editor: Editor, uri: str) -> None:
        """Whatever else is found in it."""
        editor.open(uri, "Heute war unsere Patientin wieder in der Praxis, und es geht ihr seit der Operation gut.\n")
        found = editor.found(uri)
        assert found[0].code == "unchecked"
        assert "German" in found[0].message

    def test_a_part_of_a_change(self, editor: Editor, uri: str) -> None:
        """An editor that sends parts although all was asked for: the text is not known until it does."""
        editor.open(uri, NAMED)
        editor.found(uri)
        which = types.VersionedTextDocumentIdentifier(uri=uri, version=2)
        part = types.TextDocumentContentChangePartial(place(0, 0, 0, 5), "")
        editor.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(which, [part]))
        assert "sent a part of it" in unchecked(editor.found(uri, 2))
        editor.change(uri, CLEAN, 3)
        assert editor.found(uri, 3) == []

    def test_a_file_beside_it_that_is_wrong(self, editor: Editor, tmp_path: Path) -> None:
        """The draft is not checked; once the file is right, and the editor says so, it is."""
        draft, beside = tmp_path / "draft.txt", tmp_path / "draft.txt.postlint.yaml"
        uri = draft.as_uri()
        beside.write_text("postlint: [\n", encoding="utf-8")
        editor.open(uri, NAMED)
        assert "file beside it" in unchecked(editor.found(uri))
        entry = '{rule: patient-name, reason: "her own words, she asked"}'
        beside.write_text(f"postlint:\n  allow: [{entry}]\n", encoding="utf-8")
        before = len(editor.published)
        change = types.FileEvent(beside.as_uri(), types.FileChangeType.Changed)
        editor.tell(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesParams([change]))
        found = editor.found(uri, after=before)
        assert "record-account-or-device-number" in codes(found)
        assert not {"patient-name", "unchecked"} & {*codes(found)}


class TestHover:
    def test_why(self, editor: Editor, uri: str) -> None:
        """The rule's page, as ``postlint explain`` prints it; nothing where nothing is found."""
        editor.open(uri, NAMED)
        range = of_rule(editor.found(uri), "patient-name").range
        told = editor.hover(uri, range.start)
        assert told is not None
        assert isinstance(told.contents, types.MarkupContent)
        assert told.contents.kind == types.MarkupKind.Markdown
        assert told.contents.value.startswith(page(load_policy().rule("patient-name"), "markdown").rstrip())
        assert told.range == range
        editor.open(uri + "2", CLEAN)
        assert editor.hover(uri + "2", types.Position(0, 3)) is None


class TestActions:
    def test_a_rewrite(self, editor: Editor, uri: str) -> None:
        """It is for the version that was checked, and made, the draft has less to find."""
        editor.open(uri, NAMED)
        found = editor.found(uri)
        name = of_rule(found, "patient-name")
        offered = editor.actions(uri, name.range)
        chosen = next(action for action in offered if action.is_preferred)
        assert chosen.kind == types.CodeActionKind.QuickFix
        assert codes(list(chosen.diagnostics or ())) == ["patient-name"]
        text = made(NAMED, chosen, uri, 1)
        assert "Okafor" not in text
        editor.change(uri, text, 2)
        after = editor.found(uri, 2)
        assert "patient-name" not in codes(after)
        assert len(after) < len(found)

    def test_what_only_a_person_can_do(self, editor: Editor, uri: str) -> None:
        """Is shown as such, and cannot be chosen."""
        editor.open(uri, "I'd tell anybody with diabetes to stop their metformin, trust me.\n")
        advice = editor.found(uri)[0]
        by_hand = [action for action in editor.actions(uri, advice.range) if action.disabled]
        assert by_hand
        assert all(action.edit is None and action.data is None for action in by_hand)

    def test_only_what_is_asked_for(self, editor: Editor, uri: str) -> None:
        """By kind, and at the place asked about."""
        editor.open(uri, NAMED + "\n\nA second paragraph, about the garden.\n")
        name = of_rule(editor.found(uri), "patient-name").range
        assert {action.kind for action in editor.actions(uri, name, ["quickfix"])} == {"quickfix"}
        assert {action.kind for action in editor.actions(uri, name, ["source"])} == {FIX_ALL, SUGGESTED}
        assert {action.kind for action in editor.actions(uri, name, ["source.fixAll"])} == {FIX_ALL}
        assert editor.actions(uri, name, ["refactor"]) == []
        assert editor.actions(uri, place(3, 0, 3, 5), ["quickfix"]) == []

    def test_the_whole_draft(self, editor: Editor, uri: str) -> None:
        """Safe rewrites, worked out when chosen; afterwards nothing is left to do, which is no error."""
        editor.open(uri, NAMED + "\n" + CLEAN)
        editor.found(uri)
        (whole,) = editor.actions(uri, place(0, 0, 0, 0), [FIX_ALL])
        assert whole.edit is None
        text = made(NAMED + "\n" + CLEAN, editor.resolve(whole), uri, 1)
        assert "Okafor" not in text
        assert "00482913" not in text
        assert text.endswith("\n" + CLEAN)
        editor.change(uri, text, 2)
        assert not {"patient-name", "record-account-or-device-number"} & {*codes(editor.found(uri, 2))}
        again = [editor.resolve(a) for a in editor.actions(uri, place(0, 0, 0, 0), [FIX_ALL])]
        assert [made(text, action, uri, 2) for action in again] == [text] * len(again)

    def test_a_draft_that_has_changed(self, editor: Editor, uri: str) -> None:
        """What was offered for an older version is not made in a newer one."""
        editor.open(uri, NAMED)
        editor.found(uri)
        (whole,) = editor.actions(uri, place(0, 0, 0, 0), [SUGGESTED])
        editor.change(uri, CLEAN, 2)
        with pytest.raises(JsonRpcException) as refused:
            editor.resolve(whole)
        assert refused.value.code == types.LSPErrorCodes.ContentModified

    def test_letting_it_through(self, editor: Editor, uri: str) -> None:
        """A comment whose reason is for the author to write; until then the finding stands, and the comment is one."""
        text = f"# Notes\n\n{NAMED}"
        editor.open(uri, text, "markdown")
        name = of_rule(editor.found(uri), "patient-name").range
        offered = editor.actions(uri, name)
        chosen = next(action for action in offered if action.title.startswith("Let patient-name through"))
        text = made(text, editor.resolve(chosen), uri, 1)
        assert '<!-- postlint: allow patient-name reason="" -->\n' in text
        editor.change(uri, text, 2)
        assert {"patient-name", "bad-suppression"} <= {*codes(editor.found(uri, 2))}
        editor.change(uri, text.replace('reason=""', 'reason="the name of a character in a play"'), 3)
        after = codes(editor.found(uri, 3))
        assert not {"patient-name", "bad-suppression"} & {*after}
        assert "record-account-or-device-number" in after

    def test_where_a_suppression_would_not_be_honoured(self, editor: Editor, uri: str) -> None:
        """It is not written, and why is said in words that hold nothing of the draft."""
        uri = uri.replace(".md", ".txt")
        editor.open(uri, f"---\npostlint: [1]\n---\n{NAMED}")
        name = of_rule(editor.found(uri), "patient-name").range
        offered = editor.actions(uri, name)
        chosen = next(action for action in offered if action.title.startswith("Let patient-name through"))
        with pytest.raises(JsonRpcException, match="would not be honoured") as refused:
            editor.resolve(chosen)
        assert refused.value.code == types.LSPErrorCodes.RequestFailed

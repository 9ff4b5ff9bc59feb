"""An editor without a screen: pygls' own client, which talks with ``postlint lsp`` over its standard streams."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from .conftest import ROOT

T = TypeVar("T")

#: Seconds after which a test gives up; the first check waits for the model.
PATIENCE = 60.0

#: A draft with a patient's name behind characters of two units, and one in which nothing is found.
NAMED = "What a day \U0001f600\U0001f600 We saw Mrs Okafor about her hip, MRN 00482913.\n"
CLEAN = "World Sight Day is on 8 October, and our garden will be open.\n"

#: What a modern editor declares.
ABLE: dict[str, Any] = {
    "workspace": {
        "configuration": True,
        "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True, "relativePatternSupport": True},
        "diagnostics": {"refreshSupport": True},
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "diagnostic": {},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "window": {"workDoneProgress": True},
}


class Editor:
    """One editor with a server of its own. Everything that it is told is kept, in order; waiting has a limit."""

    def __init__(self, *args: str, python: tuple[str, ...] = ("-m", "postlint"), env: dict[str, str] | None = None):
        self.client = LanguageClient("editor", "1")
        self.news = threading.Condition()
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[types.ShowMessageParams] = []
        self.told: list[Any] = []
        self.settings: Any = None
        self.capabilities: types.ServerCapabilities
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        for name, kept in (
            (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self.published),
            (types.WINDOW_SHOW_MESSAGE, self.messages),
            (types.PROGRESS, self.told),
            (types.WINDOW_LOG_MESSAGE, self.told),
            (types.CLIENT_REGISTER_CAPABILITY, self.told),
            (types.CLIENT_UNREGISTER_CAPABILITY, self.told),
            (types.WINDOW_WORK_DONE_PROGRESS_CREATE, self.told),
            (types.WORKSPACE_DIAGNOSTIC_REFRESH, self.told),
        ):
            self.client.feature(name)(partial(self._keep, kept))
        self.client.feature(types.WORKSPACE_CONFIGURATION)(partial(self._configure))
        kwargs = {"cwd": ROOT, "env": {**os.environ, **(env or {})}}
        self.run(self.client.start_io(sys.executable, *python, "lsp", *args, **kwargs))

    def _keep(self, kept: list[Any], params: Any = None) -> None:
        with self.news:
            kept.append(params)
            self.news.notify_all()

    def _configure(self, params: types.ConfigurationParams) -> list[Any]:
        return [self.settings for _ in params.items]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the editor's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def ask(self, method: str, params: Any) -> Any:
        """Make a request and wait for its answer, which may be an exception."""

        async def asked() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self.run(asked())

    def tell(self, method: str, params: Any) -> None:
        """Notify the server."""
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (self.client.protocol.notify(method, params), done.set()))
        assert done.wait(PATIENCE)

    def send(self, message: dict[str, Any]) -> None:
        """Send something as it stands, which may be wrong in its form."""
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._loop.call_soon_threadsafe(
            self.client.protocol.writer.write, b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw)
        )

    def wait(self, seen: Callable[[], T], seconds: float = PATIENCE) -> T:
        """Wait until something is true of what was told."""
        with self.news:
            assert self.news.wait_for(lambda: bool(seen()), seconds), "the server did not say what was waited for"
            return seen()

    # --- the protocol ---------------------------------------------------------------------------------------------

    def begin(self, able: dict[str, Any] = ABLE, root: str | None = None, options: Any = None) -> Editor:
        """Shake hands."""
        converter = self.client.protocol._converter
        given = {"processId": os.getpid(), "rootUri": root, "capabilities": able, "initializationOptions": options}
        params = converter.structure(given, types.InitializeParams)
        self.capabilities = self.ask(types.INITIALIZE, params).capabilities
        self.tell(types.INITIALIZED, types.InitializedParams())
        return self

    def open(self, uri: str, text: str, language: str = "plaintext", version: int = 1) -> None:
        """Open a draft."""
        item = types.TextDocumentItem(uri, language, version, text)
        self.tell(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, text: str, version: int) -> None:
        """Change all of a draft."""
        which = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(which, [whole]))

    def save(self, uri: str) -> None:
        """Say that a draft was saved."""
        self.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def close(self, uri: str) -> None:
        """Close a draft."""
        self.tell(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def found(self, uri: str, version: int | None = 1, after: int = 0) -> list[types.Diagnostic]:
        """The diagnostics of a version of a draft, as soon as they are there; ``after`` so many publications."""

        def seen() -> list[types.PublishDiagnosticsParams]:
            return [p for p in self.published[after:] if p.uri == uri and p.version == version]

        return list(self.wait(seen)[-1].diagnostics)

    def hover(self, uri: str, position: types.Position) -> types.Hover | None:
        """What is said of a place."""
        return self.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(types.TextDocumentIdentifier(uri), position))

    def actions(
        self, uri: str, range: types.Range, only: list[str] | None = None, *, idle: bool = False
    ) -> list[types.CodeAction]:
        """What may be done at a place."""
        kind = types.CodeActionTriggerKind.Automatic if idle else types.CodeActionTriggerKind.Invoked
        context = types.CodeActionContext([], only, kind)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), range, context)
        return list(self.ask(types.TEXT_DOCUMENT_CODE_ACTION, params) or [])

    def resolve(self, action: types.CodeAction) -> types.CodeAction:
        """An action with its edit."""
        return self.ask(types.CODE_ACTION_RESOLVE, action)

    def end(self, *, shutdown: bool = True) -> tuple[int, str]:
        """Leave; the server's exit status, and all that it wrote to standard error."""
        if shutdown:
            self.ask(types.SHUTDOWN, None)

        async def left() -> tuple[int, str]:
            server = self.client._server
            assert server is not None
            assert server.stderr is not None
            self.client.protocol.notify(types.EXIT, None)
            stderr = await server.stderr.read()
            return await server.wait(), stderr.decode()

        told = self.run(left())
        self.run(self.client.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        return told


def place(line: int, character: int, last: int, end: int) -> types.Range:
    """A range."""
    return types.Range(types.Position(line, character), types.Position(last, end))


def words_at(text: str, range: types.Range) -> str:
    """The words at a range in units of UTF-16, as an editor looks them up."""
    low, high = (_units(text, position) for position in (range.start, range.end))
    return text.encode("utf-16-le")[low:high].decode("utf-16-le")


def made(text: str, action: types.CodeAction, uri: str, version: int) -> str:
    """The text of a draft after an action, which must be for this version of it."""
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (uri, version)
    raw = text.encode("utf-16-le")
    for edit in sorted(change.edits, key=lambda edit: _units(text, edit.range.start), reverse=True):
        assert isinstance(edit, types.TextEdit)
        low, high = (_units(text, position) for position in (edit.range.start, edit.range.end))
        raw = raw[:low] + edit.new_text.encode("utf-16-le") + raw[high:]
    return raw.decode("utf-16-le")


def _units(text: str, position: types.Position) -> int:
    """Bytes of UTF-16 before a position in a text whose lines end with a line feed."""
    lines = text.split("\n")
    return sum(2 + len(line.encode("utf-16-le")) for line in lines[: position.line]) + 2 * position.character


def codes(found: list[types.Diagnostic]) -> list[str]:
    """The rules of diagnostics."""
    return [str(diagnostic.code) for diagnostic in found]


def of_rule(found: list[types.Diagnostic], rule: str) -> types.Diagnostic:
    """The first diagnostic of a rule."""
    return next(diagnostic for diagnostic in found if diagnostic.code == rule)


def unchecked(found: list[types.Diagnostic]) -> str:
    """Why a draft could not be checked: an error on all of its first line."""
    assert codes(found) == ["unchecked"]
    assert found[0].severity == types.DiagnosticSeverity.Error
    assert found[0].range.start == types.Position(0, 0)
    assert found[0].range.end.line == 0
    return found[0].message

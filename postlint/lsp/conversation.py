"""The server as an editor sees it: one conversation, from ``initialize`` to ``exit``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from .. import __version__
from ..errors import PolicyError, PostlintError
from .abilities import Abilities
from .actions import KINDS, Offer, action, is_touched, offers, worked_out
from .answering import MOVED_ON, answering
from .changes import change
from .checking import Checked, Draft
from .diagnostics import diagnostics
from .drafts import Drafts, MovedOnError
from .hovers import hover
from .linters import Linters
from .settings import SECTION, Settings
from .watching import Watching

#: Seconds that an editor is given to tell its settings.
_PATIENCE: Final = 2.0
_LOADING: Final = "postlint-loading"


class _Server(LanguageServer):
    """pygls, which would tell the editor an exception's words, tells it that there was one."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Say so, save of what answers a request, which has said so already."""
        if source is not FeatureRequestError:
            self.say("a message could not be dealt with; what is shown of a draft may be out of date")

    def say(self, words: str) -> None:
        """Show a line to whoever sits before the editor."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"postlint: {words}"))


class Conversation:
    """What was agreed with an editor, and what it has open. ``settings`` are those of the command line."""

    def __init__(self, settings: Settings) -> None:
        # A text comes whole with every change: posts are short, and pygls ends lines where the protocol does not, so
        # that one in which parts were changed could be another than the author's.
        self.server = _Server("postlint", __version__, types.TextDocumentSyncKind.Full)
        self.able = Abilities()
        self.linters = Linters(settings)
        self.drafts = Drafts(self.linters, self._found)
        self._base = settings
        self._options: Any = None
        self._root: Path | None = None
        self._trouble = ""
        self._watching = Watching(self.server)
        self._listen()

    def _listen(self) -> None:
        for name, heard in (
            (types.INITIALIZE, self._initialize),
            (types.INITIALIZED, self._initialized),
            (types.TEXT_DOCUMENT_DID_OPEN, self._opened),
            (types.TEXT_DOCUMENT_DID_CHANGE, self._changed),
            (types.TEXT_DOCUMENT_DID_SAVE, self._saved),
            (types.TEXT_DOCUMENT_DID_CLOSE, self._closed),
            (types.WORKSPACE_DID_CHANGE_CONFIGURATION, self._configured),
            (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._watched),
        ):
            self.server.feature(name)(partial(heard))
        self.server.feature(types.TEXT_DOCUMENT_HOVER)(answering(self._hover))
        kinds = types.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)
        self.server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(answering(self._actions))
        self.server.feature(types.CODE_ACTION_RESOLVE)(answering(self._resolved))

    # --- beginning and settings -----------------------------------------------------------------------------------

    def _initialize(self, params: types.InitializeParams) -> None:
        self.able = Abilities.of(params.capabilities)
        workspace = self.server.workspace
        self.drafts.encoding = types.PositionEncodingKind(workspace.position_encoding).value
        root = workspace.root_path
        if not root and params.workspace_folders:
            root = to_fs_path(params.workspace_folders[0].uri)
        self._root = Path(root) if root else None
        self._options = params.initialization_options
        self._set(None)
        if not self.able.push:
            how = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False)
            self.server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, how)(answering(self._diagnosed))

    async def _initialized(self, _: types.InitializedParams) -> None:
        if self._options is None and self.able.configuration:
            await self._ask()
        loading = asyncio.ensure_future(self.drafts.warm())
        progress = self.able.progress and await self._progress()
        self._tell(await loading)
        if progress:
            self.server.work_done_progress.end(_LOADING, types.WorkDoneProgressEnd())
        await self._watch()

    async def _progress(self) -> bool:
        """Show that the model is being loaded, if the editor will."""
        try:
            await asyncio.wait_for(self.server.work_done_progress.create_async(_LOADING), _PATIENCE)
        except (asyncio.TimeoutError, JsonRpcException):
            return False
        self.server.work_done_progress.begin(_LOADING, types.WorkDoneProgressBegin("postlint: loading the model"))
        return True

    async def _ask(self) -> None:
        """Ask the editor for its settings; one that does not answer has none."""
        asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        with suppress(asyncio.TimeoutError, JsonRpcException):
            answer = await asyncio.wait_for(self.server.workspace_configuration_async(asked), _PATIENCE)
            self._set({SECTION: answer[0] if answer else None})

    def _set(self, told: Any) -> None:
        """Hold to what the editor told later, before that at the beginning, before that the command line."""
        try:
            settings = self._base.told(self._options, self._root).told(told, self._root, shared=True)
        except PolicyError as error:
            self.linters.settings = error
        else:
            self.linters.settings = settings

    async def _configured(self, params: types.DidChangeConfigurationParams) -> None:
        if params.settings is None and self.able.configuration:
            await self._ask()
        else:
            self._set(params.settings)
        await self._again()
        await self._watch()

    async def _watched(self, _: types.DidChangeWatchedFilesParams) -> None:
        await self._again()

    async def _watch(self) -> None:
        settings = self.linters.settings
        if self.able.watching and isinstance(settings, Settings):
            await self._watching.ask(settings.rules, relative=self.able.relative)

    async def _again(self) -> None:
        """Check all drafts again: what decides what is found has changed."""
        for uri in self.drafts:
            self.drafts.again(uri)
        if not self.able.push and self.able.refresh:
            with suppress(JsonRpcException):
                await self.server.workspace_diagnostic_refresh_async(None)

    # --- drafts ---------------------------------------------------------------------------------------------------

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        told = params.text_document
        self.drafts.put(Draft(told.uri, told.version, told.text, str(told.language_id)))

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        changes = params.content_changes
        partly = any(isinstance(told, types.TextDocumentContentChangePartial) for told in changes)
        text = None if partly or not changes else changes[-1].text
        self.drafts.change(params.text_document.uri, params.text_document.version, text)

    def _saved(self, params: types.DidSaveTextDocumentParams) -> None:
        self.drafts.again(params.text_document.uri)

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if self.drafts.drop(uri) and self.able.push:
            self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _found(self, checked: Checked) -> None:
        if checked.trouble or checked.linter is not None:  # an empty draft asks for no linter
            self._tell(checked.trouble)
        if self.able.push:
            draft = checked.draft
            shown = diagnostics(checked, related=self.able.related)
            self.server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(draft.uri, shown, draft.version)
            )

    def _tell(self, trouble: str) -> None:
        """Say once what keeps all drafts from being checked."""
        if trouble and trouble != self._trouble:
            self.server.say(f"{trouble}. No draft is checked until this is put right.")
        self._trouble = trouble

    # --- requests -------------------------------------------------------------------------------------------------

    async def _diagnosed(self, params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        uri = params.text_document.uri
        try:
            checked = await self.drafts.checked(uri)
        except MovedOnError:
            again = types.DiagnosticServerCancellationData(retrigger_request=uri in set(self.drafts))
            code = types.LSPErrorCodes.ServerCancelled
            raise JsonRpcException(MOVED_ON, code, again) from None
        return types.RelatedFullDocumentDiagnosticReport(diagnostics(checked, related=self.able.related))

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        checked = await self.drafts.checked(params.text_document.uri)
        return hover(checked, params.position, markdown=self.able.markdown)

    async def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        if not self.able.actions:
            return None
        uri, only = params.text_document.uri, params.context.only
        checked = await self.drafts.checked(uri)
        if is_touched(checked, params.range, only):
            checked = await self.drafts.rewritten(uri)
        made: Sequence[Offer] = offers(checked, params.range, only)
        if not self.able.disabled:
            made = [offer for offer in made if not offer.disabled]
        if not self.able.resolve:
            # An editor that asks whenever the cursor moves does not want a draft rewritten each time.
            idle = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
            made = [o for offer in made if (o := await self._now(checked, offer, idle=idle and not only))]
        return [action(checked, offer, self.able) for offer in made]

    async def _now(self, checked: Checked, offer: Offer, *, idle: bool) -> Offer | None:
        """An offer with its edits, for an editor that cannot ask for them later; None if there are none."""
        if not offer.later:
            return offer
        if idle:
            return None
        try:
            return offer.with_edits(await self.drafts.aside(partial(worked_out, checked, offer.later)))
        except PostlintError:
            return None

    async def _resolved(self, asked: types.CodeAction) -> types.CodeAction:
        if not isinstance(asked.data, dict) or asked.edit is not None:
            return asked
        checked = await self.drafts.checked(str(asked.data.get("uri")))
        if checked.draft.version != asked.data.get("version"):
            raise MovedOnError
        edits = await self.drafts.aside(partial(worked_out, checked, asked.data))
        asked.edit = change(checked, edits, versioned=self.able.versioned)
        if not edits:
            self.server.window_log_message(
                types.LogMessageParams(types.MessageType.Info, "postlint: nothing to rewrite; what is left is for you")
            )
        return asked

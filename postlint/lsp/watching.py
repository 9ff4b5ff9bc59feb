"""News of files that decide what is found: the rules file, and those that speak for the draft beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from ..reading.sidecar import SUFFIX

_ID: Final = "postlint-files"


class Watching:
    """What the editor was asked to look out for."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._asked: Path | None = None
        self._asked_at_all = False

    async def ask(self, rules: Path | None, *, relative: bool) -> None:
        """Ask to be told when ``rules`` or a file beside a draft changes; an editor that will not tell is let be.

        ``relative``: it takes a folder and a pattern; else any file of the name is looked out for.
        """
        if self._asked_at_all and rules == self._asked:
            return
        try:
            if self._asked_at_all:
                old = types.Unregistration(_ID, types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
                await self._server.client_unregister_capability_async(types.UnregistrationParams([old]))
            patterns: list[types.Pattern | types.RelativePattern] = [f"**/*{SUFFIX}"]
            if rules is not None:
                folder = rules.absolute().parent.as_uri()
                patterns.append(types.RelativePattern(folder, rules.name) if relative else f"**/{rules.name}")
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(p) for p in patterns])
            new = types.Registration(_ID, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await self._server.client_register_capability_async(types.RegistrationParams([new]))
        except JsonRpcException:
            return
        self._asked, self._asked_at_all = rules, True

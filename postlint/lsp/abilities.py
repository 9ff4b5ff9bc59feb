"""What an editor can do, as far as it matters here."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability


@dataclass(frozen=True, slots=True)
class Abilities:
    """An editor's abilities; by default, none but to be sent diagnostics."""

    #: Diagnostics are sent to it; else it asks for them.
    push: bool = True
    #: It can be told to ask again.
    refresh: bool = False
    #: It shows other places that belong to a diagnostic.
    related: bool = False
    #: It takes code actions that are more than commands; shows those that cannot be done; asks for edits later.
    actions: bool = False
    disabled: bool = False
    resolve: bool = False
    #: Edits can say which version of a draft they are for.
    versioned: bool = False
    markdown: bool = False
    progress: bool = False
    #: It can be asked for its settings, and for news of files, named by a folder and a pattern.
    configuration: bool = False
    watching: bool = False
    relative: bool = False

    @classmethod
    def of(cls, client: types.ClientCapabilities) -> Abilities:
        """As the editor declared them."""

        def can(path: str) -> bool:
            return bool(get_capability(client, path, False))

        pull = get_capability(client, "text_document.diagnostic") is not None
        push = get_capability(client, "text_document.publish_diagnostics") is not None
        properties = get_capability(client, "text_document.code_action.resolve_support.properties", ())
        return cls(
            # An editor that does both would show everything twice; to send is what all of them do.
            push=push or not pull,
            refresh=can("workspace.diagnostics.refresh_support"),
            related=can("text_document.publish_diagnostics.related_information"),
            actions=get_capability(client, "text_document.code_action.code_action_literal_support") is not None,
            disabled=can("text_document.code_action.disabled_support"),
            resolve="edit" in properties and can("text_document.code_action.data_support"),
            versioned=can("workspace.workspace_edit.document_changes"),
            markdown="markdown" in get_capability(client, "text_document.hover.content_format", ()),
            progress=can("window.work_done_progress"),
            configuration=can("workspace.configuration"),
            watching=can("workspace.did_change_watched_files.dynamic_registration"),
            relative=can("workspace.did_change_watched_files.relative_pattern_support"),
        )

"""Changes of a draft, as the protocol has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from lsprotocol import types

from ..finding import Edit
from .checking import Checked

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def change(checked: Checked, edits: Iterable[Edit], *, versioned: bool) -> types.WorkspaceEdit:
    """Edits of a draft; where the editor knows of versions, of the version that was checked and no other."""
    draft = checked.draft
    written = checked.places.text_edits(edits)
    if not versioned:
        return types.WorkspaceEdit(changes={draft.uri: written})
    which = types.OptionalVersionedTextDocumentIdentifier(uri=draft.uri, version=draft.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(which, written)])


def between(before: str, after: str) -> list[Edit]:
    """Edits, of whole lines, that make one text of another."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Edit(starts[low], starts[high], "".join(new[first:last]))
        for tag, low, high, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]

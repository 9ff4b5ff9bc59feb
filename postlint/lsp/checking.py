"""One version of a draft, and what came of checking it. All of this is work for a thread; nothing here waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, Final

from pygls.uris import to_fs_path

from ..document import Document, Format
from ..errors import DraftError, PostlintError
from ..reading.recognising import format_of
from ..reading.sidecar import SUFFIX, read_sidecar
from ..report import Report
from .linters import Linters, stopping
from .places import Places

if TYPE_CHECKING:
    from ..linter import Linter

_LANGUAGES: Final[dict[str, Format]] = {"markdown": "markdown", "html": "html"}


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A draft as an editor has it: its text in a ``version``, and what the editor takes it for.

    ``whole`` is false when the editor told a change in a way that leaves its text unknown.
    """

    uri: str
    version: int
    text: str
    language: str = ""
    whole: bool = True

    @property
    def path(self) -> str:
        """Where it lies in the file system; empty for a draft that was never saved."""
        return to_fs_path(self.uri) or ""

    def document(self) -> Document:
        """The document that it is. Raises DraftError if what speaks for it beside it is wrong."""
        if not self.whole:
            raise DraftError("the editor sent a part of it where all was asked for; close it and open it again")
        path = self.path
        if path.endswith(SUFFIX):
            raise DraftError("is no draft but speaks for the one beside it")
        format = _LANGUAGES.get(self.language) or format_of(path or self.uri)
        return Document(self.text, path or self.uri, format, beside=read_sidecar(path) if path else {})


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """A draft, the report on it, and what made that report; ``document`` and ``linter`` are None where none could.

    ``trouble``: why no draft at all can be checked, if that is so.
    """

    draft: Draft
    report: Report
    places: Places
    document: Document | None = None
    linter: Linter | None = None
    trouble: str = ""


def check(draft: Draft, linters: Linters, encoding: str) -> Checked:
    """Check a draft, without rewrites. Whatever goes wrong is in the report (law 4); nothing is raised.

    An empty draft has nothing to check and nothing to publish: it is reported without findings.
    """
    places = Places(draft.text, encoding)
    if draft.whole and not draft.text.strip():
        return Checked(draft, Report.of(draft.uri, ()), places)
    try:
        linter = linters.get()
    except PostlintError as error:
        return Checked(draft, Report.unchecked(draft.uri, str(error)), places, trouble=str(error))
    except Exception as error:  # noqa: BLE001 (whatever it was, nothing was checked)
        reason = described(error)
        return Checked(draft, Report.unchecked(draft.uri, reason), places, trouble=reason)
    try:
        document = draft.document()
        return Checked(draft, linter.check(document, rewrites=False), places, document, linter)
    except Exception as error:  # noqa: BLE001
        return Checked(draft, Report.unchecked(draft.uri, reason_of(error)), places)


def with_rewrites(checked: Checked, gone: Event) -> Checked:
    """The same, with the rewrites of each finding. Raises StageError when ``gone`` is set meanwhile, and as check()."""
    if checked.document is None or checked.linter is None or not checked.report.findings:
        return checked
    return replace(checked, report=stopping(checked.linter, gone).check(checked.document))


def reason_of(error: Exception) -> str:
    """Why something could not be done: in the words of errors made on purpose, and of others only their kind."""
    if isinstance(error, DraftError):
        return error.reason
    return str(error) if isinstance(error, PostlintError) else described(error)


def described(error: BaseException) -> str:
    """An unexpected error without its message, which may hold words of a draft (law 3)."""
    return f"internal error ({type(error).__name__})"

"""What has changed since a revision, as git tells it: which drafts, and which of their lines.

A draft is always checked whole, since what is told in one paragraph may be given away by another. Only then are
findings left out that touch no changed line. What git cannot tell (a draft outside the repository, one that it does
not know or takes for binary) counts as changed from its first line to its last.

Git is run with a list of arguments, never through a shell, and with what could start other programs switched off.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from .document import Span
from .errors import ChangeError
from .report import Report

#: First and last line, counted from one as git does: lines end with a line feed.
LineRange = tuple[int, int]
_HUNK: Final = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_SAFE: Final = ("--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_PLAIN: Final = ("--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--ignore-submodules")


@dataclass(frozen=True, slots=True)
class _Change:
    """One entry of ``git diff --raw``; ``before`` is the path that it was renamed from, or its own."""

    kind: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """The drafts of one repository that changed. Paths are real ones, in bytes as git has them, from its ``root``."""

    root: Path
    #: As git's diff wants it: the name of a commit, or ``--cached`` for what is staged.
    against: str
    #: The revision as it was called; empty for what is staged.
    since: str = ""
    changed: Mapping[bytes, _Change] = field(default_factory=dict)
    known: Collection[bytes] = frozenset()
    #: Staged, and changed again since: what stands in the file is not what would be committed.
    beyond: Collection[bytes] = frozenset()

    @property
    def staged(self) -> bool:
        """Whether it is about what is staged."""
        return not self.since

    @property
    def words(self) -> str:
        """``staged`` or ``changed since main``."""
        return "staged" if self.staged else f"changed since {self.since}"

    def holds(self, path: str, sidecar: str = "") -> bool:
        """Whether a draft changed, or the file ``sidecar`` that speaks for it."""
        inside = self._inside(path)
        if inside is None:
            return True
        if sidecar and self.holds(path + sidecar) and os.path.lexists(path + sidecar):
            return True
        return inside in self.changed or (not self.staged and inside not in self.known)

    def is_beyond(self, path: str) -> bool:
        """Whether a staged draft was changed again after it was staged."""
        return self._inside(path) in self.beyond

    def lines(self, path: str, sidecar: str = "") -> list[LineRange] | None:
        """The lines of a draft that changed; None where all did, or nobody can tell."""
        inside = self._inside(path)
        change = self.changed.get(inside) if inside is not None else None
        speaks_anew = bool(sidecar) and os.path.lexists(path + sidecar) and self.holds(path + sidecar)
        if speaks_anew or change is None or change.kind in "AC":
            return None
        told = _git(
            self.root, "diff", "--unified=0", *_PLAIN, self.against, "--", *sorted({change.before, change.after})
        )
        if b"\nBinary files " in told:
            return None
        return [
            _range(int(first), int(count) if count is not None else 1)
            for first, count in ((m.group(1), m.group(2)) for m in _HUNK.finditer(told))
        ]

    def _inside(self, path: str) -> bytes | None:
        folder, name = os.path.split(os.path.abspath(path))
        try:
            return (Path(os.path.realpath(folder)) / name).relative_to(self.root).as_posix().encode(
                "utf-8", "surrogateescape"
            )
        except ValueError:
            return None


def changes(revision: str | None, folder: Path) -> Changes:
    """What changed in the repository around ``folder`` since a revision (untracked files too); None: what is staged.

    Raises ChangeError without git, outside a repository, and for a revision that is none.
    """
    told = _git(folder, "rev-parse", "--show-toplevel", wrong="is in no git repository").rstrip(b"\r\n")
    root = Path(os.path.realpath(told.decode("utf-8", "surrogateescape")))
    against = "--cached"
    if revision is not None:
        # By its own name from here on: no revision is taken for an option then.
        commit = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        against = _git(root, *commit, wrong=f"knows no revision '{revision[:60]}'").decode("ascii").strip()
    changed = {c.after: c for c in _raw(_git(root, "diff", "--raw", "-z", *_PLAIN, against, "--"))}
    known = frozenset(_git(root, "ls-files", "-z").split(b"\0")) if revision is not None else frozenset()
    beyond: frozenset[bytes] = frozenset()
    if revision is None:
        beyond = frozenset(c.after for c in _raw(_git(root, "diff", "--raw", "-z", *_PLAIN, "--")))
    return Changes(root, against, revision or "", changed, known, beyond & changed.keys())


def narrowed(report: Report, text: str, lines: Sequence[LineRange] | None) -> Report:
    """The report without the findings that touch none of these lines of ``text``; ``hidden`` counts them.

    A finding of several places stays if one of them is touched, and so does one about the draft as a whole. A draft
    that could not be checked stays as it is.
    """
    if lines is None or not report.complete:
        return report
    touched = list(_spans(text, lines))
    kept = tuple(
        f
        for f in report.findings
        if f.start == f.end or any(_meet(place, span) for place in (f.span, *f.related) for span in touched)
    )
    made = Report.of(report.id, kept, report.rewrite, suppressed=report.suppressed)
    return replace(made, hidden=report.hidden + len(report.findings) - len(kept))


def _spans(text: str, lines: Sequence[LineRange]) -> Iterator[Span]:
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    last = len(starts) - 1
    for first, end in lines:
        if first <= last:
            yield Span(starts[first - 1], starts[min(end, last)])


def _meet(place: Span, span: Span) -> bool:
    return place.start < span.end and span.start < max(place.end, place.start + 1)


def _range(first: int, count: int) -> LineRange:
    """The lines of a hunk; where lines were only taken away, those on either side now say something else."""
    return (first, first + count - 1) if count else (max(first, 1), first + 1)


def _raw(told: bytes) -> Iterator[_Change]:
    fields = iter(told.split(b"\0"))
    for head in fields:
        if not head:
            return
        kind = head.rsplit(b" ", 1)[-1][:1].decode("ascii", "replace")
        before = next(fields)
        after = next(fields) if kind in "RC" else before
        if kind != "D":
            yield _Change(kind, before, after)


def _git(folder: Path, *arguments: str | bytes, wrong: str = "") -> bytes:
    """What git prints; ChangeError if it fails, with ``wrong`` about the folder or the repository."""
    try:
        done = subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=folder,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise ChangeError("git is not installed, and only git can say what has changed") from None
    except OSError as error:
        raise ChangeError(f"git could not be started ({error.strerror or type(error).__name__})") from None
    if done.returncode:
        raise ChangeError(f"{folder} {wrong}" if wrong else f"git {os.fsdecode(arguments[0])} failed in {folder}")
    return done.stdout

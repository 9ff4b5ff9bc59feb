"""``postlint baseline``: let findings stand that somebody has looked at; ``--baseline``: ask about new ones only."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from .. import baseline as baselines
from ..errors import BaselineError, DraftError, PostlintError, StageError
from ..facts import says_something
from ..local_key import load_key
from ..policy import Audience
from ..report import Report
from ..reporting.words import number
from ..selection import Selection
from . import completion, making, options, showing
from .config import folder_of, with_config
from .drafts import take
from .leaving import COULD_NOT_CHECK, Left, complain
from .scope import Scope, drafts_within, with_exclude
from .selection import tell_left_out, with_selection

if TYPE_CHECKING:
    from ..linter import Linter
    from ..policy import Policy

Command = TypeVar("Command", bound=Callable[..., Any])

FILE: Final = ".postlint-baseline.json"
_STANDARD_INPUT: Final = "-"
# Stale entries that are named; the rest are counted.
_MOST_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A baseline in force; drafts are told apart by their path from its folder."""

    path: Path
    cover: baselines.Cover

    def applied(self, report: Report, text: str) -> Report:
        """The report without what the baseline lets stand. Standard input has no path, and is never covered."""
        if report.id == _STANDARD_INPUT:
            return report
        return self.cover.applied(report, text, _place(report.id, self.path))

    def tell(self) -> None:
        """Lines on standard error about entries that are over, or that nothing answers to any more."""
        if over := len(self.cover.expired):
            complain(f"{self.path}: {_entries(over)} past the last day; what they let stand is found again")
        gone = [draft for draft in sorted(self.cover.drafts) if not _is_there(draft, self.path)]
        stale = sorted({f"{entry.draft} ({entry.rule})" for entry in self.cover.stale})
        stale += [f"{draft} (no such file)" for draft in gone]
        if stale:
            more = f" and {len(stale) - _MOST_TOLD} more" if len(stale) > _MOST_TOLD else ""
            complain(
                f"{self.path}: nothing answers any more to {', '.join(stale[:_MOST_TOLD])}{more}; "
                "postlint baseline takes them out"
            )


def held(path: Path | None, policy: Policy) -> Held | None:
    """The baseline at a path. Raises BaselineError and KeyFileError."""
    if path is None:
        return None
    key = load_key()
    today = policy.today or date.today()
    cover = baselines.Cover(
        _read(path, key), key, today, unsuppressible=policy.unsuppressible, off=policy.off
    )
    return Held(path, cover)


def with_baseline(command: Command) -> Command:
    """``--baseline``."""
    return click.option(
        "--baseline",
        "baseline_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Findings that may stand, as postlint baseline wrote them; only others are reported.",
    )(command)


@click.command(context_settings=options.HELP, short_help="Let the findings of today stand; ask about new ones only.")
@click.argument("arguments", nargs=-1, required=True, metavar="DRAFT...", shell_complete=completion.drafts)
@click.option(
    "-o", "--output", "baseline_path", type=click.Path(path_type=Path, dir_okay=False), default=Path(FILE),
    metavar="FILE", show_default=True, help="The baseline to write, or to bring up to date.",
)  # fmt: skip
@click.option("--reason", metavar="TEXT", help="Why the findings may stand; name nobody in it.")
@click.option("--by", metavar="NAME", help="Who says so; by default who is logged in.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The last day on which they may.")
@options.rules
@options.audience
@options.profiles
@options.content_type
@with_selection
@with_exclude
@with_config
def baseline(
    arguments: tuple[str, ...],
    baseline_path: Path,
    reason: str | None,
    by: str | None,
    until: Any,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
    selection: Selection,
    exclude: tuple[str, ...],
) -> None:
    """Write down the findings of drafts that may stand, each with who says so, why and until when.

    The file holds no words of a draft, only keyed fingerprints; the key stays on this machine, or in POSTLINT_KEY where
    several share a baseline. Run again, it keeps what still answers to an entry, takes out what does not, and adds what
    is new under --reason. Entries of other drafts stay.

    \b
      postlint baseline posts/ --reason "published before we had postlint" --until 2027-06-30
      postlint posts/ --baseline .postlint-baseline.json

    Exit status: 0 it is written, 2 it is not.
    """
    key = load_key(create=True)
    known = _read(baseline_path, key) if baseline_path.exists() else baselines.Baseline(baselines.mark_of(key))
    linter = making.make_linter(rules_path, audience, **options.chosen(profiles, type_, selection=selection))
    tell_left_out(linter.policy)
    last = until.date() if until else None
    if last and last < (linter.policy.today or date.today()):
        raise click.UsageError("--until is a day that is over")
    reason = (reason or "").strip()
    told = {"reason": reason, "by": by or _who(), "until": last}
    paths = drafts_within(arguments, Scope(exclude, folder_of("exclude"))).paths
    checked, found, kept_back = _found(linter, paths, baseline_path, key, told)
    kept, new = baselines.joined(known.entries, found)
    if new and not says_something(reason):
        raise click.UsageError(f"a --reason that says something is needed for {number(_count(new), 'new finding')}")
    others = tuple(
        entry
        for entry in known.entries
        if entry.rule in linter.policy.off
        or (entry.draft not in checked and _is_there(entry.draft, baseline_path))
    )
    _write(baseline_path, baselines.Baseline(known.mark, (*others, *kept, *new)))
    showing.emit(
        f"{baseline_path}: {number(_count((*kept, *new)), 'finding')} of {number(len(checked), 'draft')} may stand, "
        f"{_count(new)} of them new; {_count(known.entries) - _count((*others, *kept))} taken out\n"
    )
    if kept_back:
        complain(f"{number(kept_back, 'finding')} of rules that the policy lets nobody silence stay findings")


def _found(
    linter: Linter, paths: Sequence[str], baseline_path: Path, key: bytes, told: dict[str, Any]
) -> tuple[set[str], list[baselines.Entry], int]:
    """The drafts that were checked, entries for what was found, and how much of it nobody may silence.

    Raises Left if one could not be checked: then nothing is written.
    """
    checked: set[str] = set()
    found: list[baselines.Entry] = []
    kept_back = failed = 0
    for taken in take(paths):
        reason = taken.reason
        if taken.document is not None and taken.id == _STANDARD_INPUT:
            raise click.UsageError("standard input has no path that a baseline could know it by")
        if taken.document is not None:
            try:
                report = linter.check(taken.document, rewrites=False)
                reason = report.reason
            except (DraftError, StageError) as error:
                reason = error.reason if isinstance(error, DraftError) else str(error)
        if taken.document is None or reason:
            complain(f"{taken.id}: {reason}")
            failed += 1
            continue
        draft = _place(taken.id, baseline_path)
        silent = [f for f in report.findings if f.rule not in linter.policy.unsuppressible]
        kept_back += len(report.findings) - len(silent)
        checked.add(draft)
        found += baselines.entries_of(Report.of(taken.id, silent), taken.document.text, draft, key, **told)
    if failed or not checked:
        complain(f"{baseline_path} was not written, since {number(failed, 'draft')} could not be checked")
        raise Left(COULD_NOT_CHECK)
    return checked, found, kept_back


def _count(entries: Iterable[baselines.Entry]) -> int:
    return sum(entry.count for entry in entries)


def _read(path: Path, key: bytes) -> baselines.Baseline:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BaselineError(f"{path}: no such file; postlint baseline makes one") from None
    except UnicodeDecodeError:
        raise BaselineError(f"{path}: is not UTF-8") from None
    except OSError as error:
        raise BaselineError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None
    return baselines.read(text, str(path), key)


def _write(path: Path, made: baselines.Baseline) -> None:
    from .writing import whole

    try:
        with whole(path) as stream:
            stream.write(made.dump().encode("ascii"))
    except OSError as error:
        raise PostlintError(f"{path}: not written: {(error.strerror or type(error).__name__).lower()}") from None


def _place(id: str, baseline_path: Path) -> str:
    """A draft's path from the folder of the baseline, the same on every system."""
    folder = os.path.dirname(os.path.abspath(baseline_path))
    try:
        return Path(os.path.relpath(os.path.abspath(id), folder)).as_posix()
    except ValueError:  # another drive
        return Path(os.path.abspath(id)).as_posix()


def _is_there(draft: str, baseline_path: Path) -> bool:
    whole = os.path.join(os.path.dirname(os.path.abspath(baseline_path)), draft)
    return os.path.lexists(whole) or os.path.lexists(whole.rpartition("#")[0])  # one draft of several in a file


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without a name for whoever runs it
        return "unknown"


def _entries(count: int) -> str:
    return "1 entry is" if count == 1 else f"{count:,} entries are"

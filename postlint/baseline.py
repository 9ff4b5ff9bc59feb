"""A baseline: findings that somebody looked at and let stand, so that only new ones are asked about.

It is a file to keep beside the drafts. It holds no words: of each finding the keyed fingerprint
(:mod:`postlint.fingerprint`), the draft's path, the rule, how often, how severe, and who let it stand, why and until
when. An entry speaks for one draft, for so many findings as it counts and for none that is more severe: what comes
beyond that is new. A draft that is renamed is a new draft.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from .errors import BaselineError
from .finding import SEVERITIES, Finding, Severity, Suppressed, severity_rank
from .fingerprint import fingerprint, keyed_digest
from .report import Report

VERSION: Final = 1
_PURPOSE: Final = b"postlint baseline 1\0"
_ENTRY_KEYS: Final = ("draft", "rule", "fingerprint", "severity", "count", "reason", "by", "until")


@dataclass(frozen=True, slots=True)
class Entry:
    """``count`` findings of one fingerprint in one draft; ``until`` is the last day on which they may stand."""

    draft: str
    rule: str
    fingerprint: str
    severity: Severity
    count: int
    reason: str
    by: str
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether its last day has not passed."""
        return self.until is None or today <= self.until

    def to_dict(self) -> dict[str, Any]:
        """As in the file."""
        until = self.until.isoformat() if self.until else None
        return {**{key: getattr(self, key) for key in _ENTRY_KEYS}, "until": until}


@dataclass(frozen=True, slots=True)
class Baseline:
    """Entries, and the ``mark`` of the key that they were made with, which tells it from others and nothing else."""

    mark: str
    entries: tuple[Entry, ...] = ()

    def dump(self) -> str:
        """As it is written: one entry a line, sorted, so that a change of one is a change of a line."""
        entries = sorted(self.entries, key=lambda e: (e.draft, e.rule, e.fingerprint, e.severity))
        lines = ",\n".join(f"    {json.dumps(entry.to_dict())}" for entry in entries)
        body = f"[\n{lines}\n  ]" if lines else "[]"
        return f'{{\n  "postlint_baseline": {VERSION},\n  "key": {json.dumps(self.mark)},\n  "entries": {body}\n}}\n'


def mark_of(key: bytes) -> str:
    """The mark of a key."""
    return keyed_digest(key, _PURPOSE, "")[:16]


def read(text: str, path: str, key: bytes) -> Baseline:
    """The baseline in ``text``. Raises BaselineError if it is none, or was made with another key."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise BaselineError(f"{path}: is no JSON") from None
    if not isinstance(told, dict) or set(told) != {"postlint_baseline", "key", "entries"}:
        raise BaselineError(f"{path}: is no baseline of postlint")
    if told["postlint_baseline"] != VERSION:
        raise BaselineError(f"{path}: is of a version that this postlint does not know")
    if told["key"] != mark_of(key):
        raise BaselineError(
            f"{path}: was made with another key; set POSTLINT_KEY to that one, or make the baseline anew"
        )
    if not isinstance(told["entries"], list):
        raise BaselineError(f"{path}: its entries are no list")
    return Baseline(told["key"], tuple(_entry(value, n, path) for n, value in enumerate(told["entries"], 1)))


def _entry(told: Any, number: int, path: str) -> Entry:
    wrong = BaselineError(f"{path}: entry {number} is not one that postlint writes")
    if not isinstance(told, dict) or set(told) != set(_ENTRY_KEYS):
        raise wrong
    texts = [told[key] for key in _ENTRY_KEYS if key not in ("count", "until")]
    if not all(isinstance(text, str) for text in texts) or told["severity"] not in SEVERITIES:
        raise wrong
    if not told["reason"].strip():
        raise BaselineError(f"{path}: entry {number} gives no reason")
    count, until = told["count"], told["until"]
    if not isinstance(count, int) or isinstance(count, bool) or count < 1 or not isinstance(until, (str, type(None))):
        raise wrong
    try:
        return Entry(**{**told, "until": date.fromisoformat(until) if until else None})
    except ValueError:
        raise BaselineError(f"{path}: entry {number} has no date such as 2026-12-31 under until") from None


def entries_of(report: Report, text: str, draft: str, key: bytes, **told: Any) -> tuple[Entry, ...]:
    """Entries for all findings of a report on ``text``; ``told``: their ``reason``, ``by`` and ``until``."""
    counts = Counter((f.rule, fingerprint(key, f, text), f.severity) for f in report.findings)
    return tuple(Entry(draft, rule, mark, severity, n, **told) for (rule, mark, severity), n in counts.items())


def joined(old: Iterable[Entry], found: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries for what was ``found``: those that old ones speak for already, with their reason, and new ones."""
    left: dict[tuple[str, ...], list[Entry]] = {}
    for entry in old:
        left.setdefault(_identity(entry), []).append(entry)
    kept, new = [], []
    for entry in found:
        count = entry.count
        for known in left.get(_identity(entry), ()):
            if taken := min(known.count, count):
                kept.append(replace(known, count=taken))
                count -= taken
        if count:
            new.append(replace(entry, count=count))
    return tuple(kept), tuple(new)


def _identity(entry: Entry) -> tuple[str, ...]:
    return entry.draft, entry.rule, entry.fingerprint, entry.severity


class Cover:
    """A baseline held against the drafts of one run; it remembers what of it was not in use (``stale``).

    Entries of rules that are ``unsuppressible`` cover nothing, and those of rules that are ``off`` are never stale.
    """

    def __init__(
        self,
        baseline: Baseline,
        key: bytes,
        today: date,
        *,
        unsuppressible: Collection[str] = (),
        off: Collection[str] = (),
    ) -> None:
        self._key = key
        self._off = off
        self._unsuppressible = unsuppressible
        self._of: dict[str, list[Entry]] = {}
        self.expired: tuple[Entry, ...] = tuple(e for e in baseline.entries if not e.holds(today))
        for entry in baseline.entries:
            if entry.holds(today):
                self._of.setdefault(entry.draft, []).append(entry)
        self.stale: list[Entry] = []

    @property
    def drafts(self) -> Collection[str]:
        """The drafts that some entry still speaks for."""
        return self._of.keys()

    def applied(self, report: Report, text: str, draft: str) -> Report:
        """The report without the findings that may stand; they are among the suppressed. ``text`` is the document's.

        A draft that could not be checked stays as it is.
        """
        entries = self._of.get(draft)
        if not entries or not report.complete:
            return report
        left = {index: entry.count for index, entry in enumerate(entries)}
        kept: list[Finding] = []
        gone: list[Suppressed] = []
        for finding in report.findings:
            index = self._covering(finding, text, entries, left)
            if index is None:
                kept.append(finding)
            else:
                left[index] -= 1
                gone.append(Suppressed(finding.rule, finding.start, finding.end))
        # An entry of a rule that was not looked at may still have something to speak for.
        unused = (replace(entries[index], count=count) for index, count in left.items() if count)
        self.stale += [entry for entry in unused if entry.rule not in self._off]
        return replace(Report.of(report.id, kept, report.rewrite), suppressed=(*report.suppressed, *gone))

    def _covering(
        self, finding: Finding, text: str, entries: list[Entry], left: Mapping[int, int]
    ) -> int | None:
        if finding.rule in self._unsuppressible:
            return None
        mark = fingerprint(self._key, finding, text)
        for index, entry in enumerate(entries):
            if (
                left[index]
                and entry.fingerprint == mark
                and entry.rule == finding.rule
                and severity_rank(finding.severity) >= severity_rank(entry.severity)
            ):
                return index
        return None

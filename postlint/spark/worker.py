"""The worker's part: a Python process of an executor, which loads the model once and checks the batches it is given.

Spark keeps such a process for as long as the executor lives, and starts another where one dies; a task that died with
it is run again, whole, so that no row is lost or comes twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from .. import __version__
from ..document import Document, Format
from ..errors import ModelError, PostlintError
from ..policy import Audience, Policy
from ..report import Report
from .rows import OUTCOME, columns

if TYPE_CHECKING:
    from ..linter import Linter
    from ..pipeline.model import Model

#: Rows whose reports are held before they are handed on; Spark's own batches may be of 10,000.
_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class Terms:
    """What drafts are checked under, as the driver says it. ``rules`` is what the rules file holds, so that no worker
    needs the file, and ``path`` what it is called in errors; ``today`` None: the worker's day; ``edition``: what the
    driver has of postlint.
    """

    rules: str | None
    path: str
    audience: Audience | None
    profiles: tuple[str, ...]
    type: str
    format: Format
    rewrites: bool
    today: date | None
    edition: str

    @property
    def declared(self) -> dict[str, Any]:
        """What is said of every draft, which wins over its own front matter."""
        said = {"audience": self.audience, "profile": list(self.profiles) or None, "type": self.type or None}
        return {key: value for key, value in said.items() if value is not None}


def check_batches(terms: Terms, batches: Iterator[Any]) -> Iterator[Any]:
    """For record batches of id and text, record batches of id and report, row for row.

    Raises ModelError where the model does not load, or postlint is not the driver's; whatever is wrong with a row is
    said in its report.
    """
    if terms.edition != edition():
        raise ModelError(f"this worker has postlint {edition()}, and the driver {terms.edition}")
    linter = _linter(terms, terms.today or date.today())
    for batch in batches:
        for start in range(0, len(batch), _AT_ONCE):
            ids, drafts = batch.slice(start, _AT_ONCE).columns
            reports = [_report(linter, draft, terms) for draft in drafts]
            schema = pa.schema([batch.schema.field(0), *OUTCOME])
            yield pa.RecordBatch.from_arrays([ids, *columns(reports)], schema=schema)


def policy_of(terms: Terms, today: date) -> Policy:
    """The policy on a day. Raises PolicyError."""
    from ..rulebook import load_policy
    from ..rulebook_nodes import parse_nodes

    nodes = None if terms.rules is None else parse_nodes(terms.rules, terms.path)
    return load_policy(nodes, audience=terms.audience, profiles=terms.profiles, type=terms.type, today=today)


@lru_cache(maxsize=1)
def edition() -> str:
    """The version, and a digest of what comes with it: reports of two editions do not belong into one frame."""
    from ..pipeline.model import default_model_folder
    from ..rulebook import default_path

    shipped = sha256()
    for path in (default_path(), default_model_folder() / "meta.json"):  # which has the hashes of the model's files
        try:
            shipped.update(path.read_bytes())
        except OSError:
            raise ModelError(f"{path.name} is missing from this installation; install postlint again") from None
    return f"{__version__} ({shipped.hexdigest()[:12]})"


@lru_cache(maxsize=1)
def _model() -> Model:
    from ..pipeline.model import Model

    return Model.load(threads=1)  # there is such a process for each core


@lru_cache(maxsize=4)
def _linter(terms: Terms, today: date) -> Linter:
    from ..linter import Linter

    return Linter(policy_of(terms, today), _model())


def _report(linter: Linter, draft: Any, terms: Terms) -> Report:
    """The report on one value of the text column; none of its words come with an error (law 3)."""
    try:
        text = draft.as_py()
    except ValueError:  # a frame's strings may have been bytes
        return Report.unchecked("-", "is not UTF-8")
    if text is None:
        return Report.unchecked("-", "is no text")
    try:
        (report,) = linter.check_many([Document(text, "-", terms.format, terms.declared)], rewrites=terms.rewrites)
    except PostlintError as error:
        return Report.unchecked("-", str(error))
    except Exception as error:  # noqa: BLE001 (whatever it was, the draft was not checked)
        return Report.unchecked("-", f"internal error ({type(error).__name__})")
    return report

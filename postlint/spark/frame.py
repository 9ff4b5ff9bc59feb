"""The driver's part: what is asked is looked at before anything runs, and workers are told all that they need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from pyspark.sql import functions as sql
from pyspark.sql import types
from pyspark.sql.pandas.types import from_arrow_schema

from ..document import Format
from ..many import LONGEST
from ..policy import Audience
from ..profile import unknown
from .rows import OUTCOME
from .worker import Terms, check_batches, edition, policy_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_WHOLE_NUMBERS: Final = (types.ByteType, types.ShortType, types.IntegerType, types.LongType)


def check_frame(
    df: DataFrame,
    text: str = "text",
    id: str = "id",
    *,
    policy: str | Path | None = None,
    profiles: Collection[str] = (),
    audience: Audience | None = None,
    type: str = "",
    format: Format = "plain",
    rewrites: bool = False,
    today: date | None = None,
) -> DataFrame:
    """A row of report for each row of ``df``, lazily, in the same partitions; nothing of it is words of a draft.

    ``text`` names the column that holds the drafts, a string column, and ``id`` the one that rows are known by, a
    string or whole number, which comes back under its own name and need not be unique. The other columns are::

        verdict     string   publish, review or block
        complete    boolean  false where the draft could not be checked; its verdict is then block (law 4)
        reason      string   why not; empty where complete
        findings    array<struct<rule, family, severity: string, start, end, line, column: int,
                                 related: array<struct<start, end: int>>, message: string,
                                 rewrites: array<struct<title, safety: string, edits: array<struct<start, end: int>>>>>>
        suppressed  array<struct<rule: string, start, end: int>>

    as in the JSON report (docs/report.md), in code points of the draft from zero. Rewrites are looked for if asked for,
    which takes some times as long; what they would put in place is left out, since it is the draft's own words.

    ``policy`` is the path of a clinic's rules file on the driver; workers get what is in it. ``profiles``, ``audience``
    and ``type`` are as on the command line, and ``format`` is how the drafts are written. ``today`` is the day that
    consents are held against: by default the day of this call, of a stream that of each of its batches.

    Raises ValueError and TypeError for columns that are not there or of another type, and PolicyError, all before
    anything runs. A worker without a model that loads fails the job; a row that cannot be checked does not.
    """
    _look_at(df, text, id)
    if format not in get_args(Format):
        raise ValueError(unknown("format", format, get_args(Format)))
    if isinstance(profiles, str):
        raise TypeError("profiles are several names; write (name,) for one")
    rules, path = _rules(policy)
    if today is None and not df.isStreaming:
        today = date.today()  # one day for all workers, and for a task that runs again after midnight
    terms = Terms(rules, path, audience, tuple(profiles), type, format, rewrites, today, edition())
    policy_of(terms, today or date.today())

    # What is too long to be checked stays behind; what is left of it is one character too long, and the linter says so.
    drafts = df.select(_column(id).alias("id"), sql.substring(_column(text), 1, LONGEST + 1).alias("text"))

    def check(batches: Iterator[Any]) -> Iterable[Any]:
        return check_batches(terms, batches)

    known = types.StructField(id, df.schema[id].dataType, nullable=df.schema[id].nullable)
    return drafts.mapInArrow(check, types.StructType([known, *from_arrow_schema(OUTCOME).fields]))


def _look_at(df: DataFrame, text: str, id: str) -> None:
    if not (isinstance(text, str) and isinstance(id, str)):
        raise TypeError("text and id are names of columns")
    if text == id:
        raise ValueError("the column of the drafts cannot be the id: the id comes back, and the drafts do not")
    for what, name in (("text", text), ("id", id)):
        count = df.columns.count(name)
        if count == 0:
            raise ValueError(f"{what}: {unknown('column', name, df.columns)}")
        if count > 1:
            raise ValueError(f"{what}: the frame has {count} columns '{name}'")
    if id.lower() in {name.lower() for name in OUTCOME.names}:
        raise ValueError(f"id: a report has a column '{id}' of its own; rename the frame's")
    drafts, known = df.schema[text].dataType, df.schema[id].dataType
    if not isinstance(drafts, types.StringType):
        raise TypeError(f"text: the column '{text}' is {drafts.simpleString()}, not string")
    if not isinstance(known, (types.StringType, *_WHOLE_NUMBERS)):
        raise TypeError(f"id: the column '{id}' is {known.simpleString()}, neither string nor a whole number")


def _rules(policy: str | Path | None) -> tuple[str | None, str]:
    """What the rules file holds, and what it is called."""
    if policy is None:
        return None, ""
    if not isinstance(policy, (str, Path)):
        raise TypeError("policy is the path of a rules file, which is sent to the workers as it stands")
    from ..rulebook_nodes import read_text

    return read_text(Path(policy), str(policy)), str(policy)


def _column(name: str) -> Column:
    return sql.col("`" + name.replace("`", "``") + "`")

"""``postlint annotate DRAFT``: what the pipeline saw, before any rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..annotation import Mention, Passage
from ..errors import DraftError, StageError
from . import making, options, showing
from .drafts import take
from .leaving import COULD_NOT_CHECK, Left, complain

if TYPE_CHECKING:
    from ..annotation import Annotations
    from ..document import Document, Prose


@click.command(context_settings=options.HELP, short_help="Show what the pipeline saw in a draft.")
@click.argument("draft", metavar="DRAFT")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "text"]),
    default="json",
    show_default=True,
    help="json holds positions only; text shows your words.",
)
def annotate(draft: str, format_: str) -> None:
    """Show what the pipeline saw in a draft: mentions of people and details, and what passages do.

    Positions are code points: start and end into the prose that was read from the draft, and document (a pair) into
    the draft as handed in.
    """
    taken = list(take([draft]))
    if len(taken) != 1:
        raise click.UsageError(f"annotate takes one draft, and {draft} holds {len(taken)}")
    (one,) = taken
    if one.document is None:
        raise DraftError(one.reason, id=one.id)
    linter = making.make_linter(None, None)
    try:
        annotations = linter.annotate(one.document)
        prose = _prose(one.document)
    except DraftError as error:
        raise DraftError(error.reason, id=one.id) from None
    except StageError as error:
        complain(f"{one.id}: {error}")
        raise Left(COULD_NOT_CHECK) from None
    showing.emit(_json(one.id, annotations, prose) if format_ == "json" else _text(annotations, prose))


def _prose(document: Document) -> Prose:
    from ..reading import read

    return read(document)


def _json(id: str, annotations: Annotations, prose: Prose) -> str:
    from ..reporting.json import dump

    seen = annotations.to_dict()
    for entry in (*seen["mentions"], *seen["passages"]):
        span = prose.offsets.source(entry["start"], entry["end"])
        entry["document"] = [span.start, span.end]
    return dump({"id": id, **seen})


def _text(annotations: Annotations, prose: Prose) -> str:
    from ..reporting.cells import shown

    entries: list[Mention | Passage] = [*annotations.mentions, *annotations.passages]
    entries.sort(key=lambda entry: (entry.start, -entry.end))
    rows: list[str] = []
    for entry in entries:
        who = entry.who if isinstance(entry, Mention) else "passage"
        words = shown(prose.text[entry.start : entry.end].replace("\n", " "))
        rows.append(f"{entry.start:>6}-{entry.end:<6} {entry.kind:<8} {who:<9} {entry.score:.2f}  {words}")
    verdict = ", ".join(
        f"{name} {p:.2f}" for name, p in zip(("block", "review", "clean"), annotations.verdict, strict=True)
    )
    return "\n".join([*rows, f"post as a whole: {verdict}"]) + "\n"

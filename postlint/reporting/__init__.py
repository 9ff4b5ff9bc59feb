"""Reports, as a person or a program reads them. Each format is a function from reports to text; none prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..document import Document
from ..policy import NOTHING_SAID, DoNotPost
from ..report import Report
from . import json, text


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a report says beside its documents, and what it is written on.

    ``model`` and ``policy`` are None when they could not be loaded. ``width`` is in cells;
    ``do_not_post`` is what the policy says of a draft that had better not be posted.
    """

    version: str
    model: Mapping[str, Any] | None = None
    policy: Mapping[str, Any] | None = None
    width: int = 80
    color: bool = False
    do_not_post: DoNotPost = NOTHING_SAID


#: Reports, the documents they are about (None where one could not be read), and the occasion.
Renderer = Callable[[Sequence[Report], Sequence[Document | None], Occasion], str]

#: What ``--format`` takes.
FORMATS: Final[Mapping[str, Renderer]] = {"text": text.render, "json": json.render}

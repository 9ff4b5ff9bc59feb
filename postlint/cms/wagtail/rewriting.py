"""Rewriting: edits of the post become edits of the fields, blocks and child objects that they came from."""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.fields import StreamField

from ...finding import Edit
from .fields import raw_stream
from .post import Place, Post, Steps, Where


def can_apply(post: Post, edits: Iterable[Edit]) -> bool:
    """Whether all edits are of words that can be changed on the page itself."""
    edits = tuple(edits)
    return bool(edits) and all(post.stored(edit) is not None for edit in edits)


def apply(instance: models.Model, post: Post, edits: Sequence[Edit]) -> None:
    """Change the object in memory. Raises ValueError for edits that :func:`can_apply` refuses."""
    changes: dict[int, list[tuple[Place, str]]] = defaultdict(list)
    for edit in edits:
        stored = post.stored(edit)
        if stored is None:
            raise ValueError("an edit that reaches over several parts")
        changes[stored[0].part].append(stored)
    for number, several in changes.items():
        part = post.parts[number]
        value = part.value
        for place, words in sorted(several, key=lambda change: -change[0].low):
            value = value[: place.low] + words + value[place.high :]
        if part.where is not None:
            _put(instance, part.where, value)


def _put(instance: Any, where: Where, value: str) -> None:
    owner = _owner(instance, where.owner)
    field = owner._meta.get_field(where.field)
    if not isinstance(field, StreamField):
        setattr(owner, where.field, value)
        return
    raw = copy.deepcopy(raw_stream(field, getattr(owner, where.field)))
    at: Any = raw
    for step in where.inner[:-1]:
        at = at[step]
    at[where.inner[-1]] = value
    setattr(owner, where.field, field.to_python(json.dumps(raw, cls=DjangoJSONEncoder)))


def _owner(instance: Any, steps: Steps) -> Any:
    """The object that steps lead to from a page: the page itself, or a child of it."""
    for accessor, index in zip(steps[::2], steps[1::2], strict=True):
        # Taken into memory, if it was not yet: a child fetched anew would not be in the page's next revision.
        instance = getattr(instance, str(accessor)).get_object_list()[index]
    return instance

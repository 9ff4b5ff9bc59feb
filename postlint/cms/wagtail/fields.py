"""All text of a page or snippet: its fields, its streams, the objects that belong to it, its tags.

Not read: the names of choices, dates and numbers in fields of their own (a post's date), what another page or snippet
says that is only referred to, and Wagtail's own book-keeping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst
from modelcluster.models import ClusterableModel, get_all_child_relations
from taggit.managers import TaggableManager
from taggit.models import ItemBase
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from .answer import Unchecked
from .blocks import write_blocks, write_strings
from .post import Post, Steps, Where, Writing
from .rich import shown_for, write_rich

#: Of a page, where it is kept and what it is called in lists.
_BOOKKEEPING: Final = frozenset(("path", "url_path", "draft_title", "content_type"))
_FIRST: Final = {"title": 0, "name": 1, "slug": 2}
_WORD: Final = re.compile(r"[^\W_]+")


def read_post(instance: models.Model) -> Post:
    """The text of a page or snippet as it is in memory, children included, as one document. Raises Unchecked."""
    writing = Writing()
    try:
        _write(writing, instance, "", ())
    except Exception as error:  # noqa: BLE001 (a block that nobody foresaw; its message may hold words)
        raise Unchecked(f"its text could not be read ({type(error).__name__})") from None
    return writing.post()


def readable_names(model: type[models.Model]) -> frozenset[str]:
    """Names of the fields and child relations that are read; only a change of one of these changes the text."""
    names = {name for field in _fields(model) for name in (field.name, field.attname)}
    return frozenset(names | {relation.get_accessor_name() for relation in relations(model)})


def relations(model: type[models.Model]) -> Iterator[Any]:
    """The child relations whose objects are part of the page. Comments, which editors write each other, are not."""
    if not issubclass(model, ClusterableModel):
        return
    for relation in get_all_child_relations(model):
        if relation.related_model._meta.app_label != "wagtailcore":
            yield relation


def _fields(model: type[models.Model]) -> Iterator[Any]:
    page = issubclass(model, Page)
    fields = [f for f in model._meta.concrete_fields if not (f.primary_key or (page and f.name in _BOOKKEEPING))]
    yield from sorted((f for f in fields if _is_read(f)), key=lambda f: _FIRST.get(f.name, len(_FIRST)))


def _is_read(field: Any) -> bool:
    if isinstance(field, models.ForeignKey):
        return isinstance(field.related_model, type) and issubclass(
            field.related_model, (AbstractImage, AbstractDocument)
        )
    if isinstance(field, (StreamField, models.FileField, models.JSONField)):
        return True
    return isinstance(field, (models.CharField, models.TextField)) and not field.choices


def _write(writing: Writing, instance: Any, label: str, owner: Steps) -> None:
    for field in _fields(type(instance)):
        name = f"{label} › {capfirst(field.verbose_name)}" if label else str(capfirst(field.verbose_name))
        _field(writing, instance, field, name, owner)
    for relation in relations(type(instance)):
        if issubclass(relation.related_model, ItemBase):
            continue  # tags, read below
        accessor = relation.get_accessor_name()
        kind = capfirst(relation.related_model._meta.verbose_name)
        for index, child in enumerate(getattr(instance, accessor).all()):
            said = f"{kind} {index + 1}"
            _write(writing, child, f"{label} › {said}" if label else said, (*owner, accessor, index))
    for field in instance._meta.many_to_many:
        if isinstance(field, TaggableManager) and (instance.pk or isinstance(instance, ClusterableModel)):
            for tag in getattr(instance, field.name).all():
                writing.fixed(str(capfirst(field.verbose_name)), tag.name)


def _field(writing: Writing, instance: Any, field: Any, label: str, owner: Steps) -> None:
    where = partial(Where, owner, field.name)
    value = getattr(instance, field.name)
    if not value:
        return
    if isinstance(field, StreamField):
        write_blocks(writing, field.stream_block, raw_stream(field, value), label, owner, field.name)
    elif isinstance(field, models.ForeignKey):
        picture = isinstance(value, AbstractImage)
        words = shown_for(value) if picture else value.title
        writing.file(label, value.file.name, words, tag="img" if picture else "a")
    elif isinstance(field, models.FileField):
        writing.file(label, value.name, "", tag="a")
    elif isinstance(field, models.JSONField):
        write_strings(writing, value, label, lambda steps: None, ())
    elif isinstance(field, RichTextField):
        write_rich(writing, value, label, where())
    elif isinstance(field, models.URLField):
        writing.address(label, value, where())
    elif isinstance(field, models.SlugField):
        if not _says_nothing_new(value, str(getattr(instance, "title", ""))):
            writing.address(label, value, where())
    else:
        writing.plain(label, str(value), where(), tag="h1" if field.name == "title" and not owner else "p")


def raw_stream(field: Any, value: Any) -> list[Any]:
    """The value of a StreamField as it is stored."""
    raw: list[Any] = field.stream_block.get_prep_value(value)
    return raw


def _says_nothing_new(slug: str, title: str) -> bool:
    """Whether a slug only repeats the title, as Wagtail makes it. Read twice, a title is more than it says."""
    return {w.casefold() for w in _WORD.findall(slug)} <= {w.casefold() for w in _WORD.findall(title)}

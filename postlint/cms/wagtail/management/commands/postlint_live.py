"""``manage.py postlint_live``: which pages and snippets are public now and would not be let through.

For pages that were live before postlint was installed, and for what came past it: ``QuerySet.update``, SQL,
``loaddata``, a changed policy. Nothing is changed. Exit status: 0 all would pass, 1 some would not, 2 some could not
be checked.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from wagtail.models import DraftStateMixin, Page

from ...answer import Unchecked
from ...checking import check
from ...fields import read_post
from ...gate import is_exempt
from ...overriding import fingerprint_of, is_overridden


class Command(BaseCommand):
    """Check all that is live; a line for each that would be refused, with rules and no words."""

    help = "Tell which live pages and snippets postlint would refuse. Nothing is changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines, and leave with the status."""
        status = checked = refused = 0
        for instance in _live():
            checked += 1
            line, bad = _looked_at(instance)
            if line:
                refused += 1
                self.stdout.write(f"{instance._meta.label} {instance.pk}: {line}")
            status = max(status, bad)
        self.stdout.write(f"{checked} live, {refused} would be refused. Where no rule matched, that certifies nothing.")
        if status:
            sys.exit(status)


def _live() -> Iterator[Any]:
    for model in apps.get_models():
        if not issubclass(model, DraftStateMixin) or (issubclass(model, Page) and model is not Page):
            continue
        live = model._default_manager.filter(live=True)
        if model is Page:
            live = live.filter(depth__gt=1).specific()
        yield from (instance for instance in live.iterator(chunk_size=100) if not is_exempt(instance))


def _looked_at(instance: Any) -> tuple[str, int]:
    """What there is to say of it, and the exit status for it."""
    try:
        post = read_post(instance)
        answer = check(post.text, rewrites=False)
    except Unchecked as error:
        return str(error), 2
    if answer.allowed or is_overridden(instance, fingerprint_of(post.text), answer.rules):
        return "", 0
    return ", ".join(sorted(answer.rules)), 1

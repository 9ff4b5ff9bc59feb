"""``postlint hook``: one post as JSON on standard input, and on standard output whether it may be published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from ..document import MAX_BYTES
from ..errors import ModelError, PolicyError
from ..policy import Audience
from ..reporting.json import dump
from . import making, options, showing
from .leaving import COULD_NOT_CHECK, Left, complain, described

# JSON may write one character as twelve bytes; a longer body cannot hold a draft that would be taken.
_LONGEST: Final = 12 * MAX_BYTES + 65_536


@click.command(context_settings=options.HELP, short_help="Answer one post as JSON: may it be published?")
@options.hold_review
@options.rules
@options.audience
@options.profiles
@options.content_type
def hook(
    hold_review: bool | None,
    rules_path: Path | None,
    audience: Audience | None,
    profiles: tuple[str, ...],
    type_: str | None,
) -> None:
    """Read a post as JSON on standard input and answer as JSON whether it may be published.

    The post is an object {"text", "format"?, "profile"?, "audience"?, "type"?, "declared"?, "rewrites"?}; the answer
    has "allowed", and all that a report has. It is that of the service's /v1/check.

    Exit status: 0 allowed, 1 not allowed, 2 could not check.
    """
    answer = _answer(rules_path, audience, hold_review=hold_review, **options.chosen(profiles, type_))
    showing.emit(dump(answer))
    if not answer["complete"]:
        complain(f"not checked: {answer['reason']}")
        raise Left(COULD_NOT_CHECK)
    raise Left(0 if answer["allowed"] else 1)


def _answer(
    rules_path: Path | None, audience: Audience | None, *, hold_review: bool | None, **chosen: Any
) -> dict[str, Any]:
    from ..prepublish import Gate, Malformed, Post, parse, refusal

    try:
        post = parse(_standard_input(), Post)
        linter = making.make_linter(rules_path, audience, **chosen)
        making.tell_stale(linter.policy)
        return Gate(linter, hold_review=hold_review).check(post)
    except (Malformed, PolicyError, ModelError) as error:
        return refusal(str(error))
    except Exception as error:  # noqa: BLE001 - whoever asked gets an answer, in none of the words of the draft
        return refusal(described(error))


def _standard_input() -> bytes:
    from ..prepublish import Malformed

    if sys.stdin is None:
        raise Malformed("there is no standard input")
    body = sys.stdin.buffer.read(_LONGEST + 1)
    if len(body) > _LONGEST:
        raise Malformed("the body is too large")
    return body

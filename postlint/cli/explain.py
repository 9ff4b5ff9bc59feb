"""``postlint explain RULE`` and ``postlint rules``: the catalogue, to read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

import click

from ..errors import PostlintError
from ..policy import Audience, Policy, Rule
from ..reporting import explain as pages
from . import completion, making, options, showing
from .config import with_config


@click.command(context_settings=options.HELP, short_help="Explain a rule: what, why, and examples.")
@click.argument("rule", metavar="RULE", shell_complete=completion.rules)
@click.option("--format", "format_", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
@options.rules
@options.profiles
@with_config
def explain(rule: str, format_: str, rules_path: Path | None, profiles: tuple[str, ...]) -> None:
    """Explain a rule: what it finds, why, on whose authority, and with which examples."""
    policy = making.make_policy(rules_path, None, **options.chosen(profiles))
    format_ = cast(pages.PageFormat, format_)
    showing.emit(pages.page(_found(policy, rule), format_, width=_width()))


@click.command(context_settings=options.HELP, short_help="List the rules and how severe each is.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.rules
@options.audience
@options.profiles
@options.content_type
@with_config
def rules(
    format_: str, rules_path: Path | None, audience: Audience | None, profiles: tuple[str, ...], type_: str | None
) -> None:
    """List the rules and how severe each is for those who will read the post."""
    policy = making.make_policy(rules_path, audience, **options.chosen(profiles, type_))
    if format_ == "json":
        from ..reporting.json import dump

        showing.emit(dump([pages.to_dict(rule) for rule in policy.rules]))
    else:
        showing.emit(pages.table(policy, width=_width()))


def _width() -> int:
    from ..reporting.text import NARROWEST, WIDEST

    return min(max(showing.width(), NARROWEST), WIDEST)


def _found(policy: Policy, name: str) -> Rule:
    tidy = "-".join(name.lower().replace("_", " ").split())
    for asked in (name, tidy, name.upper()):
        with suppress(KeyError):
            return policy.rule(asked)
    from difflib import get_close_matches

    near = get_close_matches(tidy, [rule.name for rule in policy.rules], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "postlint rules lists them all"
    raise PostlintError(f"no rule is called '{name}'; {hint}")

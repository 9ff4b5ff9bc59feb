"""``postlint explain RULE`` and ``postlint rules``: the catalogue, to read."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from ..errors import PostlintError
from ..policy import Audience, Policy, Rule
from ..reporting import explain as pages
from . import making, options, showing


@click.command(context_settings=options.HELP)
@click.argument("rule", metavar="RULE")
@click.option("--format", "format_", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
@options.rules
def explain(rule: str, format_: str, rules_path: Path | None) -> None:
    """Explain a rule: what it finds, why, on whose authority, and with which examples."""
    policy = making.make_policy(rules_path, "public")
    format_ = cast(pages.PageFormat, format_)
    showing.emit(pages.page(_found(policy, rule), format_, width=_width()))


@click.command(context_settings=options.HELP)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.rules
@options.audience
def rules(format_: str, rules_path: Path | None, audience: str) -> None:
    """List the rules and how severe each is for those who will read the post."""
    policy = making.make_policy(rules_path, cast(Audience, audience))
    if format_ == "json":
        from ..reporting.json import dump

        showing.emit(dump([pages.to_dict(rule) for rule in policy.rules]))
    else:
        showing.emit(pages.table(policy, width=_width()))


def _width() -> int:
    from ..reporting.text import NARROWEST, WIDEST

    return min(max(showing.width(), NARROWEST), WIDEST)


def _found(policy: Policy, name: str) -> Rule:
    try:
        return policy.rule(name)
    except KeyError:
        pass
    from difflib import get_close_matches

    names = [rule.name for rule in policy.rules]
    near = get_close_matches(name.lower().replace("_", "-"), names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "postlint rules lists them all"
    raise PostlintError(f"no rule is called {name}; {hint}")

"""``postlint completion SHELL``, and what is completed: drafts, rules, profiles, kinds of post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem, get_completion_class

if TYPE_CHECKING:
    from ..policy import Policy

#: Where each shell looks for what the command prints.
_PLACES: Final = {
    "bash": "~/.local/share/bash-completion/completions/postlint",
    "zsh": "a folder of your fpath, as _postlint",
    "fish": "~/.config/fish/completions/postlint.fish",
}
_VARIABLE: Final = "_POSTLINT_COMPLETE"


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, short_help="Print completions for a shell.")
@click.argument("shell", type=click.Choice(list(_PLACES)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete postlint's commands, options, rules, profiles and drafts.

    \b
      bash  postlint completion bash > ~/.local/share/bash-completion/completions/postlint
      zsh   postlint completion zsh > a folder of your fpath/_postlint
      fish  postlint completion fish > ~/.config/fish/completions/postlint.fish
    """
    from .showing import emit

    made = get_completion_class(shell)
    if made is None:  # click has lost one
        raise click.UsageError(f"no completions can be made for {shell}")
    writer = made(context.find_root().command, {}, "postlint", _VARIABLE)
    # Not its source(), which runs a shell to find out whether it is new enough.
    emit(writer.source_template % writer.source_vars() + "\n")


def drafts(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders; the shell knows them."""
    return [CompletionItem(incomplete, type="file")]


def rules(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of rules, with their titles."""
    return _begun(((rule.name, rule.title) for policy in _policy(context) for rule in policy.rules), incomplete)


def rules_and_families(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of rules and families, the last one in a list with commas."""
    from ..finding import FAMILIES

    before, comma, last = incomplete.rpartition(",")
    known: list[tuple[str, str]] = [(family, "a family of rules") for family in FAMILIES]
    known += [(rule.name, rule.title) for policy in _policy(context) for rule in policy.rules]
    return _begun(((before + comma + name, title) for name, title in known), before + comma + last)


def profiles(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of jurisdictions."""
    known = ((name, "") for policy in _policy(context) for name in sorted(policy.known_profiles))
    return _begun(known, incomplete)


def types(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Kinds of post."""
    known = ((type.name, type.title) for policy in _policy(context) for type in policy.types.values())
    return _begun(known, incomplete)


def _begun(known: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=title or None) for name, title in known if name.startswith(incomplete)]


def _policy(context: click.Context) -> Iterator[Policy]:
    """The policy that the words typed so far name; none where it cannot be read, since nobody reads errors here."""
    from ..errors import PostlintError
    from .making import make_policy

    path: Any = context.params.get("rules_path")
    try:
        yield make_policy(path if isinstance(path, Path) else None, None)
    except PostlintError:
        return

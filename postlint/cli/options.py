"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from ..policy import AUDIENCES

Command = TypeVar("Command", bound=Callable[..., Any])

HELP: Final = {"help_option_names": ["-h", "--help"]}


def rules(command: Command) -> Command:
    """``--rules``."""
    return click.option(
        "--rules",
        "rules_path",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Your own rules file; one that begins with 'extends: default' changes or adds to the shipped rules.",
    )(command)


def audience(command: Command) -> Command:
    """``--audience``."""
    return click.option(
        "--audience",
        type=click.Choice(AUDIENCES),
        help="Who will read the post; by default as the rules file says, else public.",
    )(command)


def profiles(command: Command) -> Command:
    """``--profile``."""
    return click.option(
        "--profile",
        "profiles",
        multiple=True,
        metavar="NAME",
        help="Whose rules hold, such as us-hipaa or uk-gmc; given more than once, the stricter wins. "
        "By default as the rules file says.",
    )(command)


def content_type(command: Command) -> Command:
    """``--type``."""
    return click.option(
        "--type", "type_", metavar="NAME", help="What kind of post it is, such as announcement, education or case."
    )(command)


def chosen(profiles: tuple[str, ...] = (), type_: str | None = None) -> dict[str, Any]:
    """What of a policy was asked for beside its file and audience."""
    return {**({"profiles": profiles} if profiles else {}), **({"type": type_} if type_ else {})}

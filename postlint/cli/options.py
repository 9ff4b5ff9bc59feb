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

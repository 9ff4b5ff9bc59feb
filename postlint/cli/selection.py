"""``--select`` and ``--ignore``: which rules; ``--min-severity``, ``--fail-on``, ``--quiet``, ``--stats``: what comes
of their findings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ..finding import SEVERITIES, Severity
from ..report import FAIL_ON, FailOn
from ..selection import Selection, left_out, words
from . import completion
from .config import from_command_line
from .leaving import complain

if TYPE_CHECKING:
    from ..policy import Policy

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the findings is shown, how much of it, and from which severity on the exit status is 1."""

    least: Severity | None = None
    fail_on: FailOn = "warning"
    quiet: bool = False
    stats: bool = False

    def as_asked(self) -> Terms:
        """Without what only a configuration file says of how a report is to look."""
        return replace(
            self,
            quiet=self.quiet and from_command_line("quiet"),
            stats=self.stats and from_command_line("stats"),
        )


USUAL: Final = Terms()


def with_selection(command: Command) -> Command:
    """``--select`` and ``--ignore``; the command gets the ``selection`` that they make."""

    @wraps(command)
    def inner(*args: Any, select: tuple[str, ...], ignore: tuple[str, ...], **options: Any) -> Any:
        return command(*args, selection=Selection(words(select), words(ignore)), **options)

    for option in (
        click.option(
            "--ignore",
            multiple=True,
            metavar="RULE",
            shell_complete=completion.rules_and_families,
            help="Leave these rules out: names, codes or families, with commas between.",
        ),
        click.option(
            "--select",
            multiple=True,
            metavar="RULE",
            shell_complete=completion.rules_and_families,
            help="Look at these rules only: names, codes or families, with commas between.",
        ),
    ):
        inner = option(inner)
    return inner  # type: ignore[return-value]


def with_terms(command: Command) -> Command:
    """``--min-severity``, ``--fail-on``, ``--quiet`` and ``--stats``; the command gets the ``terms`` that they make."""

    @wraps(command)
    def inner(
        *args: Any, least: Severity | None, fail_on: FailOn, quiet: bool, stats: bool, **options: Any
    ) -> Any:
        return command(*args, terms=Terms(least, fail_on, quiet, stats), **options)

    for option in (
        click.option("--stats", is_flag=True, help="Counts only: drafts, verdicts, rules, and the time it took."),
        click.option("-q", "--quiet", is_flag=True, help="Verdicts only, one a line."),
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            default="warning",
            show_default=True,
            help="From which severity on the exit status is 1; 2, could not check, always stays.",
        ),
        click.option(
            "--min-severity",
            "least",
            type=click.Choice(SEVERITIES),
            help="Show findings from this severity on; the verdict is still that of all.",
        ),
    ):
        inner = option(inner)
    return inner  # type: ignore[return-value]


def tell_left_out(policy: Policy) -> None:
    """A line on standard error if rules that speak of a patient were left out: silence about them means nothing."""
    if rules := [rule.name for rule in left_out(policy)]:
        complain(f"not looked at, since --select or --ignore leaves it out: {', '.join(rules)}")

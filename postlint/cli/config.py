"""``--config`` and ``--no-config``: what a configuration file says becomes the defaults of a command's options.

Whatever stands on the command line wins, option by option. What a configuration says of audience, kind and profile is
weaker than what a draft declares of itself, as the policy's own is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from ..config import Config

Command = TypeVar("Command", bound=Callable[..., Any])

_SWITCHED_OFF: Final = "postlint.no_config"
_FOUND: Final = "postlint.config"
#: Keys whose option is called otherwise in the code.
_PARAMETERS: Final = {
    "rules": "rules_path", "profile": "profiles", "type": "type_", "format": "format_", "min-severity": "least",
    "fail-on": "fail_on", "baseline": "baseline_path", "show-text": "show_text",
}  # fmt: skip
#: How a report is to look is no default for what prints something else.
_REPORTING: Final = ("check", "reply")


def with_config(command: Command) -> Command:
    """``--config`` and ``--no-config``."""
    for option in (
        click.option(
            "--no-config",
            "--isolated",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_switch_off,
            help="Read no configuration file.",
        ),
        click.option(
            "--config",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            is_eager=True,
            expose_value=False,
            callback=_read,
            help="Configuration file; by default the nearest .postlint.toml or pyproject.toml.",
        ),
    ):
        command = option(command)
    return command


def from_command_line(parameter: str) -> bool:
    """Whether an option was given on the command line, and not by a configuration file or nobody."""
    context = click.get_current_context(silent=True)
    return context is None or context.get_parameter_source(parameter) not in (
        ParameterSource.DEFAULT_MAP,
        ParameterSource.DEFAULT,
    )


def folder_of(parameter: str) -> Path | None:
    """The folder of the configuration file, if an option's value comes from there."""
    context = click.get_current_context()
    found: Config | None = context.meta.get(_FOUND)
    if found is None or context.get_parameter_source(parameter) is not ParameterSource.DEFAULT_MAP:
        return None
    return Path(os.path.abspath(found.path)).parent


def file_in_use() -> Path | None:
    """The configuration file that is in force."""
    found: Config | None = click.get_current_context().meta.get(_FOUND)
    return found.path if found is not None else None


def _switch_off(context: click.Context, _: click.Parameter, given: bool) -> None:
    if given and context.meta.get(_FOUND) is not None:
        raise click.UsageError("--config and --no-config do not go together")
    context.meta[_SWITCHED_OFF] = given


def _read(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    if context.resilient_parsing:
        return
    if context.meta.get(_SWITCHED_OFF):
        if path is not None:
            raise click.UsageError("--config and --no-config do not go together")
        return
    from ..config import find_config, read_config

    found = read_config(path) if path is not None else find_config(Path.cwd())
    if found is not None:
        context.meta[_FOUND] = found
        context.default_map = {**(context.default_map or {}), **_defaults(found, context)}


def _defaults(found: Config, context: click.Context) -> dict[str, Any]:
    """The values by the names of the command's parameters; those that it has no option for are another command's."""
    parameters = {parameter.name: parameter for parameter in context.command.params}
    defaults: dict[str, Any] = {}
    for key, value in found.values.items():
        name = _PARAMETERS.get(key, key)
        parameter = parameters.get(name)
        if parameter is None or (key == "format" and context.command.name not in _REPORTING):
            continue
        try:
            parameter.type_cast_value(context, value)
        except click.BadParameter as error:
            raise found.error(key, error.message.rstrip(".").replace("\n", " ")) from None
        defaults[name] = value
    return defaults

"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ..declaration import CASES
from ..errors import LocalModelError
from ..policy import AUDIENCES
from ..reporting import FORMATS
from . import completion
from .config import from_command_line
from .reports import Form

if TYPE_CHECKING:
    from ..local_model import LocalRewriter
    from ..selection import Selection

Command = TypeVar("Command", bound=Callable[..., Any])

HELP: Final = {"help_option_names": ["-h", "--help"]}


def report(command: Command) -> Command:
    """``--format``, ``--show-text`` and ``-o``; the command gets the ``form`` of report that they ask for."""

    @wraps(command)
    def inner(*args: Any, form: Form, report_out: Path | None, **options: Any) -> Any:
        out = None if report_out == Path("-") else report_out
        return command(*args, form=replace(form, out=out), **options)

    output = click.option(
        "-o",
        "--output",
        "report_out",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the report to a file.",
    )
    return report_format(output(inner))  # type: ignore[return-value]


def report_format(command: Command) -> Command:
    """``--format`` and ``--show-text``, for a command whose ``-o`` is for the draft."""

    @wraps(command)
    def inner(*args: Any, format_: str, show_text: bool | None, **options: Any) -> Any:
        return command(*args, form=Form(format_, show_text), **options)

    show_text = click.option(
        "--show-text/--no-text",
        default=None,
        help="Show words of the draft in the report, or not; by default only on a terminal and with --format html.",
    )
    named = click.option(
        "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Of the report."
    )
    return named(show_text(inner))  # type: ignore[return-value]


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
        shell_complete=completion.profiles,
        help="Whose rules hold, such as us-hipaa or uk-gmc; given more than once, the stricter wins. "
        "By default as the rules file says.",
    )(command)


def content_type(command: Command) -> Command:
    """``--type``."""
    return click.option(
        "--type",
        "type_",
        metavar="NAME",
        shell_complete=completion.types,
        help="What kind of post it is, such as announcement, education or case.",
    )(command)


def chosen(
    profiles: tuple[str, ...] = (),
    type_: str | None = None,
    rewriter: LocalRewriter | None = None,
    selection: Selection | None = None,
) -> dict[str, Any]:
    """What of a policy was asked for beside its file and audience, and who else is to rewrite."""
    given: dict[str, Any] = {"profiles": profiles, "type": type_, "rewriter": rewriter, "selection": selection}
    return {name: value for name, value in given.items() if value}


def wanted(
    audience: str | None = None, profiles: tuple[str, ...] = (), type_: str | None = None, **_: Any
) -> dict[str, Any]:
    """What was asked for on the command line of what a draft could declare itself, in the keys of front matter.

    What a configuration file says is not among it: a draft knows better.
    """
    given = {"audience": audience, "profile": list(profiles) or None, "type": type_}
    parameters = {"audience": "audience", "profile": "profiles", "type": "type_"}
    return {
        key: value
        for key, value in given.items()
        if value is not None and from_command_line(parameters[key])
    }


def local_model(command: Command) -> Command:
    """``--local-model`` and ``--local-model-name``; the command gets the ``rewriter`` that they name, or None."""

    @wraps(command)
    def inner(*args: Any, local_model: str | None, local_model_name: str | None, **options: Any) -> Any:
        if local_model_name and not local_model:
            raise click.UsageError("--local-model-name needs --local-model")
        if local_model and not options.get("rewrites", True) and from_command_line("rewrites"):
            raise click.UsageError("--no-rewrites leaves nothing for --local-model to do")
        return command(*args, rewriter=_rewriter(local_model, local_model_name), **options)

    for option in (
        click.option("--local-model-name", metavar="NAME", help="The name that its server knows the model by."),
        click.option(
            "--local-model",
            metavar="URL",
            help="Also ask a language model on this machine (http://127.0.0.1:8080/v1) for rewrites; they are "
            "suggested ones. No other machine is asked.",
        ),
    ):
        inner = option(inner)
    return inner  # type: ignore[return-value]


def _rewriter(url: str | None, name: str | None) -> LocalRewriter | None:
    if url is None:
        return None
    from ..local_model import LocalRewriter

    try:
        return LocalRewriter(url, name or "")
    except LocalModelError as error:
        raise click.BadParameter(str(error), param_hint="--local-model") from None


def declared(command: Command) -> Command:
    """``--case``, ``--consent`` and ``--channel``: what the draft could also declare of itself in its front matter.

    The command gets them as ``told``, with audience, type and profiles if those were asked for; they win over the
    front matter.
    """

    @wraps(command)
    def inner(*args: Any, case: str | None, consent: Path | None, channel: str | None, **options: Any) -> Any:
        told: dict[str, Any] = {"case": case, "channel": channel, **wanted(**options)}
        if consent is not None:
            from ..reading.record import read_record

            told["consent"] = read_record(consent)
        return command(*args, told={key: value for key, value in told.items() if value is not None}, **options)

    for option in (
        click.option(
            "--channel", metavar="NAME", help="Where it will stand (blog, instagram), for the consent's scope."
        ),
        click.option("--consent", type=click.Path(path_type=Path), metavar="FILE", help="A consent record in YAML."),
        click.option("--case", type=click.Choice(CASES), help="Whose story it is, if the front matter does not say."),
    ):
        inner = option(inner)
    return inner  # type: ignore[return-value]

"""``postlint policy``: the policy as a document; a clinic's own rules file, validated and tried out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from ..errors import PolicyError
from ..policy import Policy
from ..reporting.words import joined, number
from . import making, options, showing
from .config import from_command_line, with_config
from .leaving import COULD_NOT_CHECK, Left, complain

if TYPE_CHECKING:
    from ..linter import Linter
    from ..reporting.pages import DocumentFormat
    from ..rulebook_checking import OwnSample

#: What ``--docs`` writes into a folder.
RULES_PAGE: Final = "rules.md"
HANDOUT_PAGE: Final = "handout.md"
SCHEMA_FILE: Final = "rules.schema.json"


@click.group(
    context_settings=options.HELP,
    invoke_without_command=True,
    short_help="Print the policy, or check a rules file.",
    options_metavar="[OPTIONS]",
)
@options.rules
@click.option(
    "--for",
    "readers",
    type=click.Choice(["staff", "patients"]),
    default="staff",
    show_default=True,
    help="Whom it is for: the policy for staff, or a handout for patients.",
)
@click.option("--format", "format_", type=click.Choice(["markdown", "html"]), default="markdown", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file."
)
@click.option(
    "--docs",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=f"Write {RULES_PAGE}, {HANDOUT_PAGE} and the schemas into a folder instead.",
)
@with_config
@click.pass_context
def policy(
    ctx: click.Context, rules_path: Path | None, readers: str, format_: str, output: Path | None, docs: Path | None
) -> None:
    """Print the policy in force, as a document for staff or a handout for patients.

    \b
      postlint policy --rules clinic.yaml --format html -o policy.html
      postlint policy --rules clinic.yaml --for patients
    """
    if ctx.invoked_subcommand is not None:
        given = (name for name in ("rules_path", "output", "docs", "readers", "format_") if from_command_line(name))
        if any(given):
            raise click.UsageError(f"options of postlint policy do not go with {ctx.invoked_subcommand}")
        return
    made = making.make_policy(rules_path, None)
    if docs is not None:
        _write_docs(docs, made)
        return
    document = _document(made, readers, format_)
    _tell_blanks(made, readers)
    if output is None:
        showing.emit(document)
    else:
        _write(output, document)


@policy.command(context_settings=options.HELP, short_help="Validate a rules file.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def check(file: Path) -> None:
    """Validate a rules file; its mistakes are told with their lines.

    Exit status: 0 the file is right, 2 it is not.
    """
    from ..rulebook_checking import problems

    found = problems(file)
    for problem in found:
        complain(str(problem))
    if found:
        raise Left(COULD_NOT_CHECK)
    made, shipped = making.make_policy(file, None), making.make_policy(None, None)
    today = date.today()
    for entry in made.allowed:
        if entry.until is not None and entry.until < today:
            complain(f"note: {file}: an entry of allow ends on {entry.until}, which is over; it allows nothing now")
    names = {rule.name for rule in shipped.rules}
    own = [rule for rule in made.rules if rule.name not in names]
    changed = [rule for rule in made.rules if rule.name in names and rule != shipped.rule(rule.name)]
    showing.emit(
        f"{file}: no mistakes; {number(len(made.rules), 'rule')}, "
        f"{len(own)} of them your own and {len(changed)} changed\n"
    )


@policy.command(context_settings=options.HELP, short_help="Try a rules file's examples.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--all", "everything", is_flag=True, help="Try the examples of all rules, the shipped ones too.")
def test(file: Path, everything: bool) -> None:
    """Try the examples of the rules that a rules file adds or changes.

    A bad example has to raise its rule; a good one may raise neither its rule nor anything at warning or above. A rule
    that is off for an example's readers is not tried.

    Exit status: 0 all are as they should be, 1 some are not, 2 could not check.
    """
    from ..rulebook_checking import OwnSample, own_samples

    linter = making.make_linter(file, None)
    samples = own_samples(file, linter.policy)
    if everything:
        tried = {sample.rule for sample in samples}
        for rule in linter.policy.rules:
            if rule.name not in tried:
                pairs = [(True, s) for s in rule.bad] + [(False, s) for s in rule.good]
                samples += [OwnSample(rule.name, bad, s, 0) for bad, s in pairs]
    wrong = 0
    for sample, counted in _counted(samples):
        if said := _wrong(linter, sample):
            wrong += 1
            place = f"{file}:{sample.line}" if sample.line else str(file)
            showing.emit(f"{place}: {'bad' if sample.bad else 'good'} example {counted} of {sample.rule} {said}\n")
    rules = {sample.rule for sample in samples}
    told = f"{number(len(samples), 'example')} of {number(len(rules), 'rule')}"
    showing.emit(f"{told}: {f'{wrong} not as they should be' if wrong else 'all as they should be'}\n")
    raise Left(1 if wrong else 0)


@policy.command(context_settings=options.HELP, short_help="Print the JSON Schema of rules files.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file."
)
def schema(output: Path | None) -> None:
    """Print the JSON Schema (draft 2020-12) of rules files, for editors that complete and check while one writes."""
    if output is None:
        showing.emit(_schema())
    else:
        _write(output, _schema())


def _counted(samples: list[OwnSample]) -> list[tuple[OwnSample, int]]:
    """Each example with its number among those of its rule and sort."""
    seen: dict[tuple[str, bool], int] = {}
    counted = []
    for sample in samples:
        key = (sample.rule, sample.bad)
        seen[key] = seen.get(key, 0) + 1
        counted.append((sample, seen[key]))
    return counted


def _wrong(linter: Linter, own: OwnSample) -> str:
    """What is wrong with an example; the empty text if nothing is. No word of it is told, only rules (law 3)."""
    from ..history import check_last
    from ..linter import Linter

    made = _policy_for(linter.policy, own)
    rule = made.rule(own.rule)
    if made.severity_of(rule) is None:
        return ""
    tried, sample = Linter(made, linter.model), own.sample
    if sample.to:
        report = tried.reply(sample.text, to=sample.to, rewrites=False)
    else:
        report = check_last(tried, (*sample.earlier, sample.text))
    findings = report.findings
    raised = {finding.rule for finding in findings}
    if own.bad:
        others = f" (but {joined(sorted(raised))})" if raised else ""
        return "" if own.rule in raised else f"does not raise it{others}"
    loud = {f.rule for f in findings if f.severity != "info" or f.rule == own.rule}
    return f"raises {joined(sorted(loud))}" if loud else ""


def _policy_for(made: Policy, own: OwnSample) -> Policy:
    """The policy under which an example is one."""
    return made.for_sample(own.sample)


def _document(made: Policy, readers: str, format_: str) -> str:
    from ..reporting import pages, patients, staff

    if readers == "patients" and not made.handout.title:
        raise PolicyError(
            "this rules file has no handout for patients; write one under 'handout', or extend the default"
        )
    blocks = patients.blocks(made) if readers == "patients" else staff.blocks(made)
    return pages.render(blocks, cast("DocumentFormat", format_))


def _tell_blanks(made: Policy, readers: str) -> None:
    from ..reporting.patients import blanks

    if readers == "patients" and (left := blanks(made)):
        complain(f"blanks to fill in: {joined(left)}; give them in your rules file under handout: contacts:")


def _schema() -> str:
    import json

    from ..rulebook_schema import schema as made

    return json.dumps(made(), indent=2, ensure_ascii=False) + "\n"


def _write_docs(folder: Path, made: Policy) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in docs_pages(made).items():
        _write(folder / name, text)


def docs_pages(made: Policy) -> dict[str, str]:
    """The generated pages of the documentation, by file name."""
    from ..reporting import schema as report_schema
    from ..reporting.json import dump

    return {
        RULES_PAGE: _document(made, "staff", "markdown"),
        HANDOUT_PAGE: _document(made, "patients", "markdown"),
        SCHEMA_FILE: _schema(),
        report_schema.FILE: dump(report_schema.schema()),
    }


def _write(path: Path, text: str) -> Any:
    from .writing import whole

    with whole(path) as stream:
        stream.write(text.encode())

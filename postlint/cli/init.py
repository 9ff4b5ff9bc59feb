"""``postlint init``: a few questions, and a clinic's own rules file with comments to go on from."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from ..errors import PolicyError, PostlintError
from ..policy import AUDIENCES
from . import options, showing

#: Countries that the question offers, and their jurisdictions.
COUNTRIES: Final = {
    "us": "us-hipaa", "uk": "uk-gmc", "au": "au-ahpra", "ca": "ca", "eu": "eu-gdpr", "in": "in", "ie": "ie",
    "other": "",
}  # fmt: skip

#: Fewer digits are no phone number (as in a rules file).
_LEAST_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked."""

    country: str = "other"
    audience: str = "public"
    practice: str = ""
    staff: tuple[str, ...] = ()
    phone: str = ""
    portal: str = ""
    website: str = ""


@click.command(context_settings=options.HELP, short_help="Write a rules file of your own.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default="rules.yaml", metavar="[FILE]")
@click.option("--country", type=click.Choice(list(COUNTRIES)), help="Where you practise.")
@click.option("--audience", type=click.Choice(AUDIENCES), help="Who reads most of your posts.")
@click.option("--practice", metavar="NAME", help="What the practice is called.")
@click.option("--staff", multiple=True, metavar="NAME", help="Somebody who works there; may be given several times.")
@click.option("--phone", metavar="NUMBER", help="Where patients call.")
@click.option("--portal", metavar="ADDRESS", help="Where patients write to you.")
@click.option("--website", metavar="ADDRESS", help="The practice's website.")
@click.option("--yes", is_flag=True, help="Ask nothing; what no option says is left blank.")
def init(
    file: Path,
    country: str | None,
    audience: str | None,
    practice: str | None,
    staff: tuple[str, ...],
    phone: str | None,
    portal: str | None,
    website: str | None,
    yes: bool,
) -> None:
    """Write a rules file of your own, FILE (default rules.yaml): it extends the shipped rules, and its comments tell
    how to change them.

    A few questions are asked, each with an answer to fall back on. An existing file is never overwritten.
    """
    if file.exists() or file.is_symlink():
        raise PostlintError(f"{file} exists already; it was left as it is")
    if not yes and not asks():
        raise PostlintError("there is nobody to ask (standard input is no terminal); give --yes, and options")
    answers = Answers(
        country=_chosen("Where do you practise", country, list(COUNTRIES), "other", yes),
        audience=_chosen("Who reads most of your posts", audience, AUDIENCES, "public", yes),
        practice=_told("What is the practice called", practice, yes),
        staff=staff or _several("Who works there (names, with commas between)", yes),
        phone=_told("Where do patients call", phone, yes, _a_phone),
        portal=_told("Where do patients write to you (portal)", portal, yes),
        website=_told("What is your website", website, yes, _a_website),
    )
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(rules_file(answers))
    except FileExistsError:
        raise PostlintError(f"{file} exists already; it was left as it is") from None
    showing.emit(f"{file} is written; next: postlint policy check {file}\n")


def asks() -> bool:
    """Whether somebody can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def rules_file(answers: Answers) -> str:
    """The commented rules file."""
    practice = answers.practice or "Our practice"
    contacts = {
        "practice": answers.practice, "phone": answers.phone, "portal": answers.portal, "website": answers.website,
    }  # fmt: skip
    given = [f"    {key}: {_yaml(value)}" for key, value in contacts.items() if value]
    blank = [f'    # {key}: "..."' for key, value in contacts.items() if not value]
    handout = ["handout:", "  contacts:", *given] if given else ["# handout:", "#   contacts:"]
    blank += ['    # urgent: "..."       # for help when you are closed', '    # emergency: "..."']
    return "\n".join(
        (
            *_HEAD,
            "policy:",
            f"  name: {_yaml(practice)}",
            "  # reviewed_on: 2026-11-28   # the day on which you last went through the policy",
            f"  audience: {answers.audience}   # who reads most posts: {', '.join(AUDIENCES)}",
            *facts_and_profiles(answers),
            "",
            "# How patients reach you: for the handout, `postlint policy --for patients`.",
            *handout,
            *(blank if given else [line.replace("    # ", "#     ", 1) for line in blank]),
            *_TAIL,
            "",
        )
    )


def facts_and_profiles(answers: Answers) -> list[str]:
    """The lines on the jurisdiction (a part of ``policy``) and on the clinic's own details."""
    profile = COUNTRIES[answers.country]
    lines = []
    if profile:
        lines.append(f"  profiles: [{profile}]   # the jurisdiction")
    told = [f"  name: {_yaml(answers.practice)}"] if _is_fact("name", answers.practice) else []
    staff = [name for name in answers.staff if _is_fact("staff", name)]
    if staff:
        told += ["  staff:", *(f"    - name: {_yaml(name)}" for name in staff)]
    for key, value in (("phones", answers.phone), ("domains", _domain(answers.website))):
        told += [f"  {key}: [{_yaml(value)}]"] if _is_fact(key, value) else []
    if told:
        lines += ["", "# Your own details, which are no patient's.", "clinic:", *told]
    return lines


def _is_fact(key: str, value: str) -> bool:
    """Whether a rules file takes it for a detail of the clinic: an extension in words is for people only."""
    from ..rulebook_clinic import read_clinic
    from ..rulebook_nodes import Node

    text = Node("text", "", 0, value)
    node = Node("list", "", 0, items=(text,)) if key == "staff" else text
    try:
        read_clinic(Node("map", "", 0, entries={key: node}))
    except PolicyError:
        return False
    return True


def _domain(website: str) -> str:
    """``https://www.example.org/clinic`` is on ``www.example.org``."""
    return website.split("://")[-1].split("/")[0].split(":")[0]


def _yaml(value: str) -> str:
    """Text in double quotes, which YAML reads as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _words(value: str) -> str:
    return " ".join(value.split())


def _chosen(question: str, given: str | None, allowed: Iterable[str], fallback: str, yes: bool) -> str:
    if given is not None or yes:
        return given or fallback
    return str(click.prompt(question, default=fallback, type=click.Choice(list(allowed))))


def _told(question: str, given: str | None, yes: bool, read: Callable[[str], str] = _words) -> str:
    if given is not None or yes:
        return read(given or "")
    # click asks again after what ``read`` refuses.
    return str(click.prompt(question, default="", show_default=False, value_proc=read))


def _a_phone(value: str) -> str:
    """A number, perhaps with words (an extension): what has no digits is an answer to another question."""
    value = _words(value)
    if value and sum(char.isdigit() for char in value) < _LEAST_DIGITS:
        raise click.UsageError(f"'{value}' is no phone number; expected digits, such as 020 7946 0123")
    return value


def _a_website(value: str) -> str:
    value = _words(value)
    if value and not _is_fact("domains", _domain(value)):
        raise click.UsageError(f"'{value}' is no website; expected an address such as harbour.example.org")
    return value


def _several(question: str, yes: bool) -> tuple[str, ...]:
    return tuple(name for part in _told(question, None, yes).split(",") if (name := part.strip()))


_HEAD: Final = (
    "# Our social-media policy, as postlint checks it. It extends the rules that postlint ships and holds only what",
    "# differs. `postlint policy check` finds mistakes in it, `postlint policy --rules` prints the whole policy.",
    "extends: default",
    "",
)
_TAIL: Final = (
    "",
    "# Numbers that rules refer to; `postlint policy` tells what each means.",
    "# parameters:",
    "#   small_count_max: 10",
    "",
    "# Rules: `postlint rules` lists the shipped ones. Give the name and what differs ...",
    "# rules:",
    "#   - rule: patient-connection",
    "#     severity: {public: error}      # error, warning, info or off",
    "",
    "# ... or write one of your own, with examples that raise it and examples that do not:",
    "#   - rule: no-raffles",
    "#     code: X901",
    "#     family: boundaries",
    "#     title: Raffles",
    "#     what: A raffle or a prize draw.",
    "#     why: The practice has decided against them.",
    "#     message: We hold no raffles. Leave it out.",
    "#     severity: warning",
    "#     match:",
    "#       - phrase: [raffle, raffles, prize draw]",
    "#     bad:",
    "#       - Join our raffle at the summer fair.",
    "#     good:",
    "#       - Join us at the summer fair.",
)

"""The policy as a document for staff. All that it says of a rule stands in the rules file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ..finding import FAMILIES, Family
from ..policy import AUDIENCES, Audience, Policy, Rule
from .pages import Block, Example, Heading, Items, Table, Text
from .words import joined, number

FAMILY_TITLES: Final[dict[Family, str]] = {
    "identifiers": "What points at a patient",
    "case-details": "Details that give a case away",
    "advice": "Advice",
    "claims": "Claims",
    "boundaries": "Boundaries and tone",
    "consent": "Consent",
    "attachments": "Pictures and files",
    "notice": "What could not be checked",
}
READERS: Final[dict[Audience, str]] = {
    "public": "in public",
    "clinic": "on the practice's own account",
    "reply": "in a reply",
    "peer": "among colleagues",
}
#: What each severity asks of staff; "off" is none.
ASKS: Final = {
    "error": "must not go out",
    "warning": "somebody else reads it first",
    "info": "think about it",
    "off": "does not apply",
}


def blocks(policy: Policy) -> Iterator[Block]:
    """The whole document."""
    families = [(family, [r for r in policy.rules if r.family == family]) for family in FAMILIES]
    families = [(family, rules) for family, rules in families if rules]
    yield Heading(f"Social-media policy: {policy.name}")
    yield Text(_about(policy))
    for profile in getattr(policy, "profiles", ()):  # the jurisdictions in force, where the policy names any
        yield Text(f"{profile.title} (reviewed on {profile.reviewed_on})", "Jurisdiction:")
    yield Text(
        "Every draft is checked against these rules before it is published. The check finds what its rules describe. "
        "It certifies nothing, and a draft in which it finds nothing is still its author's responsibility."
    )
    yield Heading("How to read it", 2)
    yield Text("How strictly a rule is meant depends on who will read the post:")
    yield Items(tuple(f"{READERS[audience]} ({audience})" for audience in AUDIENCES))
    yield Text("and each rule says of every such place one of these:")
    yield Table(("The check says", "which means"), tuple((severity, meaning) for severity, meaning in ASKS.items()))
    yield from _numbers(policy)
    yield Heading("The rules at a glance", 2)
    for family, rules in families:
        yield Heading(FAMILY_TITLES[family], 3)
        yield Table(
            ("Rule", *AUDIENCES),
            tuple((rule.title, *(rule.severity.get(a) or "off" for a in AUDIENCES)) for rule in rules),
            tuple(rule.name for rule in rules),
        )
    for family, rules in families:
        yield Heading(FAMILY_TITLES[family], 2)
        for rule in rules:
            yield from _rule(rule)


def _about(policy: Policy) -> str:
    reviewed = f"Last reviewed on {policy.reviewed_on}. " if policy.reviewed_on else "No date of review is given. "
    days = policy.parameters.get("review_days")
    if policy.reviewed_on and days:
        again = date.fromisoformat(policy.reviewed_on) + timedelta(days=days)
        reviewed += f"To be reviewed again by {again.isoformat()}. "
    return f"{reviewed}{number(len(policy.rules), 'rule')}."


def _numbers(policy: Policy) -> Iterator[Block]:
    if policy.parameters:
        yield Heading("The numbers", 2)
        yield Items(tuple(_in_words(policy, name, value) for name, value in policy.parameters.items()))
    if policy.points:
        yield Text("What each kind of detail adds to the points of a patient's story, once each:")
        rows = ((policy.in_words.get(kind, kind), _figure(points)) for kind, points in policy.points.items())
        yield Table(("Detail", "Points"), tuple(rows))


def _in_words(policy: Policy, name: str, value: float) -> str:
    sentence = policy.in_words.get(name)
    return sentence.replace("{}", _figure(value)) if sentence else f"{name.replace('_', ' ')}: {_figure(value)}"


def _figure(value: float) -> str:
    return f"{value:g}"


def _rule(rule: Rule) -> Iterator[Block]:
    yield Heading(rule.title, 3, rule.name)
    yield Text(rule.message)
    yield Text(rule.what, "What it is about.")
    yield Text(rule.why, "Why.")
    if rule.unless:
        yield Text(rule.unless, "When it does not apply.")
    yield Text(_severities(rule), "How strict.")
    if rule.cures:
        yield Text("; ".join(dict.fromkeys(cure.title for cure in rule.cures)) + ".", "Instead.")
    for sample in rule.bad:
        yield from (Example("After", post) for post in sample.earlier)
        yield Example(f"Not like this{_where(sample.audience)}", sample.text)
        if sample.rewrite:
            yield Example("Better", sample.rewrite)
    for sample in rule.good:
        yield from (Example("After", post) for post in sample.earlier)
        yield Example(f"This is fine{_where(sample.audience)}", sample.text)
    if rule.sources:
        yield Text("", "Sources.")
        yield Items(rule.sources)
    reason = getattr(rule, "reason", "")
    if reason:
        yield Text(reason, "Why this practice departs from the shipped rule.")
    yield Text(f"{rule.code}, {rule.name}", "Known to the check as")


def _where(audience: Audience) -> str:
    return "" if audience == "public" else f" ({READERS[audience]})"


def _severities(rule: Rule) -> str:
    """``In public and in a reply: must not go out. Among colleagues: think about it.``"""
    places: dict[str, list[str]] = {}
    for audience in AUDIENCES:
        places.setdefault(rule.severity.get(audience) or "off", []).append(READERS[audience])
    if len(places) == 1:
        return f"Everywhere: {ASKS[next(iter(places))]}."
    sentences = (f"{joined(where)}: {ASKS[severity]}." for severity, where in places.items())
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)

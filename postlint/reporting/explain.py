"""A rule as a page to read, and the rules as a table. The documentation's pages are made from the same functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from ..policy import AUDIENCES, Audience, Policy, Rule, Sample
from . import cells
from .words import joined

PageFormat = Literal["text", "markdown"]

#: What each safety means to the one who rewrites.
_SAFETY: Final = {
    "safe": "made by --fix",
    "suggested": "made by --fix --suggested; read it over",
    "manual": "for you to do",
}


def page(rule: Rule, format: PageFormat = "text", *, width: int = 80) -> str:
    """Everything that ``rules.yaml`` says about a rule, under the headings What, Why, Source, Why it is changed here,
    When it does not apply, How to fix and Examples; a heading with nothing to say is left out.
    """
    lines = _markdown(rule) if format == "markdown" else _plain(rule, width)
    return "\n".join(lines).rstrip() + "\n"


def table(policy: Policy, *, width: int = 80) -> str:
    """One rule a line: how severe it is for the policy's audience and content type, its name, its title."""
    rows = [(policy.severity_of(rule) or "off", rule.name, _squeezed(rule.title)) for rule in policy.rules]
    first = max((len(row[0]) for row in rows), default=0)
    second = max((len(row[1]) for row in rows), default=0)
    out = []
    for severity, name, title in rows:
        indent = first + second + 4
        head = f"{severity:<{first}}  {name:<{second}}  "
        if width - indent < 20:  # too narrow for three columns
            out.append(f"{severity:<{first}}  {cells.shown(name)}")
            out += _wrapped(title, width, " " * (first + 2))
            continue
        parts = _wrapped(title, width - indent, "")
        out.append(head + parts[0])
        out += [" " * indent + part for part in parts[1:]]
    return "\n".join(line.rstrip() for line in out) + "\n"


def to_dict(rule: Rule) -> dict[str, Any]:
    """A rule in plain values, without its matchers."""
    return {
        "name": rule.name,
        "code": rule.code,
        "family": rule.family,
        "title": rule.title,
        "what": rule.what,
        "why": rule.why,
        "sources": list(rule.sources),
        "unless": rule.unless,
        "message": rule.message,
        "severity": {audience: rule.severity.get(audience) for audience in AUDIENCES},
        **({"reason": rule.reason} if rule.reason else {}),
        "rewrites": [{"title": cure.title, "safety": cure.safety} for cure in rule.cures],
        "examples": {
            "bad": [_sample(sample) for sample in rule.bad],
            "good": [_sample(sample) for sample in rule.good],
        },
    }


def severities(rule: Rule) -> str:
    """``error for public and reply; warning for clinic; off for peer``."""
    readers: dict[str, list[Audience]] = {}
    for audience in AUDIENCES:
        readers.setdefault(rule.severity.get(audience) or "off", []).append(audience)
    return "; ".join(f"{severity} for {joined(readers[severity])}" for severity in readers)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _sample(sample: Sample) -> dict[str, Any]:
    rewrite = {"rewrite": sample.rewrite} if sample.rewrite else {}
    to: dict[str, Any] = {"to": sample.to} if sample.to else {}
    earlier = {"earlier": list(sample.earlier)} if sample.earlier else {}
    return {"text": sample.text, "audience": sample.audience, **to, **earlier, **rewrite}


def _sections(rule: Rule) -> Iterator[tuple[str, list[str], bool]]:
    """Heading, paragraphs, and whether they are a list; Examples are apart."""
    yield "What", [rule.what], False
    yield "Why", [rule.why], False
    yield "Source", list(rule.sources), True
    yield "Why it is changed here", [rule.reason], False
    yield "When it does not apply", [rule.unless], False
    yield "How to fix", [f"{cure.title} ({_SAFETY[cure.safety]})" for cure in rule.cures], True


def _samples(rule: Rule) -> Iterator[tuple[str, Sample]]:
    for sample in rule.bad:
        yield "Raises it", sample
    for sample in rule.good:
        yield "Does not", sample


def _before(sample: Sample) -> Iterator[tuple[str, str]]:
    """What came before an example, where it does not stand alone."""
    if sample.to:
        yield "In answer to", sample.to
    for post in sample.earlier:
        yield "After the post", post


def _told(label: str, sample: Sample) -> str:
    return label if sample.audience == "public" else f"{label} (for {sample.audience})"


def _wrapped(text: str, width: int, indent: str, hanging: str = "") -> list[str]:
    text = _squeezed(text)
    parts = cells.wrap(text, max(width - len(indent) - len(hanging), 20))
    lines = [cells.shown(text[low:high]) for low, high in parts]
    return [indent + (hanging if n == 0 else " " * len(hanging)) + line for n, line in enumerate(lines)]


def _quoted(text: str, width: int, indent: str) -> list[str]:
    """An example keeps its lines, and what they are indented by: it may begin with front matter."""
    lines = [(line.lstrip(" "), line) for line in text.strip("\n").split("\n")]
    return [part for bare, line in lines for part in _wrapped(bare, width, indent + " " * (len(line) - len(bare)))]


def _plain(rule: Rule, width: int) -> Iterator[str]:
    name = f"{rule.name} ({rule.code})" if rule.code else rule.name
    yield from _wrapped(f"{name}: {rule.title}", width, "")
    yield from _wrapped(f"{rule.family}; {severities(rule)}", width, "")
    for heading, paragraphs, listed in _sections(rule):
        written = [paragraph for paragraph in paragraphs if paragraph.strip()]
        if not written:
            continue
        yield from ("", heading)
        for paragraph in written:
            yield from _wrapped(paragraph, width, "  ", "- " if listed else "")
    if not rule.bad and not rule.good:
        return
    yield from ("", "Examples")
    for label, sample in _samples(rule):
        yield f"  {_told(label, sample)}:"
        yield from _quoted(sample.text, width, "      ")
        for heading, text in _before(sample):
            yield f"    {heading}:"
            yield from _quoted(text, width, "      ")
        if sample.rewrite:
            yield "    Write instead:"
            yield from _quoted(sample.rewrite, width, "      ")


def _markdown(rule: Rule) -> Iterator[str]:
    yield from (f"# {rule.name}", "", _squeezed(rule.title), "")
    code = f" · `{rule.code}`" if rule.code else ""
    yield f"*{rule.family}*{code} · {severities(rule)}"
    for heading, paragraphs, listed in _sections(rule):
        written = [_squeezed(paragraph) for paragraph in paragraphs if paragraph.strip()]
        if not written:
            continue
        yield from ("", f"## {heading}", "")
        yield from (f"- {paragraph}" if listed else paragraph for paragraph in written)
    if not rule.bad and not rule.good:
        return
    yield from ("", "## Examples")
    for label, sample in _samples(rule):
        yield from ("", f"{_told(label, sample)}:", "", *_fenced(sample.text))
        for heading, text in _before(sample):
            yield from ("", f"{heading}:", "", *_fenced(text))
        if sample.rewrite:
            yield from ("", "Write instead:", "", *_fenced(sample.rewrite))


def _fenced(text: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield f"{fence}text"
    yield from text.strip("\n").split("\n")
    yield fence

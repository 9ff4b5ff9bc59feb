"""All that is wrong with a rules file at once, and where its examples stand.

The reader stops at the first mistake. To find the others, the smallest part that holds it is taken out or replaced by
something that is surely right, and the file is read again: so there is one reader, and what it refuses is told in its
own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from .errors import PolicyError
from .facts import says_something
from .policy import Policy, Sample
from .rulebook import load_policy
from .rulebook_nodes import Node, read_nodes

#: Mistakes after which nobody reads on.
MOST: Final = 30
_LISTS: Final = ("match", "rewrite", "bad", "good")
_PLAIN: Final[Mapping[str, str]] = {
    "title": "x", "what": "x", "why": "x", "message": "x", "family": "notice", "severity": "info",
}  # fmt: skip

#: What is put in the place of a mistake may make less of a shipped rule, which takes a reason.
_REASON: Final = "Put in so that the rest can be read."


@dataclass(frozen=True, slots=True, repr=False)
class OwnSample:
    """An example of a rule that a rules file adds or changes, and its line (of a shipped example: that of the rule)."""

    rule: str
    bad: bool
    sample: Sample
    line: int


def problems(path: Path) -> list[PolicyError]:
    """What is wrong with a rules file, in the order of its lines; an empty list if nothing is."""
    try:
        node = read_nodes(path, str(path))
    except PolicyError as error:
        return [error]
    found: dict[tuple[int, str], PolicyError] = {}
    mended = False
    while len(found) < MOST:
        try:
            load_policy(node)
            break
        except PolicyError as error:
            key = (error.line, error.reason)
            if key in found or error.path != str(path):
                break
            # What a mended file lacks may be what was taken out of it.
            if not (mended and "lacks" in error.reason and _stands_in(node, error.line)):
                found[key] = error
            repaired = _without(node, error.line)
            if repaired is None:
                break
            node, mended = repaired, True
    return sorted(found.values(), key=lambda error: error.line)


def own_samples(path: Path, policy: Policy) -> list[OwnSample]:
    """The examples of the rules that the file at ``path`` adds or changes; ``policy`` was read from it."""
    top = read_nodes(path, str(path)).entries
    found = []
    for node in top["rules"].items if "rules" in top else ():
        rule = policy.rule(node.entries["rule"].word)
        for key, samples in (("bad", rule.bad), ("good", rule.good)):
            own = node.entries[key].one_or_more(key) if key in node.entries else ()
            lines = [item.line for item in own] or [node.line] * len(samples)
            found += [OwnSample(rule.name, key == "bad", s, line) for s, line in zip(samples, lines, strict=True)]
    return found


def _without(top: Node, line: int) -> Node | None:
    """The file without what is wrong at ``line``; None if there is no telling."""
    section = _at(top, line)
    if section is None or section in ("extends", "policy"):
        return None  # everything else hangs on these
    node = top.entries[section]
    if section == "rules" and node.kind == "list" and (index := _item(node, line)) is not None:
        rule = _mended(node.items[index], line)
        items = (*node.items[:index], *(() if rule is None else (rule,)), *node.items[index + 1 :])
        return _with(top, section, replace(node, items=items) if items else None)
    key = _at(node, line) if node.kind == "map" else None
    smaller = _with(node, key, None) if key is not None and len(node.entries) > 1 else None
    return _with(top, section, smaller)


def _mended(rule: Node, line: int) -> Node | None:
    """A rule with what is wrong at ``line`` taken out, or put right; None: without the rule."""
    key = _at(rule, line) if rule.kind == "map" else None
    if key is None or key in ("rule", "code") or line == rule.line == rule.key_lines.get(key):
        return None
    node = rule.entries[key]
    if key in _LISTS and node.kind == "list" and len(node.items) > 1 and (index := _item(node, line)) is not None:
        return _with(rule, key, replace(node, items=(*node.items[:index], *node.items[index + 1 :])))
    if key in _PLAIN:
        mended = _with(rule, key, Node("text", node.path, 0, _PLAIN[key]))
        given = rule.entries.get("reason")
        # A reason that says too little was told already; one of a wrong kind is still to be.
        enough = given is not None and (given.kind != "text" or says_something(given.word))
        return (
            mended
            if enough or key not in ("family", "severity")
            else _with(mended, "reason", Node("text", node.path, 0, _REASON))
        )
    if key in ("bad", "good"):
        return _with(rule, key, Node("list", node.path, 0, items=(Node("text", node.path, 0, "x"),)))
    if key == "match":
        phrase = Node("map", node.path, 0, entries={"phrase": Node("text", node.path, 0, "x")})
        return _with(rule, key, Node("list", node.path, 0, items=(phrase,)))
    return _with(rule, key, None)


def _with(node: Node, key: str, value: Node | None) -> Node:
    entries = {k: v for k, v in node.entries.items() if k != key}
    return replace(node, entries=entries if value is None else {**entries, key: value})


def _at(node: Node, line: int) -> str | None:
    """The last key that begins at ``line`` or before it."""
    keys = [key for key in node.entries if node.key_lines.get(key, 0) <= line and node.entries[key].line]
    return max(keys, key=lambda key: node.key_lines.get(key, 0), default=None)


def _item(node: Node, line: int) -> int | None:
    """The last item that begins at ``line`` or before it."""
    return max((index for index, item in enumerate(node.items) if item.line <= line), default=None)


def _stands_in(top: Node, line: int) -> bool:
    """Whether nothing begins at ``line`` any more that a reader could complain of."""
    section = _at(top, line)
    return section is None or top.entries[section].line > line

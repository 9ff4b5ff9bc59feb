"""Cures: the rewrites of one finding, built from its rule. The linter lints each again before it is shown."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from ..annotation import Annotations, Mention, Passage
from ..document import Document, Prose, Span
from ..finding import Edit, Finding, Rewrite, Safety
from ..policy import Cure, Rule
from .edits import mend, to_source
from .ladders import generalise, remove, was_introduced
from .sentences import whole_sentences

#: A place that the author must fill: ``[source]``.
_SLOT: Final = re.compile(r"\[[^\[\]\n]*\]")
_HASHTAGS_AFTER: Final = re.compile(r"(?:[\s,]*#\w+)+\s*\Z")
_HASHTAGS_BEFORE: Final = re.compile(r"\s*(?:#\w+\s+)+")


def propose(
    rule: Rule,
    finding: Finding,
    matched: Sequence[Mention],
    passage: Passage | None,
    prose: Prose,
    annotations: Annotations,
    document: Document,
) -> tuple[Rewrite, ...]:
    """The rewrites of a finding, in the order of the rule's cures; a cure that changes nothing gives none.

    ``matched`` and ``passage`` hold prose offsets, ``finding`` and the edits source offsets.
    """
    rewrites: list[Rewrite] = []
    for cure in rule.cures:
        if cure.operation == "none":
            rewrites.append(Rewrite(cure.title, "manual"))
            continue
        changes = _changes(rule, cure, finding, matched, passage, prose, annotations)
        edits = _edits(changes, prose, document)
        if edits:
            slot = any(_SLOT.search(e.text) for e in edits) and cure.operation == "replace"
            # A warning asks a person; whole sentences of theirs do not go for one unseen.
            asked = cure.operation == "omit" and passage is not None and finding.severity != "error"
            safety: Safety = "manual" if slot or asked else cure.safety
            rewrites.append(Rewrite(cure.title, safety, edits))
    return tuple(rewrites)


_Change = tuple[int, int, str]


def _changes(
    rule: Rule,
    cure: Cure,
    finding: Finding,
    matched: Sequence[Mention],
    passage: Passage | None,
    prose: Prose,
    annotations: Annotations,
) -> list[_Change]:
    mentions = [m for m in sorted(matched, key=lambda m: (m.start, m.end)) if 0 <= m.start < m.end <= len(prose.text)]
    if cure.operation == "joint":
        return _jointly(rule, mentions, prose, annotations)
    if cure.operation == "generalise":
        return _climb(cure, mentions, prose, annotations)
    if cure.operation == "omit" and mentions:
        return [c for m in mentions if (c := remove(prose, annotations, m))]
    stretch = _stretch(finding, mentions, passage, prose)
    if stretch is not None and cure.operation == "omit" and passage is not None:
        stretch = whole_sentences(prose, annotations, stretch)
    if stretch is None:
        return []
    text = cure.text.strip("\n") if cure.operation == "replace" else ""
    if cure.operation == "replace" and not text:
        return []
    return [(stretch.start, stretch.end, text)]


def _climb(cure: Cure, mentions: Iterable[Mention], prose: Prose, annotations: Annotations) -> list[_Change]:
    changes: list[_Change] = []
    for mention in mentions:
        ladder = cure.ladder if cure.ladder and cure.operation == "generalise" else mention.kind
        if not _fits(ladder, mention):
            ladder = mention.kind
        seen = was_introduced(prose, annotations, mention)
        change = generalise(ladder, prose, annotations, mention, seen=seen)
        if change and change not in changes:
            changes.append(change)
    return changes


#: Kinds that tell more than one point's worth wherever they stand; the others count one.
_HEAVY: Final = frozenset(("event", "photo"))


def _jointly(rule: Rule, mentions: Sequence[Mention], prose: Prose, annotations: Annotations) -> list[_Change]:
    """The changes that take a combination under its threshold (domain 5.1, jointly).

    Kin are the last to go: "her daughter" is a detail only beside others, and a post reads badly without its people.
    The draft is linted again after each round, so a sum that was guessed wrongly is put right by the next.
    """
    match = next((m for m in rule.matches if m.on == "combination"), None)
    threshold = (match.warn_from if match else None) or 3.0
    cure = Cure("joint", "")
    others = _climb(cure, [m for m in mentions if m.kind != "rel"], prose, annotations)
    kin = _climb(cure, [m for m in mentions if m.kind == "rel"], prose, annotations)
    left = {m.kind for m in annotations.mentions if match and m.kind in match.adding}
    left |= {m.kind for m in mentions if m.kind in ("rel", "age") or not others}
    total = sum(2.0 if kind in _HEAVY else 1.0 for kind in left)
    if others and total < threshold:
        return others
    if others or kin:
        return sorted(others + kin)
    vaguer = Cure("generalise", "", ladder="kin")
    return _climb(vaguer, [m for m in mentions if m.kind == "rel"], prose, annotations)


def _fits(ladder: str, mention: Mention) -> bool:
    """Whether the ladder that a rule asks for is one for this kind: a rule may match several kinds."""
    if ladder == mention.kind or (ladder, mention.kind) == ("kin", "rel"):
        return True
    if ladder == "label":
        return mention.kind in ("fac", "name")
    return ladder == "contact" and mention.kind in ("handle", "phone", "fax", "email", "url", "ip", "idno", "name")


def _stretch(finding: Finding, mentions: Sequence[Mention], passage: Passage | None, prose: Prose) -> Span | None:
    """The prose that a cure replaces or leaves out, without the line breaks and hashtags around it."""
    if passage is not None and 0 <= passage.start < passage.end <= len(prose.text):
        start, end = passage.start, passage.end
    elif mentions:
        start, end = mentions[0].start, max(m.end for m in mentions)
    else:
        span = in_prose(prose, finding.span)
        start, end = span.start, span.end
    tags = _HASHTAGS_BEFORE.match(prose.text, start, end)
    if tags and tags.end() < end:
        start = tags.end()
    tags = _HASHTAGS_AFTER.search(prose.text[start:end])
    if tags and tags.start() > 0:
        end = start + tags.start()
    while start < end and prose.text[start].isspace():
        start += 1
    while end > start and prose.text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def in_prose(prose: Prose, span: Span) -> Span:
    """The prose characters that were read from a source range."""
    places = range(len(prose.text))
    start = bisect_left(places, span.start, key=lambda i: prose.offsets.source(i, i + 1).start)
    end = bisect_left(places, span.end, key=lambda i: prose.offsets.source(i, i + 1).start)
    return Span(min(start, end), end)


def _edits(changes: Iterable[_Change], prose: Prose, document: Document) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    for start, end, text in changes:
        for edit in to_source(prose, start, end, text, document.text):
            written = html.escape(edit.text, quote=False) if document.format == "html" else edit.text
            edits.append(Edit(edit.start, edit.end, written))
    return mend(edits, document.text)

"""Cures: the rewrites of one finding, built from its rule. The linter lints each again before it is shown."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from ..annotation import Annotations, Kind, Mention, Passage
from ..document import Document, Prose, Span
from ..finding import Edit, Finding, Rewrite, Safety
from ..policy import Cure, Rule
from .edits import mend, to_source
from .ladders import generalise, remove, was_introduced
from .sentences import whole_sentences
from .stumbles import stumbles

#: A place that the author must fill: ``[source]``.
_SLOT: Final = re.compile(r"\[[^\[\]\n]*\]")
_HASHTAGS_AFTER: Final = re.compile(r"(?:[\s,]*#\w+)+\s*\Z")
_HASHTAGS_BEFORE: Final = re.compile(r"\s*(?:#\w+\s+)+")


Changed = tuple[int, int, str]
#: Changes of the prose that make less of some mentions; there may be none for some of them.
Editor = Callable[[Sequence[Mention]], Sequence[Changed]]


def propose(
    rule: Rule,
    finding: Finding,
    matched: Sequence[Mention],
    passage: Passage | None,
    prose: Prose,
    annotations: Annotations,
    document: Document,
    editor: Editor | None = None,
) -> tuple[Rewrite, ...]:
    """The rewrites of a finding, in the order of the rule's cures; a cure that changes nothing gives none.

    ``matched`` and ``passage`` hold prose offsets, ``finding`` and the edits source offsets. What the ``editor`` makes
    nothing of is left to the ladders.
    """
    rewrites: list[Rewrite] = []
    for cure in rule.cures:
        if cure.operation == "none":
            rewrites.append(Rewrite(cure.title, "manual"))
            continue
        if cure.operation == "do-not-post":
            rewrites.append(Rewrite(cure.title, "manual", instead_of_all(cure, prose)))
            continue
        changes = _changes(rule, cure, finding, matched, passage, prose, annotations, editor)
        edits = edits_of(changes, prose, document)
        if edits:
            slot = any(_SLOT.search(e.text) for e in edits) and cure.operation == "replace"
            # A warning asks a person; whole sentences of theirs do not go for one unseen.
            asked = cure.operation == "omit" and passage is not None and finding.severity != "error"
            safety: Safety = "manual" if slot or asked else cure.safety
            rewrites.append(Rewrite(cure.title, safety, edits))
    return tuple(rewrites)


def instead_of_all(cure: Cure, prose: Prose) -> tuple[Edit, ...]:
    """The general lesson in the place of the whole draft, but for its front matter."""
    place = prose.offsets.source(0, len(prose.text))
    return (Edit(place.start, place.end, cure.text.strip("\n")),)


def made_less(
    rule: Rule,
    cure: Cure,
    matched: Sequence[Mention],
    annotations: Annotations,
    *,
    error: bool = False,
    gone: Collection[Span] = (),
) -> Sequence[Mention] | None:
    """The mentions that a cure makes less of; None for a cure that works on a passage or puts words of its own in.

    ``error``: of a combination only so many that it is no error any more, but still asked about. ``gone``: mentions
    that other cures make less of, so that the combination may hold together no longer; then there may be none to add.
    """
    if cure.operation == "joint":
        return _least(rule, matched, annotations, error=error, gone=gone)
    if cure.operation == "generalise" or (cure.operation == "omit" and matched):
        return matched
    return None


#: What may stand between two details that were told in one breath: "Ward 7 at St Olave's", "baker from Tolsta".
_ONE_BREATH: Final = re.compile(r"[\s,/-]*(?:(?:at|of|in|on|from|the|a|an)\b[\s]*){0,2}", re.I)


def told_in_one_breath(mentions: Sequence[Mention], prose: Prose, annotations: Annotations) -> list[Mention]:
    """``mentions`` and the details of patients of the same kind that hang on them: half of such a phrase cannot go."""
    found = {(m.start, m.end): m for m in mentions}
    fellows = [m for m in annotations.mentions if m.patient >= 0.5]
    for _ in range(3):
        for one in list(found.values()):
            for other in fellows:
                if (other.start, other.end) in found or not _akin(one, other):
                    continue
                first, second = sorted((one, other), key=lambda m: m.start)
                if first.end <= second.start and _ONE_BREATH.fullmatch(prose.text[first.end : second.start]):
                    found[other.start, other.end] = other
    return sorted(found.values(), key=lambda m: m.start)


def _akin(one: Mention, other: Mention) -> bool:
    return one.kind == other.kind or {one.kind, other.kind} <= {"fac", "loc"}


def less_of(
    mentions: Sequence[Mention],
    prose: Prose,
    annotations: Annotations,
    editor: Editor | None,
    cure: Cure,
    *,
    ladders_first: bool = False,
) -> list[Changed]:
    """Changes that make less of ``mentions``: the editor's, and the ladders' for what it leaves as it is and where a
    sentence stumbles; ``ladders_first``: the other way round.
    """
    mentions = [m for m in sorted(mentions, key=lambda m: (m.start, m.end)) if 0 <= m.start < m.end <= len(prose.text)]
    # An age has a rung that is a matter of arithmetic: a decade.
    ages = [m for m in mentions if m.kind == "age" and cure.operation != "omit"]
    worded = [m for m in mentions if m not in ages]
    if not editor or not worded:
        return sorted(_by_ladders(cure, mentions, prose, annotations))
    by_age = _climb(Cure("generalise", ""), ages, prose, annotations)
    edited = [*by_age, *editor(told_in_one_breath(worded, prose, annotations))]
    changes: list[Changed] = []
    for low, high in _stretches(prose, annotations, mentions, edited):
        asked = [m for m in mentions if low <= m.start < high]
        edited_here = [c for c in edited if low <= c[0] and c[1] <= high]
        left = [m for m in asked if not any(a < m.end and m.start < max(b, a + 1) for a, b, _ in edited_here)]
        ways = [edited_here + _by_ladders(cure, left, prose, annotations), _by_ladders(cure, asked, prose, annotations)]
        if ladders_first:
            ways.reverse()
        before = prose.text[low:high]
        sound = (w for w in ways if w and not stumbles(before, _changed(prose.text, low, high, w)))
        changes += next(sound, ways[0] or ways[1])
    return sorted(changes)


def _by_ladders(cure: Cure, mentions: Sequence[Mention], prose: Prose, annotations: Annotations) -> list[Changed]:
    if cure.operation == "omit":
        return [c for m in mentions if (c := remove(prose, annotations, m))]
    return _climb(cure, mentions, prose, annotations)


def _stretches(
    prose: Prose, annotations: Annotations, mentions: Sequence[Mention], changes: Sequence[Changed]
) -> list[tuple[int, int]]:
    """The sentences in which something changes, two as one where a change reaches over their border."""
    places = sorted([(m.start, m.end) for m in mentions] + [(a, max(b, a)) for a, b, _ in changes])
    bounds = [(s.start, s.end) for s in annotations.sentences] or [(0, len(prose.text))]
    stretches: list[tuple[int, int]] = []
    for start, end in places:
        low = max((a for a, _ in bounds if a <= start), default=0)
        high = min((b for _, b in bounds if b >= end and b > start), default=len(prose.text))
        low, high = min(low, start), max(high, end)
        if stretches and low < stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(high, stretches[-1][1]))
        else:
            stretches.append((low, high))
    return stretches


def _changed(text: str, low: int, high: int, changes: Sequence[Changed]) -> str:
    """A stretch of the text after changes; where two overlap, the first holds."""
    pieces, at = [], low
    for start, end, new in sorted(changes):
        if start >= at:
            pieces += [text[at:start], new]
            at = end
    return re.sub(r"[ \t]+", " ", "".join([*pieces, text[at:high]])).strip()


def _changes(
    rule: Rule,
    cure: Cure,
    finding: Finding,
    matched: Sequence[Mention],
    passage: Passage | None,
    prose: Prose,
    annotations: Annotations,
    editor: Editor | None,
) -> list[Changed]:
    mentions = [m for m in sorted(matched, key=lambda m: (m.start, m.end)) if 0 <= m.start < m.end <= len(prose.text)]
    if cure.operation == "joint" and editor is None:
        return _jointly(rule, mentions, prose, annotations)
    less = made_less(rule, cure, mentions, annotations)
    if less is not None:
        return less_of(less, prose, annotations, editor, cure)
    stretch = _stretch(finding, mentions, passage, prose)
    if stretch is not None and cure.operation == "omit" and passage is not None:
        stretch = whole_sentences(prose, annotations, stretch)
    if stretch is None:
        return []
    text = cure.text.strip("\n") if cure.operation == "replace" else ""
    if cure.operation == "replace" and not text:
        return []
    return [(stretch.start, stretch.end, text)]


def _climb(cure: Cure, mentions: Iterable[Mention], prose: Prose, annotations: Annotations) -> list[Changed]:
    changes: list[Changed] = []
    for mention in mentions:
        ladder = cure.ladder if cure.ladder and cure.operation == "generalise" else mention.kind
        if not _fits(ladder, mention):
            ladder = mention.kind
        seen = was_introduced(prose, annotations, mention)
        change = generalise(ladder, prose, annotations, mention, seen=seen)
        if change and change not in changes:
            changes.append(change)
    return changes


#: Which detail goes first: what points at one person, and last what a story reads badly without.
FIRST_TO_GO: Final[tuple[Kind, ...]] = ("photo", "event", "fac", "loc", "date", "occ", "dem", "age", "rel")


def _least(
    rule: Rule, mentions: Sequence[Mention], annotations: Annotations, *, error: bool, gone: Collection[Span]
) -> list[Mention]:
    """The details to make less of so that a combination falls under its threshold (domain 5.1, jointly).

    Points count once a kind, so a kind goes whole. The sum is a guess: the draft is linted again, and what is still
    too much is asked for in the next round.
    """
    match = next((m for m in rule.matches if m.on == "combination"), None)
    threshold = ((match.error_from if error else match.warn_from) if match else None) or (5.0 if error else 3.0)
    standing = [m for m in mentions if Span(m.start, m.end) not in gone]
    kinds = {m.kind for m in standing}
    adding = {m.kind for m in annotations.mentions if match and m.kind in match.adding}
    going: set[str] = set()
    for kind in FIRST_TO_GO:
        left = (kinds - going) | adding
        if sum(2.0 if k in _HEAVY else 1.0 for k in left) < threshold:
            break
        if kind in kinds:
            going.add(kind)
    less = [m for m in standing if m.kind in going]
    # What is left holds together no longer only if something of it goes.
    return less or ([] if len(standing) < len(mentions) else standing)


#: Kinds that tell more than one point's worth wherever they stand; the others count one.
_HEAVY: Final = frozenset(("event", "photo"))


def _jointly(rule: Rule, mentions: Sequence[Mention], prose: Prose, annotations: Annotations) -> list[Changed]:
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


def edits_of(changes: Iterable[Changed], prose: Prose, document: Document) -> tuple[Edit, ...]:
    """The source edits of changes of the prose."""
    edits: list[Edit] = []
    for start, end, text in changes:
        for edit in to_source(prose, start, end, text, document.text):
            written = html.escape(edit.text, quote=False) if document.format == "html" else edit.text
            edits.append(Edit(edit.start, edit.end, written))
    return mend(edits, document.text)

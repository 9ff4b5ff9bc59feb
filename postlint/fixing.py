"""Fixing: rewrites applied in rounds until nothing is left that they cure, each round linted again (law 6).

First what must not be published, then what is asked about. In each round all details that the findings point at are
made less together, so that the sentence around them is put right once. What words alone do not cure loses sentences,
as few and as short as will do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from .annotation import DIRECT_KINDS, Mention
from .comparison import at_an_edit, burden, is_gone, new_findings
from .document import Span
from .finding import Edit, Rewrite, Safety, Severity, severity_rank
from .policy import Cure
from .relinting import Reading
from .rewriting.cures import FIRST_TO_GO, edits_of, in_prose, instead_of_all, made_less
from .rewriting.namesakes import namesakes
from .rewriting.plan import combine

if TYPE_CHECKING:
    from .rules.matching import Objection

#: Rounds of applying rewrites and linting again; each takes findings away, so a few are enough.
ROUNDS: Final = 12
#: Times that a draft is gone through from the beginning.
PASSES: Final = 5
#: Rewrites that a round tries one by one when all together do not cure.
SINGLE_TRIES: Final = 12
#: In a draft that must not be published, identifiers go from this probability on of being a patient's.
PERHAPS: Final = 0.1
#: Share of a draft's words that must be left when sentences are taken out.
LEFT: Final = 0.34

#: The edits that make less of some mentions of a reading by a cure.
Less = Callable[[Reading, Sequence[Mention], "Cure"], tuple[Edit, ...]]
#: The rewrites that are proposed for an objection.
Proposals = Callable[[Reading, "Objection"], tuple[Rewrite, ...]]
#: The reading of a draft after edits; None where nothing readable is left.
Rewritten = Callable[[Reading, tuple[Edit, ...]], "Reading | None"]


@dataclass(frozen=True, slots=True)
class Step:
    """Rewrites that were applied, and the draft after them."""

    rewrites: tuple[Rewrite, ...]
    after: Reading


@dataclass(frozen=True, slots=True)
class Fixing:
    """How a draft is rewritten; the linter lends its stages."""

    proposals: Proposals
    less: Less
    rewritten: Rewritten
    #: Steps by a rewriter from outside, if there is one; they come first, and what they leave is seen to afterwards.
    retold: Callable[[Reading], Iterable[Step]] | None = None

    def run(self, reading: Reading, *, suggested: bool) -> Step:
        """The draft after all rounds. ``suggested``: those rewrites too that are not safe in every draft.

        What comes out is looked at afresh, as a draft that is handed in, until nothing more is found to do: fixing a
        fixed draft changes nothing.
        """
        applied: list[Rewrite] = []
        for again in range(PASSES):
            step = self._pass(reading, suggested=suggested, again=again > 0)
            if step.after.document.text == reading.document.text:
                break
            applied.extend(step.rewrites)
            reading = step.after
        return Step(tuple(applied), reading)

    def _pass(self, reading: Reading, *, suggested: bool, again: bool) -> Step:
        allowed: tuple[Safety, ...] = ("safe", "suggested") if suggested else ("safe",)
        applied: list[Rewrite] = []
        words = len(reading.prose.text.split())
        blocked = burden(reading.findings)[0] > 0
        for told in self.retold(reading) if suggested and self.retold else ():
            applied.extend(told.rewrites)
            reading = told.after
        # A warning asks a person: of what is only asked about, no more goes unseen than is safe in any draft.
        levels: tuple[tuple[Severity, tuple[Safety, ...]], ...] = (("error", allowed), ("warning", ("safe",)))
        for level, may in levels:
            for number in range(ROUNDS):
                # Whose a name is, is told best by the draft as it was handed in.
                first = blocked and suggested and level == "error" and not again and not number
                step = self._round(reading, level, may, blocked=first)
                if step is None and suggested and level == "error":
                    step = self._vaguer(reading) or self._shortened(reading, words)
                if step is None and suggested and level == "error":
                    step = self._not_posted(reading)
                if step is None:
                    break
                applied.extend(step.rewrites)
                reading = step.after
        return Step(tuple(applied), reading)

    def _round(
        self, reading: Reading, level: Severity, allowed: Sequence[Safety], *, blocked: bool = False
    ) -> Step | None:
        """All cures of a level together if that works, else the first one that does alone.

        ``blocked``: the draft as handed in must not be published; in such a one, identifiers go that are only perhaps a
        patient's.
        """
        sure = reading.policy.parameters.get("sure_from", 0.5)
        chosen: list[_Choice] = []
        # Combinations come last: what else goes may take them apart.
        for objection in sorted(reading.objections, key=lambda o: any(c.operation == "joint" for c in o.rule.cures)):
            asked = blocked and any(_perhaps(m) for m in objection.mentions)
            if _counts(objection, level, sure, asked=asked):
                gone = {Span(m.start, m.end) for choice in chosen for m in choice.mentions}
                chosen += self._choice(reading, objection, allowed, asked=asked, gone=gone)
        if not chosen:
            return None
        rewrites, edits = self._together(reading, chosen, everywhere=blocked)
        after = self.rewritten(reading, edits) if edits else None
        if after is not None and _better(reading, edits, after):
            return Step(tuple(rewrites), after)
        for choice in chosen[:SINGLE_TRIES]:
            _, edits = self._together(reading, [choice], everywhere=blocked)
            after = self.rewritten(reading, edits) if edits else None
            if (
                after is not None
                and is_gone(choice.objection.finding, edits, after.findings)
                and _better(reading, edits, after)
            ):
                return Step((replace(choice.rewrite, edits=edits),), after)
        return None

    def _choice(
        self,
        reading: Reading,
        objection: Objection,
        allowed: Sequence[Safety],
        *,
        asked: bool,
        gone: Collection[Span],
    ) -> Iterator[_Choice]:
        """The first cure of an objection that may be applied; ``asked``: although it is hardly a patient's; ``gone``:
        what other cures make less of.
        """
        for rewrite in self.proposals(reading, objection):
            cure = next((c for c in objection.rule.cures if c.title == rewrite.title), None)
            if cure is None or not rewrite.edits:
                continue
            if rewrite.safety in allowed or (asked and cure.safety in allowed):
                error = objection.finding.severity == "error"
                less = made_less(
                    objection.rule, cure, objection.mentions, reading.annotations, error=error, gone=gone
                )
                if cure.operation == "joint" and not less:  # the others take the combination apart
                    return
                yield _Choice(objection, rewrite, cure, tuple(less or ()))
                return

    def _together(
        self, reading: Reading, chosen: Sequence[_Choice], *, everywhere: bool = False
    ) -> tuple[list[Rewrite], tuple[Edit, ...]]:
        """One set of edits: mentions of all choices are made less in one go, so that they are told apart and agree.

        ``everywhere``: names that are a patient's take their namesakes with them.
        """
        mentions: dict[tuple[int, int], Mention] = {}
        for choice in chosen:
            mentions.update({(m.start, m.end): m for m in choice.mentions})
        sure = [m for m in mentions.values() if m.patient >= 0.5]
        more = namesakes(sure, reading.annotations, reading.prose.text) if everywhere else ()
        mentions.update({(m.start, m.end): m for m in more})
        others = [c.rewrite for c in chosen if not c.mentions]
        if mentions:
            cure = next(c.cure for c in chosen if c.mentions)
            joint = Rewrite(cure.title, cure.safety, self.less(reading, list(mentions.values()), cure))
            others.append(joint)
        edits = combine([r for r in others if r.edits], text=reading.document.text)
        return [c.rewrite for c in chosen], edits

    def _vaguer(self, reading: Reading) -> Step | None:
        """More made less than the findings ask for, where a whole passage is objected to: identifiers that are hardly
        a patient's, or details that no finding points at, of one kind or of several, as few as take an error away.
        """
        errors = burden(reading.findings)[0]
        if not errors:
            return None
        doubted = [m for o in reading.objections for m in o.mentions if _perhaps(m)]
        of_patients = [m for m in reading.annotations.mentions if m.patient >= 0.5]
        of_kind = [[m for m in of_patients if m.kind == kind] for kind in FIRST_TO_GO]
        tries: list[list[Mention]] = list(filter(None, of_kind))
        asked: list[Mention] = []
        for more in filter(None, of_kind):
            asked = asked + more
            tries.append(asked)
        if doubted:
            tries += [doubted, doubted + asked] if asked else [doubted]
        for mentions in tries:
            edits = self.less(reading, mentions, Cure("generalise", ""))
            after = self.rewritten(reading, edits) if edits else None
            if after is not None and burden(after.findings)[0] < errors:
                return Step((Rewrite("Make the details vaguer", "suggested", edits),), after)
        return None

    def _shortened(self, reading: Reading, words: int) -> Step | None:
        """One sentence less, where that takes an error away or makes the draft as a whole less of one.

        Of those that help as much, the one is taken that holds no name or date of somebody who is no patient, then
        the shortest.
        """
        errors = [o for o in reading.objections if o.finding.severity == "error"]
        if not errors:
            return None
        best: tuple[tuple[float, ...], Step] | None = None
        for stretch, costs in _sentences(reading, errors):
            edits = self.leave_out(reading, stretch)
            after = self.rewritten(reading, edits) if edits else None
            if after is None or len(after.prose.text.split()) < words * LEFT:
                continue
            left = burden(after.findings)[0]
            gain = reading.annotations.verdict[0] - after.annotations.verdict[0]
            if left > len(errors) or (left == len(errors) and gain < 0.02):
                continue
            rank = (left, costs if left < len(errors) else -gain, costs)
            step = Step((Rewrite("Leave the sentence out", "suggested", edits),), after)
            if best is None or rank < best[0]:
                best = rank, step
        return best[1] if best else None

    def _not_posted(self, reading: Reading) -> Step | None:
        """The general lesson in the place of a draft that had better not be posted."""
        for objection in reading.objections:
            if objection.finding.severity != "error":
                continue
            for cure in objection.rule.cures:
                if cure.operation == "do-not-post":
                    rewrite = Rewrite(cure.title, "manual", instead_of_all(cure, reading.prose))
                    after = self.rewritten(reading, rewrite.edits)
                    if after is not None and _better(reading, rewrite.edits, after):
                        return Step((rewrite,), after)
        return None

    def leave_out(self, reading: Reading, stretch: Span) -> tuple[Edit, ...]:
        """The edits that take a stretch of the prose out."""
        return edits_of([(stretch.start, stretch.end, "")], reading.prose, reading.document)


@dataclass(frozen=True, slots=True)
class _Choice:
    """An objection, the rewrite chosen for it, and the mentions that it makes less (none: it does something else)."""

    objection: Objection
    rewrite: Rewrite
    cure: Cure
    mentions: tuple[Mention, ...]


def _perhaps(mention: Mention) -> bool:
    """Whether an identifier may be a patient's; one that is likelier a clinician's is left."""
    _, clinician, _ = mention.whose
    return mention.kind in DIRECT_KINDS and mention.patient >= PERHAPS and clinician < 0.75


def _counts(objection: Objection, level: Severity, sure: float, *, asked: bool) -> bool:
    """Whether an objection is seen to at a level: a warning only where it is ``sure`` whose the detail is."""
    severity = objection.finding.severity
    if severity == "info" or asked:
        return severity != "info"
    return severity_rank(severity) <= severity_rank(level) and (severity == "error" or objection.finding.score >= sure)


def _sentences(reading: Reading, errors: Sequence[Objection]) -> Iterator[tuple[Span, float]]:
    """The sentences that errors stand in, with what each costs: its words, and more for what is not a patient's."""
    text = reading.prose.text
    stretches: list[tuple[int, int]] = []
    for objection in errors:
        if objection.passage is not None:
            stretches.append((objection.passage.start, objection.passage.end))
        elif objection.mentions:
            stretches += [(m.start, m.end) for m in objection.mentions]
        else:
            place = in_prose(reading.prose, objection.finding.span)
            stretches.append((place.start, place.end))
    for sentence in reading.annotations.sentences:
        start, end = sentence.start, sentence.end
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end or not any(a < end and start < b for a, b in stretches):
            continue
        costs = float(len(text[start:end].split()))
        for mention in reading.annotations.mentions:
            if start <= mention.start < end and mention.patient < 0.5 and mention.kind in ("name", "date"):
                costs += 20.0
        yield Span(start, end), costs


def _better(before: Reading, edits: tuple[Edit, ...], after: Reading) -> bool:
    """Fewer findings; or as many, if what is new stands in words that no edit touched.

    Taking one detail away may bring another to light that was there all along. The next round takes care of it, so it
    is no reason to keep the first.
    """
    if burden(after.findings) < burden(before.findings):
        return True
    new = new_findings(before.findings, edits, after.findings)
    return bool(new) and not any(at_an_edit(finding, edits) for finding in new)

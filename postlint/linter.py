"""The linter: it knows the order of the stages, and nobody else does.

    read → annotate → match rules → suppress → (rewrite, and lint the rewrite again) → report

Every stage may fail; none may fail silently (law 4). An error of a stage becomes a :class:`StageError` that names the
stage and the kind of the error, and never its words.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .annotation import Annotations
from .declaration import declare
from .declared_policies import DeclaredPolicies
from .document import Document, Prose, as_document
from .errors import DraftError, stage
from .finding import Edit, Finding, Rewrite
from .many import BATCH, Item, check_among, check_in_turn, thread
from .policy import Policy
from .relinting import Reading, Relint
from .report import Fix, Report
from .workers import packed

if TYPE_CHECKING:
    from .annotation import Mention
    from .fixing import Step
    from .pipeline.model import Model
    from .policy import Cure
    from .retelling import Retelling, Rewriter
    from .rules.matching import Objection
    from .rules.page import Answered


class Linter:
    """Checks drafts against a policy.

    ``policy`` defaults to the shipped ``rules.yaml`` and ``model`` to the shipped model; both may be paths.
    ``profiles`` names the jurisdictions, instead of those of the policy. Loading takes about a second, so keep a linter
    and use it again; it may be shared between threads, and pickled, as its policy and the name of its model's folder.
    Raises :class:`PolicyError` and :class:`ModelError`.

    Audience and content type are the policy's, unless a draft declares its own. ``today`` is the day that a consent, a
    suppression and a profile are held against: by default the policy's own, else the day on which the linter was made.

    ``rewriter`` says sentences in other words, such as a :class:`~postlint.local_model.LocalRewriter`; by default there
    is none, and nothing is asked outside this process.
    """

    def __init__(
        self,
        policy: Policy | str | Path | None = None,
        model: Model | str | Path | None = None,
        *,
        profiles: Collection[str] = (),
        threads: int = 1,
        today: date | None = None,
        rewriter: Rewriter | None = None,
    ) -> None:
        self.rewriter: Rewriter | None = rewriter
        if policy is None or isinstance(policy, (str, Path)):
            from .rulebook import load_policy

            policy = load_policy(policy, profiles=profiles)
        elif profiles:
            policy = policy.for_profiles(profiles)
        self.policy: Policy = policy.on(today or policy.today or date.today())
        self._policies = DeclaredPolicies(self.policy)
        if model is None or isinstance(model, (str, Path)):
            from .pipeline.model import Model

            model = Model.load(model, threads=threads)
        self.model: Model = model

    @property
    def model_info(self) -> Mapping[str, Any]:
        """Name, version and digest of the model."""
        return self.model.info

    def on(self, today: date) -> Linter:
        """The same linter, with the same model, on another day: for a process that runs longer than one."""
        return self._but(policy=self.policy.on(today))

    def _but(self, **changes: Any) -> Linter:
        other = object.__new__(type(self))
        other.__dict__.update({**self.__dict__, **changes})
        other._policies = DeclaredPolicies(other.policy)
        return other

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "policy": packed(self.policy), "_policies": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        policy: Policy = pickle.loads(state["policy"])
        self.__dict__.update(state, policy=policy, _policies=DeclaredPolicies(policy))

    def check(self, document: str | Document, *, rewrites: bool = True) -> Report:
        """Check one draft; rewrites are made unless told otherwise.

        Raises :class:`DraftError` when there is nothing to check and :class:`StageError` when a stage failed: a draft
        that could not be checked never comes back clean.
        """
        from .rules.tracing import traces_of

        reading = self._read(as_document(document))
        findings = self._with_rewrites(reading) if rewrites and not reading.gap else reading.findings
        compared = reading.document.series is not None and not reading.gap
        traces = stage("rules", lambda: traces_of(reading.policy, reading.page)) if compared else ()
        return Report.of(reading.document.id, findings, None, reading.gap, reading.suppressed, traces)

    def reply(self, document: str | Document, *, to: str | Document, rewrites: bool = True) -> Report:
        """Check an answer against the text that it answers: what it confirms, repeats or adds.

        As :meth:`check`, for the audience ``reply``; nothing of ``to`` is in the report. Raises :class:`DraftError`
        also when ``to`` holds nothing to read.
        """
        answered = Document(to) if isinstance(to, str) else to
        return self.check(as_document(document).answering(answered), rewrites=rewrites)

    def check_many(
        self,
        documents: Iterable[Item],
        *,
        workers: int = 1,
        batch_size: int = BATCH,
        rewrites: bool = False,
    ) -> Iterator[Report]:
        """Check drafts as their reports are asked for, in order. One that cannot be checked (what is no text, or is
        damaged, or longer than 500,000 characters, too) is reported so, and the rest go on; a ``Report`` among the
        drafts is handed on in its place. Raises what ``documents`` raises, after the reports on those before.

        ``workers`` over one are processes with one thread each, which are given ``batch_size`` drafts at a time; what
        is found is the same. The main module of a program that asks for several must be importable
        (``if __name__ == "__main__"``). Raises WorkersError where they cannot be started.
        """
        if isinstance(documents, (str, bytes, Document, Report)):
            raise TypeError("check_many() takes several drafts; check() takes one")
        if workers < 1 or batch_size < 1:
            raise ValueError("check_many() needs one worker at least, and one draft at a time")
        if workers == 1:
            return check_in_turn(self, documents, rewrites=rewrites)
        alone = self._but(model=self.model.on_one_thread())
        return check_among(alone, documents, workers=workers, batch_size=batch_size, rewrites=rewrites)

    async def acheck(self, document: str | Document, *, rewrites: bool = True) -> Report:
        """As :meth:`check`, in a thread, so that a loop goes on. A few drafts are checked at a time and the others
        wait; one that is cancelled while it waits is never begun.
        """
        return await thread(partial(self.check, document, rewrites=rewrites))

    def annotate(self, document: str | Document) -> Annotations:
        """What the pipeline sees in a draft, in offsets of its prose."""
        return self._annotate(as_document(document))[1]

    def fix(self, document: str | Document, *, suggested: bool = False) -> Fix:
        """Apply safe rewrites (and, if asked, suggested ones) until none is left, linting again after each round."""
        from .fixing import Fixing, Step

        reading = self._read(as_document(document))
        step = Step((), reading)
        if not reading.gap:  # what was not checked cannot be linted again, so that nothing is rewritten in it
            fixing = Fixing(self._proposals, self._less, self._rewritten, self._retold)
            step = fixing.run(reading, suggested=suggested)
            if step.rewrites:
                reading = self._read(step.after.document, reading.answered)
        text = reading.document.text
        report = Report.of(
            reading.document.id, reading.findings, rewrite=text, reason=reading.gap, suppressed=reading.suppressed
        )
        return Fix(text, report, step.rewrites, reading.document)

    # --- stages ---------------------------------------------------------------------------------------------------

    def _annotate(self, document: Document, *, languages: bool = True) -> tuple[Prose, Annotations]:
        from .reading import read

        prose = stage("reading", lambda: read(document))
        if not any(map(str.isalnum, prose.text)):  # white space, or a hundred thousand emoji
            raise DraftError("holds no readable text", id="")
        return prose, stage(
            "the model", lambda: self.model.annotate(prose, known=self.policy.clinic, languages=languages)
        )

    def _read(self, document: Document, answered: Answered | None = None, *, languages: bool = True) -> Reading:
        from .rules.matching import match_rules
        from .rules.once import asked_once
        from .rules.page import Page
        from .rules.suppressing import suppress

        if answered is None and document.answers is not None:
            answered = self._answered(document.answers)
        prose, annotations = self._annotate(document, languages=languages)
        policy = self._policies(declare(prose.front, document.declared))
        page = stage("rules", lambda: Page(document, prose, annotations, answered, policy.today or date.today()))
        found = stage("rules", lambda: match_rules(policy, page, policy.today))
        left, suppressed = stage("rules", lambda: suppress(policy, page, found, policy.today))
        return Reading(document, prose, annotations, policy, asked_once(left), suppressed, answered)

    def _answered(self, document: Document) -> Answered:
        from .rules.page import Answered

        try:
            return Answered(*self._annotate(as_document(document)))
        except DraftError as error:
            raise DraftError(f"the text answered {error.reason}", id="") from None

    def _proposals(self, reading: Reading, objection: Objection) -> tuple[Rewrite, ...]:
        from .rewriting.cures import propose

        ends = {cure.title for cure in objection.rule.cures if cure.operation == "do-not-post"}
        rewrites = stage(
            "rewriting",
            lambda: propose(
                objection.rule,
                objection.finding,
                objection.mentions,
                objection.passage,
                reading.prose,
                reading.annotations,
                reading.document,
                partial(self._changes, reading),
            ),
        )
        if any(rewrite.title in ends for rewrite in rewrites):
            others = reading.policy.do_not_post.alternatives
            rewrites += tuple(Rewrite(alternative, "manual") for alternative in others)
        if objection.finding.score < reading.policy.parameters.get("report_from", 0.0):
            # Hardly a patient's, and only asked about: what is somebody else's is not taken away unseen.
            return tuple(replace(rewrite, safety="manual") for rewrite in rewrites)
        return rewrites

    def _with_rewrites(self, reading: Reading) -> list[Finding]:
        """Findings with those rewrites that cure them; the same edits are linted once, whichever rule asks.

        A detail taken away alone often brings the next one to light, so that its rewrite is no cure. Then it is tried
        together with those of the same rule (a person's name everywhere), and at last with all.
        """
        lint = Relint(reading, partial(self._rewritten, reading))
        proposals = [(objection, self._proposals(reading, objection)) for objection in reading.objections]
        first = {
            index: next((r for r in rewrites if r.edits and r.safety != "manual"), None)
            for index, (_, rewrites) in enumerate(proposals)
        }
        retelling = self._retelling(reading)
        findings = []
        for index, (objection, rewrites) in enumerate(proposals):
            finding = objection.finding
            kept = {r.edits or r.title: r for r in rewrites if not r.edits or lint.cures(finding, r.edits)}
            alone = first[index]
            if alone and not any(rewrite.edits for rewrite in kept.values()):
                kin = [r for i, r in first.items() if r and proposals[i][0].rule is objection.rule]
                for group in (kin, [r for r in first.values() if r]):
                    if len(group) < 2:
                        continue
                    edits = stage("rewriting", lambda group=group: self._combined(reading, group))  # type: ignore[misc]
                    if lint.cures(finding, edits):
                        kept[edits] = Rewrite(f"{alone.title}, with the rest", "suggested", edits)
                        break
            if retelling and (retold := stage("rewriting", partial(retelling.proposal, objection, lint))):
                kept.setdefault(retold.edits, retold)
            if not kept and objection.rule.cures:  # what to do is said even where no rewrite of ours would do it
                kept[""] = Rewrite(objection.rule.cures[0].title, "manual")
            findings.append(replace(finding, rewrites=tuple(kept.values())))
        return findings

    def _retelling(self, reading: Reading) -> Retelling | None:
        if (rewriter := self.rewriter) is None:
            return None
        from .retelling import Retelling

        return stage("rewriting", lambda: Retelling(rewriter, reading, partial(self._rewritten, reading)))

    def _retold(self, reading: Reading) -> Iterable[Step]:
        retelling = self._retelling(reading)
        return stage("rewriting", lambda: tuple(retelling.steps())) if retelling else ()

    @staticmethod
    def _combined(reading: Reading, rewrites: list[Rewrite]) -> tuple[Edit, ...]:
        from .rewriting.plan import combine

        return combine(rewrites, text=reading.document.text)

    def _rewritten(self, reading: Reading, edits: tuple[Edit, ...]) -> Reading | None:
        from .rewriting.edits import apply

        text = stage("rewriting", lambda: apply(reading.document.text, edits))
        try:
            # A draft in English does not become another language by having words taken out.
            languages = bool(reading.annotations.foreign)
            return self._read(as_document(reading.document.edited(text, edits)), reading.answered, languages=languages)
        except DraftError:  # nothing readable is left, be it that markup is
            return None

    def _changes(self, reading: Reading, mentions: Sequence[Mention]) -> Sequence[tuple[int, int, str]]:
        """The editor's changes of the prose that make less of some mentions."""
        from .rewriting.wording import changes_of

        if reading.annotations.seen is None:
            return ()
        choice = self.model.choose(reading.annotations, mentions).within(reading.annotations.sentences, mentions)
        return (
            changes_of(reading.prose.text, choice.words, choice.goes, choice.phrases, reading.annotations.sentences)
            or ()
        )

    def _less(self, reading: Reading, mentions: Sequence[Mention], cure: Cure) -> tuple[Edit, ...]:
        from .rewriting.cures import edits_of, less_of

        def work() -> tuple[Edit, ...]:
            editor = partial(self._changes, reading)
            changes = less_of(
                mentions, reading.prose, reading.annotations, editor, cure, ladders_first=True
            )
            return edits_of(changes, reading.prose, reading.document)

        return stage("rewriting", work)

"""The pre-publish contract: a post as JSON goes in, and whether it may be published comes out.

The service, ``postlint hook`` and the page speak it. What comes out has the same shape whatever happened, and
``allowed`` is true only of a draft that was checked whole (law 4): a program that looks at nothing else is still right.

    {"text", "id"?, "format"?, "profile"?, "audience"?, "type"?, "declared"?, "rewrites"?}
    {"allowed", "warnings", and what a report on a document holds: docs/report.md}
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .document import Document
from .errors import DraftError, PostlintError
from .policy import Audience, Policy
from .profile import unknown
from .report import Report

if TYPE_CHECKING:
    from .linter import Linter

#: One word of the policy's own, such as ``uk-gmc``.
Name = Annotated[str, Field(max_length=64)]
B = TypeVar("B", bound="Post")

_NOT_JSON: Final = "the body is not JSON in UTF-8"


class Malformed(PostlintError):
    """A body that does not keep to the contract. The message holds none of its text."""


class Post(BaseModel):
    """A draft to check, and what is said of it.

    ``profile`` (one or several) is added to those of the policy, so that who asks can be stricter and never laxer.
    ``declared`` is what the front matter could say.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    text: str = Field(repr=False, description="The draft. Offsets in the answer are code points into it.")
    id: str = Field(default="-", max_length=200, repr=False, description="How the caller knows it.")
    format: Literal["plain", "markdown", "html"] = Field(default="plain", description="How the text is written.")
    profile: Name | Annotated[list[Name], Field(max_length=16)] | None = Field(
        default=None, description="Jurisdictions whose rules hold as well as the service's own, such as uk-gmc."
    )
    audience: Audience | None = Field(default=None, description="Who will read it; by default as the policy says.")
    type: Name | None = Field(default=None, description="What kind of post it is, such as announcement or case.")
    declared: dict[str, Any] = Field(
        default_factory=dict, repr=False, description="What its front matter could say: docs/front-matter.md."
    )
    rewrites: bool = Field(default=False, description="Whether to look for what to write instead.")


class PostToFix(Post):
    """A draft to rewrite: its safe rewrites are made, and the ``suggested`` ones if asked for."""

    suggested: bool = Field(default=False, description="Make suggested rewrites too, not only safe ones.")


class Answering(Post):
    """An answer, and the text ``to`` which it answers, which is read for comparison only."""

    to: str = Field(repr=False, description="The review, comment or message that is answered.")


def parse(body: bytes, kind: type[B]) -> B:
    """The post in a body. Raises Malformed."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise Malformed(_reason(error, kind)) from None


def _reason(error: ValidationError, kind: type[Post]) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] in ("json_invalid", "string_unicode"):
        return _NOT_JSON
    key = first["loc"][0] if first["loc"] else ""
    if first["type"] == "extra_forbidden" or (key and key not in kind.model_fields):
        return f"the body has a key that is not one of {', '.join(kind.model_fields)}"
    if first["type"] == "missing":
        return f'"{key}" is missing'
    said = first["msg"].removeprefix("Input should be ").replace("a valid ", "a ")
    return f'"{key}" should be {said}' if key else f"the body should be {said}"


def refusal(reason: str, id: str = "-") -> dict[str, Any]:
    """The answer where nothing was checked: not allowed, and why."""
    return _answer(Report.unchecked(id, reason), allowed=False)


def is_allowed(report: Report, *, hold_review: bool = False) -> bool:
    """Whether a draft may be published: checked whole, nothing that blocks, and no warning if those are held."""
    return report.complete and report.verdict in (("publish",) if hold_review else ("publish", "review"))


def holds_review(policy: Policy, chosen: bool | None) -> bool:
    """Whether warnings hold a draft back: as was ``chosen`` for this site or process; None: as the policy says."""
    return policy.review == "hold" if chosen is None else chosen


def warnings(report: Report) -> list[str]:
    """A line for each warning, for whoever publishes all the same; none holds words of the draft."""
    return [f"line {f.line}: {f.message} ({f.rule})" for f in report.findings if f.severity == "warning"]


def _answer(report: Report, *, allowed: bool, **more: Any) -> dict[str, Any]:
    return {"allowed": allowed, "warnings": warnings(report), **report.to_dict(), **more}


class Gate:
    """Answers posts with one linter, for as long as the process runs; may be shared between threads.

    ``hold_review``: whether a draft with warnings is held back too; None: as the policy says. A consent that ran out
    yesterday has run out, however long ago the process was started, so that the linter is asked for the day each time.
    """

    def __init__(
        self, linter: Linter, *, hold_review: bool | None = None, today: Callable[[], date] = date.today
    ) -> None:
        self._linter = linter
        self._hold = hold_review
        self._today = today

    @property
    def linter(self) -> Linter:
        """The linter, for this day."""
        today = self._today()
        if self._linter.policy.today != today:
            self._linter = self._linter.on(today)
        return self._linter

    def warm(self) -> None:
        """Load now what is only loaded when it is needed, so that nobody waits for it."""
        self.fix(PostToFix(text="Saw Mrs Okafor again today.", suggested=True))

    @property
    def hold_review(self) -> bool:
        """Whether warnings hold a draft back."""
        return holds_review(self._linter.policy, self._hold)

    def check(self, post: Post) -> dict[str, Any]:
        """Whether the draft may be published. Raises Malformed for a name that the policy does not have."""
        linter = self.linter
        document = _document(post, linter.policy)
        return self._answered(post, lambda: (linter.check(document, rewrites=post.rewrites), {}))

    def reply(self, post: Answering) -> dict[str, Any]:
        """Whether the answer may be published beside what it answers. Raises Malformed."""
        linter = self.linter
        document = _document(post, linter.policy)
        return self._answered(post, lambda: (linter.reply(document, to=post.to, rewrites=post.rewrites), {}))

    def fix(self, post: PostToFix) -> dict[str, Any]:
        """The rewritten ``text``, what was ``applied``, and whether it may be published now: the findings are those
        that are left in it. Raises Malformed.
        """
        linter = self.linter
        document = _document(post, linter.policy)

        def fixed() -> tuple[Report, dict[str, Any]]:
            fix = linter.fix(document, suggested=post.suggested)
            applied = [{"title": rewrite.title, "safety": rewrite.safety} for rewrite in fix.applied]
            report = linter.check(replace(document, text=fix.text)) if post.rewrites else fix.report
            return report, {"rewrite": None, "text": fix.text, "applied": applied}

        return self._answered(post, fixed, text=post.text, applied=[])

    def _answered(
        self, post: Post, work: Callable[[], tuple[Report, dict[str, Any]]], **otherwise: Any
    ) -> dict[str, Any]:
        try:
            report, more = work()
        except PostlintError as error:
            reason = error.reason if isinstance(error, DraftError) else str(error)
            return {**refusal(reason, post.id), **otherwise}
        except Exception as error:  # noqa: BLE001 (whatever it was, the draft was not checked; its words stay here)
            return {**refusal(f"internal error ({type(error).__name__})", post.id), **otherwise}
        return _answer(report, allowed=is_allowed(report, hold_review=self.hold_review), **more)


def _document(post: Post, policy: Policy) -> Document:
    profiles = [post.profile] if isinstance(post.profile, str) else post.profile or []
    for profile in profiles:
        if profile not in policy.known_profiles:
            raise Malformed(unknown("profile", profile, sorted(policy.known_profiles)))
    if post.type and post.type not in policy.types:
        raise Malformed(unknown("type", post.type, policy.types))
    said = {"audience": post.audience, "type": post.type or None, "profile": profiles or None}
    declared = {**post.declared, **{key: value for key, value in said.items() if value is not None}}
    return Document(post.text, post.id, post.format, declared)

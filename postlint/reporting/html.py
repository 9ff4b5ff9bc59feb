"""The report as one page for the author of a draft: nothing loaded, nothing run, fit to print.

Without words of the draft it holds the same findings by their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from ..report import Report, Verdict
from .cells import shown as safe
from .changes import better_not
from .escaping import line
from .groups import groups
from .html_findings import Findings
from .marking import Numbered, marked
from .style import page
from .text import NO_CERTIFICATE
from .view import Shown
from .words import number, summed, tally, unchecked

if TYPE_CHECKING:
    from . import Occasion

VERDICTS: Final[dict[Verdict, str]] = {"block": "Block", "review": "Review", "publish": "No rule matched"}


def render(drafts: Sequence[Shown], occasion: Occasion) -> str:
    """The page."""
    about = safe(drafts[0].report.id) if len(drafts) == 1 else number(len(drafts), "draft")
    title = f"Report on {about}"
    body = [*_header(title, drafts), "<main>"]
    for count, shown in enumerate(drafts, 1):
        body += _draft(shown, f"d{count}", occasion, alone=len(drafts) == 1)
    body += ["</main>", *_footer(drafts, occasion)]
    return page(title, "\n".join(body), "report")


def _header(title: str, drafts: Sequence[Shown]) -> Iterator[str]:
    yield f'<header>\n<p class="brand">postlint</p>\n<h1 class="path">{escape(title)}</h1>'
    if len(drafts) > 1:
        yield f'<p class="lede">{escape(_sentence(summed([shown.report for shown in drafts])))}</p>'
        yield '<nav aria-label="Drafts">\n<ul class="contents">'
        for count, shown in enumerate(drafts, 1):
            told = tally(shown.report.findings) or ("not checked" if not shown.report.complete else "")
            yield f'<li><a class="path" href="#d{count}">{escape(safe(shown.report.id))}</a>'
            yield f'<span class="quiet">{told}</span>{_verdict(shown.report, "span")}</li>'
        yield "</ul>\n</nav>"
    yield "</header>"


def _verdict(report: Report, element: str) -> str:
    word = VERDICTS[report.verdict]
    if not report.complete:
        word = "Not checked"
    elif report.verdict == "publish" and report.findings:
        word = "Publish"
    return f'<{element} class="verdict {report.verdict}">{word}</{element}>'


def _draft(shown: Shown, id: str, occasion: Occasion, *, alone: bool) -> Iterator[str]:
    report = shown.report
    numbered = [Numbered(count, tuple(group)) for count, group in enumerate(groups(shown), 1)]
    findings = Findings(shown, id, occasion.catalogue, level=2 if alone else 3)
    named = f'aria-labelledby="{id}h"' if not alone else 'aria-label="The draft and its findings"'
    yield f'<article id="{id}" {named}>'
    if not alone:
        yield f'<h2 id="{id}h" class="path">{escape(safe(report.id))}</h2>'
    yield _verdict(report, "p")
    yield f'<p class="left">{line(_left(report))}</p>'
    yield from findings.sums(numbered)
    if better_not((f for f in report.findings if f.severity == "error"), occasion.do_not_post):
        yield f'<p class="kind">{line(occasion.do_not_post.message)}</p>'
    if report.suppressed:
        told = number(len(report.suppressed), "finding")
        yield f'<p class="quiet">{told} let through by its author, with a reason.</p>'
    if report.complete and not report.findings:
        yield f'<p class="quiet">{escape(NO_CERTIFICATE)}</p>'
    yield from _parts(shown, id, numbered, findings)
    yield from findings.rewritten()
    yield "</article>"


def _parts(shown: Shown, id: str, numbered: Sequence[Numbered], findings: Findings) -> Iterator[str]:
    """The draft and its findings, side by side where both are there and there is room."""
    both = shown.text is not None and numbered
    if both:
        yield '<div class="two">'
    if shown.text is not None:
        yield f'<section>\n{findings.heading("t", "The draft")}'
        # What scrolls can be reached by the keyboard.
        opening = f'<div class="draft" tabindex="0" role="group" aria-labelledby="{id}t">'
        yield f"{opening}{marked(shown.text, numbered, id)}</div>\n</section>"
    if numbered:
        yield f'<section>\n{findings.heading("w", "What was found, and what to do")}'
        yield '<ol class="findings">'
        for group in numbered:
            yield from findings.item(group)
        yield "</ol>\n</section>"
    if both:
        yield "</div>"


def _left(report: Report) -> str:
    """What is left to do, in a plain sentence."""
    if not report.complete:
        return f"This draft {unchecked(report)}. Nothing is known of it, so that it must not be published yet."
    left = tally(report.findings)
    if report.verdict == "block":
        return f"Not to be published as it stands: {left} left."
    if report.verdict == "review":
        return f"Look at it once more before it is published: {left} left."
    return f"Nothing that has to change: {left} left." if left else "No rule matched."


def _footer(drafts: Sequence[Shown], occasion: Occasion) -> Iterator[str]:
    yield "<footer>"
    if any(shown.text is not None for shown in drafts):
        yield "<p>This page holds the draft. Keep it as you would the draft, and delete it when you are done.</p>"
    else:
        yield "<p>This page holds no words of a draft, only places in it: line, then column.</p>"
    if occasion.policy is not None and occasion.model is not None:
        policy, model = occasion.policy, occasion.model
        yield (
            f"<p>Checked by postlint {escape(occasion.version)} under “{line(str(policy['name']))}” for readers"
            f" of the kind “{line(str(policy['audience']))}”, with the model {line(str(model['name']))}"
            f" {line(str(model['version']))}, on this machine and nowhere else. No legal advice.</p>"
        )
    yield "</footer>"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

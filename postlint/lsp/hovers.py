"""Why something is objected to, in the words of ``postlint explain``."""

from __future__ import annotations

from lsprotocol import types

from ..document import Span
from ..finding import Finding
from ..reporting.explain import page
from .checking import Checked


def hover(checked: Checked, position: types.Position, *, markdown: bool) -> types.Hover | None:
    """The pages of the rules that object to what stands at a position, the narrowest first; None where none does."""
    if checked.linter is None:
        return None
    at = checked.places.offset(position)
    rules = {rule.name: rule for rule in checked.linter.policy.rules}
    found = [finding for finding in checked.report.findings if finding.rule in rules and _is_at(finding, at)]
    found.sort(key=lambda finding: len(finding.span))
    if not found:
        return None
    names = dict.fromkeys(finding.rule for finding in found)
    pages = [page(rules[name], "markdown" if markdown else "text").rstrip("\n") for name in names]
    return types.Hover(
        types.MarkupContent(
            types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText,
            ("\n\n---\n\n" if markdown else "\n\n\n").join(pages) + "\n",
        ),
        checked.places.range(found[0].span) if _is_in(found[0].span, at) else None,
    )


def _is_at(finding: Finding, at: int) -> bool:
    return any(_is_in(span, at) for span in (finding.span, *finding.related))


def _is_in(span: Span, at: int) -> bool:
    return span.start <= at < max(span.end, span.start + 1)

"""HTML: what a page shows, and what it says besides (alternative texts, titles, link targets, comments)."""

from __future__ import annotations

from ..document import Prose
from .extract import Extract
from .markup import Markup


def read_html(text: str) -> Prose:
    """Read HTML, whole page or fragment. Scripts and style sheets are left out."""
    extract = Extract(len(text))
    Markup(extract).feed(text)
    return extract.prose()

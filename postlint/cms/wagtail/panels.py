"""The panel in the page editor: what is found in the draft as it was last saved.

    content_panels = Page.content_panels + ["body", PostlintPanel()]
"""

from __future__ import annotations

from typing import Any

from django.forms import Media
from wagtail.admin.panels import Panel

from .telling import findings_url


class PostlintPanel(Panel):
    """Findings of the latest draft. They are fetched once the editor is open, so that checking holds up nobody."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", "Before publishing")
        kwargs.setdefault("icon", "search")
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel for one page."""

        template_name = "postlint/panel.html"

        @property
        def media(self) -> Media:
            """One script and one style sheet of our own."""
            return Media(js=["postlint/panel.js"], css={"all": ["postlint/panel.css"]})

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Where to fetch the findings; a page that was never saved gets its key from the first autosave."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["url"] = findings_url(self.instance, "fragment") if self.instance.pk else ""
            context["id"] = f"{self.prefix}-postlint"
            context["pattern"] = findings_url(self.instance, "fragment", pk="KEY")
            return context

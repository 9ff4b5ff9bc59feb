"""What Wagtail asks its apps for: addresses, a button, a permission to give, actions of the log, a bulk action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter

from . import views
from .bulk import GatedPublishBulkAction
from .refusal import ACCEPT, OVERRIDE, REFUSE
from .telling import findings_url

_ADDRESSES: list[URLPattern | URLResolver] = [
    path("<str:label>/<str:pk>/", views.findings, name="findings"),
    path("<str:label>/<str:pk>/panel/", views.fragment, name="fragment"),
    path("<str:label>/<str:pk>/accept/", views.accept, name="accept"),
    path("<str:label>/<str:pk>/override/", views.let_through, name="override"),
]

hooks.register("register_bulk_action", GatedPublishBulkAction, order=100)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """Under Wagtail's own, so that only its users come there."""
    return [path("postlint/", include((_ADDRESSES, "postlint"), namespace="postlint"))]


@hooks.register("register_permissions")
def permissions() -> Any:
    """So that it can be given to groups in Wagtail's settings."""
    return Permission.objects.filter(content_type__app_label="postlint", codename="override_finding")


@hooks.register("register_page_header_buttons")
def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """A way to the findings from every page, with the panel or without."""
    if page.permissions_for_user(user).can_edit() and not page.alias_of_id:
        yield Button("Check before publishing", findings_url(page), icon_name="search", priority=70)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """How our entries read in the history of a page."""

    @actions.register_action(REFUSE)
    class Refused(LogFormatter):
        label = "Refuse to publish"

        def format_message(self, entry: Any) -> str:
            """Which rules objected, or why it could not be checked."""
            rules = entry.data.get("rules") or {}
            found = ", ".join(f"{rule} ({count})" for rule, count in sorted(rules.items()))
            return f"Not published: {entry.data.get('reason') or found}"

    @actions.register_action(OVERRIDE)
    class Overridden(LogFormatter):
        label = "Let findings through"

        def format_message(self, entry: Any) -> str:
            """Which rules were overridden; the reason is not in the log."""
            return f"Let through: {', '.join(entry.data.get('rules') or ())}"

    @actions.register_action(ACCEPT)
    class Accepted(LogFormatter):
        label = "Accept a rewrite"

        def format_message(self, entry: Any) -> str:
            """For which rule."""
            return f"Accepted a rewrite for {entry.data.get('rule')}"

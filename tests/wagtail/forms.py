"""What a browser would post from Wagtail's editor."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def page_form(title: str, lead: str, **more: Any) -> dict[str, Any]:
    """The fields of a post."""
    said = {
        "title": title, "slug": title.lower().replace(" ", "-"), "intro": "", "lead": rich_text(lead),
        "body": streamfield([]), "picture": "", "caption": "", "further": "", "tags": "", "date": "",
        "notes": inline_formset([]), "comments": inline_formset([]), "seo_title": "", "search_description": "",
        "go_live_at": "", "expire_at": "", **more,
    }  # fmt: skip
    form: dict[str, Any] = nested_form_data(said)
    return form


def create(client: Client, home: Any, title: str, lead: str, **more: Any) -> Any:
    """Post the form of a new page; ``action-publish`` and its like are in ``more``."""
    address = reverse("wagtailadmin_pages:add", args=("blog", "blogpage", home.pk))
    return client.post(address, page_form(title, lead, **more))


def edit(client: Client, page: Any, lead: str, **more: Any) -> Any:
    """Post the form of a page that is there."""
    return client.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), page_form(page.title, lead, **more))


def told(response: Any) -> str:
    """The messages that the next page shows."""
    from django.contrib.messages import get_messages

    return " ".join(str(message) for message in get_messages(response.wsgi_request))

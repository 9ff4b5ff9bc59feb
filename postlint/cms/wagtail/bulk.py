"""Publishing many pages at once: those that may be are published, and of the others it is told why not."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from .refusal import PublishRefused
from .telling import told


class GatedPublishBulkAction(PublishBulkAction):
    """Wagtail's action, page by page, so that one refusal does not undo the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: list[PublishRefused] = []

    def get_execution_context(self) -> dict[str, Any]:
        """As Wagtail's, with a list in which refusals are noted."""
        return {**super().get_execution_context(), "refused": self.refused}

    @classmethod
    def execute_action(
        cls,
        objects: Any,
        include_descendants: bool = False,
        user: Any = None,
        refused: list[PublishRefused] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """How many of the pages, and of their descendants, were published."""
        noted: list[PublishRefused] = [] if refused is None else refused
        parents = children = 0
        for page in objects:
            parents += cls._published(page, user, noted, kwargs)
            if include_descendants:
                for child in _drafts_below(page, user):
                    children += cls._published(child, user, noted, kwargs)
        return parents, children

    @classmethod
    def _published(cls, page: Page, user: Any, noted: list[PublishRefused], kwargs: dict[str, Any]) -> int:
        try:
            with transaction.atomic():
                super().execute_action([page], include_descendants=False, user=user, **kwargs)
        except PublishRefused as error:
            noted.append(error)
            return 0
        return 1

    def form_valid(self, form: Any) -> Any:
        """Publish, and tell what was refused."""
        response = super().form_valid(form)
        for refused in self.refused:
            told(self.request, refused, drafted=False, name=f"page {refused.instance.pk}")
        return response

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> Any:
        """None where nothing was published: there is no success to tell."""
        if not num_parent_objects and not num_child_objects:
            return None
        return super().get_success_message(num_parent_objects, num_child_objects)


def _drafts_below(page: Page, user: Any) -> Any:
    for child in page.get_descendants().not_live().specific():
        if user is None or child.permissions_for_user(user).can_publish():
            yield child

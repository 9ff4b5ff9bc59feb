"""Wagtail's views: a refusal is told where the editor is, and the draft that was being published is kept.

They have no hook for it, and a middleware would come too late: with ``ATOMIC_REQUESTS`` the draft is gone by then. So
the methods in which something may become public are wrapped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.shortcuts import redirect
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.admin.views.pages import copy
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from .refusal import PublishRefused
from .telling import told


def wrap() -> None:
    """Wrap the views, once."""
    _wrap(CreateView, "form_valid", _page_created)
    _wrap(EditView, "form_valid", _page_edited)
    _wrap(CreateEditViewOptionalFeaturesMixin, "form_valid", _snippet_saved)
    _wrap(WorkflowAction, "post", _task_done)
    if hasattr(copy, "CopyView"):
        _wrap(copy.CopyView, "form_valid", _page_copied)
    else:  # before Wagtail 8
        _wrap(copy, "copy", _page_copied_by_function)


def _wrap(owner: Any, name: str, around: Callable[..., Any]) -> None:
    method = getattr(owner, name)
    if getattr(method, "postlint", False):
        return

    @wraps(method)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return around(method, *args, **kwargs)

    wrapped.postlint = True  # type: ignore[attr-defined]
    setattr(owner, name, wrapped)


def _page_created(form_valid: Any, view: Any, form: Any) -> Any:
    # Wagtail saves a page that is to be published as live before it publishes its revision. It is a draft until then.
    form.instance.live = False
    try:
        return form_valid(view, form)
    except PublishRefused as refused:
        told(view.request, refused, drafted=True)
        return view.redirect_and_remain()


def _page_edited(form_valid: Any, view: Any, form: Any) -> Any:
    try:
        return form_valid(view, form)
    except PublishRefused as refused:
        told(view.request, refused, drafted=True)
        return view.redirect_and_remain()


def _snippet_saved(form_valid: Any, view: Any, form: Any) -> Any:
    try:
        return form_valid(view, form)
    except PublishRefused as refused:
        told(view.request, refused, drafted=True)
        return redirect(view.get_edit_url())


def _task_done(post: Any, view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
    """An approval that would have published; the task is open as before, since Wagtail does all of it or nothing."""
    try:
        return post(view, request, *args, **kwargs)
    except PublishRefused as refused:
        told(request, refused, drafted=False)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return view.render_modal_json(request, {"step": "success", "redirect": view.redirect_url})
        return redirect(view.redirect_url)


def _page_copied(form_valid: Any, view: Any, form: Any) -> Any:
    try:
        with transaction.atomic():  # a tree is copied whole or not at all
            return form_valid(view, form)
    except PublishRefused as refused:
        told(view.request, refused, drafted=False)
        return redirect("wagtailadmin_pages:copy", view.page.pk)


def _page_copied_by_function(view: Any, request: Any, page_id: Any) -> Any:
    try:
        with transaction.atomic():
            return view(request, page_id)
    except PublishRefused as refused:
        told(request, refused, drafted=False)
        return redirect("wagtailadmin_pages:copy", page_id)

"""Every way to the public: a post with a patient's name does not get there, a clean one does, a draft is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .conftest import CANARY, CLEAN, NAMED, is_live, saved_words

pytestmark = pytest.mark.wagtail


def test_create_and_publish(site: Any, moderator: Any) -> None:
    """A new page published at once is kept as a draft, and was at no moment live."""
    from blog.models import BlogPage

    from .forms import create, told

    response = create(moderator, site, "A hard week", NAMED, **{"action-publish": "1"})
    page = BlogPage.objects.get(title="A hard week")
    assert response.url == f"/admin/pages/{page.pk}/edit/"
    assert not page.live
    assert CANARY in page.get_latest_revision_as_object().lead
    assert "Not published" in told(response)
    assert CANARY not in told(response)
    create(moderator, site, "Open day", CLEAN, **{"action-publish": "1"})
    assert BlogPage.objects.get(title="Open day").live


def test_create_as_draft(site: Any, moderator: Any) -> None:
    """A draft is saved whatever is in it."""
    from blog.models import BlogPage

    from .forms import create

    create(moderator, site, "A hard week", NAMED)
    assert not BlogPage.objects.get(title="A hard week").live


def test_edit_and_publish(moderator: Any, draft: Any) -> None:
    """A draft that is published from the editor."""
    from .forms import edit

    page = draft(CLEAN)
    edit(moderator, page, NAMED, **{"action-publish": "1"})
    assert not is_live(page)
    assert CANARY in saved_words(page)
    edit(moderator, page, CLEAN, **{"action-publish": "1"})
    assert is_live(page)


def test_edit_of_a_live_page(moderator: Any, draft: Any) -> None:
    """A live page may have a draft beside it; publishing that draft is refused, and what is public stays."""
    from .forms import edit

    page = draft(CLEAN)
    page.get_latest_revision().publish()
    edit(moderator, page, NAMED)
    assert saved_words(page).count(CANARY) == 1
    edit(moderator, page, NAMED, **{"action-publish": "1"})
    public = type(page).objects.get(pk=page.pk)
    assert public.live
    assert CANARY not in public.lead
    edit(moderator, page, CLEAN.replace("Come in", "Drop in"), **{"action-publish": "1"})
    assert "Drop in" in type(page).objects.get(pk=page.pk).lead


def test_schedule(moderator: Any, draft: Any) -> None:
    """A time to go live is given to what may be public, and to nothing else."""
    from django.utils import timezone

    from postlint.cms.wagtail.refusal import PublishRefused

    from .forms import edit

    page = draft(CLEAN)
    when = {"go_live_at": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M"), "action-publish": "1"}
    edit(moderator, page, NAMED, **when)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    edit(moderator, page, CLEAN, **when)
    assert page.revisions.filter(approved_go_live_at__isnull=False).count() == 1
    assert not is_live(page)
    other = draft(NAMED, title="Another week")
    with pytest.raises(PublishRefused):
        other.save_revision(approved_go_live_at=timezone.now() + timedelta(days=2))


def test_release(draft: Any, options: Any) -> None:
    """``publish_scheduled`` checks again: what slipped past scheduling is held, and the rest goes on."""
    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.models import Revision

    bad, good = draft(NAMED), draft(CLEAN, title="Open day")
    hour_ago = timezone.now() - timedelta(hours=1)
    Revision.objects.filter(pk=bad.latest_revision_id).update(approved_go_live_at=hour_ago - timedelta(hours=1))
    Revision.objects.filter(pk=good.latest_revision_id).update(approved_go_live_at=hour_ago)
    options(URL="http://127.0.0.1:9", TIMEOUT=1.0)
    call_command("publish_scheduled")
    assert not is_live(good)  # nobody could be asked: it waits for the next run
    assert Revision.objects.get(pk=good.latest_revision_id).approved_go_live_at
    options()
    call_command("publish_scheduled")
    assert not is_live(bad)
    assert is_live(good)
    assert not Revision.objects.get(pk=bad.latest_revision_id).approved_go_live_at


def test_workflow(moderator: Any, draft: Any) -> None:
    """The last approval publishes; refused, the task stays open and the page a draft."""
    from django.contrib.auth.models import User
    from django.urls import reverse

    for lead, live in ((NAMED, False), (CLEAN, True)):
        page = draft(lead, title=f"Week {live}")
        state = page.get_workflow().start(page, User.objects.get(username="editor"))
        task = state.current_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", task.pk))
        moderator.post(address, {"comment": ""})
        task.refresh_from_db()
        assert is_live(page) is live
        assert (task.status == "approved") is live


def test_workflow_in_the_editor(moderator: Any, draft: Any) -> None:
    """Approving while editing: the edit is kept, the approval is not."""
    from django.contrib.auth.models import User

    from .forms import edit

    page = draft(CLEAN)
    state = page.get_workflow().start(page, User.objects.get(username="editor"))
    edit(moderator, page, NAMED, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    state.refresh_from_db()
    assert not is_live(page)
    assert state.status == "in_progress"
    assert CANARY in saved_words(page)


@pytest.mark.parametrize("below", [False, True])
def test_bulk(site: Any, moderator: Any, draft: Any, below: bool) -> None:
    """Of several pages at once, those that may be are published, and the others are told of."""
    from django.urls import reverse

    from .forms import told

    bad, good = draft(NAMED), draft(CLEAN, title="Open day")
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    ids = f"?id={site.pk}" if below else f"?id={bad.pk}&id={good.pk}"
    response = moderator.post(address + ids, {"include_descendants": "on"} if below else {})
    assert not is_live(bad)
    assert is_live(good)
    assert f"page {bad.pk}" in told(response)


def test_copy_of_a_live_page(site: Any, moderator: Any, draft: Any) -> None:
    """A copy that is to be live at once is another page in public."""
    from blog.models import BlogPage
    from django.urls import reverse

    page = draft(CLEAN)
    page.get_latest_revision().publish()
    asked = {"new_parent_page": site.pk, "new_slug": "again", "publish_copies": "on"}
    address = reverse("wagtailadmin_pages:copy", args=(page.pk,))
    moderator.post(address, {**asked, "new_title": f"Our patient Mrs Zybelmira {CANARY} walks again"})
    assert not BlogPage.objects.filter(slug="again").exists()
    moderator.post(address, {**asked, "new_title": "Open again"})
    assert BlogPage.objects.get(slug="again").live


def test_alias(site: Any, moderator: Any, draft: Any) -> None:
    """An alias shows what its page shows; when that changes it follows, and an address of its own is read too."""
    from blog.models import BlogPage
    from wagtail.actions.create_alias import CreatePageAliasAction

    from postlint.cms.wagtail.refusal import PublishRefused

    from .forms import edit

    page = draft(CLEAN)
    page.get_latest_revision().publish()
    page = BlogPage.objects.get(pk=page.pk)
    with pytest.raises(PublishRefused):
        CreatePageAliasAction(page, update_slug=f"mrs-zybelmira-{CANARY.lower()}-hip", parent=site).execute()
    alias = CreatePageAliasAction(page, update_slug="twin", parent=site).execute()
    assert alias.live
    assert moderator.post(f"/admin/postlint/wagtailcore.page/{alias.pk}/accept/").status_code == 302
    edit(moderator, page, NAMED, **{"action-publish": "1"})
    assert CANARY not in BlogPage.objects.get(pk=alias.pk).lead
    edit(moderator, page, CLEAN.replace("Come in", "Drop in"), **{"action-publish": "1"})
    assert "Drop in" in BlogPage.objects.get(pk=alias.pk).lead


def test_back_to_an_older_version(moderator: Any, draft: Any) -> None:
    """An older version that is published again."""
    from django.urls import reverse

    from .forms import page_form

    page = draft(NAMED)
    old = page.latest_revision_id
    page = type(page).objects.get(pk=page.pk)
    page.lead = CLEAN
    page.save_revision().publish()
    address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    moderator.post(address, {**page_form(page.title, NAMED), "revision": old, "action-publish": "1"})
    assert CANARY not in type(page).objects.get(pk=page.pk).lead


def test_unpublished_and_published_again(draft: Any) -> None:
    """What was taken from the public, and then changed, is checked when it goes back."""
    from postlint.cms.wagtail.refusal import PublishRefused

    page = draft(CLEAN)
    page.get_latest_revision().publish()
    page = type(page).objects.get(pk=page.pk)
    page.unpublish()
    page.lead = NAMED
    revision = page.save_revision()
    with pytest.raises(PublishRefused):
        revision.publish()
    assert not is_live(page)


def test_actions(draft: Any) -> None:
    """Wagtail's own actions, which its API uses."""
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction
    from wagtail.actions.publish_revision import PublishRevisionAction

    from postlint.cms.wagtail.refusal import PublishRefused

    for action in (PublishPageRevisionAction, PublishRevisionAction):
        bad, good = draft(NAMED), draft(CLEAN, title="Open day")
        with pytest.raises(PublishRefused):
            action(bad.get_latest_revision()).execute(skip_permission_checks=True)
        action(good.get_latest_revision()).execute()
        assert (is_live(bad), is_live(good)) == (False, True)


def test_the_admin_api(moderator: Any, draft: Any) -> None:
    """Wagtail's API for its own pages refuses with 403, and the reason holds no words."""
    bad, good = draft(NAMED), draft(CLEAN, title="Open day")
    refused = moderator.post(f"/admin/api/main/pages/{bad.pk}/action/publish/")
    assert refused.status_code == 403
    assert CANARY not in refused.content.decode()
    moderator.post(f"/admin/api/main/pages/{good.pk}/action/publish/")
    assert (is_live(bad), is_live(good)) == (False, True)


def test_code(site: Any, draft: Any) -> None:
    """``save`` and ``add_child`` in code; a page that is live may be saved as it is, whatever is in it."""
    from blog.models import BlogPage
    from django.db import transaction
    from wagtail.models import Page

    from postlint.cms.wagtail.refusal import PublishRefused

    page = draft(NAMED)
    page.live = True
    for fields in ({}, {"update_fields": ["live"]}):
        with pytest.raises(PublishRefused):
            page.save(**fields)
    clean = draft(CLEAN, title="Open day")
    BlogPage.objects.filter(pk=clean.pk).update(lead=NAMED)
    clean.live = True
    with pytest.raises(PublishRefused):  # what is in the database goes live, not what is in memory
        clean.save(update_fields=["live"])
    general = Page.objects.get(pk=page.pk)
    general.live = True
    with pytest.raises(PublishRefused):
        general.save()
    with pytest.raises(PublishRefused), transaction.atomic():
        site.add_child(instance=BlogPage(title="A hard week", lead=NAMED))
    assert not is_live(page)
    BlogPage.objects.filter(pk=page.pk).update(live=True)
    old = BlogPage.objects.get(pk=page.pk)
    old.save()
    old.title = "Another week"
    with pytest.raises(PublishRefused):
        old.save()


def test_children(draft: Any) -> None:
    """An object that belongs to a live page, saved by itself or with the page."""
    from blog.models import BlogNote

    from postlint.cms.wagtail.refusal import PublishRefused

    page = draft(CLEAN)
    page.get_latest_revision().publish()
    BlogNote(page=page, words="Parking is free.").save()
    with pytest.raises(PublishRefused):
        BlogNote(page=page, words=f"Thank you, Mrs Zybelmira {CANARY}, our patient.").save()
    page = type(page).objects.get(pk=page.pk)
    page.notes.add(BlogNote(words=f"Mrs Zybelmira {CANARY} saw our hip clinic as a patient."))
    with pytest.raises(PublishRefused):
        page.save()
    assert BlogNote.objects.count() == 1


def test_snippets(moderator: Any, lead: Any, site: Any) -> None:
    """Snippets that can be drafts, from their editor and in code."""
    from blog.models import Notice
    from django.urls import reverse
    from wagtail.test.utils.form_data import nested_form_data, rich_text

    from postlint.cms.wagtail.refusal import PublishRefused

    def form(name: str, words: str, **more: str) -> dict[str, Any]:
        return {**nested_form_data({"name": name, "words": rich_text(words)}), **more}

    add = reverse("wagtailsnippets_blog_notice:add")
    response = lead.post(add, form("Bad", NAMED, **{"action-publish": "1"}))
    bad = Notice.objects.get(name="Bad")
    assert not bad.live
    assert f"/edit/{bad.pk}/" in response.url
    lead.post(add, form("Good", CLEAN, **{"action-publish": "1"}))
    assert Notice.objects.get(name="Good").live
    edit = reverse("wagtailsnippets_blog_notice:edit", args=(bad.pk,))
    lead.post(edit, form("Bad", CLEAN, **{"action-publish": "1"}))
    assert is_live(bad)
    with pytest.raises(PublishRefused):
        Notice.objects.create(name="Worse", words=NAMED)

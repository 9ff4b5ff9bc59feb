"""What an editor sees and may do: findings with their words, rewrites, and letting findings through."""

from __future__ import annotations

import json
import logging
import re
from html import unescape
from typing import Any

import pytest

from .conftest import CANARY, CLEAN, NAMED, is_live, saved_words

pytestmark = pytest.mark.wagtail
REASON = "She wrote the post with us and signed for it."


def _report(client: Any, page: Any, name: str = "fragment") -> str:
    from postlint.cms.wagtail.telling import findings_url

    response = client.get(findings_url(page, name))
    assert response.status_code == 200
    return unescape(response.content.decode())


def _override(client: Any, page: Any, reason: str = REASON) -> None:
    from postlint.cms.wagtail.telling import findings_url

    words = _report(client, page, "findings")
    of = re.search(r'name="of" value="(\w+)"', words)
    client.post(findings_url(page, "override"), {"of": of.group(1) if of else "", "reason": reason})


def test_findings_are_shown(moderator: Any, draft: Any) -> None:
    """In the panel: the part of the page, the words, the message, why, and what to write instead."""
    page = draft(body=json.dumps([{"type": "quote", "value": {"words": f"Mrs Zybelmira {CANARY} is my patient."}}]))
    words = _report(moderator, page)
    assert "Body › 1. Quote › Words" in words
    assert f"<q>Zybelmira {CANARY}</q>" in words
    assert "This names a patient" in words
    assert "Why (patient-name)" in words
    assert "w-action#post" in words


def test_the_panel_is_in_the_editor(moderator: Any, site: Any, draft: Any) -> None:
    """It is where the post is written, for new pages too, and holds up nothing: the findings come after."""
    from django.urls import reverse

    page = draft()
    for address in (
        reverse("wagtailadmin_pages:edit", args=(page.pk,)),
        reverse("wagtailadmin_pages:add", args=("blog", "blogpage", site.pk)),
    ):
        words = moderator.get(address).content.decode()
        assert "data-postlint " in words
        assert "postlint/panel.js" in words


@pytest.mark.parametrize("what", ["page", "block", "child"])
def test_a_rewrite_is_accepted(moderator: Any, draft: Any, what: str) -> None:
    """One press makes it, in the draft; what is public stays."""
    from blog.models import BlogNote

    said = f"Saw Mrs Zybelmira {CANARY} again this morning. Her hip has healed."
    lead = f"<p>{said}</p>" if what == "page" else ""
    page = draft(lead, body=json.dumps([{"type": "quote", "value": {"words": said}}] if what == "block" else []))
    if what == "child":
        page.notes.add(BlogNote(words=said))
        page.save_revision()
    for _ in range(8):
        offers = re.findall(r'data-w-action-url-value="([^"]+)"', _report(moderator, page))
        if not offers:
            break
        assert moderator.post(offers[0]).status_code == 302
    latest = type(page).objects.get(pk=page.pk).get_latest_revision()
    assert CANARY not in json.dumps(latest.content)
    assert not is_live(page)
    latest.publish()
    assert is_live(page)


def test_a_rewrite_of_another_draft(moderator: Any, draft: Any) -> None:
    """A rewrite is for the words that were shown: none is made once they are others."""
    page = draft()
    offer = re.findall(r'data-w-action-url-value="([^"]+)"', _report(moderator, page))[0]
    page.lead = NAMED.replace("again", "once more")
    page.save_revision()
    moderator.post(offer)
    assert "once more" in saved_words(page)
    assert CANARY in saved_words(page)


def test_who_may_look(site: Any, draft: Any, moderator: Any) -> None:
    """Findings are the author's own words: whoever may not edit the page does not see them."""
    from django.contrib.auth.models import Permission, User
    from django.test import Client

    from postlint.cms.wagtail.telling import findings_url

    page = draft()
    user = User.objects.create_user("reader")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    reader = Client()
    for client in (Client(), reader):
        for name in ("findings", "fragment"):
            response = client.get(findings_url(page, name))
            assert response.status_code == 302
        for name in ("accept", "override"):
            assert client.post(findings_url(page, name)).status_code == 302
        reader.force_login(user)
    assert moderator.get("/admin/postlint/auth.user/1/").status_code == 404
    assert moderator.get("/admin/postlint/nonsense/1/").status_code == 404


def test_override(lead: Any, draft: Any) -> None:
    """With the permission and a reason, exactly these words may be published; any change closes the way again."""
    from blog.models import BlogPage

    from postlint.cms.wagtail.refusal import PublishRefused

    page = draft()
    _override(lead, page)
    page.get_latest_revision().publish()
    assert is_live(page)
    assert REASON in _report(lead, page)
    page = BlogPage.objects.get(pk=page.pk)
    page.intro = "Another line."
    with pytest.raises(PublishRefused):
        page.save_revision().publish()
    assert BlogPage.objects.get(pk=page.pk).intro == ""
    other = draft()  # the same words on another page are another matter
    with pytest.raises(PublishRefused):
        other.get_latest_revision().publish()


def test_override_covers_its_rules(lead: Any, draft: Any) -> None:
    """What was not among the findings that were let through is not."""
    from postlint.cms.wagtail.models import Override
    from postlint.cms.wagtail.refusal import PublishRefused

    page = draft()
    _override(lead, page)
    given = Override.objects.get()
    given.rules = given.rules[:-1]
    given.save()
    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish()


def test_override_and_alias(lead: Any, draft: Any, site: Any) -> None:
    """An alias follows its page, also where that was let through."""
    from blog.models import BlogPage
    from wagtail.actions.create_alias import CreatePageAliasAction

    page = draft(CLEAN)
    page.get_latest_revision().publish()
    page = BlogPage.objects.get(pk=page.pk)
    alias = CreatePageAliasAction(page, update_slug="twin", parent=site).execute()
    page.lead = NAMED
    page.save_revision()
    _override(lead, page)
    BlogPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert CANARY in BlogPage.objects.get(pk=alias.pk).lead


def test_who_may_override(moderator: Any, lead: Any, draft: Any, options: Any) -> None:
    """Not without the permission, not without a reason, and not what was never checked."""
    from postlint.cms.wagtail.fields import read_post
    from postlint.cms.wagtail.models import Override
    from postlint.cms.wagtail.overriding import fingerprint_of
    from postlint.cms.wagtail.telling import findings_url

    page = draft()
    assert "let these words through" not in _report(moderator, page, "findings").lower()
    said = {"of": fingerprint_of(read_post(page).text), "reason": REASON}
    moderator.post(findings_url(page, "override"), said)
    _override(lead, page, reason=" no ")
    options(URL="http://127.0.0.1:9", TIMEOUT=0.5)
    lead.post(findings_url(page, "override"), said)
    assert not Override.objects.exists()
    options()
    lead.post(findings_url(page, "override"), said)
    assert Override.objects.count() == 1


def test_the_permission_can_be_given(lead: Any) -> None:
    """In Wagtail's settings of groups."""
    assert "in spite of postlint" in unescape(lead.get("/admin/groups/new/").content.decode())


def test_silencing_in_the_text(draft: Any) -> None:
    """Whoever may write HTML could silence a rule in it; here that is no way past the permission."""
    from postlint.cms.wagtail.refusal import PublishRefused

    html = '<!-- postlint: allow exact-date reason="the day of the fair" --><p>Saw a patient of mine on 3 March.</p>'
    page = draft("", body=json.dumps([{"type": "html", "value": html}]))
    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish()


def test_held_review_and_exempt(draft: Any, options: Any) -> None:
    """A site may hold warnings back too, and may leave out a kind of page."""
    from postlint.cms.wagtail.refusal import PublishRefused

    words = "<p>We treated a 47-year-old last week and he got well.</p>"
    page = draft(words)
    options(HOLD_REVIEW=True)
    from postlint.cms.wagtail.checking import check
    from postlint.cms.wagtail.fields import read_post

    assert check(read_post(page).text, rewrites=False).verdict == "review"
    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish()
    options()
    page.get_latest_revision().publish()
    assert is_live(page)
    options(EXEMPT=["blog.BlogPage"])
    other = draft(NAMED)
    other.get_latest_revision().publish()
    assert is_live(other)


def test_the_log_holds_no_words(
    moderator: Any, lead: Any, draft: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Law 3: refusals and overrides are in Wagtail's log and in Python's, without a word of the page or the reason."""
    from wagtail.models import PageLogEntry

    from .forms import edit

    caplog.set_level(logging.DEBUG)
    page = draft(title=f"{CANARY} and her hip")
    response = edit(moderator, page, NAMED, **{"action-publish": "1"})
    _override(lead, page)
    for offer in re.findall(r'data-w-action-url-value="([^"]+)"', _report(moderator, page))[:1]:
        moderator.post(offer)
    ours = PageLogEntry.objects.filter(action__startswith="postlint.")
    assert {entry.action for entry in ours} == {"postlint.refuse", "postlint.override", "postlint.accept"}
    kept = " ".join(f"{entry.label} {entry.message} {json.dumps(entry.data)}" for entry in ours)
    kept += " ".join(record.getMessage() for record in caplog.records if record.name.startswith("postlint"))
    kept += str(response.cookies)
    assert "patient-name" in kept
    for word in (CANARY, "Zybelmira", "hip", "signed"):
        assert word not in kept
    history = unescape(moderator.get(f"/admin/pages/{page.pk}/history/").content.decode())
    assert "Not published: case-without-consent-record (1), patient-name (1)" in history


def test_a_refusal_is_logged_once(moderator: Any, draft: Any) -> None:
    """Also where the transaction in which it was refused was rolled back, as in the bulk action."""
    from django.urls import reverse
    from wagtail.models import PageLogEntry

    page = draft()
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    moderator.post(f"{address}?id={page.pk}", {})
    entry = PageLogEntry.objects.get(action="postlint.refuse")
    assert entry.user.username == "moderator"
    assert entry.data["rules"]["patient-name"] == 1


def test_what_is_live_already(draft: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """``postlint_live`` tells of what came past the gate, and changes nothing."""
    from django.core.management import call_command

    call_command("postlint_live")
    assert "0 would be refused" in capsys.readouterr().out
    page = draft()
    type(page).objects.filter(pk=page.pk).update(live=True)
    with pytest.raises(SystemExit) as left:
        call_command("postlint_live")
    said = capsys.readouterr().out
    assert left.value.code == 1
    assert f"blog.BlogPage {page.pk}: " in said
    assert "patient-name" in said
    assert CANARY not in said

"""By way of the real ``postlint serve``: another process, its own model, a token, and what happens to it."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.test_service_process import Running, serving

from .conftest import CANARY, CLEAN, NAMED, is_live, saved_words

pytestmark = pytest.mark.wagtail
TOKEN = "of-this-test-and-no-other"
WARNED = "<p>We treated a 47-year-old last week and he got well.</p>"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service, as an operator starts it."""
    with serving(tmp_path_factory.mktemp("service"), token=TOKEN) as running:
        yield running


def _url(running: Running) -> str:
    return f"http://127.0.0.1:{running.port}"


def test_refused_and_allowed(service: Running, options: Any, draft: Any, moderator: Any) -> None:
    """From the editor's press: a name is refused with its rule and place, a clean page is published."""
    from .forms import edit, told

    options(URL=_url(service), TOKEN=TOKEN)
    bad, good = draft(CLEAN), draft(CLEAN, title="Open day")
    response = edit(moderator, bad, NAMED, **{"action-publish": "1"})
    assert "This names a patient" in told(response)
    assert CANARY in saved_words(bad)
    edit(moderator, good, CLEAN, **{"action-publish": "1"})
    assert (is_live(bad), is_live(good)) == (False, True)
    assert CANARY not in service.log.read_text(encoding="utf-8")


def test_findings_and_rewrites(service: Running, options: Any, draft: Any, moderator: Any) -> None:
    """The editor's panel has the service's findings with the page's words, and its rewrites can be made."""
    from postlint.cms.wagtail.telling import findings_url

    options(URL=_url(service), TOKEN=TOKEN)
    page = draft(NAMED)
    shown = moderator.get(findings_url(page, "fragment")).content.decode()
    assert CANARY in shown
    accept = re.search(r'data-w-action-url-value="([^"]+/accept/[^"]+)"', shown)
    assert accept
    moderator.post(unescape(accept[1]))
    assert CANARY not in saved_words(type(page).objects.get(pk=page.pk))


def test_the_site_may_be_stricter(service: Running, options: Any, draft: Any) -> None:
    """Profiles and ``HOLD_REVIEW`` are the site's own."""
    from postlint.cms.wagtail.refusal import PublishRefused

    options(URL=_url(service), TOKEN=TOKEN, HOLD_REVIEW=True)
    page = draft(WARNED)
    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish()
    options(URL=_url(service), TOKEN=TOKEN)
    page.get_latest_revision().publish()
    assert is_live(page)


def test_the_services_policy_holds_warnings(options: Any, draft: Any, moderator: Any, tmp_path: Path) -> None:
    """``policy: {review: hold}`` there is refused here, with the warning, whatever the site says."""
    from .forms import edit, told

    rules = tmp_path / "clinic.yaml"
    rules.write_text("extends: default\npolicy: {review: hold}\n", encoding="utf-8")
    with serving(tmp_path, "--rules", str(rules), token=TOKEN) as running:
        options(URL=_url(running), TOKEN=TOKEN, HOLD_REVIEW=False)
        page = draft(CLEAN)
        response = edit(moderator, page, WARNED, **{"action-publish": "1"})
        assert "objects to" in told(response)
        assert not is_live(page)
        edit(moderator, page, CLEAN, **{"action-publish": "1"})
        assert is_live(page)


@pytest.mark.parametrize(("token", "profiles", "said"), [("wrong", [], "token"), (TOKEN, ["nowhere"], "status 400")])
def test_what_it_does_not_answer(
    service: Running, options: Any, draft: Any, token: str, profiles: list[str], said: str
) -> None:
    """A wrong token, and a profile that it does not have."""
    from postlint.cms.wagtail.refusal import PublishRefused

    options(URL=_url(service), TOKEN=token, PROFILES=profiles)
    page = draft(CLEAN)
    with pytest.raises(PublishRefused, match=said):
        page.get_latest_revision().publish()
    assert not is_live(page)


def test_stopped(options: Any, draft: Any, moderator: Any, tmp_path: Path) -> None:
    """As it was asked to stop, and then killed; when it is there again, what waited is published."""
    from .forms import edit, told

    page = draft(CLEAN)
    with serving(tmp_path, token=TOKEN) as running:
        port = running.port
        options(URL=_url(running), TOKEN=TOKEN)
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(30)
        response = edit(moderator, page, NAMED, **{"action-publish": "1"})
        assert "nobody listens there" in told(response)
        assert not is_live(page)
        assert CANARY in saved_words(page)
    with serving(tmp_path, "--port", str(port), token=TOKEN) as running:
        assert running.port == port
        edit(moderator, page, CLEAN, **{"action-publish": "1"})
        assert is_live(page)


def test_slow(options: Any, draft: Any, moderator: Any, tmp_path: Path) -> None:
    """A process that was frozen takes the connection and says nothing: ten seconds, then refused; the draft is kept."""
    from .forms import edit, told

    with serving(tmp_path, token=TOKEN) as running:
        options(URL=_url(running), TOKEN=TOKEN)
        page = draft(CLEAN)
        os.kill(running.process.pid, signal.SIGSTOP)
        began = time.monotonic()
        response = edit(moderator, page, NAMED, **{"action-publish": "1"})
        waited = time.monotonic() - began
        os.kill(running.process.pid, signal.SIGCONT)
        assert "took too long" in told(response)
        assert waited > 9.5
        assert not is_live(page)
        assert CANARY in saved_words(page)
        edit(moderator, page, CLEAN, **{"action-publish": "1"})
        assert is_live(page)


def test_nonsense(service: Running, options: Any, draft: Any) -> None:
    """The service's own page, and other answers that are not of the contract, from the real one's port."""
    from postlint.cms.wagtail.refusal import PublishRefused

    page = draft(CLEAN)
    for path in ("/healthz", "/v1/rules", "/nowhere"):
        options(URL=_url(service) + path, TOKEN=TOKEN)
        with pytest.raises(PublishRefused, match="did not check it"):
            page.get_latest_revision().publish()
        assert not is_live(page)

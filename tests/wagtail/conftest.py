"""The real demo site of integrations/wagtail, on a database in memory; needs postlint[wagtail]."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

HERE = Path(__file__).parent
SITE = ROOT / "integrations" / "wagtail"
#: The name that must be nowhere but in the page itself.
CANARY = "Quontashvili"
NAMED = f"<p>Saw Mrs Zybelmira {CANARY} again this morning. Her hip has healed.</p>"
CLEAN = "<p>On 14 November the clinic is open to all for free blood sugar checks. Come in, you need no appointment.</p>"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """These tests run only where they are asked for by their folder, as they need much that the others do not."""
    asked = any("tests/wagtail" in str(arg) for arg in config.args)
    reason = "" if asked else "slow; run it with: python -m pytest tests/wagtail"
    if not find_spec("wagtail"):
        reason = "needs pip install -e '.[wagtail]' and: python -m pytest tests/wagtail"
    for item in items:
        if HERE in item.path.parents and reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_site() -> Iterator[None]:
    """Django, set up with the demo site's settings, and its tables."""
    sys.path.insert(0, str(SITE))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["POSTLINT_DEMO"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "clinicsite.settings"
        import django
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        django.setup()
        setup_test_environment()
        old = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(old, verbosity=0)


@pytest.fixture
def site(django_site: None, linter: Any) -> Iterator[Any]:
    """The home page of a fresh site. What a test does is rolled back."""
    from datetime import date

    from blog.management.commands.demo import make_site
    from blog.models import HomePage
    from django.conf import settings
    from django.db import transaction

    from postlint.cms.wagtail import checking, gate

    settings.POSTLINT = {}
    checking.forget()
    checking._kept.append((date.today(), linter))
    gate.passed.clear()
    with transaction.atomic():
        make_site(80)
        yield HomePage.objects.get()
        transaction.set_rollback(True)


@pytest.fixture
def options(site: Any) -> Any:
    """Say something else in ``POSTLINT``."""

    def say(**said: Any) -> None:
        from django.conf import settings

        from postlint.cms.wagtail import gate
        from postlint.cms.wagtail import options as read

        settings.POSTLINT = said
        read.options.cache_clear()
        gate.passed.clear()

    yield say
    say()


@pytest.fixture
def lead(site: Any) -> Any:
    """Somebody logged in who may do everything."""
    return _logged_in("lead")


@pytest.fixture
def moderator(site: Any) -> Any:
    """Somebody logged in who may publish, and may not override."""
    return _logged_in("moderator")


def _logged_in(name: str) -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def draft(site: Any) -> Any:
    """Make a draft with a revision under the home page."""

    def make(lead: str = NAMED, title: str = "A steady week", **fields: Any) -> Any:
        from blog.models import BlogPage

        page = site.add_child(instance=BlogPage(title=title, lead=lead, live=False, **fields))
        page.save_revision()
        return BlogPage.objects.get(pk=page.pk)

    return make


def is_live(page: Any) -> bool:
    """Whether a page or snippet is public, by the database."""
    return bool(type(page)._base_manager.get(pk=page.pk).live)


def saved_words(page: Any) -> str:
    """The lead of the latest draft, by the database."""
    words = type(page)._base_manager.get(pk=page.pk).get_latest_revision().content["lead"]
    assert isinstance(words, str)
    return words

"""The app: at start it puts the gate before every way to the public."""

from __future__ import annotations

from django.apps import AppConfig


class PostlintConfig(AppConfig):
    """``postlint.cms.wagtail``, whose models and permissions are labelled ``postlint``."""

    name = "postlint.cms.wagtail"
    label = "postlint"
    verbose_name = "postlint"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the settings, so that a slip in them is told at start, and close the ways to the public."""
        from . import gate, kept
        from .options import options

        options()
        gate.close()
        kept.wrap()

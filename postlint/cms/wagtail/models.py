"""What is kept in the database: who let what through, and why."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Override(models.Model):
    """Findings that somebody let through, with a reason, for exactly the words that the page had then.

    ``fingerprint`` is a keyed hash of these words: after any change it is no longer that of the page. ``rules`` are
    those that were overridden; a finding of another rule is not covered. The reason is in its author's own words, may
    therefore hold what was found, and is shown to those who may edit the page and to nobody else: it is in no log.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    content_object = GenericForeignKey("content_type", "object_id")
    fingerprint = models.CharField(max_length=64)
    rules = models.JSONField(default=list)
    reason = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:  # noqa: D106
        indexes = (models.Index(fields=("content_type", "object_id", "fingerprint"), name="postlint_override_of"),)
        permissions = (("override_finding", "Can publish in spite of postlint's findings"),)
        default_permissions = ()
        ordering = ("-created_at",)

    def __str__(self) -> str:  # law 3: it may end up in a log
        return f"Override {self.pk}"

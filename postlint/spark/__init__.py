"""Drafts in a Spark frame, checked on a cluster: :func:`check_frame`. Needs the extra ``postlint[spark]``.

    reports = check_frame(spark.read.json("posts.jsonl"), policy="clinic.yaml")
    reports.where("verdict != 'publish'").select("id", "reason", "findings.rule").show()

Every machine of the cluster needs postlint, of the same version: docs/spark.md.
"""

from __future__ import annotations

from .frame import check_frame

__all__ = ["check_frame"]

"""Numbers for Prometheus: how many requests, verdicts and findings of which rule, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The numbers of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry}
        self.requests = Counter("postlint_requests", "Requests answered.", ["route", "status"], **own)
        self.seconds = Histogram("postlint_request_seconds", "Time to answer.", ["route"], buckets=_SECONDS, **own)
        self.in_flight = Gauge("postlint_in_flight", "Requests not answered yet.", **own)
        self.verdicts = Counter("postlint_verdicts", "Drafts by verdict.", ["verdict"], **own)
        self.findings = Counter("postlint_findings", "Findings by rule.", ["rule", "severity"], **own)

    def count(self, answer: Mapping[str, Any]) -> None:
        """Add the answer to one draft; one that was not checked whole is counted as ``unchecked``."""
        self.verdicts.labels(answer["verdict"] if answer["complete"] else "unchecked").inc()
        for finding in answer["findings"]:
            self.findings.labels(finding["rule"], finding["severity"]).inc()

    def page(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)

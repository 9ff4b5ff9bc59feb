"""The service around a linter without a model."""

from __future__ import annotations

import threading
from copy import copy
from datetime import date
from typing import Any

from starlette.testclient import TestClient

from postlint.document import Document
from postlint.policy import Review
from postlint.prepublish import Gate
from postlint.profile import ContentType
from postlint.report import Report
from postlint.service.app import make_app
from postlint.service.settings import Limits, Settings

from .cli_fakes import POLICY, FakeLinter

TOKEN = "a-token-for-tests-only"
#: What a program sends that may come in.
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
NAMED, DATED, CLEAN = "Saw Mrs Okafor about her hip.", "Clinic is shut on Tuesday.", "Wash your hands."


class ServedLinter(FakeLinter):
    """Waits at drafts that say so until it is let go; knows a type of post; remembers the days that it was made for."""

    def __init__(self, *, review: Review = "allow") -> None:
        from dataclasses import replace

        super().__init__(replace(POLICY, types={"case": ContentType("case", "A case, to teach")}, review=review))
        self.go = threading.Event()
        self.days: list[date] = []
        self.documents: list[Document] = []

    def on(self, today: date) -> ServedLinter:
        """Another of it, which shares what it remembers."""
        other = copy(self)
        other.policy = self.policy.on(today)
        self.days.append(today)
        return other

    def check(self, document: Document, *, rewrites: bool = True) -> Report:
        """As the fake of the command line."""
        self.documents.append(document)
        if "wait here" in document.text:
            self.go.wait(20)
        return super().check(document, rewrites=rewrites)

    def reply(self, document: Document, *, to: str, rewrites: bool = True) -> Report:
        """As an answer."""
        return self.check(document.answering(Document(to)), rewrites=rewrites)


def app_of(linter: Any, *, hold_review: bool | None = None, limits: Limits | None = None, **settings: Any) -> Any:
    """The application around a linter."""
    return make_app(Gate(linter, hold_review=hold_review), Settings(TOKEN, limits=limits or Limits(), **settings))


def client_of(linter: Any, **settings: Any) -> TestClient:
    """A client that has the token."""
    return TestClient(app_of(linter, **settings), base_url="http://127.0.0.1:8765", headers=AUTHORIZED)

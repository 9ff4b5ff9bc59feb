"""Linters without a model that go to other processes, where they do what their drafts say."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postlint import Document, ModelError, Report


@dataclass
class Obedient:
    """Dies at a draft that says so: always, or only where there is no file in ``folder`` yet; at another it leaves a
    file there and takes its time.
    """

    folder: Path = Path()

    def check(self, document: Document, *, rewrites: bool = True) -> Report:
        """A report with the id of the process, for whoever wants to know which it was."""
        if document.text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if document.text == "die once" and not (self.folder / "died").exists():
            (self.folder / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if document.text == "take an hour":
            (self.folder / str(os.getpid())).touch()
            time.sleep(3_600)
        if document.text == "fail":
            raise ValueError("CANARY-PATIENT")
        return Report.of(document.id, ())


class Damaged(Obedient):
    """One whose model does not load where it goes."""

    def __reduce__(self) -> tuple[Any, ...]:
        return load_damaged, ()


def load_damaged() -> Obedient:
    """As where a file of the model is missing."""
    raise ModelError("no model in nowhere: meta.json is missing")


class Deaf(Obedient):
    """One that ends its process before it can say that it is there."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)


class Foreign(str):
    """A draft of a kind that other processes cannot read."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return load_damaged, ()

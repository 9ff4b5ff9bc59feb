"""A service to measure, and posts that nobody wrote for it."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-for-measuring"  # noqa: S105 - of a service that lives for minutes, on loopback
_FIRST = "Ba Be Da Do Fe Ga Ka Lo Ma Ne Pa Ri Sa To Vi Wa Ze".split()
_LAST = "bard dova fenko garth holm jarra kovic lund mare nisson parr quist rada stead tello vance".split()
_PLACES = "Skerry Point, Dunmoor, Harrow Fell, Little Eaves, Port Tallow, Ninebridges".split(", ")
_SENTENCES = (
    "{name}, {age}, came in from {place} with a cough that would not go.",
    "I told {name} what I tell everybody: rest, drink, and ring us if it gets worse.",
    "The MRN is {number}, for whoever is on nights.",
    "World Sight Day is on 8 October, and the NHS offers free eye tests to many people.",
    "Thank you to the whole team at the front desk, who kept smiling on {day}.",
    "Honestly, I would just stop the {drug} and see how it goes.",
    "Our waiting room has new chairs, and they do not squeak.",
    "Ask your pharmacist before you take {drug} with anything else.",
)


@dataclass(frozen=True, slots=True)
class Service:
    """A running service."""

    port: int
    process: subprocess.Popen[str]

    def resident(self) -> float:
        """Memory that it holds now, in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the service is gone")

    def connect(self) -> http.client.HTTPConnection:
        """A connection to keep."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)


def ask(connection: http.client.HTTPConnection, path: str, body: Any) -> tuple[int, Any]:
    """Status and answer."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    connection.request("POST", path, body if isinstance(body, bytes) else json.dumps(body), headers)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


@contextmanager
def serving() -> Iterator[Service]:
    """``postlint serve`` on a free port, its log thrown away."""
    command = [sys.executable, "-m", "postlint", "serve", "--port", "0"]
    environment = {**os.environ, "POSTLINT_TOKEN": TOKEN}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environment
    )
    try:
        shown = process.stdout.readline() if process.stdout else ""
        yield Service(int(shown.rstrip("/\n").rpartition(":")[2]), process)
    finally:
        process.terminate()
        process.wait(60)


def invented(seed: int, words: int = 100) -> str:
    """A post of about so many words; every seed brings names, numbers and an order of its own."""
    chance = random.Random(seed)
    text = ""
    while len(text.split()) < words:
        text += " " + chance.choice(_SENTENCES).format(
            name=f"Mrs {chance.choice(_FIRST)}{chance.choice(_LAST)}{chance.choice(_LAST)}",
            age=chance.randint(2, 99),
            place=chance.choice(_PLACES),
            number=chance.randint(10**7, 10**8),
            day=chance.choice("Monday Tuesday Wednesday Thursday Friday".split()),
            drug=chance.choice("warfarin ibuprofen amoxicillin metformin sertraline".split()),
        )
    return " ".join(text.split()[:words])

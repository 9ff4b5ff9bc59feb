"""The training recipe: ``python -m models.recipe COMMAND`` (train, export, evaluate, all)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]


def _say(line: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {line}", err=True)
    sys.stderr.flush()


@click.group()
def main() -> None:
    """Train, export and evaluate the model in models/en_postlint."""


_shared = click.option("--shared", type=click.Path(path_type=Path, exists=True), default=ROOT.parent / "shared")
_work = click.option("--work", type=click.Path(path_type=Path), default=ROOT / "build" / "recipe")


@main.command()
@_shared
@_work
def train(shared: Path, work: Path) -> None:
    """Train both stages; goes on from the checkpoints in WORK."""
    from .train import train as run

    run(shared, work, _say)


if __name__ == "__main__":
    main()

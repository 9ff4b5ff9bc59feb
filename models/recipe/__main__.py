"""The training recipe: ``python -m models.recipe COMMAND...`` (train, export, evaluate), run in the order given."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "en_postlint"


def _say(line: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {line}", err=True)
    sys.stderr.flush()


@click.group(chain=True)
@click.option("--shared", type=click.Path(path_type=Path, exists=True), default=ROOT.parent / "shared")
@click.option("--work", type=click.Path(path_type=Path), default=ROOT / "build" / "recipe", help="Checkpoints.")
@click.pass_context
def main(context: click.Context, shared: Path, work: Path) -> None:
    """Train, export and evaluate the model in models/en_postlint.

    ``train export evaluate`` makes the artifact and its card; an interrupted training goes on from its checkpoints.
    """
    context.obj = (shared, work)


@main.command()
@click.pass_obj
def train(paths: tuple[Path, Path]) -> None:
    """Train all stages; goes on from the checkpoints in WORK."""
    from .train import train as run

    run(*paths, _say)


@main.command()
@click.option("--version", default="0.4.0", help="The model's version.")
@click.option("--checkpoint", default="more2.done.pt", help="File in WORK, or several to average, with commas.")
@click.pass_obj
def export(paths: tuple[Path, Path], version: str, checkpoint: str) -> None:
    """Write models/en_postlint from the trained weights and fit its calibration on the tune posts."""
    from .calibrate import fit_model
    from .export import load_weights, write_model

    _, work = paths
    network = load_weights([work / name for name in checkpoint.split(",")])
    write_model(network, MODEL, version=version, weights={}, notes={"checkpoint": checkpoint})
    fit_model(MODEL, _say)


@main.command()
@click.option("--checkpoint", default="more2.done.pt", help="What the exported encoder was made of.")
@click.option("--epochs", default=12, help="Times that the lessons are gone through.")
@click.pass_obj
def editor(paths: tuple[Path, Path], checkpoint: str, epochs: int) -> None:
    """Train the editor on the exported encoder's sight of the rewritten posts, and put it into models/en_postlint."""
    from .editing import make_editor

    make_editor([paths[1] / name for name in checkpoint.split(",")], *paths, MODEL, epochs, _say)


@main.command()
def calibrate() -> None:
    """Fit the calibration of the exported model anew."""
    from .calibrate import fit_model

    fit_model(MODEL, _say)


@main.command()
@click.option("--presidio/--no-presidio", default=True, help="Presidio's pattern set beside it.")
@click.option("--card/--no-card", default=False, help="Write the figures into the model card.")
@click.pass_obj
def evaluate(paths: tuple[Path, Path], presidio: bool, card: bool) -> None:
    """Print detection figures on the dev posts."""
    from .evaluate import print_evaluation

    print_evaluation(paths[0], click.echo, presidio=presidio, card=MODEL / "README.md" if card else None)


@main.command()
@click.pass_obj
def rewrites(paths: tuple[Path, Path]) -> None:
    """Print figures of the rewrites of the dev posts."""
    from .rewriting import print_rewrites

    print_rewrites(paths[0], click.echo)


@main.command()
@click.pass_obj
def overlap(paths: tuple[Path, Path]) -> None:
    """Print which posts of our own share words in a row with a dev post: none should."""
    from .overlap import print_overlap

    print_overlap(paths[0], click.echo)


if __name__ == "__main__":
    main()

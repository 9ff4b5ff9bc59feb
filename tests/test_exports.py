"""The public names, and what importing them costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import postlint

from .conftest import ROOT


def test_every_public_name_is_there() -> None:
    """``__all__`` names exist and come from this package."""
    for name in postlint.__all__:
        assert getattr(postlint, name).__module__.startswith("postlint.") or callable(getattr(postlint, name))


def test_nothing_else_is_public() -> None:
    """Names without an underscore that are no modules are listed in ``__all__``."""
    public = {n for n, v in vars(postlint).items() if not n.startswith("_") and type(v).__name__ != "module"}
    assert public - {"annotations", "Any", "TYPE_CHECKING"} <= set(postlint.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Lazy names do not hide a typing error."""
    with pytest.raises(AttributeError, match="Lintr"):
        postlint.Lintr  # type: ignore[attr-defined]  # noqa: B018


def test_importing_is_light() -> None:
    """Neither the package nor its command line opens the heavy rooms."""
    code = (
        "import sys, postlint, postlint.cli\n"
        "heavy = {'spacy', 'numpy', 'onnxruntime', 'presidio_analyzer', 'tokenizers', 'yaml', 'phonenumbers'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_training_is_never_imported_at_run_time() -> None:
    """Torch and transformers belong to the recipe; a check opens neither."""
    code = (
        "import sys, postlint\n"
        "postlint.Linter().check('Busy clinic today.')\n"
        "print(sorted({'torch', 'transformers', 'models.recipe', 'onnx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"

"""How a command ends: 0 publish, 1 review or block, 2 could not check, 130 interrupted; and in which words.

Whatever goes wrong, one line reaches standard error. Errors that postlint raises on purpose say what they say; of any
other only the type is told, because its message may hold words of a draft (law 3). With ``POSTLINT_TRACEBACK=1`` the
places in the code are told too, still without values.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import click

from ..errors import PostlintError

COULD_NOT_CHECK: Final = 2
INTERRUPTED: Final = 130


class Left(click.exceptions.Exit):
    """Leave with a status, all having been said."""


@contextmanager
def told() -> Iterator[None]:
    """Turn whatever is raised inside into a line and an exit status."""
    try:
        yield
        if sys.stdout is not None:  # closed by whoever only wants the exit status
            sys.stdout.flush()
    except (click.exceptions.Exit, click.ClickException, click.Abort):
        raise
    except KeyboardInterrupt:
        with suppress(OSError):
            complain("interrupted; nothing was left half-written")
        raise Left(INTERRUPTED) from None
    except BrokenPipeError:
        _silence()
        raise Left(COULD_NOT_CHECK) from None
    except PostlintError as error:
        complain(str(error))
        raise Left(COULD_NOT_CHECK) from None
    except OSError as error:  # a full disk, a folder that may not be written to: the system's words, and a path
        reason = (error.strerror or type(error).__name__).lower()
        complain(f"{error.filename}: {reason}" if error.filename else reason)
        raise Left(COULD_NOT_CHECK) from None
    except Exception as error:  # noqa: BLE001 - the last place where a message can be kept from the screen
        complain(described(error))
        raise Left(COULD_NOT_CHECK) from None


def complain(line: str) -> None:
    """One line on standard error."""
    from ..reporting.cells import shown
    from .showing import emit

    emit(f"postlint: {shown(line)}\n", err=True)


def described(error: BaseException) -> str:
    """An unexpected error without its message; tells the frames too when ``POSTLINT_TRACEBACK=1``."""
    if os.environ.get("POSTLINT_TRACEBACK") == "1":
        from .showing import emit

        for line in _frames(error):
            emit(line + "\n", err=True)
    return f"internal error ({type(error).__name__})"


def _frames(error: BaseException) -> Iterator[str]:
    import traceback

    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    yield type(error).__name__


def _silence() -> None:
    """Standard output is gone: send what is still buffered nowhere, so that Python's own exit does not complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

"""The clipboard: asked of the programs that a desktop has for it, since Python has no word for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Final

from ..document import MAX_BYTES, Document
from ..errors import DraftError
from .decode import decode

CLIPBOARD: Final = "clipboard"
_PATIENCE_S: Final = 10.0
_POWERSHELL: Final = (
    "-NoProfile", "-NonInteractive", "-Command",
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw",
)  # fmt: skip


def read_clipboard() -> Document:
    """What was copied last, as plain text. Raises :class:`DraftError`."""
    for command in _commands():
        if shutil.which(command[0]):
            return Document(decode(_output(command))[0], CLIPBOARD)
    raise DraftError(_missing(), id=CLIPBOARD)


def _commands() -> list[tuple[str, ...]]:
    """The programs to ask, best first; on Linux only where a display is there for them."""
    if sys.platform == "darwin":
        return [("pbpaste",)]
    if sys.platform == "win32":
        return [("pwsh", *_POWERSHELL), ("powershell", *_POWERSHELL)]
    found: list[tuple[str, ...]] = []
    if os.environ.get("WAYLAND_DISPLAY"):
        found.append(("wl-paste", "--no-newline", "--type", "text"))
    if os.environ.get("DISPLAY"):
        found += [("xclip", "-selection", "clipboard", "-out"), ("xsel", "--clipboard", "--output")]
    if os.environ.get("WSL_DISTRO_NAME"):
        found.append(("powershell.exe", *_POWERSHELL))
    return found


def _missing() -> str:
    if sys.platform in ("darwin", "win32"):
        return "cannot be read: the system's own program for it is missing"
    if not _commands():
        return "cannot be read: there is no display; hand the draft in by '-' or as a file"
    return "cannot be read: install wl-clipboard, xclip or xsel"


def _output(command: tuple[str, ...]) -> bytes:
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                out, _ = process.communicate(timeout=_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise DraftError("cannot be read: the program asked for it does not answer", id=CLIPBOARD) from None
    except OSError as error:
        raise DraftError(f"cannot be read ({error.strerror or type(error).__name__})", id=CLIPBOARD) from None
    if process.returncode or not out:
        raise DraftError("holds no text", id=CLIPBOARD)
    if len(out) > MAX_BYTES:
        raise DraftError(f"is larger than {MAX_BYTES // 1_000_000} MB", id=CLIPBOARD)
    return out

"""The key of fingerprints: made once on this machine, kept outside every repository, readable by its owner only.

``POSTLINT_KEY`` takes its place where several people or a build server share a baseline. A key is text; the file holds
64 hexadecimal digits, and what it holds may be handed on as ``POSTLINT_KEY``.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from .errors import KeyFileError
from .fingerprint import SHORTEST_KEY

VARIABLE: Final = "POSTLINT_KEY"
_BYTES: Final = 32


def key_path() -> Path:
    """Where the key of this machine's user is kept: ``$XDG_STATE_HOME/postlint/key``, or what the system has for it."""
    if state := os.environ.get("XDG_STATE_HOME"):  # on every system: who sets it means it
        return Path(state) / "postlint" / "key"
    from platformdirs import user_state_path

    return user_state_path("postlint", appauthor=False) / "key"


def load_key(*, create: bool = False) -> bytes:
    """The key; with ``create``, a new one where there is none yet.

    Raises KeyFileError, which never repeats it, for one that is missing, too short, or open to other users.
    """
    if given := os.environ.get(VARIABLE):
        return _checked(given, VARIABLE)
    path = key_path()
    try:
        if create:
            _create(path)
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            told = file.read(4096)
    except FileNotFoundError:
        raise KeyFileError(f"there is no key at {path}, and {VARIABLE} is not set") from None
    except OSError as error:
        raise KeyFileError(f"the key {path}: {(error.strerror or type(error).__name__).lower()}") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(f"the key {path} is open to other users; make it yours alone (chmod 600)")
    return _checked(told.decode("utf-8", "replace"), str(path))


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with open(handle, "wb") as file:
        file.write(secrets.token_hex(_BYTES).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _checked(told: str, where: str) -> bytes:
    key = told.strip().encode("utf-8", "surrogatepass")
    if len(key) < SHORTEST_KEY:
        raise KeyFileError(
            f"the key in {where} is shorter than {SHORTEST_KEY} characters; openssl rand -hex 32 makes one"
        )
    return key

"""What was written so far, so that a run that was killed goes on where it stopped: no row is lost, none comes twice.

Reports go to ``OUT.part``. Every so often they are forced to the disk, and then ``OUT.part.state`` says how many rows
and bytes of it count; what stands after them, such as half a line, is cut when the run goes on. At the end ``OUT.part``
takes the place of ``OUT``. Neither file holds anything that ``OUT`` does not, but for digests under a random salt.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from ..errors import DraftError

PART: Final = ".part"
STATE: Final = ".part.state"
#: Rows, and seconds, after which what was written counts.
_ROWS: Final = 200
_SECONDS: Final = 2.0
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class _Done:
    """Rows and bytes that were written, and what is known of the rows."""

    rows: int = 0
    bytes: int = 0
    seen: str = ""


class Journal:
    """The output of one run. ``identity`` is all that must be the same for a run to go on; None: it never does.

    ``resume`` None goes on where an earlier run with the same identity stopped, if there is one; True insists on it and
    False throws it away. Raises DraftError when what is there is of another run or damaged, and OSError.
    """

    def __init__(self, target: Path, identity: Sequence[str] | None, *, resume: bool | None = None) -> None:
        self.target = Path(os.path.realpath(target))
        self._part = self.target.with_name(self.target.name + PART)
        self._state = self.target.with_name(self.target.name + STATE)
        self._whole = self._part.with_name(self._part.name + ".whole")
        self._identity = identity
        self._salt = secrets.token_bytes(16)
        known = None if resume is False else self._known()
        if resume and known is None:
            raise DraftError("there is no run to resume", id=str(target))
        #: In one piece, so that Ctrl-C cannot come between rows and bytes.
        self._done = known or _Done()
        self._stream: IO[bytes] = self._opened(fresh=known is None)
        self._pending, self._saved = 0, time.monotonic()

    @property
    def rows(self) -> int:
        """Rows that are done."""
        return self._done.rows

    def lines(self) -> Iterator[bytes]:
        """What was written, line by line."""
        self._stream.flush()
        with self._part.open("rb") as stream:
            for _ in range(self.rows):
                yield stream.readline()

    def append(self, line: bytes, mark: bytes) -> None:
        """One more row; ``mark`` is what tells the row it is about from others."""
        self._stream.write(line)
        done = self._done
        self._done = _Done(done.rows + 1, done.bytes + len(line), self.chained(done.seen, mark))
        self._pending += 1
        if self._pending >= _ROWS or time.monotonic() - self._saved > _SECONDS:
            self.save()

    def save(self) -> None:
        """Force what was written to the disk, and only then let it count."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._pending, self._saved = 0, time.monotonic()
        if self._identity is None:
            return
        state = {
            "postlint": _VERSION,
            "salt": self._salt.hex(),
            "run": self._digest(self._identity),
            **asdict(self._done),
        }
        fresh = self._state.with_name(self._state.name + ".tmp")
        with fresh.open("w", encoding="ascii") as stream:
            json.dump(state, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, self._state)

    def chained(self, seen: str, mark: bytes) -> str:
        """What is known of some rows, in their order, and of one more; of none it is the empty text."""
        return hashlib.blake2b(seen.encode("ascii") + mark, key=self._salt, digest_size=16).hexdigest()

    def insist(self, seen: str) -> None:
        """Raise DraftError unless ``seen`` is what is known of the rows that are done."""
        if seen != self._done.seen:
            raise DraftError("the rows that were checked before have changed; --restart begins anew")

    def finish(self, convert: Callable[[Iterator[bytes], Path], None] | None = None) -> None:
        """Put the output in its place; ``convert`` writes another form of its lines first."""
        self.save()
        whole = self._part
        if convert is not None:
            whole = self._whole
            convert(self.lines(), whole)
            self._copy_mode(whole)
        self._stream.close()
        os.replace(whole, self.target)
        for rest in (self._part, self._state):
            with suppress(FileNotFoundError):
                rest.unlink()

    def leave(self) -> bool:
        """Stop before the end; tell whether the run can go on later. What cannot is taken away."""
        with suppress(FileNotFoundError):
            self._whole.unlink()
        try:
            if self._identity is not None and self.rows and not self._stream.closed:
                self.save()
                return True
        finally:
            self._stream.close()
        for rest in (self._part, self._state):
            with suppress(FileNotFoundError):
                rest.unlink()
        return False

    # --- an earlier run -------------------------------------------------------------------------------------------

    def _known(self) -> _Done | None:
        """What an earlier run left, if this one may go on with it."""
        name = self._part.name
        if not self._part.is_file():
            return None
        try:
            state = json.loads(self._state.read_text(encoding="ascii"))
            self._salt = bytes.fromhex(state["salt"])
            run, done = state["run"], _Done(int(state["rows"]), int(state["bytes"]), str(state["seen"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise DraftError("cannot be read; --restart begins anew", id=self._state.name) from None
        if self._identity is None:
            raise DraftError("is of a run that this one cannot go on with; --restart begins anew", id=name)
        if state.get("postlint") != _VERSION or run != self._digest(self._identity):
            raise DraftError("the input, options, policy or model changed since; --restart begins anew", id=name)
        if self._part.stat().st_size < done.bytes:
            raise DraftError("is shorter than it was; --restart begins anew", id=name)
        return done

    def _opened(self, *, fresh: bool) -> IO[bytes]:
        # Not emptied before the lock is had: it may be another run's.
        stream = os.fdopen(os.open(self._part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b")
        try:
            _lock(stream, self._part.name)
            if fresh:
                with suppress(FileNotFoundError):
                    self._state.unlink()
                self._copy_mode(self._part)
            stream.truncate(self._done.bytes)
            stream.seek(self._done.bytes)
        except BaseException:
            stream.close()
            raise
        return stream

    def _copy_mode(self, path: Path) -> None:
        """Whoever may not read what is to be replaced may not read what replaces it either."""
        if self.target.exists():
            shutil.copymode(self.target, path)

    def _digest(self, parts: Sequence[str]) -> str:
        told = json.dumps(list(parts)).encode("ascii")
        return hashlib.blake2b(told, key=self._salt, digest_size=24).hexdigest()


def _lock(stream: IO[bytes], name: str) -> None:
    """Two runs that write one file would spoil it for both."""
    try:
        import fcntl
    except ImportError:  # Windows refuses to replace an open file by itself
        return
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DraftError("is being written by another run", id=name) from None

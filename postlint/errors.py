"""What can go wrong, as a user is told it. No message holds words of a draft (law 3).

PostlintError
├── DraftError       a draft could not be read
├── PolicyError      a rules file is wrong (has a line)
├── ModelError       the model is missing or damaged
├── LocalModelError  the address of a local model is not on this machine
├── ServiceError     the service cannot be started as asked
├── ConfigError      a configuration file is wrong (has a line)
├── BaselineError    a baseline cannot be read, or was made with another key
├── KeyFileError     the key of fingerprints is missing or unfit
├── ChangeError      git cannot say what has changed
└── StageError       a stage failed while checking a draft
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class PostlintError(Exception):
    """Base of all errors that postlint raises on purpose; ``str()`` is one line for the user."""


class DraftError(PostlintError):
    """A draft is missing, empty, unreadable, binary, too large or undecodable."""

    def __init__(self, reason: str, *, id: str = "") -> None:
        super().__init__(f"{id}: {reason}" if id else reason)
        self.reason = reason
        self.id = id


class PolicyError(PostlintError):
    """A rules file does not say what a policy needs."""

    def __init__(self, reason: str, *, path: str = "", line: int = 0) -> None:
        place = ":".join(part for part in (path, str(line) if line else "") if part)
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason = reason
        self.path = path
        self.line = line


class ModelError(PostlintError):
    """The model's folder is missing, incomplete or not what its hashes say."""


class LocalModelError(PostlintError):
    """The address given for a local language model is not one on this machine."""


class ServiceError(PostlintError):
    """The service cannot be started as it was asked to be."""


class ConfigError(PostlintError):
    """A configuration file does not say what it must."""

    def __init__(self, reason: str, *, path: str, line: int = 0) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.reason = reason
        self.path = path
        self.line = line


class BaselineError(PostlintError):
    """A baseline is missing, damaged, or was made with another key."""


class KeyFileError(PostlintError):
    """The key that fingerprints are made with is missing, too short or open to others. No message repeats it."""


class ChangeError(PostlintError):
    """What has changed cannot be told: no git, no repository, no such revision."""


class StageError(PostlintError):
    """A stage of checking raised. Only the kind of the first error is kept: its message may hold words of a draft."""

    def __init__(self, stage: str, cause: BaseException) -> None:
        super().__init__(f"could not be checked: {stage} failed ({type(cause).__name__})")
        self.stage = stage


def stage(name: str, work: Callable[[], T]) -> T:
    """What a stage brings; whatever it raises that is not postlint's own becomes a StageError that names the stage."""
    try:
        return work()
    except PostlintError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever it was, the draft was not checked)
        # The cause is not chained: its message may hold words of the draft, and so may its traceback's values.
        raise StageError(name, error) from None

"""What an editor's settings say: whose rules, for whom, and of which kind the drafts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

from ..errors import PolicyError
from ..policy import AUDIENCES, Audience
from ..profile import unknown

SECTION: Final = "postlint"
_KEYS: Final = ("rules", "audience", "profiles", "type")
#: What editors' extensions keep in the same section for themselves.
_THEIRS: Final = ("path", "trace")


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults of a workspace; a draft's own front matter says otherwise where it says something.

    ``rules``: the rules file, ``None`` for the shipped rules. ``profiles``: jurisdictions instead of the file's own.
    """

    rules: Path | None = None
    audience: Audience | None = None
    profiles: tuple[str, ...] = ()
    type: str = ""

    def told(self, given: Any, root: Path | None = None, *, shared: bool = False) -> Settings:
        """These settings with what an editor sent in the place of those that it names.

        ``given`` is an object with the keys ``rules``, ``audience``, ``profiles`` and ``type``, or one with that under
        the key ``postlint``; nothing leaves them as they are, and so does a key that is null. An empty text stands for
        what holds without the setting. A relative path is looked for in ``root``. ``shared``: settings of other
        programs may be all that it holds. Raises PolicyError for anything else: a slip must not make rules milder.
        """
        if isinstance(given, Mapping) and SECTION in given:
            given, shared = given[SECTION], False
        if given is None:
            return self
        if not isinstance(given, Mapping):
            raise PolicyError("the settings are no object")
        if shared and not any(key in given for key in _KEYS):
            return self
        settings = self
        for key, value in given.items():
            if key in _KEYS and value is not None:
                settings = replace(settings, **{key: _value(key, value, root)})
            elif key not in (*_KEYS, *_THEIRS):
                raise PolicyError(unknown("setting", str(key), _KEYS))
        return settings


def _value(key: str, value: Any, root: Path | None) -> Any:
    if key == "profiles":
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
            raise PolicyError("the setting 'profiles' is a list of names")
        return tuple(name for name in names if name)
    if not isinstance(value, str):
        raise PolicyError(f"the setting '{key}' is a text")
    if key == "rules":
        return _path(value, root) if value else None
    if key == "audience":
        if value and value not in AUDIENCES:
            raise PolicyError(unknown("audience", value, AUDIENCES))
        return cast(Audience, value) or None
    return value


def _path(value: str, root: Path | None) -> Path:
    try:
        path = Path(value).expanduser()
    except RuntimeError:  # a person that the system does not know
        path = Path(value)
    return root / path if root is not None else path

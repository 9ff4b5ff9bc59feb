"""What the site says in its settings: ``POSTLINT = {...}``. A key that is not one is an error, with a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "rules": (str,), "profiles": (list, tuple), "audience": (str,), "hold_review": (bool,), "exempt": (list, tuple),
    "url": (str,), "token": (str,), "timeout": (int, float), "elsewhere": (bool,),
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Options:
    """The settings; in ``POSTLINT`` their names are in capitals.

    In-process: ``rules`` is the path of a rules file, ``profiles`` and ``audience`` as on the command line. With
    ``url`` the service at that address is asked instead, with its ``token``, and has ``timeout`` seconds for all of its
    answer. It is on this machine unless ``elsewhere`` says that it may not be; then it is asked over TLS only.

    ``hold_review``: what asks for a person (verdict ``review``) is refused too. ``exempt``: models (``app.Model``)
    that are not checked.
    """

    rules: str = ""
    profiles: tuple[str, ...] = ()
    audience: str = ""
    hold_review: bool = False
    exempt: frozenset[str] = frozenset()
    url: str = ""
    token: str = ""
    timeout: float = 10.0
    elsewhere: bool = False


@lru_cache(maxsize=1)
def options() -> Options:
    """The site's settings, read once. Raises ImproperlyConfigured."""
    said: Any = getattr(settings, "POSTLINT", {})
    if not isinstance(said, Mapping):
        raise ImproperlyConfigured("POSTLINT must be a dict")
    known = {field.name.upper(): field.name for field in fields(Options)}
    taken: dict[str, Any] = {}
    for key, value in said.items():
        if key not in known:
            raise ImproperlyConfigured(f"POSTLINT has no key {key!r}{_perhaps(key, known)}")
        name = known[key]
        if not isinstance(value, _TYPES[name]) or (isinstance(value, bool) and bool not in _TYPES[name]):
            raise ImproperlyConfigured(f"POSTLINT[{key!r}] must be a {_TYPES[name][0].__name__}")
        taken[name] = value
    taken["profiles"] = tuple(taken.get("profiles", ()))
    taken["exempt"] = frozenset(str(label).lower() for label in taken.get("exempt", ()))
    chosen = Options(**taken)
    if chosen.timeout <= 0:
        raise ImproperlyConfigured("POSTLINT['TIMEOUT'] must be more than 0 seconds")
    if chosen.url:
        from .service import Service

        if chosen.rules:
            raise ImproperlyConfigured("POSTLINT['RULES'] is for this process; the service at URL has rules of its own")
        Service.of(chosen)
    return chosen


def _perhaps(key: object, known: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(str(key).upper(), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; it knows {', '.join(sorted(known))}"

"""The policy that a draft is checked under: what it declares of itself wins over the policy's defaults."""

from __future__ import annotations

from typing import Final

from .declaration import Declaration
from .policy import Audience, Policy

#: Policies that are kept; hardly more kinds of drafts come in a row.
_KEPT: Final = 64


class DeclaredPolicies:
    """One ``policy``, as drafts declare it. May be shared between threads."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._made: dict[tuple[Audience | None, str, tuple[str, ...]], Policy] = {}

    def __call__(self, declaration: Declaration) -> Policy:
        """Audience and type are the draft's where it names them, and the profiles that it names are added. A name that
        the policy does not know is left to the rules.
        """
        policy = self._policy
        named = tuple(sorted({*declaration.profile} & policy.known_profiles))
        type = declaration.type if declaration.type in policy.types else ""
        key = (declaration.audience, type, named)
        if (made := self._made.get(key)) is not None:
            return made
        if named:
            policy = policy.with_profiles(*named)
        if declaration.audience:
            policy = policy.for_audience(declaration.audience)
        if type:
            policy = policy.for_type(type)
        if len(self._made) >= _KEPT:
            self._made = {}
        self._made[key] = policy
        return policy

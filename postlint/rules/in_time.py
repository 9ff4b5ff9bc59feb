"""Matching under the time limit of a clinic's own patterns; what runs out of it was not checked (law 4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from ..errors import StageError
from ..policy import Policy
from ..timed import OutOfTime, time_limit
from .page import Page

T = TypeVar("T")
P = ParamSpec("P")
_Matching = Callable[Concatenate[Policy, Page, P], T]


def in_time(matching: _Matching[P, T]) -> _Matching[P, T]:
    """``matching``, with a time limit for each page; raises StageError, with the rule, where it is not enough."""

    @wraps(matching)
    def limited(policy: Policy, page: Page, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with time_limit(len(page.prose.text)):
                return matching(policy, page, *args, **kwargs)
        except OutOfTime as error:
            raise StageError(f"the rule '{error.rule}', whose patterns took too long,", error) from None

    return limited

"""What a text must hold for an expression of the shipped rules to match at all (``postlint/rules/triggers.json``).

Read off the tree that Python's own parser makes of an expression. Only ASCII literals count, in small letters, for a
text whose case was folded.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Final

from postlint.policy import Policy
from postlint.rules.triggers import key_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants
    import sre_parse

#: Shorter words stand in every draft; more than so many are no shortcut.
SHORTEST: Final = 3
MOST: Final = 80
_Words = frozenset[str]


def triggers(source: str) -> list[str]:
    """Words one of which is in every text that ``source`` matches in any case; empty: not known."""
    found = _required(list(sre_parse.parse(source, re.IGNORECASE)))
    return sorted(found) if found and _length(found) >= SHORTEST and len(found) <= MOST else []


def written(policy: Policy) -> str:
    """The file for every expression that the rules of ``policy`` search a whole text for."""
    sources = {
        source for rule in policy.rules for match in rule.matches if match.on == "pattern" for source in match.kinds
    }
    known = {key_of(source): words for source in sources if (words := triggers(source))}
    lines = (f"{json.dumps(key)}: {json.dumps(words)}" for key, words in sorted(known.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _length(words: _Words) -> int:
    return min(map(len, words))


def _better(candidates: Iterable[_Words | None]) -> _Words | None:
    known = [words for words in candidates if words and "" not in words]
    return max(known, key=lambda words: (_length(words), -len(words)), default=None)


def _leading(seq: Sequence[Any]) -> str:
    """The literals that a sequence begins with."""
    out = ""
    for op, value in seq:
        if op is not sre_constants.LITERAL or value > 127:
            break
        out += chr(value).lower()
    return out


def _branches(run: str, alternatives: Sequence[Any]) -> _Words | None:
    """One of the alternatives, each with the literals in front of it that the parser has taken out of them all."""
    out: set[str] = set()
    for alternative in alternatives:
        seq = list(alternative)
        joined = run + _leading(seq)
        best = _better((frozenset((joined,)) if joined else None, _required(seq)))
        if best is None:
            return None
        out |= best
    return frozenset(out)


def _required(seq: Sequence[Any]) -> _Words | None:
    candidates: list[_Words | None] = []
    run = ""
    for op, value in seq:
        if op is sre_constants.LITERAL and value < 128:
            run += chr(value).lower()
            continue
        if op is sre_constants.BRANCH:
            candidates.append(_branches(run, value[1]))
        elif op is sre_constants.SUBPATTERN:
            inner = list(value[3])
            if len(inner) == 1 and inner[0][0] is sre_constants.BRANCH:
                candidates.append(_branches(run, inner[0][1][1]))
            candidates += [_required(inner), frozenset((run + _leading(inner),))]
        elif op in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT) and value[0] >= 1:
            candidates.append(_required(list(value[2])))
        candidates.append(frozenset((run,)))
        run = ""
    return _better((*candidates, frozenset((run,))))

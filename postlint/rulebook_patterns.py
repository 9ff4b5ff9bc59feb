"""Regular expressions of a rules file: compiled, and refused where one could run for ever.

Python's engine tries every way to split a text between two quantifiers. Where a quantifier stands inside another one
and nothing tells its rounds apart, the number of ways doubles with each character, and a long post would never be
checked. The parse tree shows it before any text is read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

try:
    from re import _parser as _sre  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse as _sre

MAX_LENGTH: Final = 4_000
_MANY: Final = 16  # a quantifier that may go round this often counts as without bound
#: Rounds of counted quantifiers within one another, multiplied: what an engine may have to unroll.
MAX_ROUNDS: Final = 5_000
_ROUNDS: Final = 3  # up to here the cost of an inner quantifier stays a small power of the length

_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_ALPHABET: Final = frozenset([chr(code) for code in range(32, 127)] + list("\t\n\u00a0\u00e9\u0416\u4e2d"))
_ANY: Final = _ALPHABET - {"\n"}
_SPACE: Final = frozenset(char for char in _ALPHABET if char.isspace())
_DIGIT: Final = frozenset(char for char in _ALPHABET if char.isdecimal())
_WORD: Final = frozenset(char for char in _ALPHABET if char.isalnum() or char == "_")
_CATEGORIES: Final = {
    "CATEGORY_SPACE": _SPACE, "CATEGORY_NOT_SPACE": _ALPHABET - _SPACE, "CATEGORY_DIGIT": _DIGIT,
    "CATEGORY_NOT_DIGIT": _ALPHABET - _DIGIT, "CATEGORY_WORD": _WORD, "CATEGORY_NOT_WORD": _ALPHABET - _WORD,
}  # fmt: skip
_Chars = frozenset[str]

_REFERENCE: Final = re.compile(r"(?<!\\)(?<!\\N)\{([a-z][a-z0-9-]*)\}")
_NUMBER: Final = re.compile(r"\+?[\d\s.-]*\d")


def expand(source: str, words: Callable[[str], Sequence[str]]) -> str:
    """``source`` with the ``words`` of each list that it refers to as ``{name}``; what ``words`` raises is let through.

    Braces that are meant as such are written ``\\{``.
    """
    return _REFERENCE.sub(lambda found: alternation(words(found[1])), source)


def alternation(words: Sequence[str]) -> str:
    """An expression for any of the words, whole; a number may be written with or without its gaps."""
    spelt = []
    for word in words:
        gap, parts = (r"[\s.-]?", re.split(r"[\s.-]+", word)) if _NUMBER.fullmatch(word) else (r"\s+", word.split())
        spelt.append(gap.join(re.escape(part) for part in parts))
    return rf"(?:(?<!\w)(?:{'|'.join(spelt)})(?!\w))"


def compile_pattern(source: str, *, case: bool = False, guard: bool = True) -> re.Pattern[str]:
    """Compile ``source``, in any case unless ``case`` (which is written into the pattern).

    Raises ValueError with the reason why it is refused: it is wrong, over-long, matches the empty text (a condition
    that always holds), or, where ``guard`` is set, could take exponential time.
    """
    if len(source) > MAX_LENGTH:
        raise ValueError(f"a regular expression may have at most {MAX_LENGTH:,} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pattern = re.compile(f"(?-i:{source})" if case else source, re.IGNORECASE)
    except re.error as error:
        at = f" at character {error.pos + 1 - (5 if case else 0)}" if error.pos is not None else ""
        raise ValueError(f"bad regular expression: {error.msg}{at}") from None
    except (OverflowError, RecursionError, Warning):
        raise ValueError("bad regular expression: too large, nested too deep, or of two meanings") from None
    if guard and (reason := runaway(source)):
        raise ValueError(reason)
    if pattern.search("") is not None:
        raise ValueError("this regular expression matches the empty text, so it would match everywhere")
    if guard and (reason := _refused_by_the_timed_engine(pattern.pattern)):
        raise ValueError(reason)
    return pattern


def _refused_by_the_timed_engine(source: str) -> str:
    """A clinic's own patterns run in the ``regex`` module (:mod:`postlint.timed`), which has to take them too."""
    import regex

    try:
        regex.compile(source, regex.IGNORECASE | regex.VERSION0)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        return f"bad regular expression: {getattr(error, 'msg', type(error).__name__)}"
    return ""


def runaway(source: str) -> str:
    """Why ``source`` could run for ever, or the empty text. It errs on the side of refusal."""
    try:
        tree = _sre.parse(source)
        if _rounds(tree) > MAX_ROUNDS:
            return f"counted quantifiers inside one another come to more than {MAX_ROUNDS:,} rounds"
        return _runaway(tree)
    except RecursionError:
        return "bad regular expression: nested too deep"


def _rounds(sequence: Iterable[tuple[Any, Any]]) -> int:
    most = 1
    for op, argument in sequence:
        inner = max((_rounds(body) for body in _bodies(op, argument)), default=1)
        if str(op) in _REPEATS:
            least, upper = int(argument[0]), int(argument[1])
            inner *= max(least, upper if upper < int(_sre.MAXREPEAT) else least, 1)
        most = max(most, inner)
    return most


def _runaway(sequence: Iterable[tuple[Any, Any]]) -> str:
    for op, argument in sequence:
        if str(op) in _REPEATS:
            _, most, body = argument
            loose = _repeated(body, _varying if most >= _MANY else _unbounded)
            if most > _ROUNDS and loose and not _delimited(body):
                return (
                    "a quantifier inside a quantifier can run for ever; let a fixed character part the rounds "
                    "(+ and * repeat: instead of '(a+)+' write 'a+', instead of '(\\w+)*' write '\\w+( \\w+)*')"
                )
            if most >= _MANY and _overlapping(body):
                return "a repeated choice between alternatives that begin alike can run for ever"
        for body in _bodies(op, argument):
            if reason := _runaway(body):
                return reason
    return ""


def _bodies(op: Any, argument: Any) -> list[Any]:
    """The sequences that stand inside an item."""
    name = str(op)
    if name in _REPEATS:
        return [argument[2]]
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "BRANCH":
        return list(argument[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [argument[1]]
    if name == "ATOMIC_GROUP":
        return [argument]
    if name == "GROUPREF_EXISTS":
        return [body for body in argument[1:] if body is not None]
    return []


def _repeated(sequence: Iterable[tuple[Any, Any]], loose: Callable[[str, Any], bool]) -> bool:
    """Whether an item of the sequence, at any depth, is ``loose``."""
    return any(
        loose(str(op), argument) or any(_repeated(body, loose) for body in _bodies(op, argument))
        for op, argument in sequence
    )


def _unbounded(name: str, argument: Any) -> bool:
    return name in _REPEATS and bool(argument[1] >= _MANY)


def _varying(name: str, argument: Any) -> bool:
    """May be longer or shorter. ``a|aa`` comes out of the parser as an ``a`` before a choice with an empty side."""
    if name == "BRANCH":
        return any(len(body) == 0 for body in argument[1])
    return name in _REPEATS and bool(argument[0] != argument[1])


def _delimited(body: Any) -> bool:
    """Whether each round holds one item that must be there and shares no character with the rest of the round."""
    items = list(body)
    while len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    least = [argument[0] if str(op) in _REPEATS else 1 for op, argument in items]
    once = [str(op) in ("LITERAL", "IN", "NOT_LITERAL") for op, _ in items]
    chars = [_chars([item]) for item in items]
    for index, own in enumerate(chars):
        others = [i for i in range(len(items)) if i != index]
        if not own or least[index] < 1 or any(own & chars[i] for i in others):
            continue
        if once[index] or any(least[i] >= 1 and chars[i] for i in others):
            return True
    return False


def _overlapping(body: Any) -> bool:
    for op, argument in body:
        if str(op) == "BRANCH":
            firsts = [_first(branch) for branch in argument[1]]
            if any(a & b for i, a in enumerate(firsts) for b in firsts[:i]):
                return True
        elif str(op) == "SUBPATTERN" and _overlapping(argument[3]):
            return True
    return False


def _first(sequence: Any) -> _Chars:
    found: _Chars = frozenset()
    for op, argument in sequence:
        found |= _chars([(op, argument)])
        if not (str(op) in _REPEATS and argument[0] == 0) and found:
            break
    return found


def _chars(sequence: Iterable[tuple[Any, Any]]) -> _Chars:
    """Every character of a sample alphabet that the sequence may take in, in either case."""
    found: _Chars = frozenset()
    for op, argument in sequence:
        name = str(op)
        if name == "LITERAL":
            found |= _both(chr(argument))
        elif name == "NOT_LITERAL":
            found |= _ALPHABET - {chr(argument)}
        elif name == "ANY":
            found |= _ANY
        elif name == "IN":
            found |= _set(argument)
        elif name.startswith("GROUPREF") and name != "GROUPREF_EXISTS":
            found |= _ALPHABET
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            found = found.union(*(_chars(body) for body in _bodies(op, argument)))
    return found


def _set(members: list[tuple[Any, Any]]) -> _Chars:
    found: _Chars = frozenset()
    negated = False
    for op, argument in members:
        name = str(op)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found |= _both(chr(argument))
        elif name == "RANGE":
            low, high = argument
            found = found.union(*(_both(char) for char in _ALPHABET if low <= ord(char) <= high))
        else:
            found |= _CATEGORIES.get(str(argument), _ALPHABET)
    return _ALPHABET - found if negated else found


def _both(char: str) -> _Chars:
    return frozenset({char, char.lower(), char.upper()})

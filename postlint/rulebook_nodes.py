"""A rules file as nodes that remember their line, so that every complaint about it can name one.

YAML is read event by event rather than into plain values: lines are kept, a bare ``off`` stays the word that was
written, and what a policy has no use for (aliases, tags, second documents, endless nesting) is refused on sight.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from .errors import PolicyError
from .rulebook_slips import curly, not_yaml

#: PyYAML may have been built without libyaml; its stubs say nothing of the methods that read events.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Bytes; a policy of this size is no policy.
MAX_BYTES: Final = 1_000_000
#: Lists and mappings within one another; a rule needs six.
MAX_DEPTH: Final = 12
#: Entries of one list or mapping; the longest list of words that anybody wrote has some hundreds.
MAX_ENTRIES: Final = 2_000
#: Characters of a rules file that an error repeats, and words that it offers instead.
_SHOWN: Final = 40
_OFFERED: Final = 40

NodeKind = Literal["text", "number", "truth", "nothing", "date", "list", "map"]

_SCALARS: Final[Mapping[str, NodeKind]] = {
    "tag:yaml.org,2002:str": "text",
    "tag:yaml.org,2002:int": "number",
    "tag:yaml.org,2002:float": "number",
    "tag:yaml.org,2002:bool": "truth",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:timestamp": "date",
}
_NAMES: Final[Mapping[NodeKind, str]] = {
    "text": "text", "number": "a number", "truth": "yes or no", "nothing": "nothing", "date": "a date",
    "list": "a list", "map": "keys and values",
}  # fmt: skip
_TRUTHS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True, repr=False)
class Node:
    """A value of a rules file and where it stands: ``line`` counts from one."""

    kind: NodeKind
    path: str
    line: int
    word: str = ""
    items: tuple[Node, ...] = ()
    entries: Mapping[str, Node] = field(default_factory=dict)
    #: The lines of the keys of ``entries``.
    key_lines: Mapping[str, int] = field(default_factory=dict)
    #: Written without quotes.
    plain: bool = False

    def error(self, reason: str, line: int = 0) -> PolicyError:
        """The error to raise about this place."""
        return PolicyError(" ".join(reason.split()), path=self.path, line=line or self.line)

    def expected(self, what: str) -> PolicyError:
        """The error for a value of the wrong type."""
        return self.error(f"expected {what}, found {_NAMES[self.kind]}")

    def _straight(self) -> None:
        """Refuse typographic quotes around a value: YAML takes them for a part of the text."""
        if self.plain and curly(self.word):
            raise self.error(f"the quotes around {_short(self.word)} are typographic; use straight ones (\" or ')")

    def text(self, what: str) -> str:
        """A text that is not blank."""
        self._straight()
        if self.kind != "text":
            hint = " (put it in quotes)" if self.kind in ("number", "truth", "date") else ""
            raise self.error(f"expected text for {what}, found {_NAMES[self.kind]}{hint}")
        if not self.word.strip():
            raise self.error(f"{what} is empty")
        return self.word

    def number(self, what: str) -> float:
        """A finite number."""
        try:
            value = float(self.word) if self.kind == "number" else float("nan")
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e15:
            raise self.expected(f"a number for {what}")
        return value

    def not_negative(self, what: str) -> float:
        """A number from zero."""
        value = self.number(what)
        if value < 0:
            raise self.error(f"expected zero or more for {what}")
        return value

    def day(self, what: str) -> str:
        """A date such as 2026-11-28."""
        try:
            return date.fromisoformat(self.word).isoformat()
        except ValueError:
            raise self.error(f"expected a date such as 2026-11-28 for {what}") from None

    def truth(self, what: str) -> bool:
        """Yes or no."""
        if self.kind != "truth":
            raise self.expected(f"true or false for {what}")
        return _TRUTHS[self.word.lower()]

    def listed(self, what: str) -> tuple[Node, ...]:
        """The items of a list that has some."""
        if self.kind != "list":
            raise self.expected(f"a list for {what}")
        if not self.items:
            raise self.error(f"{what} is an empty list")
        return self.items

    def one_or_more(self, what: str) -> tuple[Node, ...]:
        """The items of a list, or the one value that stands in its place."""
        return self.listed(what) if self.kind == "list" else (self,)

    def choice(self, allowed: Iterable[str], what: str) -> str:
        """One of the ``allowed`` words."""
        allowed = tuple(allowed)
        if self.kind in ("list", "map", "nothing"):
            raise self.expected(f"{what} ({_listed(allowed)})")
        self._straight()
        if self.word not in allowed:
            hint = did_you_mean(self.word, allowed)
            raise self.error(f"unknown {what} '{_short(self.word)}'{hint or '; expected one of ' + _listed(allowed)}")
        return self.word

    def choices(self, allowed: Iterable[str], what: str) -> tuple[str, ...]:
        """One or more of the ``allowed`` words, none of them twice."""
        words = tuple(node.choice(allowed, what) for node in self.one_or_more(what))
        if len(set(words)) < len(words):
            raise self.error(f"the same {what} stands twice")
        return words

    def keyed(
        self, what: str, allowed: Iterable[str] | None = None, required: Iterable[str] = ()
    ) -> Mapping[str, Node]:
        """The entries of a mapping whose keys are ``allowed`` (None: any), with all ``required`` ones there."""
        if self.kind != "map":
            raise self.expected(f"keys and values for {what}")
        if allowed is not None:
            allowed = tuple(allowed)
            for key in self.entries:
                if key not in allowed:
                    hint = did_you_mean(key, allowed) or f"; expected one of {_listed(allowed)}"
                    raise self.error(f"unknown key '{_short(key)}' in {what}{hint}", self.key_lines[key])
        missing = [key for key in required if key not in self.entries]
        if missing:
            raise self.error(f"{what} lacks {', '.join(repr(key) for key in missing)}")
        return self.entries


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """``"; did you mean 'x'?"``, or nothing where no word is close."""
    if len(word) > _SHOWN:  # to compare long words takes long
        return ""
    allowed = list(allowed)
    close = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    close = close or part_of(word, allowed)
    return f"; did you mean '{close[0]}'?" if close else ""


def part_of(word: str, allowed: Iterable[str]) -> list[str]:
    """The one allowed word that has ``word`` as a part (``uk`` for ``uk-gmc``), if just one has."""
    whole = [name for name in allowed if word.lower() in name.split("-")]
    return whole if len(whole) == 1 else []


def _short(word: str) -> str:
    return word if len(word) <= _SHOWN else f"{word[:_SHOWN]}..."


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:_OFFERED]) + (", ..." if len(words) > _OFFERED else "")


def read_nodes(path: Path, shown: str) -> Node:
    """Read the rules file at ``path``, called ``shown`` in errors. Raises PolicyError for whatever is no such file."""
    return parse_nodes(read_text(path, shown), shown)


def read_text(path: Path, shown: str) -> str:
    """What the rules file at ``path`` holds. Raises PolicyError where that cannot be text of a rules file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PolicyError(
            f"the rules file cannot be read ({error.strerror or type(error).__name__})", path=shown
        ) from None
    if len(raw) > MAX_BYTES:
        line = raw[:MAX_BYTES].count(b"\n") + 1
        raise PolicyError(f"a rules file may have at most {MAX_BYTES:,} bytes; they end here", path=shown, line=line)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError("expected UTF-8 text", path=shown, line=raw[: error.start].count(b"\n") + 1) from None


def parse_nodes(text: str, path: str) -> Node:
    """The one mapping that ``text`` holds, as nodes."""
    loader: Any = None
    try:
        loader = _Loader(text)  # a reader error (a control character) comes up here
        return _Composer(loader, path).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        reason = not_yaml(error.problem or error.context or "cannot be parsed", text, line)
        raise PolicyError(reason, path=path, line=line) from None
    except yaml.YAMLError as error:
        where = getattr(error, "position", None)
        line = text.count("\n", 0, where) + 1 if isinstance(where, int) else 0
        raise PolicyError("not YAML: a character that may not stand in it", path=path, line=line) from None
    finally:
        if loader is not None:
            loader.dispose()


class _Composer:
    """Makes nodes of the loader's events. Recursion is bounded by MAX_DEPTH, whatever the file holds."""

    def __init__(self, loader: Any, path: str) -> None:
        self._loader = loader
        self._path = path

    def document(self) -> Node:
        loader = self._loader
        self._next()  # the start of the stream
        if loader.check_event(yaml.StreamEndEvent):
            raise PolicyError("the file is empty", path=self._path)
        self._next()  # the start of the document
        node = self._node(self._next(), 0)
        self._next()  # the end of the document
        if not loader.check_event(yaml.StreamEndEvent):
            line = loader.peek_event().start_mark.line + 1
            raise PolicyError("expected one document, found a second", path=self._path, line=line)
        if node.kind == "nothing":
            raise PolicyError("the file is empty", path=self._path)
        return node

    def _next(self) -> yaml.Event:
        event: yaml.Event = self._loader.get_event()
        return event

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PolicyError("anchors and aliases (& and *) are not allowed", path=self._path, line=line)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise PolicyError("tags (!) are not allowed", path=self._path, line=line)
        if isinstance(event, yaml.ScalarEvent):
            resolved = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
            return Node(_SCALARS.get(resolved, "text"), self._path, line, event.value, plain=event.implicit[0])
        if depth >= MAX_DEPTH:
            raise PolicyError(f"nested deeper than {MAX_DEPTH} levels", path=self._path, line=line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(line, depth)
        return self._map(line, depth)

    def _count(self, entries: Sized, event: yaml.Event) -> None:
        if len(entries) >= MAX_ENTRIES:
            line = event.start_mark.line + 1 if event.start_mark else 0
            reason = f"more than {MAX_ENTRIES:,} entries in a list or mapping"
            raise PolicyError(reason, path=self._path, line=line)

    def _list(self, line: int, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self._count(items, event)
            items.append(self._node(event, depth + 1))
        return Node("list", self._path, line, items=tuple(items))

    def _map(self, line: int, depth: int) -> Node:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if key.kind in ("list", "map", "nothing"):
                raise key.expected("a word as a key")
            if key.word in entries:
                raise key.error(f"the key '{_short(key.word)}' stands twice (first in line {lines[key.word]})")
            self._count(entries, event)
            lines[key.word] = key.line
            entries[key.word] = self._node(self._next(), depth + 1)
        return Node("map", self._path, line, entries=entries, key_lines=lines)

"""Names of accounts: @user, u/user, "IG: jane.doe"."""

from __future__ import annotations

import re
from typing import Final

from ...annotation import Mention

_AT: Final = re.compile(r"(?<![\w.@/+=-])@[A-Za-z0-9_][\w.-]{0,62}(?:@[\w-]+(?:\.[\w-]+)+)?")
_CLOCK: Final = re.compile(r"@\d{1,2}(?:[:.]\d\d)?(?:[ap]m|h|hrs)?\Z|@[\d.]+\w{0,3}\Z")
_REDDIT: Final = re.compile(r"(?<![\w/.])/?u/[A-Za-z0-9_-]{3,20}(?![\w/])")
_NETWORKS: Final = (
    r"ig|insta|instagram|tiktok|tik tok|snap|snapchat|telegram|twitter|threads|facebook|fb|bluesky|bsky|discord|kik|"
    r"youtube|linkedin|onlyfans|strava|reddit|mastodon|wechat|venmo|cashapp"
)
_TOLD: Final = re.compile(
    rf"\b(?:{_NETWORKS})(?: (?:handle|user(?:name)?|account|id|name))?\s?(?:[:=]|\bis\b"
    rf"|->)\s?@?(?P<name>[a-z0-9_][\w.]{{2,38}}\w)(?!\w)|"
    rf"\b(?:handle|user ?name)(?:\s(?:is"
    rf"|on (?:{_NETWORKS}) is))?\s?[:=]?\s@?(?P<user>[a-z0-9_][\w.]{{2,38}}\w)(?!\w)|"
    r"(?<![\w@])@ (?P<apart>[a-z]+[._][a-z0-9._]*[a-z0-9])(?!\w)"
)
_SPELLED: Final = re.compile(
    r"\bat sign (?:[a-z0-9]+ ){1,3}?(?:underscore|dot|dash|hyphen) [a-z0-9]+(?: \d+)?"
    r"(?: (?:underscore|dot|dash|hyphen) [a-z0-9]+(?: \d+)?)*"
)
_CODED: Final = re.compile(r"[\d_.]")
_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "home work night noon midnight least all everyone everybody channel here once lunch school hospital ward "
        "clinic present bedtime rest risk team admin media",
    )
)


def find_handles(text: str, lowered: str) -> list[Mention]:
    """Account names and where they stand, with their @ or u/; e-mail parts and clock times are none."""
    found: list[Mention] = []
    if "@" in text:
        for match in _AT.finditer(text):
            name = match.group().rstrip(".-")
            if len(name) >= 3 and name[1:].lower() not in _WORDS and not _CLOCK.match(name):
                found.append(_handle(match.start(), match.start() + len(name), 0.95))
    if "u/" in lowered:
        found.extend(_handle(*match.span(), 0.95) for match in _REDDIT.finditer(text))
    if "at sign " in lowered:
        found.extend(_handle(*match.span(), 0.95) for match in _SPELLED.finditer(lowered))
    for match in _TOLD.finditer(lowered):
        group = match.lastgroup or "name"
        value = match.group(group)
        before = lowered[match.start(group) - 1]
        start = match.start(group) - (before == "@")
        if group == "apart" or before == "@" or _CODED.search(value) or ":" in match.group()[: start - match.start()]:
            found.append(_handle(start, match.end(group), 0.85))
    return found


def _handle(start: int, end: int, score: float) -> Mention:
    return Mention(start, end, "handle", score, source="format", label="handle")

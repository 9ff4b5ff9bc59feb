"""The ladder of dates: the year where one is written, else "recently", else nothing (domain 5.2)."""

from __future__ import annotations

import re
from typing import Final

from .grammar import (
    COPULA,
    DETERMINER,
    Change,
    Scene,
    modifies,
    next_word,
    omit,
    omit_adjective,
    omit_predicate,
    put,
    swallow_left,
    swallow_right,
    verbish,
    with_article,
)

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ONLY_YEAR: Final = re.compile(r"(?:in |during |since )?(?:the )?(?:19|20)\d\d(?:s)?\Z", re.I)
_DONE: Final = re.compile(
    r"(?:recently|recent|soon|a recent \w+|some (?:time|years) ago|\w+ (?:years|decades) ago)\Z", re.I
)
_PREPOSITION: Final = re.compile(
    r"(?:\b(?:early|late|later|first thing|up(?=\s+(?:to|till|until))|as|just|shortly|sometime|some time)\s+)?"
    r"\b(?:on|in|at|by|since|until|till|til|during|over|from|before|after|for|around|about|of|through|"
    r"throughout|come|dated|b4)"
    r"\s+(?:about\s+|around\s+)?(?:the\s+)?\Z", re.I,
)  # fmt: skip
_KEEPING: Final = re.compile(r"\b(in|on|at|during|since|until|before|after|by|from|of|around)\s+(?:the\s+)?\Z", re.I)
_BIRTH: Final = re.compile(
    r"(?:\bd\.?o\.?b\.?\s*[:=]?\s*|\bdate of birth\s*(?:is|:)?\s*|"
    r"\bborn\s+(?:on\s+)?)\Z",
    re.I,
)
_QUALIFIER: Final = re.compile(
    r"\b(?:this|last|next|early|late|mid|just|only|every|earlier|later|first thing)[ -]\Z", re.I
)
_PART: Final = re.compile(r"\s+(?:morning|afternoon|evening|night|lunchtime|nite|am|pm)\b", re.I)
_FUTURE: Final = re.compile(
    r"\b(?:tomorrow|next|tonight|2moro|coming|upcoming|in (?:a|an|two|three|"
    r"\d+) \w+\Z)",
    re.I,
)
_OWN_TIME: Final = re.compile(
    r"(?:last|this|next|yesterday|today|tonight|tomorrow|every|each|just|shortly|before|after|on|in|at|since|until|"
    r"by|around|about|early|late)\b",
    re.I,
)
_BEFORE_TIME: Final = re.compile(
    r"\b(?:since|until|till|til|from|by|before|after|for|of|during|throughout|at|about|around|as)\s+(?:the\s+)?\Z", re.I
)
_NOUNS_LAST: Final = re.compile(
    r"\b(?:\w*day|night|morning|afternoon|evening|week(?:end)?|month|year|moment|hour)\Z", re.I
)
_CLOCK: Final = re.compile(
    r",?\s+(?:about|around|at|approx\.?)\s+\d{1,2}[:.]?\d\d\s?(?:h|hrs|hours|am|pm)?\b(?!\s*(?:ml|mg|mls|units?|of)\b)",
    re.I,
)
_NOUNS: Final = re.compile(
    r"\b(night|morning|afternoon|evening|week(?:end)?|month|year|summer|winter|spring|autumn|shift)\b", re.I
)
_LINK: Final = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|\band\s+|\bor\s+|\bto\s+|\bthen\s+|&\s*|[-\u2013/]\s*)?"
    r"(?:(?:on|at|in|the|about|around|approx\.?|just|shortly)\s+)*",
    re.I,
)


def _run(scene: Scene) -> tuple[int, int]:
    """The run "Monday and Tuesday" that the date stands in; each of its dates gives the same change."""
    start, end = scene.start, scene.end
    dates = [m for m in scene.mentions if m.kind == "date" and m.patient >= 0.5 and scene.low <= m.start < scene.high]
    for other in reversed(dates):
        if other.end <= start and _LINK.fullmatch(scene.text[other.end : start]):
            start = other.start
    for other in dates:
        if other.start >= end and _LINK.fullmatch(scene.text[end : other.start]):
            end = other.end
    return start, end


def generalise_date(scene: Scene) -> Change | None:
    """One rung up for a date; None when it is a year or vaguer already."""
    if _ONLY_YEAR.fullmatch(scene.words) or _DONE.fullmatch(scene.words):
        return None
    start, end = _run(scene)
    end = swallow_right(scene, end, re.compile(r"(?:(?<=\d)[:.]|(?<=\d[:.]))\d\d?\b"))
    end = swallow_right(scene, end, _CLOCK)
    start = swallow_left(scene, start, _QUALIFIER)
    end = swallow_right(scene, end, _PART)
    birth = _BIRTH.search(scene.before(start))
    if birth:
        keep = 4 if birth[0].lower().startswith("born") else 0
        if not keep:
            return omit(scene, scene.low + birth.start(), end)
        who = re.search(r"\b(?:is|was|were|are)\s+born\s+(?:on\s+)?\Z", scene.before(start), re.I)
        return omit(
            scene, swallow_left(scene, start, re.compile(r"\bon\s+\Z")) if who else scene.low + birth.start(), end
        )
    if re.match(r"'s?\b\s*", scene.after(end)) and not re.match(r"'s\s+(?:been|a|the|not)\b", scene.after(end)):
        return _possessive(scene, start, end)
    years = set(_YEAR.findall(scene.text[start:end]))
    if len(years) == 1:
        return _year(scene, start, end, years.pop())
    return omit_date(scene, start, end)


def _possessive(scene: Scene, start: int, end: int) -> Change:
    """ "today's clinic" to "a recent clinic"."""
    stop = end + 2 if scene.text[end : end + 2] == "'s" else end + 1
    noun = next_word(scene, stop)
    determiner = DETERMINER.search(scene.before(start))
    if determiner:
        return omit_adjective(scene, start, stop)
    plural = noun.endswith("s") and not noun.endswith(("ss", "us"))
    return put(scene, start, stop, "recent" if plural else "a recent")


def _year(scene: Scene, start: int, end: int, year: str) -> Change:
    keeping = _KEEPING.search(scene.before(start))
    if keeping:
        word = keeping[1].lower()
        word = {"on": "in", "at": "in", "during": "in"}.get(word, word)
        return put(scene, scene.low + keeping.start(), end, f"{word} {year}")
    clear = scene.before(start).rstrip()[-1:] in ("", "(", ":", "[", "-", "|") or verbish(next_word(scene, end))
    return put(scene, start, end, year if clear else f"in {year}")


def omit_date(scene: Scene, start: int, end: int) -> Change:
    """Without the date, or with "recently" or "soon" where the sentence needs a word."""
    before = scene.before(start)
    preposition = _PREPOSITION.search(before)
    if preposition and _OWN_TIME.match(scene.text[start:end]) and not _BEFORE_TIME.search(before):
        preposition = None  # "you were in last week": the word belongs to the verb
    determiner = None if preposition else DETERMINER.search(before)
    if determiner and determiner[1].lower() == "one" and not scene.opens(scene.low + determiner.start()):
        determiner = None  # "a tough one Tuesday night"
    future = _FUTURE.search(scene.text[start:end]) is not None
    led = scene.before(start)[-4:].lower() == "the " or re.match(r"(?:on )?the\b", scene.text[start:end], re.I)
    clause = re.match(r" (?:he|she|they|we|i|it|you|his|her|their|my|our)\b", scene.after(end), re.I)
    if led and clause and _NOUNS_LAST.search(scene.text[start:end]):
        at = scene.low + preposition.start() if preposition else start
        if not scene.opens(at):  # "on the day he died"
            return put(scene, swallow_left(scene, at, re.compile(r"\bthe\s+\Z", re.I)), end, "when")
    if (
        not preposition
        and modifies(scene, end)
        and (determiner or re.search(r"\b(?:an?|the|my|our)\s+\w+\s+\Z", before))
    ):
        return omit_adjective(scene, start, end)
    if re.search(r"\b(?:whole|entire|long|other|same)\s+\Z", before, re.I):
        return put(scene, start, end, "day")
    if determiner and preposition is None:
        clock = re.search(r"\d", scene.text[start:end])
        return put(scene, start, end, "appointment" if clock else "day")
    left = scene.low + preposition.start() if preposition else start
    if (
        preposition
        and re.search(r"\bof\s", preposition[0])
        and re.search(r"\b(?:one|out|some|most|all)\s+\Z", scene.before(left))
    ):
        return put(scene, start, end, "that time")
    if preposition and modifies(scene, end) and not re.match(r"\s+(?:with|there)", scene.after(end)):
        noun = next_word(scene, end).lower()
        if noun.endswith(
            ("clinic", "shift", "list", "round", "appointment", "visit", "session", "handover", "class", "group")
        ):
            return put(scene, start, end, "a recent")
    copula = COPULA.search(scene.before(left))
    ends = re.match(r"\s*(?:[.!?,;:)]|\Z|\b(?:and|but|so|with)\b|[^\w\s'\"-])", scene.after(end))
    if copula and ends:
        now = re.match(r"(?:is|are|'s|'re|be|am)\s", copula[0], re.I)
        cut = (
            omit_predicate(scene, left, end) if not now and scene.before(left).rstrip().lower().endswith("'s") else None
        )
        thing = re.search(r"\b(?:it|that|this|which)\s+\S+\s+\Z|\b(?:it|that)'s\s+\Z", scene.before(left), re.I)
        past = "recent" if thing else "recently"
        return cut or put(scene, left, end, "soon" if future or (now and preposition) else past)
    subject = not preposition and (
        scene.opens(start) or re.search(r"(?:[,;]|\b(?:and|but|so|because|that))\s+\Z", before)
    )
    if subject and re.match(
        r"(?:was|is|has|had|were|went|started|began|marks|brought|will)\b", next_word(scene, end), re.I
    ):
        noun_match = _NOUNS.search(scene.text[start:end])
        noun = noun_match[1].lower() if noun_match else "day"
        return put(scene, start, end, with_article(f"{'coming' if future else 'recent'} {noun}"))
    return omit(scene, left, end)

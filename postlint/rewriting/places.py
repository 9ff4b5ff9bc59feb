"""The ladders of places: a town or street, an organisation, a bed or room (domain 5.2)."""

from __future__ import annotations

import re
from typing import Final

from .grammar import (
    DETERMINER,
    Change,
    Scene,
    last_word,
    modifies,
    next_word,
    omit,
    omit_adjective,
    put,
    swallow_left,
    verbish,
    with_article,
)

_PREPOSITION: Final = re.compile(
    r"(?:\b(?:down|up|over|out|back|just|all the way|originally|based|somewhere|here|away)\s+)?"
    r"\b(?:from|in|at|near|outside|off|of|to|on|around|across|through|into|towards?|behind|opposite|beside|by|"
    r"via|for|inside|onto)"
    r"\s+(?:(?:the|our|my)\s+)?\Z", re.I,
)  # fmt: skip
_NEEDS_PLACE: Final = re.compile(
    r"\b(?:is|was|are|were|'s|be|been|lives?|lived|living|comes?|came|stays?|stayed|staying|resid\w+|born|based|"
    r"(?:he|she|they)'s|works?|worked|working|sleeps?|slept)\s+\Z", re.I,
)  # fmt: skip
_DONE: Final = re.compile(
    r"(?:our|the|this|my) (?:area|town|region)|(?-i:an? [a-z]+(?: [a-z]+)?)|a town nearby|"
    r"(?:an?|the|our) (?:place|hospital|school|care home|clinic|church|workplace|hotel|place of worship|hospice|"
    r"pharmacy|mosque|temple|ward|unit|university|organisation|ED|ER|surgery|practice|club)",
    re.I,
)
_SERIES: Final = re.compile(r"\s*(?:,|/|-|\n?\|)?\s*(?:(?:in|near|off|at|and|to)\s+)?", re.I)
#: Head words and the kind of place they stand for; the first that fits counts.
_KINDS: Final = tuple(
    (re.compile(rf"\b(?:{words})\b", re.I), noun)
    for words, noun in (
        (r"hospice", "a hospice"),
        (r"pharmacy|chemists?|boots", "a pharmacy"),
        (
            r"care home|nursing home|lodge|court|house|manor|grange|residence|residential|retirement|villa|home",
            "a care home",
        ),
        (
            r"school|primary|secondary|high|academy|grammar|elementary|nursery|kindergarten|playgroup|"
            r"preschool|creche",
            "a school",
        ),
        (r"university|uni|college|polytechnic", "a university"),
        (r"mosque|masjid|surau", "a mosque"),
        (r"temple|gurdwara|mandir|synagogue|shul", "a place of worship"),
        (r"church|chapel|cathedral|parish|abbey|convent|minster|kirk", "a church"),
        (r"ward", "a ward"),
        (r"unit|[pnsc]?icu|hdu|itu|resus|theatre|nicu|ccu", "a unit"),
        (r"medical centre", "a clinic"),
        (
            r"hospital|infirmary|medical center|women'?s|regional|general|memorial|childrens?|maternity|hosp|ed|er|a&e",
            "a hospital",
        ),
        (
            r"clinic|surgery|practice|dental|health cent(?:er|re)|cent(?:er|re)|rooms|optician|specsavers|"
            r"gp",
            "a clinic",
        ),
        (r"hotel|inn|hostel|motel|resort|lodge", "a hotel"),
        (r"club|fc|rfc|gaa|united|rovers|team|squad", "a club"),
    )
)
#: Words for a place that an author may go on using: they name none.
_HEADS: Final = re.compile(
    r"(?:ED|ER|A&E|[PNS]?ICU|HDU|CCU|OPD|OR|L&D|ward|unit|clinic|surgery|practice|hospital|school|office|rooms|"
    r"pharmacy|"
    r"hospice|college|nursery|centre|center|church|mosque|bar|pub|plant|factory|shop|farm|station|club|home)\Z"
)
_SAINT: Final = re.compile(r"\b(?:St|Saint|Our Lady|Mater|Santa|San)\b\.?", re.I)
_WORSHIP: Final = re.compile(
    r"\b(?:vigil|mass|funeral|buried|service|organ|choir|prayed|vicar|priest|curate|deacon|pew|parish)\b", re.I
)
_WORK: Final = re.compile(
    r"\b(?:work(?:s|ed|ing|ers?|mates?)?|jobs?|employ\w+|boss|hired|shifts?|foreman|staff)\b", re.I
)
_BEFORE_PREPOSITION: Final = re.compile(
    r"(?<=\w)\s+(?:next to|near|opp\.?|opposite|behind|in|on|at|by|beside|with|outside|off)\b", re.I
)
_PUPIL: Final = re.compile(
    r"\b(?:teacher|pupil|grade|principal|head ?master|head ?mistress|student|classmates?|lollipop)\b", re.I
)
_ROOM: Final = re.compile(
    r"(?:\w+\s+)?(?:side ?room|bed|bay|room|rm|cot|cubicle|chair|slot|trolley|pod|incubator|bunk|cabin|suite|"
    r"cell)s?\b[\s#-]*[\w-]*\d|"
    r"(?:bed|bay|room|cot|chair|pod|cubicle|side ?room)\s+[A-Z\d]\w*\b|[A-Z]?\d{1,4}[A-Z]?\Z", re.I,
)  # fmt: skip
_PERSON_PREPOSITION: Final = re.compile(r"\b(?:of|with|about|for|like|between|and|than)\s+\Z", re.I)


def is_room(words: str) -> bool:
    """Whether the words name a bed, bay or room."""
    return _ROOM.match(words) is not None


def _run(scene: Scene) -> tuple[int, int]:
    """The address that the place stands in; each of its parts gives the same change."""
    kind = scene.mention.kind
    start, end = scene.start, scene.end
    places = [m for m in scene.mentions if m.kind == kind and m.patient >= 0.5 and scene.low <= m.start < scene.high]
    for other in reversed(places):
        if other.end <= start and _SERIES.fullmatch(scene.text[other.end : start]):
            start = other.start
    for other in places:
        if other.start >= end and _SERIES.fullmatch(scene.text[end : other.start]):
            end = other.end
    return start, end


def generalise_place(scene: Scene) -> Change | None:
    """A street, town or county: left out, or "the area" where the sentence needs a place."""
    if _DONE.fullmatch(scene.words):
        return None
    if scene.before()[-1:] == "#":
        return omit(scene, scene.start - 1, scene.end)
    start, end = _run(scene)
    before = scene.before(start)
    if scene.after(end).startswith("'s "):
        return put(scene, start, end, "the area")
    if modifies(scene, end) and re.search(r"\b(?:an?|the|our|my|his|her|their|your)\s+\Z", before, re.I):
        return omit_adjective(scene, start, end)
    if scene.opens(start) is False and re.fullmatch(r"\W*up\s+", before, re.I):  # "Up Ballymacrue!"
        return omit(scene, scene.low, end)
    preposition = _PREPOSITION.search(before)
    if preposition:
        left = scene.low + preposition.start()
        needed = _NEEDS_PLACE.search(scene.before(left)) and not re.match(r"\s+(?:in|at|on|near)\b", scene.after(end))
        if needed or (preposition[0].lower().startswith("of") and verbish(next_word(scene, end))):
            word = preposition[0].split()[0].lower()
            if word in ("at", "on", "off", "behind", "opposite", "beside", "by"):
                return put(scene, left, end, "in the area")
            return put(scene, start, end, "the area" if not re.search(r"\b(?:the|our|my)\s+\Z", before) else "area")
        return omit(scene, left, end)
    if re.search(r"[,;:(]\s*\Z", before) and re.match(r"\s*(?:[,;.!?)]|\Z)", scene.after(end)):
        return omit(scene, start, end)
    if scene.opens(start) and re.match(r"\s*(?:[,;:.!?]|\Z)", scene.after(end)):
        return omit(scene, start, end)
    if modifies(scene, end) and next_word(scene, end).islower():
        return omit_adjective(scene, start, end)
    if re.search(r"\b(?:an?|the|our|my|this|that)\s+(?:wrong|right|other|same|next|old|real|whole)\s+\Z", before, re.I):
        return Change(start, end, "place")
    return put(scene, start, end, "area" if re.search(r"\b(?:the|our|my|this)\s+\Z", before, re.I) else "the area")


def _kind_of(scene: Scene, words: str) -> str:
    inner = _BEFORE_PREPOSITION.split(words)[0]
    for pattern, noun in _KINDS:
        if pattern.search(inner):
            if noun == "a care home" and re.search(r"\b(?:bar|pub|public house|opera)\b", words, re.I):
                continue
            return noun
    sentence = scene.text[scene.low : scene.high]
    if _SAINT.search(words) or re.search(r"\w's\Z", words):
        return "a church" if _WORSHIP.search(sentence) else "a school" if _PUPIL.search(sentence) else "a hospital"
    return ""


def generalise_facility(scene: Scene) -> Change | None:
    """A named organisation becomes what it is: "a hospital", "a school", "a workplace"."""
    if _DONE.fullmatch(scene.words) or _HEADS.fullmatch(scene.words):
        return None
    if is_room(scene.words):
        return generalise_label(scene)
    if scene.before()[-1:] == "#":
        return omit(scene, scene.start - 1, scene.end)
    start, end = scene.start, scene.end
    words = scene.words
    head = re.search(r"(\S+)\Z", words)
    determiner = re.search(r"\b(our|my|the|a|an|this|your|his|her|their)\s+\Z", scene.before(start), re.I)
    if determiner and modifies(scene, end):
        return omit_adjective(scene, start, end)
    if not determiner and _HEADS.match(next_word(scene, end)):  # "St Olave's| ED"
        return put(scene, start, end, with_article(next_word(scene, end)).split()[0])
    common = _common_tail(words)
    if determiner:
        kept = common or (head[1] if head and _HEADS.match(head[1]) and len(words.split()) > 1 else "")
        noun = kept or re.sub(r"^an? ", "", _kind_of(scene, words)) or _unknown(scene)[2:]
        if determiner[1].lower() in ("the", "a", "an"):
            at = scene.low + determiner.start()
            return put(scene, at, end, with_article(noun))
        return Change(start, end, noun)
    led = _PREPOSITION.search(scene.before(start))
    if modifies(scene, end) and next_word(scene, end).islower():
        if words.lower().startswith("the "):
            return put(scene, start, end, "the")
        if not led and not scene.opens(start):
            return omit_adjective(scene, start, end)
    noun = with_article(common) if common else _kind_of(scene, words)
    if noun:
        return put(scene, start, end, noun)
    if led and not _NEEDS_PLACE.search(scene.before(scene.low + led.start())):
        return omit(scene, scene.low + led.start(), end)
    if re.search(r"[,;(]\s*\Z", scene.before(start)) and re.match(r"\s*(?:[,;.!?)]|\Z)", scene.after(end)):
        return omit(scene, start, end)
    if modifies(scene, end):
        return omit_adjective(scene, start, end)
    return put(scene, start, end, _unknown(scene))


def _unknown(scene: Scene) -> str:
    """What to call an organisation of which only the sentence tells what it is to somebody."""
    return "a workplace" if _WORK.search(scene.text[scene.low : scene.high]) else "a place"


def _common_tail(words: str) -> str:
    """The author's own common noun at the end of a name: "aquatic centre" of "Kurri aquatic centre"."""
    the = re.match(r"the ([a-z]+(?: [a-z]+)?) (?:on|in|of|at|beside|by|near|behind|opposite) \S", words)
    if the:
        return the[1]
    inner = re.match(
        r"(?:the |an? )?(?:[A-Z][\w'.]*\s)+([a-z]+(?: [a-z]+)?) (?:on|in|of|at|with|beside|by|near|behind|"
        r"opposite) \S",
        words,
    )
    if inner:
        return inner[1]
    tail = re.search(r"(?<=\s)[a-z]+(?: [a-z]+)?\Z", words)
    if (
        tail
        and re.search(r"[A-Z\d]", words[: tail.start()])
        and not re.search(r"\b(?:of|the|and|in|on|at|for)\b", tail[0])
    ):
        return tail[0]
    return ""


def generalise_label(scene: Scene) -> Change | None:
    """A bed, bay or room that stands for a patient, or says where one is."""
    if re.fullmatch(r"(?:an?|the|another) patient", scene.words, re.I):
        return None
    start, end = scene.start, scene.end
    for other in scene.mentions:  # "bay 2 bed 4"
        if other.kind == "fac" and re.fullmatch(r"[\s,]*", scene.text[other.end : start] or "x"):
            start = other.start
        elif (
            other.kind == "fac" and other.start >= end and re.fullmatch(r"[\s,]*", scene.text[end : other.start] or "x")
        ):
            end = other.end
    before, after = scene.before(start), scene.after(end)
    patient = "the patient" if scene.seen else "a patient"
    if re.match(r"'s\b", after):
        contraction = re.match(r"'s\s+(?:in|on|been|not|gone|had|got|a|the|\w+ing)\b", after)
        return (
            put(scene, start, end, patient)
            if contraction or re.match(r"'s\s+\w", after)
            else omit(scene, start, end + 2)
        )
    determiner = DETERMINER.search(before)
    if determiner and verbish(next_word(scene, end)):
        return Change(start, end, "patient")
    if determiner and modifies(scene, end):
        return omit_adjective(scene, start, end)
    subject = scene.opens(start) or re.search(
        r"(?:[,;:]|\b(?:and|but|so|because|that|when|while|if))\s+\Z", before, re.I
    )
    if subject and verbish(next_word(scene, end)):
        return put(scene, start, end, patient)
    if _PERSON_PREPOSITION.search(before) and not modifies(scene, end):
        return put(scene, start, end, patient)
    preposition = _PREPOSITION.search(before)
    if preposition:
        left = scene.low + preposition.start()
        if re.search(r"\b(?:is|was|are|were|still|'s)\s+\Z|'s\s+\Z", scene.before(left)) and re.match(
            r"\s*(?:[.!?,]|\Z)", after
        ):
            return put(scene, left, end, "with us")
        return omit(scene, left, end)
    verb = last_word(scene, start)
    closes = re.match(r"\s*(?:[.!?,;]|\Z|\s(?:and|or|for|with|to|at|on|in|please)\b)", after)
    if not subject and closes and verb[:1].islower():
        return put(scene, swallow_left(scene, start, re.compile(r"\bthe\s+\Z")), end, patient)
    return omit(scene, start, end)

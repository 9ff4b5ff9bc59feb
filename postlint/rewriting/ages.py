"""The ladder of ages: decades for adults, "young child", "teenager", "aged 90 or older" (domain 5.2)."""

from __future__ import annotations

import re
from typing import Final

from .grammar import (
    COPULA,
    FUNCTION_WORDS,
    Change,
    Scene,
    indefinite,
    last_word,
    omit,
    omit_adjective,
    omit_predicate,
    put,
    swallow_left,
    verbish,
)
from .numbers import Age, parse_age, vocabulary

_UNIT: Final = re.compile(
    r"[ -]?(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)(?:[ -]olds?)?\b|[ -]?(?:y/?o|y\.o\.?|yr|yo)s?\b|y\b", re.I
)
_SEX: Final = re.compile(
    r"(?:\s?/\s?([MFmf])|\s?([MF])|([mf]))(?![\w'])|\s(?:yo\s)?(male|female)\b(?=\s*(?:,|\.|;|with|$))"
)
_ROUGHLY: Final = re.compile(
    r"\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|maybe|circa|only|just)\s+\Z|~\s?\Z", re.I
)
_AGED: Final = re.compile(r"\b(?:aged?:?|of age|at the age of|at age|at)\s+\Z", re.I)
_TURN: Final = re.compile(r"\b(?:(turn)(ed|s|ing)?|(be)(?:came))\s+\Z", re.I)
_ALREADY: Final = re.compile(
    r"(?:in (?:his|her|their) )?(?:(?:early|mid|late)[ -])?(?:\d0s|[a-z]+ties|teens)\Z|aged .*|"
    r".*\b(?:child|children|infants?|teenagers?|birthday)\b.*|infant .*|"
    r"(?:a )?(?:young|older|teenage|elderly|middle-aged).*|(?:an? )?(?:toddler|baby|newborn|infant|child|teen|"
    r"adult|pensioner)s?", re.I,
)  # fmt: skip
#: What this ladder writes, however much of it is taken for an age the next time.
_BAND: Final = re.compile(
    r"\bin\s+(?:his|her|their)\s+(?:(?:early|mid|late)[ -])?(?:[a-z]+ties|teens)\b|"
    r"\baged (?:90 or older|under (?:13|one))\b",
    re.I,
)
_SCHOOL_YEAR: Final = re.compile(
    r"(?:gr(?:ade)?|years?|yr|class|std|standard|form|primary|senior|[psy]|u?kg)\.?[ -]?\d{1,2}\b"
    r"(?!\s*(?:years?|mo|w|d))",
    re.I,
)
_FEMALE: Final = frozenset(vocabulary(
    "woman women lady ladies girl girls female females lass mum mom mother wife widow daughter sister actress "
    "nun grandmother nan gran aunt niece f her she hers"
))  # fmt: skip
_MALE: Final = frozenset(vocabulary(
    "man men gentleman gentlemen boy boys male males lad guy bloke dad father husband widower son brother "
    "fella monk grandfather grandad uncle nephew m his he him gent"
))  # fmt: skip
_BABY: Final = frozenset(["baby", "infant", "newborn", "neonate", "bub"])
_PERSON: Final = (_FEMALE | _MALE | _BABY | frozenset(
    vocabulary(
    "patient person pt child kid toddler teenager teen student pupil resident client adult pensioner parent"
)
)) - {"f", "m", "her", "she", "hers", "his", "he", "him"}  # fmt: skip
_PERSONLIKE: Final = re.compile(
    r"(?:er|or|ist|ian|man|woman|men|women|ess|ee|ant|clerk|nurse|cook|chef|guard|pilot|priest|monk)s?\Z"
)


def generalise_age(scene: Scene) -> Change | None:
    """One rung up for an age; None when it is a decade or a stage of life already."""
    if any(
        band.start() < scene.end and scene.start < band.end()
        for band in _BAND.finditer(scene.text, scene.low, scene.high)
    ):
        return None
    age = parse_age(scene.words)
    if age is None and COPULA.search(scene.before()) and not _ALREADY.fullmatch(scene.words):
        return omit_predicate(scene, scene.start, scene.end)
    if age is None:
        return None if _ALREADY.fullmatch(scene.words) else omit(scene, scene.start, scene.end)
    if age.stage != "oldest" and (age.decade or _ALREADY.fullmatch(scene.words)):
        return None
    if re.search(
        r"\b90 or older|\baged under (?:13|one)\b", scene.text[max(0, scene.start - 12) : scene.end + 12], re.I
    ):
        return None
    start, end = scene.start, scene.end
    if _SCHOOL_YEAR.match(scene.words):
        if DETERMINED.search(scene.before()):
            return _with_article(scene, start, end, "pupil")
        return put(scene, start, end, "a pupil")
    if re.match(r"u(?:nder)?[ -]?\d", scene.words, re.I):
        return omit_adjective(scene, start, end)
    if "+" in scene.words:  # a gestation
        return omit(scene, start, end)
    if age.ordinal:
        return _birthday(scene, start, end)
    roughly = _ROUGHLY.search(scene.before(start))
    if roughly:
        start = scene.low + roughly.start()
        if re.match(r"nearly|almost", roughly[0], re.I):
            age = Age(max(age.years - 1, 0.5))
    bare = re.fullmatch(r"[\w -]*?\d+|[a-z]+(?:[ -][a-z]+)?", scene.words, re.I) is not None
    if bare:
        unit = _UNIT.match(scene.text, end, scene.high)
        if unit:
            if re.match(r"[ -]?(?:m|w|d)", unit[0], re.I):
                age = parse_age(scene.words + " " + unit[0]) or age
            end = unit.end()
    shorthand = _SEX.match(scene.text, end, scene.high)
    if shorthand:
        glyph = (shorthand[1] or shorthand[2] or shorthand[3] or shorthand[4])[0].lower()
        return _shorthand(scene, start, shorthand.end(), age, glyph)
    if re.search(r"olds\Z", scene.text[start:end]):
        plural = {"infant": "young infants", "child": "young children", "teenager": "teenagers"}
        return put(scene, start, end, plural.get(age.stage, f"people {_late(age, '')}"))
    premodifier = re.search(r"(?:-old|[- ]?y/?o|y\.o\.?|yr|\dy|year old)\Z", scene.text[start:end], re.I)
    if premodifier and (not COPULA.search(scene.before(start)) or _noun_phrase(scene, end)):
        return _before_noun(scene, start, end, age)
    return _predicate(scene, start, end, age)


def _birthday(scene: Scene, start: int, end: int) -> Change:
    grade = re.match(r"[ -](?:graders?|grade|form(?:er)?|year)\b", scene.after(end), re.I)
    if grade:  # "a 10th grader"
        return _with_article(scene, start, end + grade.end(), "pupil")
    if re.match(r"\s+birthday", scene.after(end), re.I):
        return omit_adjective(scene, start, end)
    return put(scene, start, end, "birthday")


def _late(age: Age, sex: str) -> str:
    if age.stage == "oldest":
        return "aged 90 or older"
    return f"in {({'f': 'her', 'm': 'his'}).get(sex, 'their')} {age.decade_word}"


def _named(age: Age, sex: str, noun: str) -> str:
    """A noun phrase that says the age: "woman in her thirties", "young girl", "teenage boy"."""
    words = noun.split()
    head = words[-1].lower() if words else ""
    if age.stage == "infant":
        if not noun:
            return {"f": "infant girl", "m": "infant boy"}.get(sex, "young infant")
        return f"young {noun}" if head in _BABY else f"infant {noun}"
    if age.stage == "child":
        return f"young {noun or ({'f': 'girl', 'm': 'boy'}).get(sex, 'child')}"
    if age.stage == "teenager":
        if noun:
            return f"teenage {noun}"
        return {"f": "teenage girl", "m": "teenage boy"}.get(sex, "teenager")
    return f"{noun or ({'f': 'woman', 'm': 'man'}).get(sex, 'person')} {_late(age, sex)}"


def _with_article(scene: Scene, start: int, end: int, words: str) -> Change:
    article = re.search(r"\b(an?)\s+\Z", scene.before(start), re.I)
    if article:
        fitting = indefinite(words)
        at = scene.low + article.start()
        return Change(at, end, f"{fitting.capitalize() if article[1][0].isupper() else fitting} {words}")
    return put(scene, start, end, words)


def _shorthand(scene: Scene, start: int, end: int, age: Age, sex: str) -> Change:
    """ "34F", "58/M", "70 M"."""
    words = _named(age, sex, "")
    if last_word(scene, start).lower() in _PERSON:
        words = (
            _late(age, sex)
            if age.stage in ("adult", "oldest")
            else "aged under 13"
            if age.stage != "teenager"
            else f"in {_own(sex)} teens"
        )
    after = scene.after(end)
    if re.match(r"\s+\w", after) and not re.match(r"\s+(?:with|who|and|from|in|on|at|for|by|after|presenting|"
    r"came|is|was|has|had)\b",
                                                  after, re.I):  # fmt: skip
        words += ","
    return _with_article(scene, start, end, words)


def _noun_phrase(scene: Scene, at: int) -> tuple[int, str] | None:
    """Where the noun phrase after an age ends, and its words; None when none can be told."""
    word_at = re.compile(r"\s?([^\W\d_][\w'-]*)")
    begin = at + 1 if scene.text[at : at + 1] == " " else at
    here, last = at, at
    for _ in range(5):
        match = word_at.match(scene.text, here, scene.high)
        if not match:
            break
        role = scene.beside("occ", "rel", start=match.start(1))
        if role and role.end <= scene.high:
            return role.end, scene.text[begin : role.end]
        if scene.beside("cond", "proc", "med", start=match.start(1)):
            return None
        word = match[1].lower()
        origin = scene.beside("dem", start=match.start(1))
        if origin:
            here = last = origin.end
            continue
        if word in _PERSON:
            return match.end(), scene.text[begin : match.end()]
        if word in FUNCTION_WORDS or verbish(word):
            break
        here = last = match.end()
    words = scene.text[begin:last]
    if last > at and len(words.split()) <= 3 and _PERSONLIKE.search(words):
        return last, words
    return None


def _sex_of(noun: str) -> str:
    words = {w.lower() for w in re.findall(r"[^\W\d_]+", noun)}
    return "f" if words & _FEMALE else "m" if words & _MALE else ""


def _before_noun(scene: Scene, start: int, end: int, age: Age) -> Change:
    """ "a 34-year-old (woman)", "34yo bus driver"."""
    phrase = _noun_phrase(scene, end)
    if phrase:
        stop, noun = phrase
        return _with_article(scene, start, stop, _named(age, _sex_of(noun), noun))
    following = re.match(r"\s+([^\W\d_][\w'-]*)", scene.after(end))
    clinical = following and scene.beside("cond", "proc", "med", start=end + following.start(1))
    if following and not clinical and following[1].lower() not in FUNCTION_WORDS and not verbish(following[1]):
        return omit_adjective(scene, start, end)
    noun = "patient" if re.search(r"\b(?:my|our|your|this|that)\s+\Z", scene.before(start), re.I) else ""
    words = _named(age, "", noun) + ("," if clinical else "")
    return _with_article(scene, start, end, words)


def _subject_sex(scene: Scene, start: int) -> str:
    pronouns: list[str] = re.findall(r"\b(she|he|her|his)s?\b", scene.before(start), re.I)
    return _sex_of(pronouns[-1]) if pronouns else ""


def _series(scene: Scene, end: int, age: Age) -> int:
    """The end of "9 and 11" where both climb to the same rung."""
    more = re.compile(r"\s*(?:,\s*|\band\s+|&\s*)(?=\d)").match(scene.text, end, scene.high)
    other = scene.beside("age", start=more.end()) if more else None
    second = parse_age(scene.text[other.start : other.end]) if other else None
    if (
        other
        and second
        and second.stage == age.stage
        and (age.stage != "adult" or second.decade_word == age.decade_word)
    ):
        return other.end
    return end


def _predicate(scene: Scene, start: int, end: int, age: Age) -> Change:
    """ "She's 64", "Derek, 71,", "aged 8", "(34)", "turned 103"."""
    before = scene.before(start)
    sex = _subject_sex(scene, start) or _sex_of(last_word(scene, start))
    if re.search(r"\b(?:are|were)\s+\Z", before, re.I):
        stop = _series(scene, end, age)
        plural = {"infant": "young infants", "child": "children", "teenager": "teenagers"}.get(
            age.stage, _late(age, "")
        )
        return put(scene, start, stop, plural)
    having = re.search(r"([^\W\d_]+)\s+of\s+\Z", before, re.I)
    if having and having[1].lower() != "age":  # "a lad of nine", "a Brazilian of 48"
        of = swallow_left(scene, start, re.compile(r"\s+of\s+\Z", re.I))
        if age.stage in ("adult", "oldest"):
            return Change(of, end, " " + _late(age, _sex_of(having[1].lower()) or sex))
        if having[1].lower() in _PERSON:
            return omit(scene, of + 1, end)
    turn = _TURN.search(before)
    if turn and turn[1]:
        verb = {"ed": "had", "s": "has", "ing": "having"}.get((turn[2] or "").lower(), "have")
        return put(scene, scene.low + turn.start(), end, f"{verb} a birthday")
    aged = _AGED.search(before)
    if aged:
        at = scene.low + aged.start()
        young = {"infant": "aged under one", "child": "aged under 13", "teenager": f"in {_own(sex)} teens"}
        if aged[0].lower().startswith("at"):
            young |= {"infant": "in infancy", "child": "in childhood"}
            if age.stage == "oldest":
                return put(scene, at, end, "at 90 or older")
        return put(scene, at, end, young.get(age.stage, _late(age, sex)))
    if age.stage == "oldest" and re.search(r"\b(?:is|was|'s|now)\s+\Z|'s\s+\Z", before):
        return put(scene, start, end, "90 or older")
    young = {"infant": "a young infant", "child": "a young child", "teenager": "a teenager"}
    words = young.get(age.stage, _late(age, sex))
    if last_word(scene, start).lower() in _PERSON:  # "a boy 19 years"
        words = {"infant": "aged under one", "child": "aged under 13", "teenager": f"in {_own(sex)} teens"}.get(
            age.stage, words
        )
    if DETERMINED.search(before) and words.startswith("a "):
        return _with_article(scene, start, end, words[2:])
    if re.match(r"\s+[^\W\d_]", scene.after(end)) and re.search(r"(?:\A|[,;:(])\s*\Z", before):
        following = re.match(r"\s+([^\W\d_][\w'-]*)", scene.after(end))
        word = following[1].lower() if following else ""
        if word not in FUNCTION_WORDS and not verbish(word) and not scene.beside("date", start=end + 1):
            words += ","
    return put(scene, start, end, words)


DETERMINED: Final = re.compile(r"\b(?:a|an|the|my|our|this|that)\s+\Z", re.I)


def _own(sex: str) -> str:
    return {"f": "her", "m": "his"}.get(sex, "their")

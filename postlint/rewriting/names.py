"""The ladder of names: a person becomes their role, or a patient, or is left unmentioned."""

from __future__ import annotations

import re
from typing import Final

from .grammar import (
    DETERMINER,
    FUNCTION_WORDS,
    Change,
    Scene,
    last_word,
    next_word,
    omit,
    omit_sentence,
    put,
    swallow_left,
    swallow_right,
    verbish,
)
from .numbers import vocabulary
from .reference import INSIDE, named_patients, person_words

_TITLES: Final = vocabulary(
    "mr mrs ms miss mx dr doctor prof professor master madam madame mme mister sir lady lord dame sr sra fr "
    "rev pastor sister brother father smt shri sri uncle aunty auntie aunt tita tito kuya ate lola lolo mama "
    "baba gogo tata nana ma'am alhaja alhaji alhaj hajia chief señor señora puan encik pakcik makcik cik haji "
    "hajah sheikh sheikha don doña coach sgt capt cpl pte"
)
_TITLE: Final = re.compile(r"\b(?:(?:" + "|".join(_TITLES) + r")\b\.?\s+)+\Z", re.I)
_KIN: Final = vocabulary(
    "wife husband hubby partner spouse fiancé fiancée son daughter mum mom mam mummy mommy mama dad daddy da father "
    "mother parent brother sister twin nan nana gran granny grandma grandad grandpa grandfather grandmother "
    "grandson granddaughter aunt auntie aunty uncle niece nephew cousin widow widower girlfriend boyfriend "
    "stepson stepdaughter mother-in-law father-in-law son-in-law daughter-in-law brother-in-law sister-in-law "
    "carer guardian neighbour neighbor friend"
)
_ROLES: Final = _KIN + vocabulary(
    "patient pt client resident service-user customer lady gentleman gent woman man girl boy lad lass guy "
    "bloke fella kid child toddler teenager teen infant newborn baby babe neonate student pupil teacher "
    "driver farmer nurse regular caller champion hero legend princess superstar warrior fighter survivor "
    "donor recipient"
)
_ROLE: Final = re.compile(r"\b(?:" + "|".join(_ROLES) + r")(?:\s*[,:(]\s*|\s+)\Z", re.I)
_PEOPLE: Final = frozenset(_ROLES)
_CALLED: Final = re.compile(
    r"\s*,?\s*\b(?:(?:who is |who's |was |is )?(?:called|named|nicknamed|known as|by the name of|goes by|"
    r"answers to))\s+\Z",
    re.I,
)
_NAME_IS: Final = re.compile(
    r"(?:,?\s*\b(?:and|but|so)\s+|,\s*|\b)(?:(?:my|his|her|their|the|pt|patient)(?:'s)?\s+)?(?:full |first |"
    r"last |sur)?"
    r"names?\s*(?:is|was|are|:|=)?\s*\Z", re.I,
)  # fmt: skip
_GREETING: Final = re.compile(
    r"(?:\b(?:well done|well|ah+|oh+|aw+|okay|ok|aoa|salaam|namaste|respected|listen|"
    r"thanks|thank you|thx|cheers|congrats|congratulations|happy (?:\w+ )?birthday|happy \d+(?:st|nd|rd|th)|hbd|hi|"
    r"hello|hey|hiya|"
    r"good (?:morning|afternoon|evening|luck)|morning|rip|rest in peace|welcome(?: back| home)?|bye|goodbye|"
    r"goodnight|"
    r"good night|get well(?: soon)?|love you|sorry|bravo|way to go|go|night night|sleep well|rest easy|please|yes|no|"
    r"dear)\b[,!:]?\s+)(?:to\s+)?(?:(?:you|our|my|dear|wee|little)\s+)*\Z",
    re.I,
)
_HONORIFIC: Final = re.compile(
    r"[ -](?:bhai|ji|jee|san|sama|sensei|ben|behn|bai|saab|sahab|sahib|saheb|garu|anna|akka|didi)\b|\u3055\u3093", re.I
)
_CHILDISH: Final = re.compile(
    r"\b(baby|babies|infant|newborn|little|wee|tiny|young master|master)\s+(?:master |miss )?\Z", re.I
)
_GROUP_NOUN: Final = re.compile(
    r"(?:family|twins|triplets|boys|girls|kids|children|sisters|brothers|household|baby|file)\b"
)
_SOFT: Final = re.compile(r"\b(?:poor|dear|old|sweet|darling)\s+\Z", re.I)
_JOINT: Final = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|\band\s+|"
    r"&\s*)\s*(?:(?:" + "|".join(_TITLES) + r")\.?\s+)*\Z",
    re.I,
)
_DONE: Final = re.compile(
    r"(?:an?|the|another|that|our|my|two|several)?\s*(?:other )?(?:patient|person|baby|child|people|relative|"
    r"parent)s?\Z|some(?:one|body)\Z",
    re.I,
)
_DIRECT_ADDRESS: Final = re.compile(
    r",?\s+(?:please|pls|thank you|thanks|you|your|you're|if you|we (?:love|miss|are)|i(?:'ve|'m|'ll)?|"
    r"we(?:'ve|'re|'ll)?)\b",
    re.I,
)
_OWNING: Final = re.compile(r"\b(a|an|the|my|our|your|his|her|their)\s+\Z", re.I)
_NAMING: Final = re.compile(r"\b(?:call(s|ed|ing)?|named?|names|naming)\s+(him|her|them|it|me|you|the baby)\s+\Z", re.I)
_READING: Final = re.compile(
    r"\b(?:says|reads?|saying|reading|spells|marked|labelled|labeled|answer(?:s|ed|ing)? to|written as)\s+\Z", re.I
)
_OBJECT_OF: Final = re.compile(
    r"(?:ed|ing|ers|ows|ves|ees|ets|know|remember|meet|see|saw|met|lost|miss|love|seen|took|told|gave|for|to|of|with|by|from|and|is)\Z",
    re.I,
)


def _whole(scene: Scene) -> tuple[int, int]:
    """The mention with the parts of the same name beside it, their titles and initials."""
    start, end = scene.start, scene.end
    for other in reversed(named_patients(scene)):
        if other.end <= start and INSIDE.fullmatch(scene.text[other.end : start]):
            start = other.start
    for other in named_patients(scene):
        if other.start >= end and INSIDE.fullmatch(scene.text[end : other.start]):
            end = other.end
    end = swallow_right(scene, end, _HONORIFIC)
    if re.search(r"(?:\b|\.)[^\W\d_]\Z", scene.text[start:end]) and re.match(
        r"\.(?=[\s,'](?!\s*[A-Z]))", scene.after(end)
    ):
        end += 1
    return start, end


def _company(scene: Scene, start: int, end: int) -> tuple[int, int, int]:
    """The run "Tom, Ada and Mrs K" that the name stands in, and how many it holds."""
    names = sorted(named_patients(scene), key=lambda m: m.start)
    count = 1
    for other in reversed([m for m in names if m.end <= start]):
        gap = scene.text[other.end : start]
        if _JOINT.fullmatch(gap):
            count += 1
            start = other.start
        elif INSIDE.fullmatch(gap):
            start = other.start
        else:
            break
    for other in [m for m in names if m.start >= end]:
        gap = scene.text[end : other.start]
        if _JOINT.fullmatch(gap):
            count += 1
            end = other.end
        elif INSIDE.fullmatch(gap):
            end = other.end
        else:
            break
    return start, end, count


def generalise_name(scene: Scene) -> Change | None:
    """One rung up for a name; None when there is no name in it any more."""
    text = scene.text
    if _DONE.fullmatch(scene.words) or re.match(r"n?['\u2019]t\b", scene.after()):
        return None
    if scene.before()[-1:] == "#" or re.search(r"#\w*\Z", scene.before()):
        tag = swallow_left(scene, scene.start, re.compile(r"#\w*\Z"))
        return omit(scene, tag, swallow_right(scene, scene.end, re.compile(r"\w+")))
    start, end = _whole(scene)
    left = swallow_left(scene, start, _TITLE)
    return (
        _stated(scene, left, end)
        or _beside_role(scene, start, left, end)
        or _addressed(scene, left, end)
        or _apposed(scene, left, end)
        or _as_person(scene, left, end, text)
    )


def _stated(scene: Scene, left: int, end: int) -> Change | None:
    """ "a man called Tom", "his name is Tom and he", "(Tom)"."""
    if scene.opens(left) and not any(c.isalnum() for c in scene.after(end)):
        return omit_sentence(scene)
    naming = _NAMING.search(scene.before(left))
    if naming and naming[0].lower().startswith("call"):  # "they called him Tom"
        verb = {"s": "has", "ed": "had", "ing": "having"}.get((naming[1] or "").lower(), "have")
        return put(scene, scene.low + naming.start(), end, f"{verb} a name for {naming[2]}")
    if naming:
        return omit(scene, left, end)
    if _READING.search(scene.before(left)):
        return Change(left, end, "a name")
    called = _CALLED.search(scene.before(left))
    said = called and re.match(r"\s*,?\s*(?:who|was|is)\b", called[0])
    if called and said and re.fullmatch(r"\W*(?:he|she|they|it|baby)\W*", scene.before(left)[: called.start()], re.I):
        more = re.match(r"\s*(?:,|,?\s*and\b)\s*(?=(?:he|she|they)\b)", scene.after(end), re.I)
        if more:  # "She was called Tom and she": what comes next is the sentence
            return Change(scene.low, end + more.end() + 1, scene.text[end + more.end()].upper())
    if called and called.start() > 0:
        return omit(scene, scene.low + called.start() + len(called[0]) - len(called[0].lstrip(" ")), end)
    stated = _NAME_IS.search(scene.before(left))
    if stated:
        at = scene.low + stated.start()
        more = re.match(r"\s*(?:,|\band\b)?\s*(?=(?:he|she|they)\b)", scene.after(end), re.I)
        if scene.opens(at) and more and more.end():
            first = scene.text[end + more.end()].upper()
            return Change(at, end + more.end() + 1, first)
        if scene.opens(at) or re.match(r"[\s,(]", stated[0]):
            skip = len(stated[0]) - len(stated[0].lstrip(" "))
            after = scene.after(end)
            if scene.opens(at) or not after or after[0] in ",.!?;)":
                begin = at + skip
                if not scene.opens(at) and scene.text[begin] == ",":
                    begin += 1
                    begin = swallow_right(scene, begin, re.compile(r"\s*"))
                if re.match(r"(?:and|but|so)\b", scene.text[begin:end], re.I) and after[:1] != ",":
                    return Change(begin - skip, end, "")
                return omit(scene, begin, end)
        if re.search(r"name\s+\Z", scene.before(left), re.I):
            return omit(scene, left, end)
        return Change(left, end, "withheld")
    quote = scene.before(left)[-1:]
    if quote in ('"', "(", "[") and scene.after(end)[:1] in ('"', ")", "]"):
        return omit(scene, left, end)
    return None


def _beside_role(scene: Scene, start: int, left: int, end: int) -> Change | None:
    """ "my patient Ngozi", "his wife Ada's", "Patient Diane has"."""
    kinned = re.search(r"\b(?:my|his|her|their|the)\s+\Z", scene.before(left), re.I)
    role = last_word(scene, start)
    if kinned and role.lower() in _PEOPLE:  # "his sister Val": no title but a tie
        return Change(start - 1, end, "")
    tie = scene.beside("rel", "occ", end=left - 1) if left and scene.text[left - 1 : left] == " " else None
    if tie is not None and (
        tie.kind == "rel" or not scene.text[tie.start].isupper() or DETERMINER.search(scene.before(tie.start))
    ):
        return Change(left - 1, end, "")
    match = _ROLE.search(scene.before(left))
    if not match or not match[0].endswith(" ") or match[0].rstrip()[-1] in ",:(":
        return None
    if re.match(r"(?:baby|newborn|infant|babe)\s", match[0], re.I):
        return None
    at = scene.low + match.start()
    word = match[0].strip()
    bare = not DETERMINER.search(scene.before(at)) and scene.opens(at)
    if bare and word.lower() in ("patient", "client", "resident") and next_word(scene, end):
        return put(scene, at, end, ("the " if scene.seen else "a ") + word.lower())
    return Change(left - 1, end, "")


def _addressed(scene: Scene, left: int, end: int) -> Change | None:
    """ "Thanks, Tom!", "Well done Marguerite!", "Trish please ring", "He says hi, Terry."."""
    greeting = _GREETING.search(scene.before(left))
    after = scene.after(end)
    if greeting and not re.match(r"'s|\s+(?:is|was|has|had)\b", after):
        head = greeting[0].strip().lower()
        if head.startswith("dear"):
            return Change(left, end, "patient")
        if re.search(r"\b(?:to|our|my|wee|little|you)\s+\Z", greeting[0], re.I):
            cut = re.search(r"(?:\b(?:to|our|my|wee|little|dear)\s+)+\Z", greeting[0], re.I)
            left = left - len(cut[0]) if cut else left
        if re.match(r"\s*[,.!?:)]|\s*\Z|\s*[^\w\s]", after) or verbish(next_word(scene, end)) is False:
            at = left
            while at > scene.low and scene.text[at - 1] in " ,":
                at -= 1
            return Change(at, end, "")
    said = scene.before(left).split()
    if (
        re.match(r"[.!?]", after)
        and 0 < len(said) <= 3
        and not _OBJECT_OF.search(said[-1])
        and (said[-1].lower() not in FUNCTION_WORDS and not verbish(said[-1]) and said[-1].isalpha())
    ):  # "Great question Duane!"
        return omit(scene, left, end)
    if scene.opens(left) and _DIRECT_ADDRESS.match(after):
        return omit(scene, left, end)
    if re.match(r"[.!?]", after) and re.search(r"\w,\s\Z", scene.before(left)) and _company(scene, left, end)[2] == 1:
        return omit(scene, left, end)
    return None


def _apposed(scene: Scene, left: int, end: int) -> Change | None:
    """ "My patient, Ngozi, came": between commas, after a word that tells who."""
    before, after = scene.before(left), scene.after(end)
    if not re.match(r"\s*,", after) or not re.search(r",\s\Z", before) or _company(scene, left, end)[2] > 1:
        return None
    word = re.search(r"([^\W\d_][\w'-]*)\s*,\s\Z", before)
    told = word and (word[1].lower() in _PEOPLE or word[1].islower())
    if told and word and word[1].lower() not in FUNCTION_WORDS:
        person = word[1].lower() in _PEOPLE
        only = (
            re.match(r"\s*,\s*[\w']+", after) is not None
            and before.count(",") == 1
            and not re.match(r"\s*,\s*\d", after)
        )
        if person and only and not re.match(r"\s*,\s*(?:an?|the|who|aged)\b", after):
            at = left
            while scene.text[at - 1] in " ,":
                at -= 1
            return Change(at, swallow_right(scene, end, re.compile(r"\s*,")), "")
        return omit(scene, left, end)
    return None


def _as_person(scene: Scene, left: int, end: int, text: str) -> Change:
    noun, plural = "patient", False
    first, last, count = _company(scene, left, end)
    if count > 1:
        left, end, plural = swallow_left(scene, first, _TITLE), last, True
        noun = "two people" if count == 2 else "several people"
    childish = _CHILDISH.search(scene.before(left)) or _CHILDISH.search(text[left : scene.start])
    if childish and not plural:
        word = childish[1].lower()
        noun = "baby" if word in ("baby", "babies", "infant", "newborn") else "child"
        left = min(left, scene.low + childish.start()) if childish.end() == len(scene.before(left)) else left
    left = swallow_left(scene, left, _SOFT) if not plural else left
    if re.match(r"-[^\W\d_]", scene.after(end)):
        return Change(left, end, noun)
    determiner = _OWNING.search(scene.before(left))
    adjectives = re.search(r"\b(?:my|our|the|a|an)\s+(?:(?:own|wrong|right|real|other|little|new|only|poor|"
    r"gallant|very|lovely|late|brave|beautiful|amazing|"
                           r"favou?rite|gorgeous|wonderful|same|oldest|youngest|famous|legendary|young|first|"
    r"last)\s+)+\Z",
                           scene.before(left), re.I)  # fmt: skip
    if (determiner or adjectives) and not plural:
        if _GROUP_NOUN.match(scene.after(end).lstrip()):
            return Change(left, end + 1, "")
        household = text[end - 1] == "s" and re.search(r"\bthe\s+\Z", scene.before(left), re.I)
        return Change(left, end, "family" if household and not childish else noun)
    if plural:
        return put(scene, left, end, noun)
    words = person_words(scene, noun, left)
    clitic = re.match(r"'s\s+(?=(?:his|her|their|its|my|your|our)\b)", scene.after(end))
    if clitic:  # "Tom's his old self" would read as a possessive
        return put(scene, left, end + 2, f"{words} is")
    return put(scene, left, end, words)

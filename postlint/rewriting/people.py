"""The ladders of who somebody is: occupation, family tie, origin, and what happened to them (domain 5.2)."""

from __future__ import annotations

import re
from typing import Final

from .grammar import (
    Change,
    Scene,
    last_word,
    modifies,
    omit,
    omit_adjective,
    omit_predicate,
    put,
    swallow_left,
    swallow_right,
    verbish,
)

_ARTICLE: Final = re.compile(
    r"\b(?:an?|the)\s+(?:(?:only|last|first|local|retired|former|young|old|"
    r"ex)[ -])*\Z",
    re.I,
)
_OWN: Final = re.compile(r"\b(?:my|our|your|this|that)\s+(?:\w+\s+)?\Z", re.I)
_BE: Final = re.compile(
    r"(?:\b(is|was|are|were|be|been)|(?<=\w)('s|'re))\s+(?:(?:now|still|also|actually)\s+)?(?:(?:an?|the|our|"
    r"their|that|this|my|your)\s+(?:\w+[ -])?)?\Z",
    re.I,
)
_DONE: Final = re.compile(
    r"(?:an?|the|my|another)?\s*(?:relative|parent|patient|person|accident|event|someone|somebody)\Z|"
    r"some(?:one|body)\Z|work(?:s|ed|ing)?\Z|relatives\Z|parents\Z|.*\ban (?:accident|event)\Z",
    re.I,
)
_ARTICLE_LEFT: Final = re.compile(r"\b(?:an?|the|our|their|that|this|my|your)\s+(?:\w+[ -])?\Z", re.I)
_DOES: Final = re.compile(
    r"\b(?:drives?|runs?|does|teaches|owns|keeps|sells|manages|drove|ran|did|taught|owned|kept|sold|managed)\s+\Z",
    re.I,
)
_SUBJECT: Final = re.compile(r"\b(?:(?:he|she|they|who)(?:'d|'ve|'s)?|and|has|had|have|once|also)\s+\Z", re.I)
_DOING: Final = re.compile(r"(?P<now>runs?|drives|owns|manages|plays|teaches|sells|keeps|makes|works|reads|"
    r"flies|pilots|fixes|changes|farms|fishes|coaches)\b|"
                           r"(?P<past>drove|ran|owned|managed|played|taught|sold|kept|made|worked|flew|fixed|"
    r"farmed|coached|was|used to)\b", re.I)  # fmt: skip
_PARENT: Final = re.compile(
    r"\b(?:mother|mum|mom|mam|mummy|mommy|mama|father|dad|daddy|da|"
    r"parent)\b(?!-in-law)",
    re.I,
)
#: A tie that could be anybody's, its owner, and adjectives and a name that it can do without.
_PLAIN_TIE: Final = re.compile(
    r"((?:his|her|their|my|your|our|the|an?)\s+)?(?:(?:own|only|older|younger|elder|big|little|youngest|eldest|oldest|"
    r"late|poor|lovely|new|adult|grown|young|old|dear|elderly)[ -])*"
    r"(wife|husband|hubby|partner|mother|mum|mom|mam|maw|mummy|mommy|father|dad|daddy|sons?|daughters?|"
    r"sisters?|brothers?|siblings?|grand(?:mother|father|son|daughter|child)|grandchildren|gran|nan|granny|grandma|"
    r"grandad|grandpa|aunt(?:ie|y)?|uncle|cousins?|nieces?|nephews?|parents|children|kids|family)"
    r"(?:\s+(?-i:[A-Z])[\w'-]+)*",
    re.I,
)
_PLURAL: Final = re.compile(
    r"\b(?:parents|wives|husbands|uncles|aunts|nieces|nephews|grandsons|sons|daughters|sisters|brothers|kids|"
    r"children|boys|girls|dads|mums|siblings|relatives|grandchildren|cousins)\Z",
    re.I,
)
_NO_KIN: Final = re.compile(
    r"\b(?:boss|roommate|teacher|employer|manager|landlord|housemate|flatmate|colleague|workmate|driver|friend|"
    r"neighbou?r|coach|carer)\Z",
    re.I,
)
_CRASH: Final = re.compile(
    r"\b(?:crash|pile-?up|accident|collision|collapse|fire|blast|explosion|bomb(?:ing)?|ied|derail\w+|shooting|"
    r"stabbing|attack|"
    r"heist|flood|quake|earthquake|landslide|incident|rollover|capsiz\w+|sinking|stampede|wreck|tragedy|"
    r"disaster|raid|evacuation)\b", re.I,
)  # fmt: skip
_EVENT_PREPOSITION: Final = re.compile(
    r"\b(?:after|in|from|at|during|since|on|of|following|before|for|by|to|off)\s+(?:the\s+)?\Z", re.I
)


def generalise_occupation(scene: Scene) -> Change | None:
    """An occupation is left out where the grammar allows, else the person is "a patient" or "someone"."""
    if _DONE.fullmatch(scene.words):
        return None
    start, end = scene.start, scene.end
    before, after = scene.before(), scene.after()
    stated = re.search(r"\b(is|was|are|were)\s+(?:an?|the|our)\s", scene.words)
    if stated and stated.start():  # the mention took its subject along
        verb = {"is": "works", "are": "work"}.get(stated[1], "worked")
        return Change(start, end, scene.words[: stated.start()] + verb)
    led = _DOES.search(before)
    if led and re.match(r"(?:the|an?|his|her|their|our)\s", scene.words):  # "drives the school bus"
        past = re.match(r"drove|ran|did|taught|owned|kept|sold|managed", led[0], re.I)
        return put(scene, scene.low + led.start(), end, "worked" if past else "works")
    doing = _DOING.match(scene.words)
    if re.match(r"[a-z]+ed\s+(?:the|an?|his|her|their|for|at|in|on|with)\b", scene.words) and _SUBJECT.search(before):
        return put(scene, start, end, "worked")  # "he skippered the ferry"
    if doing:
        place = " at" if scene.beside("fac", "loc", start=end + 1) else ""
        return put(scene, start, end, ("works" if doing["now"] else "worked") + place)
    if re.match(r"[a-z]+ing\s+(?:the|an?|for|at|in|on)\b", scene.words):
        return put(scene, start, end, "working")
    if after.startswith("'s "):
        left = swallow_left(scene, start, re.compile(r"\b(?:the|an?|our|my)\s+(?:\w+\s+)?\Z", re.I))
        return put(scene, left, end, "someone")
    be = _BE.search(before)
    name_before = scene.beside("name", end=start - 1)
    one = re.match(r"(?:one of|the (?:one|chap|man|woman|guy|lady|fella|bloke|person))\b", scene.words, re.I)
    if (
        be
        and not name_before
        and not one
        and re.match(
            r"\s*(?:[.,;:!?)]|\Z|\b(?:and|but|in|at|from|for|with|on|by|there|here|since|until|till|when|while|"
            r"himself|herself|themselves|too|as well|now)\b)",
            after,
        )
    ):
        at = scene.low + be.start()
        subject = last_word(scene, at) if be[1] else re.sub(r"\W", "", scene.before(at).split()[-1])
        if subject.lower() in ("it", "that", "this", "there"):
            left = swallow_left(scene, start, re.compile(r"\b(?:an?|the|our)\s+(?:\w+[ -])?\Z", re.I))
            return Change(left, end, "the patient" if scene.seen else "a patient")
        form = (be[1] or be[2]).lower()
        verb = "worked" if form in ("was", "were", "been") else "work" if form in ("are", "'re", "be") else "works"
        return Change(at, end, (" " if be[2] else "") + verb)
    trade = re.search(
        r",?\s*\b(?:works?|worked|working|employed|serving|serves|job|trained)?\s*as\s+(?:(?:an?|the|our)\s+)?\Z",
        before,
        re.I,
    )
    if trade:
        kept = re.match(r",?\s*(?:works?|worked|working|serves|serving)\b", trade[0], re.I)
        return Change(scene.low + trade.start() + (kept.end() if kept else 0), end, "")
    name = scene.beside("name", start=end + 1)
    if name and name.patient >= 0.5:  # one person: "the tram driver Ngozi", "Deputy Ngozi Okafor"
        end, after = name.end, scene.after(name.end)
    described = re.match(r"\s+(?:woman|man|lady|gentleman|girl|boy|lad|guy|patient|mum|dad)\b", after, re.I)
    if described or (name and name.patient < 0.5):
        return omit_adjective(scene, start, end)
    if be and not name_before:  # what is said of somebody need not be said of the patient
        return Change(swallow_left(scene, start, _ARTICLE_LEFT), end, "someone")
    article, own = _ARTICLE.search(before), _OWN.search(before)
    comma = re.search(r"[,(;]\s*\Z", before[: article.start()] if article else before)
    if comma and re.match(r"\s*(?:[,;.!?)]|\Z|\b(?:from|in|at|with|who|by)\b)", after):
        return omit(scene, scene.low + article.start() if article else start, end)
    if scene.beside("age", end=start - 1) or re.search(r"\d\s?(?:y/?o|yr|-year-old|F|M)\s+\Z", before) or own:
        return Change(start, end, "patient")
    patient = "the patient" if scene.seen else "a patient"
    if article:
        at = scene.low + article.start()
        led_to = re.search(r"\b(?:with|of|by|to|from|like|and|than)\s+\Z", scene.before(at), re.I)
        return put(scene, at, end, "someone" if led_to else patient)
    if re.search(r"\b(?:the|this|that)\s+(?:same|other|first|second|last|only|young|old|new)\s+\Z", before, re.I):
        return Change(start, end, "person")
    if re.search(r"\b(?:an?|the)\s+(?!(?:is|was|of|and|in|for)\b)[\w-]+\s+\Z", before, re.I):
        return Change(start, end, "person")
    owner = re.search(r"\b(?:\w+'s|my|his|her|their|our)\s+(?:(?:old|former|ex|late|first)[ -])+\Z", before, re.I)
    if owner:
        return put(scene, scene.low + owner.start(), end, "someone")
    if scene.opens(start) and re.match(r"\s*[.,;!?]", after) and not scene.beside("name", start=end + 2):
        return omit(scene, start, end)
    if last_word(scene, start).lower() in ("retired", "former", "ex", "ex-", "young", "local"):
        left = swallow_left(scene, start, re.compile(r"\b\w+[ -]\Z"))
        return omit(scene, left, end) if re.search(r"[,(]\s*\Z", scene.before(left)) else put(scene, left, end, patient)
    if re.search(r"\b(?:her|his|their)\s+\Z", before, re.I):  # "her attorney"
        left = swallow_left(scene, start, re.compile(r"\b\w+\s+\Z"))
        return put(scene, left, end, "someone")
    if re.search(r"\b(?:used|has|had|have|going|wants?|able)\s+to\s+\Z", before, re.I) and not article:
        return put(scene, start, end, "work")
    if re.search(r"\b(?:with|of|by|to|from|like|and|than)\s+\Z", before, re.I):
        return put(scene, start, end, "someone")
    if re.match(r"(?:a|an|the|our|my)\s", scene.words, re.I) or scene.opens(start):
        return put(scene, start, end, patient)
    if _SUBJECT.search(before):  # "he skippered a ferry"
        past = re.match(r"\w+ed\b", scene.words) or re.search(r"(?:\b(?:had|has|have)|'d|'ve)\s+\Z", before)
        return put(scene, start, end, "worked" if past else "works")
    return put(scene, start, end, "someone")


def generalise_kin(scene: Scene) -> Change | None:
    """The rung above a plain tie, for details that together still tell too much: "his brother" is "a relative"."""
    return generalise_tie(scene, vaguer=True)


def generalise_tie(scene: Scene, vaguer: bool = False) -> Change | None:
    """A tie that picks somebody out becomes a plain one, "a relative", "a parent" or "someone".

    "His brother" alone could be anybody's, so it stays; "his youngest brother Olu" becomes that.
    """
    if _DONE.fullmatch(scene.words):
        return None
    plain = None if vaguer else _PLAIN_TIE.fullmatch(scene.words)
    if plain:
        name = scene.beside("name", start=scene.end + 1)
        end = name.end if name and name.patient >= 0.5 else scene.end
        words = (plain[1] or "") + plain[2]
        return None if scene.text[scene.start : end] == words else Change(scene.start, end, words)
    words = re.split(r"\b(?:of|to|from|at|in|who)\b", scene.words)[0].strip()
    if _PLURAL.search(words):
        noun = "parents" if words.lower().endswith("parents") else "relatives"
        left = swallow_left(scene, scene.start, re.compile(r"\b(?:the|his|her|their)\s+\Z", re.I))
        return put(scene, left, scene.end, noun)
    noun = "parent" if _PARENT.search(words) else "" if _NO_KIN.search(words) else "relative"
    start, end = scene.start, scene.end
    if re.search(r"\bof(?:\s+(?:an?|the))?\Z", scene.words, re.I):  # "the daughter of| a patient"
        end = swallow_right(scene, end, re.compile(r"\s+(?:(?:an?|the|another)\s+)?(?:patient|person|someone)\b"))
    before = scene.before()
    if re.search(r"\w's?\s+\Z", before) and re.search(r"'s?\s+\Z", before):
        return Change(start, end, noun or "contact")
    if re.search(r"\b(?:same|other|own|late)\s+\Z", before, re.I):
        return Change(start, end, noun or "person")
    if not noun:
        left = swallow_left(scene, start, re.compile(r"\b(?:the|his|her|their|an?)\s+\Z", re.I))
        return put(scene, left, end, "someone")
    left = swallow_left(scene, start, re.compile(r"\b(?:the|his|her|their|an?|another|that)\s+(?:own\s+)?\Z", re.I))
    name = scene.beside("name", start=end + 1)
    if name and name.patient >= 0.5:  # one person: the tie stands for the name as well
        return put(scene, left, name.end, f"a {noun}")
    return put(scene, left, end, f"a {noun}" + ("," if name and scene.text[name.start].isupper() else ""))


def generalise_origin(scene: Scene) -> Change | None:
    """Ethnicity, religion, language and the like are left out; nothing stands for them."""
    start, end = scene.start, scene.end
    before = scene.before()
    adverb = re.compile(r"\b(?:only|fluent|devout|ethnic|practising|practicing|strict|proud)\s+\Z", re.I)
    if modifies(scene, end):
        return omit_adjective(scene, swallow_left(scene, start, adverb), end)
    speaks = re.search(r"\b(?:speaks?|spoke|spoken|speaking)\s+(?:only\s+)?\Z", before, re.I)
    if speaks:
        return put(scene, swallow_left(scene, start, re.compile(r"\bonly\s+\Z")), end, "another language")
    preposition = re.search(r"\b(?:in|into|from)\s+(?:the\s+)?\Z", before, re.I)
    if preposition:
        return omit(scene, scene.low + preposition.start(), end)
    if re.search(r"(?:\b(?:is|was|are|were)|'s|'re)\s+(?:an?\s+)?\Z", before, re.I):
        article = swallow_left(scene, start, re.compile(r"\ban?\s+\Z"))
        return omit_predicate(scene, article, end)
    det = re.search(r"\b(?:an?|the)\s+\Z", before, re.I)
    if det:
        return put(scene, start, end, "person") if det[0].strip().lower() == "the" else put(
            scene, scene.low + det.start(), end, "a person")  # fmt: skip
    if re.search(r"[,;(]\s*\Z", before) or scene.opens(start):
        return omit(scene, start, end)
    return omit(scene, start, end) if re.match(r"\s*(?:[,.;!?)]|\Z)", scene.after()) else None


def generalise_event(scene: Scene) -> Change | None:
    """An event that can be looked up becomes "an accident" or "an event", or goes with its preposition."""
    if _DONE.fullmatch(scene.words):
        return None
    start, end = scene.start, scene.end
    before = scene.before()
    first = scene.words.split()[0]
    if re.search(
        r"\b(?:champ|champion|winner|queen|king|captain|medallist|medalist|finalist|survivor|"
        r"hero)\Z",
        scene.words,
        re.I,
    ):
        adjective = re.compile(
            r"\b(?:(?:the|an?|our|this|that)\s+)?(?:(?:reigning|current|former|local|only)\s+)?\Z", re.I
        )
        return put(scene, swallow_left(scene, start, adjective), end, "someone")
    if re.match(r"(?:he|she|they|it|we|i)\s", scene.words, re.I) or re.search(r"\bhappened\Z", scene.words):
        return put(scene, start, end, "something happened")
    if re.search(r"(?:\b(?:has|have|had)|'d|'ve)\s+\Z", before, re.I) and first.islower():
        return put(scene, start, end, "been part of an event")
    told = re.search(r"\b(?:he|she|they|who|I|we)\s+\Z", before, re.I) is not None
    if told and not verbish(first):  # "she set the lake record"
        return put(scene, start, end, "took part in an event")
    action = (
        first[:1].islower()
        and not re.search(r"\b(?:on|at|in|the|a|an|after|from)\s+\Z", before)
        and (verbish(first) or re.fullmatch(r"hit|born|landed|swam|rode|climbed|\w+ing", first, re.I))
    )
    if action:
        link = re.search(
            r",?\s*\b(?:who|that|and|when (?:he|she|they)|(?:while|after|when))\s+(?:(?:was|were|is)\s+)?\Z",
            before,
            re.I,
        )
        if link and link.start() > 0:
            when = re.compile(r" (?:(?:last|this) \w+|yesterday|today)\b")
            return Change(scene.low + link.start(), swallow_right(scene, end, when), "")
        past = not first.lower().endswith(("s", "ing"))
        if re.match(r"\w+ed (?:off|from|out|by|in|at)\b", scene.words) and not _SUBJECT.search(before):
            return omit(scene, start, end)  # "the man rescued off the roof"
        if re.search(r"\b(?:was|were|is|got|been|be)\s+\Z", before, re.I):
            return put(scene, start, end, "involved in an event")
        return put(scene, start, end, "took part in an event" if past else "takes part in an event") if last_word(
            scene, start) else omit(scene, start, end)  # fmt: skip
    noun = "an accident" if _CRASH.search(scene.words) else "an event"
    whose = re.match(r"\s+of\s+", scene.after())
    named = scene.beside("name", start=end + whose.end()) if whose else None
    if named and named.patient >= 0.5:  # "the trial of Ngozi Okafor"
        end = named.end
    left = swallow_left(scene, start, re.compile(r"\b(?:the|an?|that|this|his|her|their|our)\s+\Z", re.I))
    if modifies(scene, end) and left < start:
        return omit_adjective(scene, start, end)
    if noun == "an event" and (preposition := _EVENT_PREPOSITION.search(scene.before(left))):
        at = scene.low + preposition.start()
        if re.match(r"\s*(?:[.,;:!?)]|\Z|\b(?:and|with|last|this|on|"
    r"in)\b)", scene.after()) and last_word(scene, at).lower() not in (
            "is", "was", "went", "came", "been"
        ):  # fmt: skip
            return omit(scene, at, end)
    if re.search(r"[,(;]\s*\Z", scene.before(left)) and re.match(r"\s*(?:[,.;!?)]|\Z)", scene.after()):
        return omit(scene, left, end)
    if re.search(r"(?:'s|\b(?:\d+(?:st|nd|rd|th)|first|second|third|last|own))\s+\Z", scene.before(left), re.I):
        noun = noun.split()[1]
    return put(scene, left, end, noun)

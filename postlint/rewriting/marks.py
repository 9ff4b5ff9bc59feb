"""What is never generalised: numbers, handles, links and images go, with the words that announce them (domain 5.2)."""

from __future__ import annotations

import re
from typing import Final

from .grammar import Change, Scene, next_word, omit, omit_sentence, put, swallow_left, swallow_right, verbish

_LABEL: Final = re.compile(
    r"(?:,?\s*\b(?:and|but|so)\s+(?=(?:my|his|her|their)\b))?(?:\b(?:my|his|her|their|the|our|your|patient'?s?|"
    r"pt'?s?|wife'?s|husband'?s|mum'?s|mother'?s)\s+)?"
    r"(?:\b(?:mrn|nhs|chi|uhid|ur|ip|op|hkid|ssn|id|eid|ni|pps|hcn|ohip|medicare|medicaid|aadhaar|cnic|"
    r"philhealth|mutuelle|dob|"
    r"hospital|record|patient|case|chart|file|booking|account|acct?|ref|reference|complaint|claim|serial|lab|"
    r"order|bill|invoice|"
    r"ticket|badge|licen[cs]e|reg|plate|passport|payroll|member|group|policy|accession|acc|specimen|sample|"
    r"student|incident|job|room|device|"
    r"key safe|door code|code|tracking|registration|national|insurance|health|card|"
    r"nhi|mbi|rx|cr|h/p|hp|momo|mob(?:ile)?|cell(?:phone)?|tel(?:ephone)?|phone|ph|landline|contact|home|work|"
    r"office|whatsapp|fax|line|"
    r"e-?mail|mail|address|website|site|page|blog|profile|insta(?:gram)?|ig|snap(?:chat)?|twitter|tiktok|"
    r"facebook|fb|user(?:name)?|handle|gofundme)\b"
    r"[\s/]*(?:only\s+)?)+(?:\b(?:no|num|nr|number|nos|code|card|id|name|ending|ends|in)\b\.?[\s]*|"
    r"#\s*)*(?:\b(?:is|was|are|as|says|reads|has|:)\s*|[:=#]\s*|-\s+|\.\s*)*\Z",
    re.I,
)
_ACRONYM: Final = re.compile(r"\b[A-Z]{2,6}\s*(?:(?:no|number|num)\b\.?\s*|#\s*)?[:=]?\s*\Z")
_NUMBER_IS: Final = re.compile(
    r"(?:\b(?:my|his|her|their|the)\s+)?\b(?:number|no\.?|num|nr)\s*(?:is|was|:|#|=)?\s*\Z", re.I
)
_PREPOSITION: Final = re.compile(
    r"\s*\b(?:on|at|via|by|from|to|with|under|quoting|quote|as|through|for|in|is|of)\s+\Z", re.I
)
_REACH: Final = re.compile(
    r"(?:[,;]\s*)?(?:\b(?:and|or|so|then|please|pls|just|can|you|to)\s+)*\b(?:call|ring|text|dial|phone|"
    r"e-?mail|contact|message|"
    r"whatsapp|follow|see|visit|dm|reach|tap|click|open|donate|check out)\s+(?:(?:him|her|them|me|"
    r"us)\s+)?(?:directly\s+)?(?:(?:on|at|via|to)\s+)?\Z", re.I,
)  # fmt: skip
_REPLY: Final = re.compile(r"(?:re|replying to|reply to|rt|cc|via|hi|hello|hey|dear|thanks|thank you)\b:?\s*\Z", re.I)
_DETERMINED: Final = re.compile(r"\b(?:the|my|our|this|that)\s+(?:\w+\s+)?\Z", re.I)
_SHOWN_IN: Final = re.compile(r"(?<=\w) (?:(?:as (?:seen|shown) )?(?:in|on)|from|off)\s+\Z", re.I)
_BRACKETED: Final = re.compile(r"[(\[][^()\[\]]*\Z")


def remove_contact(scene: Scene) -> Change:
    """Take out a number, handle, link or code with its label, its preposition, or the clause that is only about it."""
    start, end = scene.start, scene.end
    kind = scene.mention.kind
    if kind == "handle":
        start = swallow_left(scene, start, re.compile(r"(?:[@#]|\bu/)\Z"))
        return _remove_handle(scene, start, swallow_right(scene, end, re.compile(r"'s(?=\s)")))
    if kind == "name":
        return omit(scene, start, end)
    before = scene.before(start)
    reach = _REACH.search(before)
    if reach and kind in ("phone", "fax", "email", "url", "handle"):
        at = scene.low + reach.start()
        lead = re.match(r"\s*", reach[0])
        return omit(scene, at + (lead.end() if lead else 0), end)
    left = swallow_left(scene, start, _LABEL)
    subject = re.search(r"(?:,|\b(?:and|but|so|because))\s+\Z", before) or scene.opens(start)
    if left < start and scene.opens(left) and re.match(r" (?:is|was|has|had|will)\b", scene.after(end)):
        return Change(start, end + 1, "")  # "Account 20881 is at collections"
    if (
        left == start
        and subject
        and kind in ("phone", "fax", "idno", "email", "url")
        and verbish(next_word(scene, end))
    ):
        noun = {"email": "the address", "url": "the page"}.get(kind, "the number")
        return put(scene, start, end, noun)
    acronym = _ACRONYM.search(before) if left == start else None
    if acronym and not scene.beside(
        "cond", "proc", "med", "name", end=start - len(acronym[0]) + len(acronym[0].split()[0])
    ):
        left = scene.low + acronym.start()
    if left == start:
        left = swallow_left(scene, start, _NUMBER_IS)
    else:
        further = swallow_left(scene, left, re.compile(r"(?:[,;]\s*)?\b(?:and|but)\s+\Z"))
        left = further if scene.after(end)[:1] in ("", ".", "!", "?") else left
    if left < start and scene.text[left : left + 1] in ", ":
        left += len(scene.text[left:start]) - len(scene.text[left:start].lstrip(", "))
    preposition = _PREPOSITION.search(scene.before(left))
    if preposition and not re.search(r"\b(?:is|as|of)\s+\Z", preposition[0], re.I):
        at = scene.low + preposition.start() + len(preposition[0]) - len(preposition[0].lstrip())
        left = at
    link = re.match(r"(?:and|but|so)\s", scene.text[left:end], re.I)
    more = re.match(r"\s*,?\s*and\s+(?=(?:he|she|they|his|her|we|it)\b)", scene.after(end), re.I)
    if more and not link and scene.opens(left) and re.search(r"\b(?:is|was|:)\s*\Z", scene.before(start)):
        letter = scene.text[end + more.end()]
        return Change(left, end + more.end() + 1, letter.upper() if scene.text[left].isupper() else letter)
    return omit(scene, left, end)


def _remove_handle(scene: Scene, start: int, end: int) -> Change:
    before = scene.before(start)
    if scene.text[start : start + 1] == "#" or before.endswith("#"):
        return omit(scene, start, end)
    reply = _REPLY.search(before)
    if reply and scene.opens(scene.low + reply.start()) and re.match(r"(?:re|reply|rt|cc|via)", reply[0], re.I):
        return omit(scene, scene.low + reply.start(), end)
    following = next_word(scene, end)
    if _DETERMINED.search(before) and re.search(r"\b(?:the|my|our|this|that)\s+\Z", before):
        return Change(start, end, "person")
    if (
        scene.opens(start)
        and verbish(following)
        and not re.match(r"\s*(?:thanks|just|still|let)\b", scene.after(end), re.I)
    ):
        return put(scene, start, end, "the patient" if scene.seen else "a patient")
    label = swallow_left(scene, start, _LABEL)
    if label < start:
        return omit(scene, label + (len(scene.text[label:start]) - len(scene.text[label:start].lstrip(", "))), end)
    reach = _REACH.search(before)
    if reach:
        return omit(scene, scene.low + reach.start() + len(reach[0]) - len(reach[0].lstrip()), end)
    preposition = re.search(r"\b(?:to|at|on|as|from|by|with|for|via|of)\s+\Z", before, re.I)
    return omit(scene, scene.low + preposition.start() if preposition else start, end)


def remove_photo(scene: Scene) -> Change:
    """Take out the words that say an image is attached: their brackets, their last clause, or their sentence."""
    before = scene.before()
    bracket = _BRACKETED.search(before)
    close = re.match(r"[^()\[\]]*[)\]]", scene.after())
    if bracket and close:
        start, end = scene.low + bracket.start(), scene.end + close.end()
        return omit(scene, start, end)
    titled = re.match(r"\s*:\s*(?=\w)", scene.after())
    if titled and scene.opens(scene.start):  # "Slide 2: ninety minutes later."
        return omit(scene, scene.start, scene.end + titled.end())
    if re.match(r"(?:in|on|from) (?:the|my|our|your|his|her|their|a)\b", scene.words) and not scene.opens(scene.start):
        return omit(scene, scene.start, scene.end)
    within = _SHOWN_IN.search(before)
    if within and within.start() and len(scene.words.split()) <= 3 and re.match(r"[\s,.!?)]", scene.after() or "."):
        return omit(scene, scene.low + within.start() + 1, scene.end)
    left = re.search(r"[^\w\s,;:'\"()\[\]/&@#+-]\s*\Z", before)
    right = re.match(r"\s*(?:[.!?\u2026]+|[^\w\s,;:'\"()\[\]/&@#+.!?-]+)", scene.after())
    if (
        right
        and any(c.isalnum() for c in scene.after())
        and (left or scene.opens(scene.start) or len(before.split()) <= 4)
    ):
        start = scene.start if left else scene.low
        stop = scene.end + right.end()
        return Change(start, swallow_right(scene, stop, re.compile(r" *")), "")
    if left and re.match(r"[\W_]*\Z", scene.after()):
        return omit(scene, scene.start, scene.high)
    if re.search(r"\w\s*[,;]\s*\Z", before) and re.match(r"[\W_]*\Z", scene.after()):
        return omit(scene, scene.start, scene.end)
    return _clause(scene) or omit_sentence(scene)


_CLAUSE_LEFT: Final = re.compile(r"[,;:]\s+|\s[-\u2013\u2014]\s|\s(?:and|but|so)\s|[^\w\s,;:'\"()\[\]/&@#+.!?-]\s*")
_CLAUSE_RIGHT: Final = re.compile(r"[,;]\s|\s[-\u2013\u2014]\s|\s(?:and|but|so)\s|[^\w\s,;:'\"()\[\]/&@#+-]|\Z")


def _clause(scene: Scene) -> Change | None:
    """Take out the clause that speaks of the picture, where the sentence says more."""
    lefts = list(_CLAUSE_LEFT.finditer(scene.before()))
    right = _CLAUSE_RIGHT.search(scene.after())
    start = scene.low + lefts[-1].end() if lefts else scene.low
    end = scene.end + (right.start() if right else 0)
    rest = len(scene.text[scene.low : start].split()) + len(scene.text[end : scene.high].split())
    if rest < 5 or len(scene.text[start:end].split()) > 10:
        return None
    if not lefts and scene.text[end : end + 1] not in (",", ";"):
        return None
    return omit(scene, start, end)

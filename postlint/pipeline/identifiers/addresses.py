"""E-mail addresses and web pages, also as they are written to dodge a filter."""

from __future__ import annotations

import re
from typing import Any, Final

from ...annotation import Kind, Mention

#: Top-level names that are set apart for examples and never sold (RFC 2606 and 6761).
_RESERVED: Final = frozenset(("example", "test", "invalid", "localhost"))
#: Endings that are file names, units or missed blanks more often than pages.
_DOUBTFUL: Final = frozenset(
    re.findall(
        r"\w+",
        "md zip mov py sh pl rs so it is in to at as be by my am us me no do ms mg kg ml pm st id et al la pa ps re do "
        "cc app now new how you here care doctor today day one best live work help fit fun run rest show team",
    )
)
#: Of these the ones that clinics do use.
_USUAL: Final = frozenset(("in", "it", "me", "us", "app", "care"))
_EMAIL: Final = re.compile(r"(?<![\w.+@-])[\w.%+'-]{0,63}\w@(?:\w(?:[\w-]*\w)?\.)+[^\W\d_]{2,24}(?![\w@-])")
_AT: Final = r"(?:\s?[(\[{<]\s?(?:at|@|arroba)\s?[)\]}>]\s?|\s@\s|@\s|\s(?:at|arroba)\s)"
_DOT: Final = r"(?:\s?[(\[{<]\s?(?:dot|\.|punto|ponto|d0t)\s?[)\]}>]\s?|\s(?:dot|punto|ponto|point)\s|\s\.\s?|\.)"
_NUMBER: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_LOCAL: Final = (
    rf"(?:(?:[a-z0-9] ){{2,20}})?[a-z0-9_+-]+(?:{_DOT}[a-z0-9_+-]+){{0,6}}(?: (?:underscore|dash|hyphen"
    rf"|{_NUMBER}|\d{{2,4}})){{0,4}}"
)
_DODGED: Final = re.compile(
    rf"(?<![\w@.])(?P<local>{_LOCAL}){_AT}"
    rf"(?P<domain>[a-z0-9-]+(?:{_DOT}[a-z0-9-]+){{1,4}})(?![\w@])"
)
_PROVIDERS: Final = (
    "gmail|googlemail|yahoo|hotmail|outlook|icloud|proton|protonmail|aol|gmx|rediffmail|ymail|msn|healthmail"
    "|btinternet|virginmedia|talktalk|sky|eircom|bigpond|optusnet|xtra|comcast|verizon|shaw|telus|web\\.de|qq"
)
_PROVIDER: Final = re.compile(rf"(?<![\w@.])(?P<local>{_LOCAL}){_AT}(?:{_PROVIDERS})(?![\w@.]\w)")
_SPACED: Final = re.compile(
    r"(?<![\w@.])(?:[a-z0-9] ){2,}[a-z0-9._]? ?(?:@|\(at\)"
    r"|\[at\]) ?(?:[a-z0-9]+ ?)(?:(?:[a-z0-9] )*)(?:(?:\.|dot) ?[a-z]{2,8}(?![a-z]) ?){1,3}"
)
_SPACED_DOMAIN: Final = re.compile(r"(?<![\w@.])[\w.-]+ ?@ ?(?:[a-z0-9] ){3,}(?:\.|dot) ?(?:[a-z] ?){2,8}(?![a-z])")
_ANCHOR: Final = re.compile(rf"{_AT}(?:[a-z0-9-]+{_DOT}[a-z0-9]|(?:{_PROVIDERS})\b)")
_ARTICLES: Final = frozenset(("the", "a", "an", "my", "her", "his", "it", "this", "that"))
_MAIL_WORD: Final = re.compile(r"\b(?:e-?mail\w*|mail|address|contact|reach|write|gmail|inbox)\b[^.!?\n]{0,30}$")
_STOP: Final = frozenset(
    re.findall(
        r"\w+",
        "me us you him her them it at look looked looking find found is was the a an and or by mail email stayed meet",
    )
)
_PAYMENT: Final = re.compile(
    r"(?<![\w.@-])[\w.-]{2,40}@(?:ok(?:axis|axs|sbi|hdfcbank|icici)|ybl|ibl|axl|apl|paytm|upi|sbi|hdfcbank|icici"
    r"|axisbank|kotak|barodampay|abdm|sbx)(?![\w.@]\w)"
)

_LINK: Final = re.compile(
    r"(?:h(?:tt|xx)ps?|ftp)\s?(?:\[?:\]?//?)\s?[^\s<>\"')\]]+(?:\[\.\][^\s<>\"')\]]+)*"
    r"|(?<![\w.@-])www\.[^\s<>\"')\]]+"
)
_DOMAIN: Final = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\[?\.\]?"
    r"|\(\.\)))+[a-z]{2,14}(?![\w@-])(?::\d{2,5})?(?P<path>/[^\s<>\"')\]]*)?(?:\?[^\s<>\"')\]]+)?"
)
_SAID: Final = re.compile(
    r"(?<![\w.@])(?:[a-z0-9-]+ dot ){1,4}(?:com|org|net|io|co|uk|ie|ca|au|nz|in|za|info|me|example|edu|gov"
    r"|health|blog)\b"
    r"(?: (?:dot (?:uk|au|nz|za|in)|slash [a-z0-9-]+))*|(?<![\w@])[a-z0-9][\w-]*(?:\.[\w-]+)+(?: slash [\w-]+)+"
)
_SITE_WORD: Final = re.compile(
    r"\b(?:visit|site|website|online|page|link|book|url|www|web|blogs?|register|apply"
    r"|donate|see|at|on|listen|read)\b[^.!?\n]{0,24}$"
)
_TRAIL: Final = re.compile(r"[.,;:!?'\"*_)\]]+$")
#: Pages that name a paper or a trial, not a person.
_PAPER: Final = re.compile(
    r"doi\.org/|pubmed|ncbi\.nlm|/pmc/|clinicaltrials\.gov|isrctn\.com|orcid\.org|nice\.org\.uk/guidance"
    r"|cochranelibrary|arxiv\.org|medrxiv"
)


class Addresses:
    """Finds e-mail addresses and pages; ``suffixes`` is the list of public suffixes."""

    def __init__(self, suffixes: Any) -> None:
        self._suffixes = suffixes

    def find_emails(self, text: str, lowered: str) -> list[Mention]:
        """Addresses, plain and dodged; payment and health addresses of India are codes."""
        found: list[Mention] = []
        if "@" in text:
            for match in _EMAIL.finditer(text):
                if self._is_domain(match.group().rsplit("@", 1)[1].lower()):
                    start = match.start() + len(match.group()) - len(match.group().lstrip("'.-"))
                    found.append(_mention(start, match.end(), "email", 1.0, "email"))
            for match in _PAYMENT.finditer(lowered):
                label = "abha-address" if match.group().endswith(("@abdm", "@sbx")) else "upi-id"
                found.append(_mention(*match.span(), "idno", 0.85, label))
        if not any(sign in lowered for sign in ("@", " at ", "(at)", "[at]", "{at}", "arroba", "( at", "[ at")):
            return found
        for match in _around(_DODGED, lowered):
            domain = re.sub(r"\s", "", re.sub(_DOT, ".", match.group("domain")))
            if domain.split(".")[0] not in _ARTICLES and self._is_domain(domain) and self._is_written(match, lowered):
                found.append(_mention(*match.span(), "email", 0.95, "email-dodged"))
        for match in _around(_PROVIDER, lowered):
            local = match.group("local")
            plain = re.fullmatch(r"[a-z]+", local) is not None
            told = _MAIL_WORD.search(lowered, max(0, match.start() - 40), match.start()) is not None
            if local not in _STOP and (not plain or told):
                found.append(_mention(*match.span(), "email", 0.85, "email-dodged"))
        spaced = any(sign in lowered for sign in ("@", "(at)", "[at]"))
        for pattern in (_SPACED, _SPACED_DOMAIN) if spaced else ():
            for match in pattern.finditer(lowered):
                end = match.start() + len(match.group().rstrip(" .,"))
                found.append(_mention(match.start(), end, "email", 0.85, "email-dodged"))
        return found

    def find_urls(self, text: str, lowered: str) -> list[Mention]:
        """Pages, plain, disarmed ("hxxp", "[.]") and spelled ("example dot com slash jane")."""
        found: list[Mention] = []
        if "." in text or "://" in text:
            for match in _LINK.finditer(lowered):
                found.extend(_url(lowered, match.start(), match.end(), 1.0, "url"))
            for match in _DOMAIN.finditer(lowered):
                host = re.split(r"[/:?]", match.group().replace("[.]", ".").replace("(.)", "."))[0]
                score = self._host_score(text, lowered, match, host)
                if score:
                    found.extend(_url(lowered, match.start(), match.end(), score, "url"))
        if " dot " in lowered or " slash " in lowered:
            for match in _SAID.finditer(lowered):
                if match.group().split(" ")[0] not in _STOP:
                    found.extend(_url(lowered, match.start(), match.end(), 0.9, "url-dodged"))
        return found

    def _host_score(self, text: str, lowered: str, match: re.Match[str], host: str) -> float:
        if not self._is_domain(host):
            return 0.0
        suffix = host.rsplit(".", 1)[1]
        if match.group("path"):
            return 0.95 if suffix not in _DOUBTFUL or (len(match.group("path")) > 1 and len(host) > 6) else 0.0
        if text[match.end() - len(suffix)].isupper():  # "clinic.The": a blank is missing
            return 0.0
        told = _SITE_WORD.search(lowered, max(0, match.start() - 32), match.start()) is not None
        if suffix in _DOUBTFUL and host.count(".") < 2:
            return 0.6 if told and len(host) > 8 and suffix in _USUAL else 0.0
        return 0.85 if told or host.count(".") > 1 else 0.75

    def _is_domain(self, host: str) -> bool:
        if host.rsplit(".", 1)[-1] in _RESERVED:
            return "." in host
        if len(host) > 253 or ".." in host:
            return False
        parts = self._suffixes(host)
        return bool(parts.domain and parts.suffix)

    def _is_written(self, match: re.Match[str], lowered: str) -> bool:
        """Whether somebody spells an address: words alone ("looked at the dot") need a dot said or a mail word."""
        local, domain = match.group("local"), match.group("domain")
        between = match.group()[len(local) : len(match.group()) - len(domain)]
        if between.strip() in ("at", "arroba"):
            said = re.search(r"\bdot\b|\bpunto\b|\bponto\b|[(\[]", domain) is not None
            told = _MAIL_WORD.search(lowered, max(0, match.start() - 40), match.start()) is not None
            return local.split(" ")[-1] not in _STOP and (said or told)
        return True


def _around(pattern: re.Pattern[str], lowered: str) -> list[re.Match[str]]:
    """Matches of a costly pattern, looked for only about an "at" that leads to a domain or provider."""
    found: list[re.Match[str]] = []
    at = 0
    for anchor in _ANCHOR.finditer(lowered):
        at = max(at, anchor.start() - 90)
        while match := pattern.search(lowered, at, anchor.end() + 90):
            found.append(match)
            at = match.end("local")  # "you at jane at example.org": the first reading may be wrong
    return found


def _url(lowered: str, start: int, end: int, score: float, label: str) -> list[Mention]:
    value = lowered[start:end]
    if _PAPER.search(value):
        return []
    end -= len(value) - len(_TRAIL.sub("", value))
    return [_mention(start, end, "url", score, label)] if end - start >= 4 else []


def _mention(start: int, end: int, kind: Kind, score: float, label: str) -> Mention:
    return Mention(start, end, kind, score, source="format", label=label)

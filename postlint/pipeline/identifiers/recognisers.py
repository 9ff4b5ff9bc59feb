"""Presidio's pattern recognisers, one by one and offline: no engine, no registry, no model.

A recogniser runs over the clusters of a text alone. Those whose pattern is vague (a licence number is any letter and
some digits) run only where one of their words stands close by.
"""

from __future__ import annotations

import importlib
import logging
import re
from dataclasses import dataclass
from typing import Any, Final

from ...annotation import Kind, Mention
from .stretches import Cluster


@dataclass(frozen=True, slots=True)
class _Use:
    recogniser: str
    label: str
    region: str
    size: int  # letters and digits that a cluster must hold
    digits: int
    floor: float  # Presidio's score below which only the words below make it count
    score: float  # ours
    words: str
    kind: Kind = "idno"


_USES: Final = (
    _Use("CreditCardRecognizer", "payment-card", "", 12, 12, 1.0, 1.0, ""),
    _Use("IbanRecognizer", "iban", "", 15, 8, 1.0, 1.0, ""),
    _Use("CryptoRecognizer", "crypto-wallet", "", 26, 3, 1.0, 1.0, ""),
    _Use("UuidRecognizer", "uuid", "", 32, 4, 0.5, 0.6, ""),
    _Use("MacAddressRecognizer", "mac-address", "", 12, 2, 0.6, 0.6, r"mac|hardware address|bluetooth|device"),
    _Use("UsSsnRecognizer", "us-ssn", "US", 9, 9, 0.5, 0.85, r"ssn|social"),
    _Use("UsItinRecognizer", "us-itin", "US", 9, 9, 0.5, 0.85, r"itin|taxpayer|tax id"),
    _Use("UsMbiRecognizer", "us-mbi", "US", 11, 5, 0.3, 0.85, r"mbi|medicare"),
    _Use("MedicalLicenseRecognizer", "dea-number", "US", 9, 7, 1.0, 0.85, ""),
    _Use("UsNpiRecognizer", "clinician-registration", "US", 10, 10, 2.0, 0.85, r"npi|national provider"),
    _Use("UsPassportRecognizer", "passport", "US", 9, 8, 2.0, 0.85, r"passport"),
    _Use("UsLicenseRecognizer", "driving-licence", "US", 6, 4, 2.0, 0.85, r"driv(?:er|ing)'?s? licen[cs]e"
        r"|driver id|\bdl\b"),
    _Use("UsBankRecognizer", "account-number", "US", 8, 8, 2.0, 0.85, r"bank acc|account number|routing number"),
    _Use("UsHealthInsuranceMemberIdRecognizer", "insurance-number", "US", 8, 5, 2.0, 0.85, r"member|subscriber"
        r"|policy|insurance"),
    _Use("UsClaimNumberRecognizer", "claim-number", "US", 6, 6, 0.35, 0.85, r"claim"),
    _Use("UsPrescriptionNumberRecognizer", "prescription-number", "US", 6, 6, 0.35, 0.85, r"\brx\b|prescription"
        r"|pharmacy"),
    _Use("UsPriorAuthorizationNumberRecognizer", "authorization-number", "US", 6, 6, 0.35, 0.85, r"auth"),
    _Use("UsReferralNumberRecognizer", "order-number", "US", 6, 6, 0.35, 0.85, r"referral"),
    _Use("UkNinoRecognizer", "uk-nino", "GB", 9, 6, 0.5, 0.85, r"national insurance|nino|\bni\b"),
    _Use("UkDrivingLicenceRecognizer", "driving-licence", "GB", 16, 6, 0.5, 0.85, ""),
    _Use("UkPassportRecognizer", "passport", "GB", 9, 7, 2.0, 0.85, r"passport"),
    _Use("UkVehicleRegistrationRecognizer", "vehicle-plate", "GB", 7, 2, 1.0, 0.6, ""),
    _Use("AuMedicareRecognizer", "medicare-number", "AU", 10, 10, 2.0, 0.85, r"medicare"),
    _Use("AuTfnRecognizer", "tax-file-number", "AU", 9, 9, 2.0, 0.85, r"tfn|tax file"),
    _Use("CaSinRecognizer", "ca-sin", "CA", 9, 9, 2.0, 0.85, r"\bsin\b|social insurance"),
    _Use("InAadhaarRecognizer", "aadhaar", "IN", 12, 12, 2.0, 0.85, r"aad?ha+r|uidai"),
    _Use("InVoterRecognizer", "voter-id", "IN", 10, 7, 2.0, 0.85, r"voter|epic|election card"),
    _Use("InPassportRecognizer", "passport", "IN", 8, 7, 2.0, 0.85, r"passport"),
    _Use("InVehicleRegistrationRecognizer", "vehicle-plate", "IN", 6, 4, 2.0, 0.85, r"vehicle|plate|reg(?:n"
        r"|istration)?\b"),
    _Use("ZaLicensePlateRecognizer", "vehicle-plate", "ZA", 6, 2, 2.0, 0.85, r"plate|registration|vehicle|\breg\b"),
    _Use("ZaPassportRecognizer", "passport", "ZA", 9, 8, 2.0, 0.85, r"passport"),
    _Use("SgFinRecognizer", "national-id", "", 9, 7, 2.0, 0.85, r"nric|\bfin\b"),
)  # fmt: skip
_IP_LIKE: Final = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-f]:[0-9a-f]*:[0-9a-f:]|::[0-9a-f]")
_VERSION: Final = re.compile(r"(?:\bv|version|firmware|release|build|software|section|chapter)\.? ?$")
_PARTIAL_IP: Final = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}[x*](?![\w.])")
#: How far a word may stand from the number that it explains.
_NEAR: Final = 48


class Recognisers:
    """Presidio's recognisers for the regions wanted."""

    def __init__(self, regions: frozenset[str]) -> None:
        module = _import_quietly()
        self._uses: list[tuple[_Use, Any, list[tuple[float, Any]] | None, re.Pattern[str] | None]] = []
        compiler = importlib.import_module("regex")
        plain = importlib.import_module("presidio_analyzer").PatternRecognizer.analyze
        for use in _USES:
            if not use.region or use.region in regions:
                recogniser = getattr(module, use.recogniser)()
                words = re.compile(rf"(?:{use.words})") if use.words else None
                own = type(recogniser).analyze is not plain  # IBAN looks for its own end
                patterns = (
                    None
                    if own
                    else [
                        (pattern.score, compiler.compile(pattern.regex, flags=recogniser.global_regex_flags))
                        for pattern in recogniser.patterns
                    ]
                )
                self._uses.append((use, recogniser, patterns, words))
        self._ip = module.IpRecognizer()

    def find(self, text: str, lowered: str, clusters: list[Cluster]) -> list[Mention]:
        """What the recognisers see in the clusters of ``text``."""
        found: list[Mention] = []
        for use, recogniser, patterns, words in self._uses:
            if not any(cluster.size >= use.size and cluster.digits >= use.digits for cluster in clusters):
                continue
            told = words is not None and words.search(lowered) is not None
            if use.floor > 1.0 and not told:
                continue
            for cluster in clusters:
                if cluster.size < use.size or cluster.digits < use.digits:
                    continue
                low, high = max(0, cluster.start - _NEAR), cluster.end + _NEAR
                near = told and words is not None and words.search(lowered, low, high) is not None
                if use.floor > 1.0 and not near:
                    continue
                base = cluster.start if not near else low
                for start, end, trust in _analyse(recogniser, patterns, text, base, cluster.end):
                    if trust >= use.floor or near:
                        score = 1.0 if trust >= 1.0 or (near and use.score > 0.8) else use.score
                        found.append(_mention(use, start, end, score))
        return [mention for mention in found if _is_plausible(text, mention)]

    def find_ips(self, text: str, lowered: str) -> list[Mention]:
        """Internet addresses, and ones whose last part is left open; version numbers are none."""
        found = [Mention(*m.span(), "ip", 0.6, source="format", label="ip") for m in _PARTIAL_IP.finditer(lowered)]
        if _IP_LIKE.search(lowered) is None:
            return found
        for result in self._ip.analyze(text, ["IP_ADDRESS"]):
            before = lowered[max(0, result.start - 12) : result.start]
            if result.score >= 0.5 and _VERSION.search(before) is None and result.end - result.start >= 4:
                found.append(Mention(result.start, result.end, "ip", 1.0, source="format", label="ip"))
        return found


def _analyse(
    recogniser: Any, patterns: list[tuple[float, Any]] | None, text: str, start: int, end: int
) -> list[tuple[int, int, float]]:
    """What ``recogniser.analyze`` would return for a stretch, without the explanations that take most of its time.

    ``patterns`` are those of the recogniser; where there are none it is asked itself.
    """
    part = text[start:end]
    if patterns is None:
        results = recogniser.analyze(part, recogniser.supported_entities)
        return [(start + result.start, start + result.end, result.score) for result in results]
    found: list[tuple[int, int, float]] = []
    for score, pattern in patterns:
        for match in pattern.finditer(part):
            value = match.group()
            valid = recogniser.validate_result(value)
            if value and valid is not False and not recogniser.invalidate_result(value):
                found.append((start + match.start(), start + match.end(), 1.0 if valid else score))
    return found


def _mention(use: _Use, start: int, end: int, score: float) -> Mention:
    return Mention(start, end, use.kind, score, source="format", label=use.label)


def _is_plausible(text: str, mention: Mention) -> bool:
    """Presidio ignores case, so that "insulin" and "us49" are codes; ours hold a digit and no word."""
    value = text[mention.start : mention.end]
    around = text[max(0, mention.start - 1) : mention.start] + text[mention.end : mention.end + 1]
    if any(char.isalnum() for char in around):
        return False
    if value != value.upper() and mention.label not in _ANY_CASE:
        return False
    return sum(char.isdigit() for char in value) >= 2


_ANY_CASE: Final = frozenset(("crypto-wallet", "uuid", "mac-address"))


def offline_suffixes() -> Any:
    """tldextract on the list of public suffixes that it ships, never fetched anew and kept in memory only."""
    return importlib.import_module("tldextract").TLDExtract(suffix_list_urls=(), cache_dir=None)


def _import_quietly() -> Any:
    """Presidio's recognisers; importing them puts a handler that writes to stderr on a logger, which is taken off."""
    known = {name: list(logging.getLogger(name).handlers) for name in ("decision_process", "presidio-analyzer")}
    module = importlib.import_module("presidio_analyzer.predefined_recognizers")
    for name, handlers in known.items():
        logger = logging.getLogger(name)
        for handler in [h for h in logger.handlers if h not in handlers]:
            logger.removeHandler(handler)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
    return module

"""National numbers, vehicles and devices that their shape gives away without a label."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ...annotation import Mention
from . import checksums
from .checksums import bare
from .stretches import Cluster


@dataclass(frozen=True, slots=True)
class _Shape:
    label: str
    region: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None
    score: float
    size: int


def _shape(
    label: str, region: str, pattern: str, size: int, score: float, check: Callable[[str], bool] | None = None
) -> _Shape:
    return _Shape(
        label,
        region,
        re.compile(rf"(?<![A-Za-z0-9])(?<!\d[-/.])(?:{pattern})(?![A-Za-z0-9]|[-/.]\d)"),
        check,
        score,
        size,
    )


def _hc(number: str) -> bool:
    return checksums.nhs(number) and "320" <= number[:3] <= "399"


def _nhs_live(number: str) -> bool:
    return checksums.nhs(number) and (number[0] in "467" or number[:3] == "999")


def _is_long(number: str) -> bool:
    """A number of seven or eight digits that is neither round nor a day without separators."""
    return (
        not number.endswith("000")
        and re.match(
            r"(?:19|20)\d\d[01]\d[0-3]\d|[0-3]\d[01]\d(?:19"
            r"|20)\d\d",
            number,
        )
        is None
    )


_SHAPES: Final = (
    _shape("us-hicn", "US", r"(?!000|666|9)\d{3}-\d{2}-\d{4}-?[A-DFHJKMTW]\d?", 10, 0.85),
    _shape("nhs-number", "GB", r"\d{3} \d{3} \d{4}", 10, 1.0, _nhs_live),
    _shape("nhs-number", "GB", r"\d{10}|\d{3}-\d{3}-\d{4}", 10, 0.6, _nhs_live),
    _shape("chi-number", "GB", r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[ -]?\d{4}", 10, 0.85, checksums.chi),
    _shape("hc-number", "GB", r"3[2-9]\d \d{3} \d{4}", 10, 0.85, _hc),
    _shape("ppsn", "IE", r"\d{7}[A-W][A-IW]?", 8, 0.85, checksums.ppsn),
    _shape("ihi", "IE", r"539\d{15}|539(?: ?\d{3}){5}", 18, 1.0, checksums.ihi_ie),
    _shape("ihi", "AU", r"8003 ?60\d{2} ?\d{4} ?\d{4}", 16, 1.0, checksums.ihi_au),
    _shape("medicare-number", "AU", r"[2-6]\d{3}[ -]\d{5}[ -]\d(?:[ /-]?[1-9])?", 10, 1.0, checksums.medicare_au),
    _shape("health-card", "CA", r"[1-9]\d{3}[ -]\d{3}[ -]\d{3}(?:[ -]?[A-Z]{2})?", 10, 0.85, checksums.ohip),
    _shape("health-card", "CA", r"9\d{3}[ -]\d{3}[ -]\d{3}", 10, 0.85, checksums.phn_bc),
    _shape("health-card", "CA", r"[A-Z]{4}[ -]?\d{4}[ -]?\d{4}", 12, 1.0, checksums.ramq),
    _shape("ca-sin", "CA", r"\d{3}([ -])\d{3}\1\d{3}", 9, 0.6, checksums.sin),
    _shape("nhi-number", "NZ", r"[A-HJ-NP-Z]{3}\d{4}|[A-HJ-NP-Z]{3}\d{2}[A-HJ-NP-Z]{2}", 7, 0.6, checksums.nhi),
    _shape("aadhaar", "IN", r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}", 12, 1.0, checksums.aadhaar),
    _shape("abha-number", "IN", r"\d{2}-\d{4}-\d{4}-\d{4}", 14, 0.85),
    _shape("pan", "IN", r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]", 10, 0.85),
    _shape("za-id", "ZA", r"\d{6}[ -]?\d{4}[ -]?[0-2]\d{2}", 13, 1.0, checksums.id_za),
    _shape("national-id", "", r"784-\d{4}-\d{7}-\d|\d{5}-\d{7}-\d|\d{2}-\d{9}-\d", 12, 0.85),
    _shape("national-id", "", r"[STFGM]\d{7}[A-Z]", 9, 0.6),
    _shape("ticket-number", "", r"(?:INC|CHG|PRB|REQ|RITM|SCTASK)\d{7,10}", 10, 0.85),
    _shape("code", "", r"[A-Z]{2,4}-\d{2}-\d{4,6}|[A-Z]{2,4}-[A-Z]{1,3}-\d{3,6}|\d{2}-[A-Z]{2}-\d{4,6}", 7, 0.6),
    _shape("long-number", "", r"\d{7,8}(?! ?(?:iu|IU|units?|cells?|copies|people|patients|x)\b)", 7, 0.6, _is_long),
    _shape("vin", "", r"[A-HJ-NPR-Z0-9]{17}", 17, 1.0, checksums.vin),
    _shape("imei", "", r"\d{15}|\d{2}-\d{6}-\d{6}-\d", 15, 0.6, checksums.imei),
    _shape("vehicle-plate", "IN", r"[A-Z]{2}[ -]?\d{2}[ -]?[A-Z]{1,2}[ -]?\d{4}", 9, 0.6),
    _shape("vehicle-plate", "IE", r"\d{3}-(?:C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|T|TN"
        r"|TS|W|WH|WX|WW)-\d{1,6}", 7, 0.85),
)  # fmt: skip
_UDI: Final = re.compile(
    r"\(01\)\s?(\d{14})(?:\((?:11|17)\)\d{6}|\(10\)[\w.-]{1,20})*(?:\(21\)[\w.-]{1,20})?"
    r"|\+[A-Z]\d{3}[A-Z0-9]{2,20}/[$\w/+.-]{4,90}"
)
_DICOM: Final = re.compile(r"(?<![\w.])[0-2](?:\.(?:0|[1-9]\d*)){6,}(?![\w.]*\w)")
_VEHICLE: Final = re.compile(
    r"\b(?:plates?|rego?|registration|car|van|truck|lorry|pickup|motorbike|motorcycle|bike|scooter|taxi|cab"
    r"|minibus|bus|"
    r"matatu|suv|vehicle|driving (?:a|an|the|his|her)|parked|boda|tractor|trailer|hatchback|saloon|sedan|moto|"
    r"(?:silver|white|black|red|blue|grey|gray|green|yellow) [a-z]+)\b[^.!?\n]{0,24}[\s(,]$"
)
_PLATE: Final = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{3,4} ?[A-Z]?"
    r"|[A-Z]{2} ?\d{3}[ -]\d{3}|"
    r"[A-Z]{1,2} ?\d{3} ?[A-Z]{1,2}|\d[A-Z]{3}\d{3}|[A-Z]{2} ?\d{2} ?[A-Z]{2}(?: ?(?:GP|ZN|WP|EC|NC|FS|LP|MP|NW))?|"
    r"[A-Z]{2}\d{1,2} ?[A-Z] ?[A-Z]?)(?![A-Za-z0-9-])"
)
#: Plates by choice: any word in capitals that is said to be one.
_CHOSEN_PLATE: Final = re.compile(
    r"(?<![\w-])(?P<plate>[A-Z]{5,8}|(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{4,8})(?= (?:number ?)?plates?\b)"
    r"|\b(?:[Pp]lates?|[Rr]ego|[Ll]icen[cs]e plate)(?: (?:is|was|reads?|says?|saying|reading))? ?[:\"“'‘]? ?"
    r"(?P<said>(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3,8}(?: [A-Z0-9]{2,4})?)(?![\w-])"
)


def find_shapes(text: str, lowered: str, clusters: list[Cluster], regions: frozenset[str]) -> list[Mention]:
    """Numbers known by shape and check digit, of the regions wanted; vehicle plates where a vehicle is spoken of."""
    found: list[Mention] = []
    for cluster in clusters:
        for shape in _SHAPES:
            if shape.size > cluster.size or (shape.region and shape.region not in regions):
                continue
            for match in shape.pattern.finditer(text, cluster.start, cluster.end):
                if shape.check is None or shape.check(bare(match.group())):
                    found.append(_mention(match, shape.score, shape.label))
        for match in _PLATE.finditer(text, cluster.start, cluster.end):
            if _VEHICLE.search(lowered, max(0, match.start() - 48), match.start()):
                found.append(_mention(match, 0.85, "vehicle-plate"))
    if "(01)" in text or "+" in text:
        for match in _UDI.finditer(text):
            if match.group(1) is None or checksums.gs1(match.group(1)):
                found.append(_mention(match, 1.0 if match.group(1) else 0.85, "device-udi"))
    if text.count(".") >= 6:
        found.extend(_mention(match, 0.85, "dicom-uid") for match in _DICOM.finditer(text))
    return found


def find_chosen_plates(text: str, lowered: str) -> list[Mention]:
    """Plates that are words ("the WALLABY plates"), which no shape gives away; they are written in capitals."""
    if "plate" not in lowered and "rego" not in lowered:
        return []
    found = []
    for match in _CHOSEN_PLATE.finditer(text):
        start, end = match.span("plate") if match.group("plate") else match.span("said")
        found.append(Mention(start, end, "idno", 0.85, source="format", label="vehicle-plate"))
    return found


def _mention(match: re.Match[str], score: float, label: str) -> Mention:
    return Mention(*match.span(), "idno", score, source="format", label=label)

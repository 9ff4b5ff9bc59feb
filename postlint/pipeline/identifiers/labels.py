"""The words that announce a number, and what they announce.

Three sorts. A *firm* label announces a number by itself ("MRN 0042"). A *loose* one is an everyday word: it needs a
sign ("case no.", "ref:", "account #") or a value that is plainly a code. A *public* label announces a number that is
never a person's ("lot 7B203", "ethics ref 24/118"); such a number is set aside, so that nothing else takes it.
Fragments are regular expressions over lower-case text in which a blank stands for an optional blank or hyphen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from . import checksums

Sort = Literal["firm", "loose", "public"]

_NO: Final = r"(?:no\b\.?|nos\b\.?|nr\b\.?|num\b\.?|numbers?|#|id\b)"
_FIRM: Final[dict[str, str]] = {
    # records
    "mrn": rf"mrns?|m\.r\.n\.?|mr {_NO}|med(?:ical)? rec(?:ord)?s?(?: {_NO})?|emr {_NO}|ehr {_NO}",
    "hospital-number": rf"hosp(?:ital)?\.? {_NO}|unit record(?: {_NO})?|ur {_NO}|urn|uhid|mrd|cr {_NO}|nhn|fin|csn|"
    rf"ip {_NO}|op {_NO}|opd {_NO}|ipd {_NO}|folder {_NO}|chart {_NO}|patient {_NO}|patient identifier|pt {_NO}|pid|"
    rf"encounter {_NO}|visit {_NO}|wristbands?(?: {_NO})?|epic {_NO}",
    # national health and identity numbers
    "nhs-number": rf"nhs {_NO}|nhs",
    "chi-number": rf"chi {_NO}|chi",
    "hc-number": rf"h&c(?: {_NO})?|hcn|h and c {_NO}|health and care {_NO}",
    "uk-nino": rf"ni {_NO}|nino|national insurance(?: {_NO})?",
    "us-ssn": rf"ssns?|ss {_NO}|ss#|social security(?: {_NO})?|social(?= is\b| ending| #|:)|soc sec(?: {_NO})?",
    "us-mbi": rf"mbi|medicare beneficiary(?: (?:identifier|{_NO}))?",
    "medicare-number": rf"medicare(?: card)?(?: {_NO})|medicare",
    "medicaid-number": rf"medicaid(?: {_NO})?",
    "health-card": rf"health ?card(?: {_NO})?|ohip(?: {_NO})?|ramq(?: {_NO})?|phn|msi|mcp|ahcip(?: {_NO})?|"
    rf"health insurance {_NO}|personal health {_NO}|care ?card(?: {_NO})?|gms(?: {_NO})?|medical card(?: {_NO})?",
    "ihi": r"ihi",
    "dva-number": rf"dva(?: file)? {_NO}|dva",
    "tax-file-number": r"tfn|tax file(?: (?:no\.?|number))?|itin",
    "ppsn": rf"ppsn|pps(?: {_NO})?",
    "nhi-number": rf"nhi(?: {_NO})?",
    "ca-sin": rf"social insurance(?: {_NO})?|sin {_NO}",
    "aadhaar": rf"aad?ha+r(?: card)?(?: {_NO})?|uidai",
    "abha-number": rf"abha(?: {_NO})?|health id",
    "pan": rf"pan (?:card )?{_NO}|pan card",
    "voter-id": rf"voter(?: card)? {_NO}|epic {_NO}",
    "national-id": rf"id (?:no\b\.?|number)|identity {_NO}|national id(?:entity)?(?: {_NO})?|nric|mykad|hkid|cnic|"
    rf"philhealth(?: {_NO})?|emirates id|eid|curp|codice fiscale|cpr {_NO}|id card(?: {_NO})?|south african id"
    rf"|bvn|nin {_NO}",
    "passport": rf"passports?(?: {_NO})?",
    "driving-licence": rf"driv(?:er|ing)'?s? licen[cs]e(?: {_NO})?|licen[cs]e {_NO}|dl {_NO}|dln",
    "access-code": r"key ?safe(?: code)?|(?:door|gate|alarm) code",
    # laboratory and pharmacy
    "accession-number": rf"accession(?: {_NO})?|acc #|acc {_NO}",
    "specimen-number": rf"(?:specimen|sample|biopsy|path(?:ology)?|histo(?:logy)?|slide|lab(?:oratory)?) {_NO}",
    "prescription-number": rf"(?:prescription|script|rx) {_NO}|rx#?",
    # insurance
    "insurance-number": rf"(?:policy|member(?:ship)?|subscriber|beneficiary|insurance|group|payer|plan) {_NO}|"
    rf"acc claim(?: {_NO})?|wsib claim(?: {_NO})?",
    "claim-number": rf"claims? {_NO}",
    "authorization-number": rf"prior auth(?:ori[sz]ation)?(?: {_NO})?|pre auth(?:ori[sz]ation)?(?: {_NO})?"
        rf"|auth {_NO}",
    # things
    "vin": r"vin|vehicle identification(?: number)?|chassis (?:no\.?|number)|frame (?:no\.?|number)",
    "imei": r"imei",
    "device-serial": rf"s/n|serial {_NO}|ser\.? {_NO}|device {_NO}|device serial|implant serial|microchip(?: {_NO})?|"
    rf"asset (?:tag|{_NO})|udi",
    # clinicians' own
    "clinician-registration": rf"gmc(?: {_NO})?|nmc(?: (?:pin|{_NO}))?|gphc(?: {_NO})?|hcpc(?: {_NO})?|npi|"
    rf"dea {_NO}|ahpra(?: {_NO})?|(?:mci|smc|nmr|council) reg(?:istration)?\.?(?: {_NO})?|imc {_NO}|gosc|"
    rf"state licen[cs]e(?: {_NO})?|dha licen[cs]e(?: {_NO})?|prescriber {_NO}|provider {_NO}",
}  # fmt: skip
_LOOSE: Final[dict[str, str]] = {
    "record-number": r"records?|charts?|folder|file|case|episode|encounter|patient|pt|notes?|cycle|ur|ip|op",
    "card-number": r"card|health board|token|wristbands?|band|badge|bracelet|bib|bus pass|pass|slip|barcode"
        r"|label|tag",
    "ticket-number": r"tickets?|incident|event|run|cad|prf|epcr|complaint|datix|request|enquiry|job",
    "reference-number": r"(?:our |your |crime |police |case |complaint |booking |claim )?ref(?:erence)?s?|docket"
        r"|number|no|#",
    "accession-number": r"acc",
    "specimen-number": r"specimens?|samples?|lab|biopsy|pathology|histology|slide",
    "order-number": r"orders?|requisition|study|reports?|referral",
    "claim-number": r"claims?",
    "insurance-number": r"policy|member|subscriber|beneficiary|insurance|insurer|group|mutuelle|certificate|scheme",
    "authorization-number": r"auth(?:ori[sz]ation)?",
    "prescription-number": r"prescriptions?|script",
    "booking-number": r"bookings?|appointments?|appt|reservation|confirmation|pnr",
    "account-number": r"accounts?|acc?t|a/c|invoices?|inv|bills?|receipts?|statement|order of payment"
        r"|transaction|txn|"
    r"bank account|sort code|routing|iban|card ending|upi|paybill|till",
    "device-serial": r"serials?|pacemaker|defibrillator|icd|pump|implant|device|sensor|meter|machine|unit"
        r"|monitor|cochlear|sn",
    "vehicle-plate": r"(?:number |licen[cs]e |car )?plates?|rego?|registration|licen[cs]e tag|tags?(?= says?\b)",
    "person-number": r"student id|student|employee|payroll|staff|roll|prisoner|inmate|service|id|participants?"
        r"|subject|family|reg",
    "national-id": r"ic|cpr|pan|nin|sin|dni",
}  # fmt: skip
_PUBLIC: Final = (
    r"p/n|(?:lot|batch|model|part|catalog(?:ue)?|item|version|firmware|build|software|ver|series) (?:no\.?"
    r"|numbers?|#|code)?|"
    r"dois?|pmc?ids?|isbn(?: 1[03])?|issn|arxiv|nct|isrctn|actrn|prospero|crd|eudract|ctri|orcid(?: id)?|"
    r"(?:ethics|irb|hrec|reb|iras|iec|nhrc|trial|protocol|grants?|awards?|project|funding|research)(?: committee)?"
    r"(?: (?:approval|registration|reg|ref(?:erence)?|id|no\.?|number|award|grant|file|#))*|rec ref(?:erence)?|"
    r"(?:abstract|poster|paper|article|table|figure|fig|page|pages|chapter|vol(?:ume)?|issue|slide deck)"
    r"(?: (?:no\.?|number|#|id))?|"
    r"(?:icd(?: ?1[01])?(?: cm)?|snomed(?: ct)?|loinc|cpt|opcs|atc|ndc|hcpcs|drg)(?: codes?)?(?= [a-z]?\d)|"
    r"(?:charity|company|vat|abn|acn|ein|registered charity|nonprofit|npo|rc) ?(?:no\.?|number|registration|#)*|"
    r"registered (?:charity|company)(?: (?:no\.?|number))?|(?:promo|discount|coupon|voucher|cpd|cme|access|zip"
    r"|post|dial|"
    r"area|country|error|product|job|course|module|quote|gifted|use) ?code|zoom(?: (?:id|meeting))?|meeting id"
    r"|webinar id|"
    r"passcode|password|pin code|(?:case|room|bed|bay|ward|clinic|suite|flat|unit|floor|gate|flight|bus|route|line|"
    r"track|lane|exit|level|grade|stage|phase|step|question|lesson|season|week|day) (?:series|study|report|of the)"
)
_EXTRA: Final = re.compile(r"(?<!\[) ")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label announces."""

    name: str
    sort: Sort


_TABLE: Final[tuple[Label, ...]] = (
    Label("public", "public"),
    *(Label(name, "firm") for name in _FIRM),
    *(Label(name, "loose") for name in _LOOSE),
)


#: Labels that an everyday word gives.
LOOSE_NAMES: Final = frozenset(_LOOSE)


def _compile() -> re.Pattern[str]:
    fragments = (_PUBLIC, *_FIRM.values(), *_LOOSE.values())
    groups = "|".join(f"({_EXTRA.sub('[ -]?', fragment)})" for fragment in fragments)
    return re.compile(rf"(?<![^\W_])(?<![@/.'-])(?:{groups})(?![^\W\d_])(?!['@])")


#: Finds labels in lower-case text; :func:`label_of` tells which.
LABELS: Final = _compile()


def label_of(match: re.Match[str]) -> Label:
    """The label that a match of :data:`LABELS` is."""
    return _TABLE[(match.lastindex or 1) - 1]


#: Check digits by label; a number that fits its label's is beyond doubt.
CHECKS: Final = {
    "nhs-number": (checksums.nhs,),
    "chi-number": (checksums.chi,),
    "hc-number": (checksums.nhs,),
    "ppsn": (checksums.ppsn,),
    "nhi-number": (checksums.nhi,),
    "medicare-number": (checksums.medicare_au,),
    "health-card": (checksums.ohip, checksums.phn_bc, checksums.ramq),
    "ihi": (checksums.ihi_au, checksums.ihi_ie),
    "ca-sin": (checksums.sin,),
    "tax-file-number": (checksums.tfn,),
    "aadhaar": (checksums.aadhaar,),
    "national-id": (checksums.id_za,),
    "person-number": (checksums.id_za,),
    "vin": (checksums.vin,),
    "imei": (checksums.imei,),
}

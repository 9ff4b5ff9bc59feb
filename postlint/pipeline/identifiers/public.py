"""Codes that are never a person's: papers, trials, classifications, guidelines, versions, quantities."""

from __future__ import annotations

import re
from typing import Final

from .stretches import near_numbers

_PUBLIC: Final = re.compile(
    r"\b10\.\d{4,9}/[^\s\"<>]+"  # DOI
    r"|\bpm(?:c)?(?:id)?:?\s?#?\d{5,9}\b|\b(?:pubmed|medline)\s?(?:id)?:?\s?\d{5,9}\b"
    r"|\bisbn(?:-?1[03])?:?\s?[\d -]{9,16}[\dx]\b|\b97[89][- ]\d[\d -]{8,13}\d\b|\bissn:?\s?\d{4}-\d{3}[\dx]\b"
    r"|\bnct[ :-]?\d{8}\b|\bisrctn[ :-]?\d{8}\b|\bactrn[ :-]?\d{14}p?\b|\bctri/\d{4}/\d\d/\d{6}\b|\bchictr[-\w]+\b"
    r"|\bdrks\d{8}\b|\bumin\d{9}\b|\bjrcts?\d{10}\b|\bpactr\d{15,16}\b|\bcrd ?\d{8,14}\b"
    r"|\b(?:eudra)?ct:? ?(?:no\.? )?20\d\d-\d{6}-\d\d(?:-\d\d)?\b"
    r"|\b20\d\d-\d{6}-\d\d(?:-\d\d)?\b"
    r"|\b000[09]-\d{4}-\d{4}-\d{3}[\dx]\b"  # ORCID
    r"|\barxiv:?\s?\d{4}\.\d{4,5}\b"
    r"|\b(?:ng|cg|ta|qs|ipg|mtg|dg|hst|nice|sign)\s?\d{1,4}\b(?!-)"
    r"|\bicd-?1[01](?:-?cm)?:?\s?[a-z]\d\d(?:\.\w{1,4})?\b|\b[a-tv-z]\d\d\.\d{1,4}[a-z]?\b"
    r"|\bv(?:ersion)?\.? ?\d+(?:\.\d+){1,4}\b"
    r"|\b(?:iso|iec|en|bs|astm|nfpa|ansi)[ -/]?\d{3,6}(?:[-:]\d{1,4})*\b"
    r"|[$\u00a3\u20ac\u20b9\u00a5]\s?\d[\d,. ]*\d|\b(?:usd|eur|gbp|inr|kes|aed|rs\.?|ngn|zar)\s?\d[\d,.]*\d"
    r"|\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b"
    r"|\b(?:n|p|or|hr|rr|ci)\s?[=<>]\s?[\d.]+"
)


def find_public(lowered: str) -> list[tuple[int, int]]:
    """Where such codes stand."""
    return [
        match.span() for start, end in near_numbers(lowered, 20, 64) for match in _PUBLIC.finditer(lowered, start, end)
    ]

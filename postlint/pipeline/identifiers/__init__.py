"""Identifiers by format: record numbers, national numbers, phones, addresses, handles, vehicles and devices.

Whose an identifier is, is decided elsewhere. What never is a person's (a DOI, a trial's number, a dose) is left out;
numbers printed for everybody (999, 988) are reported with the label ``helpline``.
"""

from .finder import ALL, IdentifierFinder

__all__ = ["ALL", "IdentifierFinder"]

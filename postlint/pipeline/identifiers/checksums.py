"""Check digits of national numbers, vehicles and devices.

Each function takes the number without separators, upper case, and tells whether its check digit fits; a string of the
wrong shape does not. Sources: ISO/IEC 7812 (Luhn), Verhoeff 1969, NHS Data Dictionary, Revenue (PPSN), HISO 10046
(NHI), AIHW METeOR 270101 (Medicare card), 49 CFR 565 (VIN).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_VERHOEFF_PRODUCT: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_SHIFT: Final = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
#: Letters of an NHI: I and O are left out, A counts one.
_NHI_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_VIN_VALUES: Final = {
    **{str(n): n for n in range(10)},
    **{char: int(value) for char, value in zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True)},
}  # fmt: skip
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_SEPARATORS: Final = re.compile(r"[^A-Za-z0-9]+")


def bare(text: str) -> str:
    """``text`` without separators, in upper case."""
    return _SEPARATORS.sub("", text).upper()


def luhn(number: str) -> bool:
    """Mod 10 with every second digit doubled."""
    if not number.isdecimal():
        return False
    total = sum(int(digit) for digit in number[-1::-2])
    total += sum((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(digit)] for digit in number[-2::-2])
    return total % 10 == 0


def verhoeff(number: str) -> bool:
    """The dihedral check of Aadhaar."""
    if not number.isdecimal():
        return False
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_VERHOEFF_PRODUCT[check][int(_VERHOEFF_SHIFT[place % 8][int(digit)])])
    return check == 0


def nhs(number: str) -> bool:
    """NHS, CHI and Health and Care numbers: ten digits, mod 11 with weights 10 to 2."""
    if len(number) != 10 or not number.isdecimal() or len(set(number)) == 1:
        return False
    check = -sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)) % 11
    return check == int(number[9])


def chi(number: str) -> bool:
    """A CHI number: an NHS check digit, and a birthday in its first six digits."""
    return nhs(number) and 1 <= int(number[:2]) <= 31 and 1 <= int(number[2:4]) <= 12


def ppsn(number: str) -> bool:
    """Seven digits and a check letter, mod 23; a second letter counts nine times."""
    if not re.fullmatch(r"\d{7}[A-W][A-IW]?", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:7], range(8, 1, -1), strict=True))
    if len(number) == 9 and number[8] != "W":
        total += 9 * (ord(number[8]) - 64)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == number[7]


def nhi(number: str) -> bool:
    """Old (AAA0000, mod 11) and new (AAA00AA, mod 24) National Health Index numbers."""
    if not re.fullmatch(r"[A-HJ-NP-Z]{3}\d{2}(?:\d{2}|[A-HJ-NP-Z]{2})", number):
        return False
    values = [int(char) if char.isdecimal() else _NHI_LETTERS.index(char) + 1 for char in number]
    total = sum(value * weight for value, weight in zip(values, range(7, 1, -1), strict=False))
    if number[6].isdecimal():
        rest = total % 11
        return rest != 0 and (11 - rest) % 10 == values[6]
    return 24 - total % 24 == values[6]


def medicare_au(number: str) -> bool:
    """Ten digits and perhaps the person's line on the card; the ninth digit checks the first eight."""
    if not re.fullmatch(r"[2-6]\d{9}[1-9]?", number):
        return False
    return sum(int(d) * w for d, w in zip(number, (1, 3, 7, 9, 1, 3, 7, 9), strict=False)) % 10 == int(number[8])


def phn_bc(number: str) -> bool:
    """British Columbia's personal health number: ten digits that begin with 9, mod 11."""
    if not re.fullmatch(r"9\d{9}", number):
        return False
    rest = 11 - sum(int(d) * w % 11 for d, w in zip(number[1:9], (2, 4, 8, 5, 10, 9, 7, 3), strict=True)) % 11
    return rest == int(number[9])


def ihi_ie(number: str) -> bool:
    """The Irish Individual Health Identifier: eighteen digits from 539, GS1 mod 10."""
    return bool(re.fullmatch(r"539\d{15}", number)) and gs1(number)


def ihi_au(number: str) -> bool:
    """The Australian Individual Healthcare Identifier: sixteen digits from 800360, Luhn."""
    return bool(re.fullmatch(r"800360\d{10}", number)) and luhn(number)


def gs1(number: str) -> bool:
    """The mod 10 of bar codes: weights 3 and 1 from the right."""
    if not number.isdecimal():
        return False
    return (sum(map(int, number[-1::-2])) + 3 * sum(map(int, number[-2::-2]))) % 10 == 0


def id_za(number: str) -> bool:
    """A South African identity number: a birthday, thirteen digits, Luhn."""
    if not re.fullmatch(r"\d{10}[0-2]\d{2}", number) or not luhn(number):
        return False
    return _is_day(2000 + int(number[:2]), int(number[2:4]), int(number[4:6]))


def ramq(number: str) -> bool:
    """Québec's health card: four letters and a birthday, 50 added to a woman's month. Its check digit is not public."""
    if not re.fullmatch(r"[A-Z]{4}\d{8}", number):
        return False
    return _is_day(2000 + int(number[4:6]), int(number[6:8]) % 50, int(number[8:10]))


def vin(number: str) -> bool:
    """A vehicle identification number with the check digit that North America prescribes."""
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", number) or number.isdecimal() or number.isalpha():
        return False
    rest = sum(_VIN_VALUES[char] * weight for char, weight in zip(number, _VIN_WEIGHTS, strict=True)) % 11
    return "0123456789X"[rest] == number[8]


def imei(number: str) -> bool:
    """A mobile device: fifteen digits, Luhn."""
    return len(number) == 15 and luhn(number) and len(set(number)) > 2


def sin(number: str) -> bool:
    """A Canadian social insurance number: nine digits, Luhn, none that begins with 0 or 8."""
    return len(number) == 9 and number[0] not in "08" and luhn(number)


def ohip(number: str) -> bool:
    """Ontario's health card: ten digits, Luhn, and perhaps a version code of one or two letters."""
    return bool(re.fullmatch(r"[1-9]\d{9}[A-Z]{0,2}", number)) and luhn(number[:10])


def tfn(number: str) -> bool:
    """An Australian tax file number of nine digits, mod 11."""
    if len(number) != 9 or not number.isdecimal():
        return False
    return sum(int(d) * w for d, w in zip(number, (1, 4, 3, 7, 5, 8, 6, 9, 10), strict=True)) % 11 == 0


def aadhaar(number: str) -> bool:
    """Twelve digits that begin with 2 to 9, Verhoeff."""
    return bool(re.fullmatch(r"[2-9]\d{11}", number)) and verhoeff(number)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True

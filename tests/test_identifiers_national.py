"""National numbers, cards, vehicles and devices: check digits and shapes."""

from __future__ import annotations

import pytest

from postlint.pipeline.identifiers import IdentifierFinder, checksums


@pytest.fixture(scope="module")
def find() -> IdentifierFinder:
    """A finder for every region."""
    return IdentifierFinder()


# Specimens that their issuers print, or numbers out of ranges that are never issued.
@pytest.mark.parametrize(
    ("check", "good"),
    [
        ("luhn", "79927398713"),
        ("verhoeff", "2363"),
        ("aadhaar", "999999990019"),
        ("nhs", "9990000018"),
        ("nhs", "3200001003"),
        ("chi", "0101019009"),
        ("ppsn", "1234567T"),
        ("ppsn", "1234567FA"),
        ("nhi", "ZZZ0016"),
        ("nhi", "ZZZ00AX"),
        ("nhi", "ALU18KZ"),
        ("medicare_au", "2123456701"),
        ("phn_bc", "9698658215"),
        ("ihi_ie", "539000000000000012"),
        ("ihi_au", "8003600000000015"),
        ("gs1", "00844588003288"),
        ("vin", "1M8GDM9AXKP042788"),
        ("imei", "490154203237518"),
        ("sin", "130692544"),
        ("ohip", "9876543217AB"),
        ("tfn", "123456782"),
        ("id_za", "8001015009087"),
    ],
)
def test_check_digit(check: str, good: str) -> None:
    """Each check takes its specimen and refuses it when one digit that it covers is changed."""
    function = getattr(checksums, check)
    assert function(good)
    digits = [index for index, char in enumerate(good) if char.isdecimal()]
    place = digits[-2] if check != "medicare_au" else digits[3]
    assert not function(good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :])


@pytest.mark.parametrize("check", [name for name in vars(checksums) if not name.startswith("_") and name.islower()])
def test_check_of_anything(check: str) -> None:
    """A check answers for text of any shape."""
    function = getattr(checksums, check)
    if callable(function) and getattr(function, "__module__", "") == checksums.__name__:
        for text in ("", "A", "0", "12345678901234567890", "ABCDEFGHIJKLMNOPQ"):
            assert function(text) in (True, False, text)


def test_checks_agree_with_python_stdnum() -> None:
    """Over a run of numbers our checks say what python-stdnum says."""
    pytest.importorskip("stdnum")
    from stdnum import luhn, verhoeff
    from stdnum.gb import nhs
    from stdnum.ie import pps

    for number in range(4_000_000_000, 4_000_000_060):
        assert checksums.nhs(str(number)) == nhs.is_valid(str(number))
        assert checksums.luhn(str(number)) == luhn.is_valid(str(number))
        assert checksums.verhoeff(str(number)) == verhoeff.is_valid(str(number))
    for letter in "ABCDEFGHIJKLMNOPQRSTUVW":
        assert checksums.ppsn("1234567" + letter) == pps.is_valid("1234567" + letter)


@pytest.mark.parametrize(
    ("text", "value", "label", "score"),
    [
        ("NHS no. 999 000 0018, echo attached", "999 000 0018", "nhs-number", 1.0),
        ("echo of 999 000 0018 attached", "999 000 0018", "nhs-number", 1.0),
        ("NHS 9990000018", "9990000018", "nhs-number", 1.0),
        ("NHS number 999 000 0019 (typed wrongly)", "999 000 0019", "nhs-number", 0.85),
        ("CHI 0101019009", "0101019009", "chi-number", 1.0),
        ("H&C 320 000 1003", "320 000 1003", "hc-number", 1.0),
        ("NI number AB 12 34 56 C", "AB 12 34 56 C", "uk-nino", 1.0),
        ("it said AB123456C", "AB123456C", "uk-nino", 0.85),
        ("SSN 219-09-9999", "219-09-9999", "us-ssn", 1.0),
        ("SSN 219 09 9999", "219 09 9999", "us-ssn", 1.0),
        ("written down: 219-09-9999", "219-09-9999", "us-ssn", 0.85),
        ("she read out 1EG4-TE5-MK73", "1EG4-TE5-MK73", "us-mbi", 0.85),
        ("MBI 1EG4-TE5-MK73", "1EG4-TE5-MK73", "us-mbi", 1.0),
        ("PPS 1234567T", "1234567T", "ppsn", 1.0),
        ("PPSN 1234567FA", "1234567FA", "ppsn", 1.0),
        ("IHI 539000000000000012", "539000000000000012", "ihi", 1.0),
        ("OHIP 9876-543-217 AB", "9876-543-217 AB", "health-card", 1.0),
        ("PHN 9698 658 215", "9698 658 215", "health-card", 1.0),
        ("RAMQ DOEJ 8562 1512", "DOEJ 8562 1512", "health-card", 1.0),
        ("Alberta health card 12345-6789", "12345-6789", "health-card", 0.85),
        ("SIN 130-692-544", "130-692-544", "ca-sin", 1.0),
        ("Medicare 2123 45670 1", "2123 45670 1", "medicare-number", 1.0),
        ("8003 6000 0000 0015", "8003 6000 0000 0015", "ihi", 1.0),
        ("TFN 123 456 782", "123 456 782", "tax-file-number", 1.0),
        ("NHI ZZZ0016", "ZZZ0016", "nhi-number", 1.0),
        ("NHI ZZZ00AX", "ZZZ00AX", "nhi-number", 1.0),
        ("Aadhaar 9999 9999 0019", "9999 9999 0019", "aadhaar", 1.0),
        ("found 9999 9999 0019 in it", "9999 9999 0019", "aadhaar", 1.0),
        ("ABHA 91-1234-5678-9012", "91-1234-5678-9012", "abha-number", 1.0),
        ("PAN ABCPE1234F", "ABCPE1234F", "pan", 1.0),
        ("ID 800101 5009 087", "800101 5009 087", "za-id", 1.0),
        ("card 4111 1111 1111 1111", "4111 1111 1111 1111", "payment-card", 1.0),
        ("GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32", "iban", 1.0),
        ("VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", "vin", 1.0),
        ("IMEI 490154203237518", "490154203237518", "imei", 1.0),
        (
            "(01)00844588003288(17)141120(10)7654321D(21)10987654d321",
            "(01)00844588003288(17)141120(10)7654321D(21)10987654d321",
            "device-udi",
            1.0,
        ),
        ("DEA number AB1234563", "AB1234563", "clinician-registration", 1.0),
        ("NPI 1234567893", "1234567893", "clinician-registration", 1.0),
        ("licence MORGA657054SM9IJ", "MORGA657054SM9IJ", "driving-licence", 0.85),
        ("1.2.840.113619.2.55.3.604688.12.1234567.1", "1.2.840.113619.2.55.3.604688.12.1234567.1", "dicom-uid", 0.85),
    ],
)
def test_national_number(find: IdentifierFinder, text: str, value: str, label: str, score: float) -> None:
    """A number is found with its format's name; a check digit or a label besides the shape leaves no doubt."""
    assert [(text[m.start : m.end], m.label, m.score) for m in find(text)] == [(value, label, score)]


@pytest.mark.parametrize(
    "text",
    [
        "in 000-12-3456 the area is void",
        "found 9999 9999 0018 in it",
        "4111 1111 1111 1112",
        "seen 1M8GDM9AXKP042789",
        "1234567A",
        "8003 6000 0000 0016",
        "(01)00844588003289",
    ],
)
def test_wrong_check_digit_without_label(find: IdentifierFinder, text: str) -> None:
    """Without a label a number of the right shape whose check digit fails is not reported under that name."""
    doubted = {"us-ssn", "aadhaar", "payment-card", "vin", "ppsn", "ihi", "device-udi"}
    assert not doubted & {mention.label for mention in find(text)}


def test_regions_narrow_the_shapes() -> None:
    """A national shape is looked for in its region only; a labelled number everywhere."""
    abroad = IdentifierFinder(["US"])
    assert [m.label for m in abroad("It said AB123456C.")] == []
    assert [m.label for m in abroad("NHS no. 999 000 0018")] == ["nhs-number"]

"""Numbers that a label announces, and what is never anybody's."""

from __future__ import annotations

import pytest

from postlint.pipeline.identifiers import IdentifierFinder


@pytest.fixture(scope="module")
def find() -> IdentifierFinder:
    """A finder for every region."""
    return IdentifierFinder()


def _seen(find: IdentifierFinder, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.label) for m in find(text)]


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("MRN 00482913, old films?", "00482913", "mrn"),
        ("MRN: A-00-12345.", "A-00-12345", "mrn"),
        ("m.r.n. 4471982 today", "4471982", "mrn"),
        ("her MRN is 4471982.", "4471982", "mrn"),
        ("the MRN for this man was 4471982", "4471982", "mrn"),
        ("MRN #4471982", "4471982", "mrn"),
        ("MRN 4471982 58M with chest pain", "4471982", "mrn"),
        ("medical record number 00-44-71", "00-44-71", "mrn"),
        ("hosp no 123456B", "123456B", "hospital-number"),
        ("hospital number K0918820.", "K0918820", "hospital-number"),
        ("UHID VC/22871", "VC/22871", "hospital-number"),
        ("MRD 2204810", "2204810", "hospital-number"),
        ("folder no. 15286/23 on Ward C", "15286/23", "hospital-number"),
        ("the wristbands were 7714230", "7714230", "hospital-number"),
        ("record #4471-22", "4471-22", "record-number"),
        ("case ref ABX/2291/24", "ABX/2291/24", "record-number"),
        ("logs for this case are under PC-25-08812.", "PC-25-08812", "record-number"),
        ("UR 0388412, fixing it", "0388412", "record-number"),
        ("file 2019/8834", "2019/8834", "record-number"),
        ("claim no. CLM-2024-00912", "CLM-2024-00912", "claim-number"),
        ("your claim DX-77120 was denied", "DX-77120", "claim-number"),
        ("ticket INC0012345", "INC0012345", "ticket-number"),
        ("incident NEOC 3695028, trolley", "NEOC 3695028", "ticket-number"),
        ("accession CT24-55108", "CT24-55108", "accession-number"),
        ("specimen MB/24/03318 grew", "MB/24/03318", "specimen-number"),
        ("lab no. H-40721", "H-40721", "specimen-number"),
        ("order 88-35609 please", "88-35609", "order-number"),
        ("policy number 7781-2204-91", "7781-2204-91", "insurance-number"),
        ("member W3598 62061 01", "W3598 62061 01", "insurance-number"),
        ("prior auth no H7730-2219", "H7730-2219", "authorization-number"),
        ("Rx 4471820 is ready", "4471820", "prescription-number"),
        ("booking TRV-9356280", "TRV-9356280", "booking-number"),
        ("invoice 55190 is due", "55190", "account-number"),
        ("acct 30-77812", "30-77812", "account-number"),
        ("student ID 330418", "330418", "person-number"),
        ("Pacemaker serial RNP402117 replaced after 14 years!", "RNP402117", "device-serial"),
        ("s/n MGC-352-917806", "MGC-352-917806", "device-serial"),
        ("ICD serial RVT 881-4402, shocked", "RVT 881-4402", "device-serial"),
        ("passport no. NX5550318", "NX5550318", "passport"),
        ("driver's license D1234567", "D1234567", "driving-licence"),
        ("key safe C4471", "C4471", "access-code"),
        ("plate AB12 CDE", "AB12 CDE", "vehicle-plate"),
        ("parked his silver Astra, YK17 BVD is clamped", "YK17 BVD", "vehicle-plate"),
        ("White Hilux, rego KXD417", "KXD417", "vehicle-plate"),
        ("GMC 7719402", "7719402", "clinician-registration"),
        ("Medicaid ID 1234567890A", "1234567890A", "medicaid-number"),
        ("DVA file no. QX123456", "QX123456", "dva-number"),
    ],
)
def test_labelled_number(find: IdentifierFinder, text: str, value: str, label: str) -> None:
    """A number is found with the name of what its label announces, and without the label."""
    assert _seen(find, text) == [(value, label)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4471982 is his MRN", "4471982"),
        ("00482913 (MRN)", "00482913"),
        ("0442917 = MRN", "0442917"),
        ("A-00-12345 was the patient's MRN", "A-00-12345"),
    ],
)
def test_label_after_the_number(find: IdentifierFinder, text: str, value: str) -> None:
    """A label that follows its number announces it too."""
    assert _seen(find, text) == [(value, "mrn")]


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("MRN four four seven one nine eight two today", "four four seven one nine eight two", "mrn"),
        ("MRN 4-4-7-1-9-8", "4-4-7-1-9-8", "mrn"),
        ("number A 7 7 1 2 F K, the one", "A 7 7 1 2 F K", "reference-number"),
        (
            "NHS no is four-eight-five, triple seven, three-four-five-six, surname",
            "four-eight-five, triple seven, three-four-five-six",
            "nhs-number",
        ),
        ("acc# is one one seven dash four four oh two.", "one one seven dash four four oh two", "accession-number"),
        ("MRN\n20\n44\n81\n- 7", "20\n44\n81\n- 7", "mrn"),
    ],
)
def test_number_written_to_dodge(find: IdentifierFinder, text: str, value: str, label: str) -> None:
    """Words for digits, digits apart and digits broken over lines are one number."""
    assert _seen(find, text) == [(value, label)]


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("last 4 of SSN 6789", "6789", "us-ssn-last-four"),
        ("Aadhaar ending 6938", "6938", "aadhaar-ending"),
        ("account ending in 0921", "0921", "account-number-ending"),
        ("NRIC ends 417D", "417D", "national-id-ending"),
    ],
)
def test_part_of_a_number(find: IdentifierFinder, text: str, value: str, label: str) -> None:
    """The last digits of a number are an identifier where they are said to be that."""
    assert _seen(find, text) == [(value, label)]


def test_numbers_in_a_row_share_their_label(find: IdentifierFinder) -> None:
    """What stands after a labelled number and is written alike is another one."""
    assert _seen(find, "serial numbers MN-448102 and MN-448103.") == [
        ("MN-448102", "device-serial"),
        ("MN-448103", "device-serial"),
    ]
    assert _seen(find, "MRN 4471982 and 12 others") == [("4471982", "mrn")]


@pytest.mark.parametrize(
    "text",
    [
        "DOI 10.5555/abc.123, https://doi.org/10.5555/abc.123",
        "PMID 32870160 is worth your time.",
        "ISBN 978-0-306-40615-7",
        "Trial registration: NCT01234567.",
        "ISRCTN90017733",
        "CTRI/2022/07/990413",
        "ICD-10 E11.9, code M54.50",
        "NICE NG28 and CG191, TA1023",
        "My ORCID: 0000-0002-1825-0097",
        "Recall: lot 7B203 of this inhaler",
        "batch no. K7730",
        "model AB1234",
        "ethics ref 24/CAR/118",
        "grant number IHSTF-2020-044",
        "registered charity 1159368",
        "company no. 11904427",
        "version 7.4.2, firmware v10.4.2.1",
        "ISO 13485:2016",
        "It costs $4,500, or GBP 12000",
    ],
)
def test_never_a_persons(find: IdentifierFinder, text: str) -> None:
    """Papers, trials, codes, guidelines, lots, versions and prices are not reported."""
    assert _seen(find, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The study of 12345 patients ran from 2019 to 2020.",
        "Case 3 of 12 was the worst.",
        "claims 12000 lives a year",
        "BP 120/80, HR went to 111, temp 101.",
        "HbA1c 48 mmol/mol (6.5%), ferritin 1234.",
        "SARS-CoV-2, H5N1, BRCA1",
        "We meet at 14:30 in room 214, bed 12.",
        "n=1234, p<0.0001, 95% CI 1.02-1.55",
        "5,000,000 doses, 1000000 more",
        "Take 1-2 tablets, 10-15 mg, order 500 mg.",
        "a record high of 10,432",
        "group 2 disease",
        "12/03/2024, 2024-03-12",
        "24/7 shifts, 365 days",
        "ratio 3:1, score 15/15",
        "20000 steps",
        "the 2018-2019 season",
        "Reg 2024 is out.",
        "one two three four five six seven",
        "My NHS pay was cut by 3000 in 2023",
        "participants 1001 to 1020",
        "sertraline 50-100-150-200 mg",
        "MK-3475 and ABT-263",
        "Medicare for 65 million people",
        "vitamin D 10000 IU",
        "the policy of 2015",
        "card 10 of 52",
        "insurance covers 3000",
        "x100 magnification, x2000",
        "the 1918 pandemic",
        "passport to health 2030",
        "pass. ILAE 2022",
        "20240312",
        "We saw 1500 cases, 340 deaths",
        "a 5k run",
        "ages 18-65 (n=1,024)",
        "Episode 142",
        "In file 3 of 4",
        "plate 12 of the atlas",
        "the MRN field is empty",
    ],
)
def test_ordinary_numbers(find: IdentifierFinder, text: str) -> None:
    """Counts, dates, doses, results and scores are no identifiers."""
    assert _seen(find, text) == []


def test_position_and_provenance(find: IdentifierFinder) -> None:
    """A mention holds the number alone, is an idno, and says that a format found it."""
    text = "Old notes. MRN: 00482913; seen twice."
    (mention,) = find(text)
    assert (mention.start, mention.end) == (16, 24)
    assert (mention.kind, mention.source, mention.score) == ("idno", "format", 0.85)


def test_unknown_region_is_refused() -> None:
    """A region that no format is known for is an error, not silence."""
    with pytest.raises(ValueError, match="unknown regions: XX"):
        IdentifierFinder(["US", "XX"])

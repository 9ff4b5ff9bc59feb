"""Names that a draft calls a patient's in so many words."""

from __future__ import annotations

import pytest

from postlint import Linter
from postlint.annotation import Mention
from postlint.pipeline.called import called_patients


@pytest.mark.parametrize(
    ("text", "patient"),
    [
        ("Our patient Colgan, 81, died on Monday.", True),
        ("My favourite patient, Mrs Colgan, is home.", True),
        ("RIP Colgan, our patient for forty years.", True),
        ("Colgan (81), one of our oldest patients, is home.", True),
        ("Colgan, 81, whose hip we mended, is home.", True),
        ("Colgan, whom we treated for years, is home.", True),
        ("Colgan, whose book we read, is home.", False),
        ("Our patient advocate Colgan is on leave.", False),
        ("Ask Colgan, our patient liaison, for help.", False),
        ("Dr Colgan looked after our patient.", False),
        ("A patient of Dr Colgan is home.", False),
    ],
)
def test_who_is_called_a_patient(text: str, patient: bool) -> None:
    """Only a name right beside the words, and nobody who works for patients."""
    start = text.index("Colgan")
    (mention,) = called_patients(text, [Mention(start, start + 6, "name", whose=(0.01, 0.5, 0.49))])
    assert (mention.patient > 0.5) is patient


def test_a_named_patient_blocks(linter: Linter) -> None:
    """However harmless the encoder takes the post for."""
    report = linter.check("Our patient Bernie Colgan, 81, died on Monday. Forty years of jokes.")
    assert report.verdict == "block"
    assert "patient-name" in {f.rule for f in report.findings}

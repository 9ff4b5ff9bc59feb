"""Language: what is not in English is never called clean, and English in any of its clothes is read as English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from postlint import Linter
from postlint.cli import cli
from postlint.pipeline.language import foreign_parts, language_name, other_language

NOT_ENGLISH = {
    "es": "La consulta estará cerrada el lunes porque pintamos la sala de espera. Volvemos el martes.",
    "fr": "Le cabinet sera fermé lundi, nous revenons mardi matin avec du café pour tout le monde.",
    "de": "Am Montag bleibt die Praxis geschlossen, weil das Wartezimmer gestrichen wird.",
    "nl": "Wij zijn morgen gesloten. In het weekend is er geen arts en maandag zijn we er weer.",
    "pl": "Jutro przychodnia będzie nieczynna z powodu remontu windy.",
    "tl": "Sarado po ang klinika bukas dahil may pintura sa silid-hintayan, balik po kayo sa Martes.",
    "ru": "Завтра клиника закрыта, приходите во вторник утром.",
    "ar": "العيادة مغلقة غدا بسبب طلاء غرفة الانتظار",
    "ja": "明日は休診です。火曜日の朝にまたお越しください。",
    "hi": "कल क्लिनिक बंद रहेगा, मंगलवार को फिर आइए।",
}
ENGLISH = [
    "We are closed on Monday, back on Tuesday.",
    "Sats 82. NRB. Anaesthetics fast bleeped.",
    "RHEUMATOLOGY CLINIC MOVED TO LEVEL 3",
    "Una good morning o! Clinic dey open from eight today, bring your card.",
    "Mi seh drink water, likkle more.",
    "So proud of our team at Klinikum Freudenau, Herzlichen Glückwunsch to Dr Weissmüller!",
    "Celui qu'on appelle le patron is off today, so I get the good chair.",
    "Ki ora whānau, hui on Friday.",
    "#WorldDiabetesDay @practice https://example.org/mañana",
    "BP 120/80, HR 70, SpO2 98%",
    "🎉🎉🎉",
    "Gesundheit!",
    "Rheumatoid arthritis: methotrexate, folic acid, sulfasalazine.",
]


@pytest.mark.parametrize(("code", "text"), NOT_ENGLISH.items())
def test_other_languages_are_told(code: str, text: str) -> None:
    """The whole draft is such, and its language is named."""
    (part,) = foreign_parts(text, ())
    assert (part.start, part.end, part.mainly) == (0, len(text), True)
    assert part.code == code
    assert code not in language_name(code)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english(text: str) -> None:
    """Shorthand, capitals, Pidgin, names and words of other languages, addresses, and nothing at all."""
    assert foreign_parts(text, ()) == ()


def test_a_foreign_draft_is_not_checked(linter: Linter) -> None:
    """Incomplete, blocked and with a reason that quotes nothing; nothing is rewritten in it."""
    text = NOT_ENGLISH["es"]
    report = linter.check(text)
    assert (report.verdict, report.complete, report.exit_status) == ("block", False, 2)
    assert "Spanish" in report.reason
    assert "consulta" not in report.reason
    assert "language-not-checked" in {f.rule for f in report.findings}
    assert all(not f.rewrites for f in report.findings)
    fixed = linter.fix(text, suggested=True)
    assert fixed.text == text
    assert not fixed.report.complete


def test_a_foreign_paragraph_asks_for_a_person(linter: Linter) -> None:
    """The draft was checked; the paragraph was not, and says where it stands."""
    english = (
        "The practice is closed on Monday, since the waiting room is being painted. We are back on Tuesday at nine. "
    )
    text = english * 2 + "\n\n" + NOT_ENGLISH["de"]
    report = linter.check(text)
    assert report.complete
    assert report.verdict == "review"
    (finding,) = [f for f in report.findings if f.rule == "language-not-checked"]
    assert text[finding.start : finding.end] == NOT_ENGLISH["de"]
    assert (finding.family, finding.severity) == ("notice", "warning")


def test_a_policy_without_the_rule_still_fails_closed(linter: Linter) -> None:
    """The law does not hang on a clinic's file."""
    from dataclasses import replace

    rules = tuple(r for r in linter.policy.rules if r.family != "notice")
    report = Linter(replace(linter.policy, rules=rules), linter.model).check(NOT_ENGLISH["pl"])
    assert (report.verdict, report.complete) == ("block", False)


def test_on_the_command_line(tmp_path: Path) -> None:
    """Exit 2, the reason on the page, JSON all the same; the other draft is checked."""
    foreign, english = tmp_path / "a.txt", tmp_path / "b.txt"
    foreign.write_text(NOT_ENGLISH["fr"], encoding="utf-8")
    english.write_text("The kettle in the staff room works again.", encoding="utf-8")
    shown = CliRunner().invoke(cli, [str(foreign), str(english)])
    assert shown.exit_code == 2
    assert "French" in shown.output
    told = CliRunner().invoke(cli, [str(foreign), str(english), "--format", "json"])
    assert told.exit_code == 2
    documents = json.loads(told.stdout)["documents"]
    assert [(d["verdict"], d["complete"]) for d in documents] == [("block", False), ("publish", True)]
    assert "French" in documents[0]["reason"]


@given(st.text(max_size=300), st.lists(st.integers(0, 300), max_size=4))
def test_parts_lie_in_the_text(text: str, breaks: list[int]) -> None:
    """Whatever comes in: positions in order, inside, not blank at their ends."""
    end = 0
    for part in foreign_parts(text, [b for b in breaks if b <= len(text)]):
        assert end <= part.start < part.end <= len(text)
        assert text[part.start : part.end] == text[part.start : part.end].strip()
        end = part.end


@given(st.text(max_size=200))
def test_never_fails(text: str) -> None:
    """A code or nothing."""
    assert isinstance(other_language(text), str)

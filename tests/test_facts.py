"""What the clinic says of itself: its own details are no findings, whoever the model takes them for."""

from __future__ import annotations

from pathlib import Path

import pytest

from postlint import Linter
from postlint.annotation import Mention, Passage
from postlint.errors import PolicyError
from postlint.facts import NO_CLINIC, Clinic, Colleague, Site
from postlint.pipeline.known import own_mentions
from postlint.rulebook import load_policy

CLINIC = Clinic(
    names=("Harbour Clinic",),
    sites=(Site("Norbury site", "14 Quay Road, Norbury", ("Old Mill",)),),
    staff=(
        Colleague("Siobhán Byrne", "Sister", ("sib_byrne",)),
        Colleague("Ali", "porter"),
        Colleague("Mr Anders Holm"),
    ),
    phones=("020 7946 0123", "555-0142"),
    emails=("harbourdesk@mail.example.com",),
    domains=("harbour.example.org",),
    handles=("harbour_clinic",),
)
FACTS = """\
extends: default
policy: {name: Harbour Clinic}
clinic:
  name: Harbour Clinic
  sites:
    - {name: Norbury site, address: "14 Quay Road, Norbury", places: Old Mill}
    - Ferry Lane rooms
  staff:
    - {name: Siobhán Byrne, role: Sister, handles: ["@Sib_Byrne"]}
    - Mr Anders Holm
  phones: [020 7946 0123, +442079460199]
  emails: HarbourDesk@mail.example.com
  domains: [harbour.example.org]
  handles: ["@harbour_clinic"]
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "clinic.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _is_own(text: str, words: str, kind: str, patient: float = 0.9, case: bool = False) -> bool:
    start = text.index(words)
    mention = Mention(start, start + len(words), kind, 0.9, (patient, 1 - patient, 0.0))  # type: ignore[arg-type]
    passages = (Passage(0, len(text), "case", 0.9),) if case else ()
    return own_mentions(CLINIC, text, [mention], passages) == {0}


# --- formats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "own"),
    [
        ("phone", "020 7946 0123", True),
        ("phone", "(020) 79460123", True),
        ("phone", "+44 20 7946 0123", True),
        ("phone", "+44 (0)20 7946 0123", True),
        ("phone", "7946 0123", True),
        ("fax", "02079460123", True),
        ("phone", "oh two oh seven nine four six oh one two three", True),
        ("phone", "(212) 555-0142", True),
        ("phone", "020 7946 0124", False),
        ("phone", "07700 900412", False),
        ("phone", "0123", False),
        ("idno", "0123", False),
        ("email", "nurses@harbour.example.org", True),
        ("email", "Desk (at) harbour (dot) example (dot) org", True),
        ("email", "desk@mail.harbour.example.org", True),
        ("email", "HarbourDesk@mail.example.com", True),
        ("email", "jane.doe@mail.example.com", False),
        ("email", "desk@notharbour.example.org", False),
        ("email", "desk@harbour.example.org.example.net", False),
        ("url", "https://www.harbour.example.org/flu?x=1", True),
        ("url", "harbour.example.org", True),
        ("url", "hxxps://harbour[.]example[.]org/flu", True),
        ("url", "https://network.example/@harbour_clinic", True),
        ("url", "https://harbour.example.org@elsewhere.example/", False),
        ("url", "https://network.example/jane/harbour_clinic", False),
        ("url", "https://elsewhere.example/harbour.example.org", False),
        ("handle", "@Harbour_Clinic", True),
        ("handle", "harbour_clinic", True),
        ("handle", "@harbour_clinic_fan", False),
    ],
)
def test_the_clinics_own_contacts(kind: str, words: str, own: bool) -> None:
    """Told in any form they are the clinic's, in a case and whatever the model thinks; others' never are."""
    assert _is_own(f"Tell us on {words} today.", words, kind, patient=0.99, case=True) is own


@pytest.mark.parametrize(
    ("text", "words", "own"),
    [
        ("Thanks to SISTER BYRNE for the cake.", "BYRNE", True),
        ("Thanks to Sister Byrne's team.", "Sister Byrne's", True),
        ("Ask Dr B. about it.", "B.", True),
        ("Ask Siobhan Byrne about it.", "Siobhan Byrne", True),
        ("Ask Siobhan B. about it.", "Siobhan B.", True),
        ("Ask our porter Ali about it.", "Ali", True),
        ("Ask Mr Holm about it.", "Holm", True),
        ("Ask @sib_byrne about it.", "@sib_byrne", True),
        ("Ask B. about it.", "B.", False),
        ("Ask Mr B. about it.", "B.", False),
        ("Ask Dr C. about it.", "C.", False),
        ("Ask Mrs Ada Byrne about it.", "Ada Byrne", False),
        ("Ask Dr Okafor about it.", "Okafor", False),
        ("Ask Byrne and Okafor about it.", "Byrne and Okafor", False),
    ],
)
def test_a_colleagues_name(text: str, words: str, own: bool) -> None:
    """Whole, or with a title or role: the colleague's outside a case, also where the model thinks of a patient."""
    assert _is_own(text, words, "handle" if "@" in words else "name", patient=0.9) is own


@pytest.mark.parametrize(
    ("text", "kind", "words", "own"),
    [
        ("See us at Harbour Clinic.", "fac", "Harbour Clinic", True),
        ("See us at our Norbury clinic.", "fac", "our Norbury clinic", True),
        ("See us at 14 Quay Road, Norbury.", "loc", "14 Quay Road, Norbury", True),
        ("See us at Quay Road.", "loc", "Quay Road", True),
        ("See us at the Old Mill.", "loc", "the Old Mill", True),
        ("See us at the clinic.", "fac", "the clinic", False),
        ("See us in Road 14.", "loc", "14", False),
        ("See us in Norbury Heights.", "loc", "Norbury Heights", False),
        ("See us in bed 9 at Harbour Clinic.", "fac", "bed 9 at Harbour Clinic", False),
    ],
)
def test_the_clinics_own_places(text: str, kind: str, words: str, own: bool) -> None:
    """A site, an address or part of one; words that many places share are nobody's."""
    assert _is_own(text, words, kind, patient=0.4, case=True) is own


# --- a colleague who is a patient, a town that is a home --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "patient", "case", "own"),
    [
        ("Our porter Ali had his knee done.", "Ali", 0.9, True, False),  # sure, and in a case
        ("Our porter Ali had his knee done.", "Ali", 0.4, True, True),
        ("Our porter Ali brought cake.", "Ali", 0.9, False, True),
        ("So proud of Ali, six months without a seizure!", "Ali", 0.6, False, False),  # one word of a name
        ("Ali brought cake.", "Ali", 0.4, False, True),
        ("Mrs Byrne keeps refusing the pen.", "Byrne", 0.3, False, False),  # as patients are called
        ("Mrs Byrne answers the telephone.", "Byrne", 0.1, False, True),
    ],
)
def test_a_colleague_may_be_a_patient(text: str, words: str, patient: float, case: bool, own: bool) -> None:
    """The less of the name stands there, the sooner the model is believed."""
    assert _is_own(text, words, "name", patient, case) is own


def test_a_colleague_who_is_a_patient_is_one_throughout() -> None:
    """Surely a patient in one sentence, they are left to the model in the others; another colleague is not."""
    text = "Our porter Ali had his knee done. Porter Ali thanks Sister Byrne."
    seen = [
        Mention(text.index("Ali"), text.index("Ali") + 3, "name", 0.9, (0.9, 0.1, 0.0)),
        Mention(text.rindex("Ali"), text.rindex("Ali") + 3, "name", 0.9, (0.3, 0.7, 0.0)),
        Mention(text.index("Byrne"), text.index("Byrne") + 5, "name", 0.9, (0.3, 0.7, 0.0)),
    ]
    assert own_mentions(CLINIC, text, seen, [Passage(0, 33, "case", 0.9)]) == {2}
    assert own_mentions(CLINIC, text, seen, []) == {0, 1, 2}


def test_whoever_was_introduced_may_be_called_by_one_name() -> None:
    """After "Dr Byrne" plain "Byrne" is the colleague, and the trade before the name is theirs too."""
    text = "Dr Byrne is back. Byrne baked. Our porter Ali ate."
    mentions = [
        Mention(3, 8, "name", 0.9, (0.1, 0.9, 0.0)),
        Mention(18, 23, "name", 0.9, (0.6, 0.4, 0.0)),
        Mention(text.index("porter"), text.index("porter") + 6, "occ", 0.9, (0.4, 0.6, 0.0)),
        Mention(text.index("Ali"), text.index("Ali") + 3, "name", 0.9, (0.1, 0.9, 0.0)),
    ]
    assert own_mentions(CLINIC, text, mentions, []) == {0, 1, 2, 3}
    assert own_mentions(CLINIC, text, mentions[1:2], []) == set()


def test_the_clinics_own_house_in_a_case_is_still_told() -> None:
    """ "At Harbour Clinic tonight: a cardiac arrest" places a patient, whoever's house it is."""
    text = "At Harbour Clinic tonight: cardiac arrest."
    assert not _is_own(text, "Harbour Clinic", "fac", patient=0.9, case=True)
    assert _is_own(text, "Harbour Clinic", "fac", patient=0.9, case=False)


# --- the rules file ---------------------------------------------------------------------------------------------------


def test_facts_are_read(tmp_path: Path) -> None:
    """Lists of one as their value, people and sites by name alone, numbers as they are written."""
    clinic = load_policy(_write(tmp_path, FACTS)).clinic
    assert clinic.sites == (Site("Norbury site", "14 Quay Road, Norbury", ("Old Mill",)), Site("Ferry Lane rooms"))
    assert clinic.staff == (Colleague("Siobhán Byrne", "Sister", ("sib_byrne",)), Colleague("Mr Anders Holm"))
    assert clinic.phones == ("020 7946 0123", "+442079460199")
    assert clinic.emails == ("harbourdesk@mail.example.com",)
    assert load_policy().clinic is NO_CLINIC
    assert not NO_CLINIC
    assert clinic


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("  phones:", "  fones:", 11, "unknown key 'fones' in clinic; did you mean 'phones'"),
        ("role: Sister", "rol: Sister", 9, "unknown key 'rol' in a member of staff; did you mean 'role'"),
        ("{name: Norbury site, ", "{", 6, "a site lacks 'name'"),
        ("020 7946 0123", "the desk", 11, "expected digits"),
        ("HarbourDesk@", "HarbourDesk", 12, "expected an e-mail address"),
        ("[harbour.example.org]", "[https://harbour.example.org/]", 13, "expected a domain"),
        ('"@harbour_clinic"', '"@harbour clinic"', 14, "expected a handle"),
        ("Mr Anders Holm", "H", 10, "at least two letters"),
        ("name: Harbour Clinic\n  sites", "name: []\n  sites", 4, "empty list"),
    ],
)
def test_a_mistaken_fact_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """As everything in a rules file."""
    assert FACTS.count(old) == 1
    with pytest.raises(PolicyError) as caught:
        load_policy(_write(tmp_path, FACTS.replace(old, new)))
    assert said in caught.value.reason
    assert caught.value.line == line


# --- the whole of it --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clinic(linter: Linter, tmp_path_factory: pytest.TempPathFactory) -> Linter:
    """The shipped model under a clinic's own rules."""
    folder = tmp_path_factory.mktemp("clinic")

    return Linter(load_policy(_write(folder, FACTS)), linter.model)


def _rules(linter: Linter, text: str) -> set[str]:
    return {f.rule for f in linter.check(text, rewrites=False).findings}


def test_a_colleague_is_thanked(clinic: Linter) -> None:
    """What the model is unsure of the clinic knows; the patient beside the colleague is found all the same."""
    text = "Thanks to Sister Byrne, who looked after our patient Mrs Okafor last night."
    own = clinic.annotate(text)
    byrne = next(m for m in own.mentions if text[m.start : m.end].endswith("Byrne"))
    assert (byrne.whose, byrne.source) == ((0.0, 1.0, 0.0), "clinic")
    report = clinic.check(text)
    named = [text[f.start : f.end] for f in report.findings if f.rule == "patient-name"]
    assert any("Okafor" in words for words in named)
    assert not any("Byrne" in words for words in named)
    rewritten = clinic.fix(text).text
    assert "Byrne" in rewritten
    assert "Okafor" not in rewritten


def test_a_patient_with_a_colleagues_first_name_is_found(clinic: Linter) -> None:
    """The model is sure of a patient, and so it is one."""
    assert "patient-name" in _rules(clinic, "So proud of Siobhan, six months seizure-free with our team!")
    assert "small-area-location" in _rules(clinic, "Farmer from Norbury with Q fever, textbook presentation.")

"""The hard cases: drafts on which a crude rule would be wrong, each with the verdict that was settled for it.

A row's ``severity`` is the worst that may and must be found in public, without a profile, unless the row says
otherwise: ``pass`` is nothing at warning or above. Of the rules that a row names, at least one is among the findings:
at warning or above, or at info where the row says info.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from postlint import Linter
from postlint.finding import Severity, severity_rank
from postlint.policy import Audience
from postlint.rulebook import load_policy

#: Rows that are not reached, and why. Whoever reaches one takes it off the list.
NOT_REACHED: dict[str, str] = {
    "10": "no case is seen in seven words, so that the contradiction is asked about: a warning instead of an error",
    "13": "the model takes the widow's story for one told by leave: it is asked about, a warning instead of an error",
    "15": "seven words without a detail of the child: the case is asked about, a warning instead of an error",
    "21": "annotated posts hold an apology in general terms for clean, and the model has learnt that",
    "25": "the model takes the share of a practice's patients for one patient, and their neglect for advice",
    "44": "two words about a death: the case is asked about, where an info was wanted",
    "44 in Ireland": "the rule's own cap at info holds under every profile",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A draft, and what must be said of it."""

    number: str
    text: str
    severity: Severity | str
    rules: tuple[str, ...] = ()
    #: Rules that must not be found at all.
    without: tuple[str, ...] = ()
    audience: Audience = "public"
    profiles: tuple[str, ...] = ()


CONSENTED = """\
---
postlint:
  channel: blog
  case: real
  consent:
    id: C-2026-031
    date: 2026-05-02
    scope: [blog]
    purpose: education
    by: self
    identifiers: []
    approved_text_hash: "sha256:1fc826ce743cc27dcbe6aabb96767aac26c7ec5a90e4629145bd9d4715816efb"
    expires: 2099-05-02@MORE@
---
Somebody we looked after for years asked us to say this: learning to use the insulin pen took a whole winter, and it
was worth it."""


def _consented(*, withdrawn: bool = False, added: str = "") -> str:
    return CONSENTED.replace("@MORE@", "\n    withdrawn: true" if withdrawn else "") + added


ROWS = (
    Row("1", "I had a stroke at 38. Here is what rehab taught me.", "pass"),
    Row("1 on the clinic's account", "I had a stroke at 38. Here is what rehab taught me.", "info", ("B511",),
        audience="clinic"),
    Row("2", "When I was the patient, Dr Sharma at St Luke's fitted my stent. Thank you.", "pass"),
    Row("3", "My mum's dementia has changed how I run clinic.", "info", ("B511", "C208")),
    Row("4", "Yes, we treated the striker who collapsed. Lovely man.", "error", ("P112", "P110", "C203")),
    Row("5", "Watched the senator's speech. That tremor on stage? Parkinson's, obviously.", "error", ("C208", "A306")),
    Row("6", "The minister has said publicly that she has breast cancer, in a statement on her own page "
        "[link]. What does screening involve? The national programme explains it.",
        "pass"),
    Row("7", "Phineas Gage and what his injury taught neurology.", "pass"),
    Row("8", "Retired GP here. In 1971 a crofter on Barra came to me with tetanus.", "error",
        ("P107", "C201", "C209", "K601")),
    Row("9", "---\npostlint: {case: composite}\n---\nComposite case, drawn from many people and changed throughout: an "
        "adult with chest pain after a move.", "pass"),
    Row("10", "Fictional case! Totally not last Tuesday, wink.", "error", ("P105", "C207")),
    Row("11", _consented(), "pass", without=("K601", "K602", "K603")),
    Row("11 with more than was agreed to", _consented(added=" Her name is Wilhelmina Adeyemi-Torres."), "error",
        ("K603", "K605")),
    Row("12", _consented(withdrawn=True), "error", ("K603",)),
    Row("13", "His widow asked me to tell his story. He died in our hospice after a year on dialysis, still planning "
        "his garden.", "error", ("C209", "K602")),
    Row("14", "Dr Nwosu, Sister Byrne and porter Ali kept the flu clinic going.", "pass"),
    Row("15", "Dr Nwosu's team brought back a drowned toddler this afternoon!", "error", ("P105", "C203", "C201")),
    Row("16", "Speaking in Leeds about three unusual cases of vertigo.", "pass", without=("C204",)),
    Row("17", "Live from the keynote. Slide 12: 34F, dancer, first case in Wales. Fascinating gait!", "error",
        ("C202", "C201", "M702")),
    Row("18", "Measles in the valley: the paper reports 14 cases at one school [link]. Get vaccinated.", "pass"),
    Row("19", "Measles in the valley: the paper reports 14 cases at one school [link]. Get vaccinated. I was on duty "
        "for all of it.", "error", ("C203",)),
    Row("20", "For privacy reasons we cannot discuss anyone's care here. Please call.", "pass", audience="reply"),
    Row("20 with your", "For privacy reasons we cannot discuss your care here. Please call.", "warning", ("P112",),
        audience="reply"),
    Row("21", "We're sorry about your experience at our clinic.", "warning", ("P112",), audience="reply"),
    Row("22", "So glad your knee is better, Tom!", "error", ("P112", "P101"), audience="reply"),
    Row("23", "❤️ Reposting: \"Two weeks after my hip operation with @drfalkenrath, and I am dancing. @wilma_k\" So "
        "proud of you, Wilma!", "error", ("P112", "P101", "P108", "E406")),
    Row("24", "Of 5,000 colonoscopies last year, two perforations.", "warning", ("C204",)),
    Row("24 with a published report",
        "Two perforations in 5,000 colonoscopies: our published report tells all of it [link].", "pass"),
    Row("25", "A third of my patients with diabetes skip insulin because of cost.", "pass"),
    # By the catalogue an info; annotated posts hold one patient's story without consent for review.
    Row("26", "A patient once told me she prays before every scan. I think of that often.", "warning",
        ("C205", "K601")),
    Row("26 in the United Kingdom", "A patient once told me she prays before every scan. I think of that often.",
        "warning", ("C205", "K601"), profiles=("uk-gmc",)),
    Row("27", "Patients often tell me they feel rushed.", "pass"),
    Row("28", "My dog's cruciate repair went well. Thanks, Dr Petrov.", "pass"),
    Row("29", "Photo of our mannequin. Simulation: paediatric arrest drill, no real patient.", "pass"),
    # By the catalogue an info; annotated posts hold a peer question without consent for review.
    Row("30", "42F, new AF, apixaban or wait?", "warning", ("C201", "K601"), without=("A301", "A303", "A304"),
        audience="peer"),
    Row("31", "Colleagues, please stop ordering daily bloods on stable patients [Choosing Wisely, link].", "pass"),
    Row("32", "Chest pain that spreads to your arm? Call 911. Don't drive yourself.", "pass",
        without=("A301", "A303", "A307")),
    Row("33", "Chest pain that spreads to your arm? Call 911. Don't drive yourself.", "warning", ("A308",),
        profiles=("uk-gmc",)),
    Row("34", "NICE recommends offering a statin when 10-year risk is 10% or more. Talk to your GP about your risk. "
        "[link]", "pass"),
    Row("35", "Guidelines say everyone over 50 needs daily aspirin.", "error", ("E405",)),
    Row("36", "I think vaccine mandates are wrong, and I recommend the vaccine.", "pass"),
    Row("37", "I'm not anti-vax, but I wouldn't give this one to my kids.", "error", ("A301", "A309")),
    Row("38", "I take vitamin D in winter.", "info", ("A309",)),
    Row("38 with urging", "I take vitamin D in winter, and you should too.", "warning", ("A309", "A301")),
    # By the catalogue a pass; annotated posts hold harmless advice without a source for review.
    Row("39", "I tell all my patients to walk for 30 minutes a day.", "warning", ("A301",)),
    Row("40", "My toddler examined me and diagnosed 'silly'. No cure.", "pass"),
    Row("41", "Someone I treated this morning has just asked to be my Facebook friend.", "warning", ("P105",)),
    Row("42", "Our ward has had one nurse for 28 beds on three nights. I have reported it through the board.", "info",
        ("B510",)),
    Row("43", "People say MMR causes autism. It doesn't [source].", "pass"),
    Row("44", "Lost one today. Hug your people.", "info", ("P105",)),
    Row("44 in Ireland", "Lost one today. Hug your people.", "warning", ("P105",), profiles=("ie",)),
    Row("45", "Please share Mia's fundraiser for her transplant, she's one of ours. "
        "https://fund.example.org/mia-transplant", "error", ("P101", "P108", "P112", "B509")),
)  # fmt: skip


def _marks(row: Row) -> list[pytest.MarkDecorator]:
    reason = NOT_REACHED.get(row.number)
    return [pytest.mark.xfail(strict=False, reason=reason)] if reason else []


@pytest.mark.parametrize("row", [pytest.param(row, id=row.number, marks=_marks(row)) for row in ROWS])
def test_hard_case(linter: Linter, row: Row) -> None:
    """The worst finding is as severe as the row says, and comes from a rule that it names."""
    policy = load_policy(audience=row.audience)
    told_of = {"profiles": row.profiles} if row.profiles else {}
    checking = Linter(policy, linter.model, **told_of)
    report = checking.check(row.text, rewrites=False)
    assert report.complete
    found = {(checking.policy.rule(f.rule).code, f.severity) for f in report.findings}
    worst = min((severity for _, severity in found), key=severity_rank, default="info")
    if row.severity == "pass":
        assert {(code, severity) for code, severity in found if severity != "info"} == set()
    else:
        assert worst == row.severity, found
        told = {code for code, severity in found if severity != "info" or row.severity == "info"}
        assert told & set(row.rules), found
    assert not {code for code, _ in found} & set(row.without)


def test_every_row_is_there_once() -> None:
    """45 rows, variants beside them, and a list of what is not reached that names rows."""
    numbers = [row.number for row in ROWS]
    assert sorted({int(number.split()[0]) for number in numbers}) == list(range(1, 46))
    assert len(set(numbers)) == len(numbers)
    assert set(NOT_REACHED) <= set(numbers)

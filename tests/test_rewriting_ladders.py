"""The ladders of generalisation, on hand-marked mentions: what each kind of detail becomes, and that it stays put.

In the tables ``⟦name:Ada⟧`` marks a mention; the first one is generalised and the others are its company.
"""

from __future__ import annotations

import re

import pytest

from postlint.annotation import Annotations, Mention
from postlint.document import OffsetMap, Prose
from postlint.rewriting.ladders import LADDERS, generalise, remove, was_introduced
from postlint.rewriting.numbers import parse_age, parse_number

_MARK = re.compile(r"⟦(\w+):([^⟧]*)⟧")


def marked(notation: str) -> tuple[Prose, Annotations]:
    """The prose of a marked text, and its mentions."""
    text, mentions, at = "", [], 0
    for match in _MARK.finditer(notation):
        text += notation[at : match.start()]
        mentions.append(Mention(len(text), len(text) + len(match[2]), match[1]))  # type: ignore[arg-type]
        text += match[2]
        at = match.end()
    text += notation[at:]
    return Prose(text, OffsetMap.identity(len(text))), Annotations(mentions=tuple(mentions))


def rewritten(notation: str, ladder: str = "", which: int = 0, seen: bool = False) -> str:
    """The text after one mention was generalised; unchanged when the ladder has nothing to say."""
    prose, annotations = marked(notation)
    mention = annotations.mentions[which]
    change = generalise(ladder or mention.kind, prose, annotations, mention, seen=seen)
    if change is None:
        return prose.text
    start, end, text = change
    return prose.text[:start] + text + prose.text[end:]


NAMES = [
    ("Mrs ⟦name:Adeyinka⟧'s hip is better.", "A patient's hip is better."),
    ("Looked at Mrs ⟦name:Adeyinka⟧'s hip.", "Looked at a patient's hip."),
    ("Saw Mrs ⟦name:Adeyinka⟧ in clinic.", "Saw a patient in clinic."),
    ("Mrs. ⟦name:Adeyinka⟧ came in.", "A patient came in."),
    ("saw mrs ⟦name:adeyinka⟧ in clinic. she is fine.", "saw a patient in clinic. she is fine."),
    ("Saw ⟦name:Ruta⟧ ⟦name:Kalnins⟧ in clinic.", "Saw a patient in clinic."),
    ("Saw Mr ⟦name:B⟧. on the ward.", "Saw a patient on the ward."),
    ("So happy for baby ⟦name:Otto⟧ and all.", "So happy for a baby and all."),
    ("Baby ⟦name:Otto⟧ went home.", "A baby went home."),
    ("Little ⟦name:Otto⟧ swallowed a coin.", "A child swallowed a coin."),
    ("Well done ⟦name:Perpetua⟧!", "Well done!"),
    ("Thanks, ⟦name:Bram⟧!", "Thanks!"),
    ("Happy birthday ⟦name:Perpetua⟧ 🎉 what a year", "Happy birthday 🎉 what a year"),
    ("Hi ⟦name:Bram⟧, thank you for the kind words!", "Hi, thank you for the kind words!"),
    ("Good morning Mr ⟦name:Bram⟧, please come in.", "Good morning, please come in."),
    ("Dear Mr ⟦name:Bram⟧, please find the letter.", "Dear patient, please find the letter."),
    ("He says hello, ⟦name:Bram⟧.", "He says hello."),
    ("⟦name:Perpetua⟧ please ring the desk.", "Please ring the desk."),
    ("My patient ⟦name:Bram⟧ came back.", "My patient came back."),
    ("My patient, ⟦name:Bram⟧, came back.", "My patient came back."),
    ("I met his wife ⟦name:Perpetua⟧ and we talked.", "I met his wife and we talked."),
    ("Fixed his wife ⟦name:Perpetua⟧'s hip.", "Fixed his wife's hip."),
    ("Her mum (⟦name:Perpetua⟧) is here.", "Her mum is here."),
    ("A man called ⟦name:Bram⟧ came in.", "A man came in."),
    ("His name is ⟦name:Bram Oosterveld⟧ and he is lovely.", "He is lovely."),
    ("We met a man, his name is ⟦name:Bram⟧.", "We met a man."),
    ("Great work all #Stay⟦name:Bram⟧Strong", "Great work all"),
    ("⟦name:Bram⟧'s his old self again.", "A patient is his old self again."),
    ("⟦name:Bram⟧ and ⟦name:Perpetua⟧ have a girl.", "Two people have a girl."),
    ("We met the ⟦name:Oosterveld⟧ family there.", "We met the family there."),
    ("Our lovely ⟦name:Bram⟧ passed away.", "Our lovely patient passed away."),
    ("Patient ⟦name:Bram⟧ has been ill.", "A patient has been ill."),
    ("Says they called him ⟦name:Bram⟧.", "Says they had a name for him."),
    ("They named him ⟦name:Bram⟧.", "They named him."),
    ("She was called ⟦name:Perpetua⟧ and she hated it.", "She hated it."),
    ("Well ⟦name:Bram⟧, since you ask, no.", "Well, since you ask, no."),
    ("⟦name:Bram⟧ ji came back.", "A patient came back."),
    ("Meet ⟦name:Bram⟧. He is new.", "Meet a patient. He is new."),
    ("Happy 100th ⟦name:Perpetua⟧!", "Happy 100th!"),
    ("⟦name:Don⟧'t say it.", "Don't say it."),
    ("**Poorly.** ⟦name:Perpetua⟧ is in bed.", "**Poorly.** A patient is in bed."),
    ("Pray for ⟦occ:Deputy⟧ ⟦name:Bram Oosterveld⟧ now.", "Pray for someone now."),
    ("The ⟦occ:tram driver⟧ ⟦name:Bram⟧ fell.", "A patient fell."),
]

LABELS = [
    ("⟦fac:Bed 7⟧ has gone home.", "A patient has gone home."),
    ("The lady in ⟦fac:bed 9⟧ is better.", "The lady is better."),
    ("She is the daughter of ⟦fac:bed 4⟧.", "She is the daughter of a patient."),
    ("Can you see ⟦fac:bed 4⟧ please", "Can you see a patient please"),
    ("⟦fac:Bed 9⟧: chest pain, stable", "Chest pain, stable"),
    ("Move the lad in ⟦fac:bay 2⟧ ⟦fac:bed 4⟧ today.", "Move the lad today."),
]

DATES = [
    ("You were in ⟦date:last week⟧ and fine.", "You were in and fine."),
    ("⟦date:13 January⟧, about 1500. Call from a farm.", "Call from a farm."),
    ("He weighed less on ⟦date:the day⟧ he died.", "He weighed less when he died."),
    ("She handed over ⟦date:just before midnight⟧.", "She handed over."),
    ("Well in my truck at ⟦date:10:⟧40 and after.", "Well in my truck and after."),
    ("The sweet pea came up in ⟦date:June⟧.", "The sweet pea came up."),
    ("We saw her on ⟦date:14 February⟧ with gout.", "We saw her with gout."),
    ("On ⟦date:14 February⟧ we delivered twins.", "We delivered twins."),
    ("on ⟦date:14 february⟧ we delivered twins. busy.", "we delivered twins. busy."),
    ("It happened in ⟦date:March 2021⟧.", "It happened in 2021."),
    ("She died on ⟦date:12 May 2019⟧ at home.", "She died in 2019 at home."),
    ("Well since ⟦date:June 2020⟧ and happy.", "Well since 2020 and happy."),
    ("Saw a lady ⟦date:this morning⟧ with gout.", "Saw a lady with gout."),
    ("⟦date:Last night⟧ was hard.", "A recent night was hard."),
    ("⟦date:Yesterday⟧ was a lot.", "A recent day was a lot."),
    ("⟦date:Yesterday⟧, we saw a man.", "We saw a man."),
    ("⟦date:Today⟧'s clinic was full.", "A recent clinic was full."),
    ("In ⟦date:last night⟧'s shift she died.", "In a recent shift she died."),
    ("⟦date:Today⟧'s results were bad.", "Recent results were bad."),
    ("Her op is on ⟦date:Friday⟧.", "Her op is soon."),
    ("In for my ⟦date:Tuesday⟧ visit.", "In for my visit."),
    ("Booked a ⟦date:Thursday⟧ appointment.", "Booked an appointment."),
    ("On ⟦date:Monday⟧ and ⟦date:Tuesday⟧ he fell.", "He fell."),
    ("Ill since ⟦date:Thursday⟧, poor man.", "Ill, poor man."),
    ("DOB ⟦date:02/11/1987⟧, needs review", "Needs review"),
    ("She went home (⟦date:3 May⟧) and slept.", "She went home and slept."),
]

AGES = [
    ("A lad of ⟦age:nine⟧ swallowed it.", "A lad swallowed it."),
    ("A woman of ⟦age:51⟧ came.", "A woman in her fifties came."),
    ("Bram, ⟦age:four score and two⟧, came.", "Bram, in their eighties, came."),
    ("Baby has a rash, ⟦age:7 mos⟧, no fever.", "Baby has a rash, a young infant, no fever."),
    ("We have a ⟦age:10th⟧ grader here.", "We have a pupil here."),
    ("A boy ⟦age:19 years⟧, goalkeeper, fell.", "A boy in his teens, goalkeeper, fell."),
    ("She is ⟦age:in her⟧ thirties and well.", "She is in her thirties and well."),
    ("A ⟦age:34-year-old⟧ came in.", "A person in their thirties came in."),
    ("Saw a ⟦age:34-year-old⟧ woman with gout.", "Saw a woman in her thirties with gout."),
    ("Saw a ⟦age:34⟧yo ⟦occ:tram driver⟧ in our ED", "Saw a tram driver in their thirties in our ED"),
    ("⟦age:34⟧yo ⟦occ:tram driver⟧ in our ED", "Tram driver in their thirties in our ED"),
    ("⟦age:34⟧F, chest pain", "Woman in her thirties, chest pain"),
    ("⟦age:58⟧/M, smoker", "Man in his fifties, smoker"),
    ("⟦age:52⟧M ⟦cond:snake bite⟧, unwell", "Man in his fifties, snake bite, unwell"),
    ("Bram, ⟦age:71⟧, came in.", "Bram, in their seventies, came in."),
    ("She's ⟦age:64⟧ and runs.", "She's in her sixties and runs."),
    ("He is ⟦age:forty-eight⟧.", "He is in his forties."),
    ("He is ⟦age:97⟧.", "He is 90 or older."),
    ("A ⟦age:97-year-old⟧ lady fell.", "A lady aged 90 or older fell."),
    ("A ⟦age:three-week-old⟧ came in.", "A young infant came in."),
    ("Saw a ⟦age:7-month-old⟧ girl.", "Saw an infant girl."),
    ("An ⟦age:82-year-old⟧ fell.", "A person in their eighties fell."),
    ("An ⟦age:8-year-old⟧ girl fell.", "A young girl fell."),
    ("A ⟦age:17-year-old⟧ fell.", "A teenager fell."),
    ("She turned ⟦age:103⟧ at home.", "She had a birthday at home."),
    ("Saw a ⟦age:34-year-old⟧ vegan with pain.", "Saw a vegan with pain."),
    ("Her boys are ⟦age:9⟧ and ⟦age:11⟧.", "Her boys are children."),
    ("A girl aged ⟦age:8⟧ fell.", "A girl aged under 13 fell."),
    ("He is about ⟦age:35 years⟧.", "He is in his thirties."),
    ("He is nearly ⟦age:60⟧.", "He is in his fifties."),
    ("A man in his ⟦age:seventies⟧ fell.", "A man in his seventies fell."),
    ("A previously well ⟦age:38-year-old⟧ ⟦occ:roofer⟧ fell.", "A previously well roofer in their thirties fell."),
]

PLACES = [
    ("Born at ⟦fac:Al Noor Women's⟧ last.", "Born at a hospital last."),
    ("He is imam of ⟦fac:the surau next to my clinic⟧ now.", "He is imam of a mosque now."),
    ("Drove to the wrong ⟦loc:Primrose Hill⟧.", "Drove to the wrong place."),
    ("Airlifted to see ⟦fac:Adebayo Hall⟧ today.", "Airlifted to see a place today."),
    ("She is here and from ⟦loc:Cork⟧, and well.", "She is here, and well."),
    ("Saw a farmer from ⟦loc:Dunmorrow⟧ today.", "Saw a farmer today."),
    ("She lives in ⟦loc:Dunmorrow⟧.", "She lives in the area."),
    ("Welcome to our ⟦loc:Dunmorrow⟧ rooms.", "Welcome to our rooms."),
    ("⟦loc:Dunmorrow⟧'s oldest baker fell.", "The area's oldest baker fell."),
    ("Bram, 71, ⟦loc:9 Quay Lane⟧, in the bath", "Bram, 71, in the bath"),
    ("Lives at ⟦loc:9 Quay Lane⟧, ⟦loc:Dunmorrow⟧ alone.", "Lives in the area alone."),
    ("He works at ⟦fac:St Olave's⟧.", "He works at a hospital."),
    ("Seen at our ⟦fac:St Olave's⟧ ED with gout.", "Seen at our ED with gout."),
    ("Seen at our ⟦fac:St Olave's ED⟧ with gout.", "Seen at our ED with gout."),
    ("She teaches at ⟦fac:Dunmorrow Primary⟧ and sings.", "She teaches at a school and sings."),
    ("He lives at ⟦fac:Larchmere Court⟧.", "He lives at a care home."),
    ("We met at the ⟦fac:Dunmorrow aquatic centre⟧.", "We met at an aquatic centre."),
    ("Prayed with her at ⟦fac:St Olave's⟧ vigil.", "Prayed with her at a church vigil."),
]

PEOPLE = [
    ("⟦rel:his youngest brother Olu⟧ drove him.", "his brother drove him."),
    ("⟦rel:Her sister⟧ ⟦name:Val⟧ rang.", "Her sister rang."),
    ("You are ⟦rel:the daughter of a⟧ patient here.", "You are a relative here."),
    ("⟦rel:Pastor's daughter⟧ ⟦name:Val⟧ rang.", "A relative rang."),
    ("And another ⟦rel:patient's nephew⟧ rang.", "And a relative rang."),
    ("Her dad, who's ⟦occ:the publican⟧, held the bag.", "Her dad, who works, held the bag."),
    ("Bram, who drives ⟦occ:the school bus⟧, is ill.", "Bram, who works, is ill."),
    ("Husband is ⟦occ:the toll collector⟧ himself.", "Husband works himself."),
    ("She came in with ⟦occ:the colony minister⟧ driving.", "She came in with someone driving."),
    ("He'd ⟦occ:skippered the ferry⟧ before.", "He'd worked before."),
    ("She ⟦event:set the lake⟧ ⟦event:record⟧ and fainted.", "She took part in an event and fainted."),
    ("⟦occ:Papa is a cotton weigher⟧ and poor.", "Papa works and poor."),
    ("Saw a Frisian ⟦occ:winch operator⟧ fall.", "Saw a Frisian person fall."),
    ("He'd ⟦event:carried the torch⟧ there.", "He'd been part of an event there."),
    ("I ran when ⟦event:the grain bin thing happened⟧ there.", "I ran when something happened there."),
    ("He used to ⟦occ:teach me woodwork⟧.", "He used to work."),
    ("⟦event:The trial⟧ of ⟦name:Bram⟧ took days.", "An event took days."),
    ("Saw a ⟦occ:lighthouse keeper⟧ with gout.", "Saw a patient with gout."),
    ("Her wife is a ⟦occ:tram driver⟧ and she came.", "Her wife works and she came."),
    ("She ⟦occ:runs the flower cart⟧ outside.", "She works outside."),
    ("Bram, ⟦occ:retired welder⟧, came in.", "Bram came in."),
    ("Treated ⟦rel:the mayor's wife⟧ again.", "Treated a relative again."),
    ("She is ⟦rel:mother of triplets⟧.", "She is a parent."),
    ("⟦rel:His wife⟧ came too.", "His wife came too."),
    ("Met a ⟦dem:Frisian⟧ poet.", "Met a poet."),
    ("Met an ⟦dem:Icelandic⟧ lady.", "Met a lady."),
    ("He was ⟦dem:Frisian⟧, from the coast.", "He was from the coast."),
    ("Hurt in ⟦event:the Route 9 pile-up⟧ and fine.", "Hurt in an accident and fine."),
    ("Broke his leg at ⟦event:the Harbour Mile⟧.", "Broke his leg."),
    ("The pilot who ⟦event:landed on the bypass⟧ is well.", "The pilot is well."),
]

MARKS = [
    ("Account ⟦idno:20881⟧ is at collections.", "Account is at collections."),
    ("He went home. ⟦photo:Slide 2⟧: ninety minutes later.", "He went home. Ninety minutes later."),
    (
        "Little one ⟦photo:on your story⟧ was well, and so are we all here.",
        "Little one was well, and so are we all here.",
    ),
    ("She went home on day three, ⟦photo:pic attached⟧ and we cheered.", "She went home on day three, and we cheered."),
    ("So brave. ⟦photo:Pic below⟧ 👇", "So brave."),
    ("Look at her (⟦photo:pic 2⟧), five teeth.", "Look at her, five teeth."),
    ("MRN ⟦idno:00482913⟧ needs a scan.", "Needs a scan."),
    ("The lady (MRN: ⟦idno:00482913⟧) needs a scan.", "The lady needs a scan."),
    ("Lovely lady, her number is ⟦phone:07700 900412⟧.", "Lovely lady."),
    ("Her number is ⟦phone:07700 900412⟧ and she is lovely.", "She is lovely."),
    ("She is lost, or call ⟦phone:07700 900412⟧ tonight.", "She is lost tonight."),
    ("Well. Call her on ⟦phone:07700 900412⟧.", "Well."),
    ("Mailed from ⟦email:ada@example.org⟧ twice.", "Mailed twice."),
    ("Grateful to ⟦handle:@coachada⟧ for the balls.", "Grateful for the balls."),
    ("Pray for his girls ⟦handle:#AdaStrong⟧", "Pray for his girls"),
    ("NHS no. ⟦idno:999 123 4567⟧, call back.", "Call back."),
]

TABLE = NAMES + LABELS + DATES + AGES + PLACES + PEOPLE + MARKS


@pytest.mark.parametrize(("notation", "expected"), TABLE)
def test_generalises_grammatically(notation: str, expected: str) -> None:
    """A mention climbs one rung and the sentence around it stays a sentence."""
    assert rewritten(notation) == expected


_GENERAL = re.compile(
    r"(?:\b(?:an?|the|another) |\btwo )(?:patient|person|baby|child|people|relative|parent|area|hospital|"
    r"school|care home|church|aquatic centre|accident|young infant|infant girl|teenager)\b|"
    r"\bin (?:his|her|their) \w+ies\b|"
    r"(?:\baged )?\b90 or older|"
    r"\baged under 13|\bchildren\b|\bin \d{4}\b|\b\d{4}\b|\brecently\b|\bsoon\b|\bworks\b|\brecent\b", re.I,
)  # fmt: skip


def test_climbing_again_changes_nothing() -> None:
    """What a ladder wrote, marked as a mention of the same kind, stays as it is."""
    tried = 0
    for notation, expected in TABLE:
        prose, annotations = marked(notation)
        mention = annotations.mentions[0]
        change = generalise(mention.kind, prose, annotations, mention)
        found = list(_GENERAL.finditer(change[2])) if change else []
        words = found[-1] if found else None
        if change is None or words is None:
            continue
        again = Mention(change[0] + words.start(), change[0] + words.end(), mention.kind)
        assert expected[again.start : again.end] == words[0]
        second = generalise(
            mention.kind, Prose(expected, OffsetMap.identity(len(expected))), Annotations((again,)), again
        )
        assert second is None, (expected, second)
        tried += 1
    assert tried >= 50


@pytest.mark.parametrize(("notation", "expected"), TABLE)
def test_no_number_and_no_name_is_made_up(notation: str, expected: str) -> None:
    """Digits and capitalised names of the rewrite stood in the draft, bands that the ladder names aside."""
    text = _MARK.sub(lambda m: m[2], notation)
    assert set(re.findall(r"\d+", expected)) <= set(re.findall(r"\d+", text)) | {"90", "13"}
    inner = set(re.findall(r"(?<=[a-z,] )[A-Z]\w+", expected))
    assert inner <= set(re.findall(r"\w+", text))


def test_a_person_told_of_before_is_the_patient() -> None:
    """The second mention of a person is definite, and another person is told apart."""
    notation = "Saw Mrs ⟦name:Adeyinka⟧ first. Then ⟦name:Adeyinka⟧ fell. Then Mr ⟦name:Oosterveld⟧ rang."
    prose, annotations = marked(notation)
    first, again, other = annotations.mentions
    assert [was_introduced(prose, annotations, m) for m in (first, again, other)] == [False, True, False]
    assert "Then the patient fell" in rewritten(notation, which=1, seen=True)
    assert "Then another patient rang" in rewritten(notation, which=2)


def test_the_annotated_sentence_bounds_the_change() -> None:
    """Only a sentence that would hold no word any more goes whole; its neighbours stay."""
    assert rewritten("First. ⟦photo:Photo attached⟧. Last.") == "First. Last."
    assert rewritten("First.\n⟦photo:Photo attached⟧\nLast.") == "First.\nLast."


def test_unknown_ladder_and_foreign_mention_give_nothing() -> None:
    """No ladder, or a mention that is not in the prose: None, not an error."""
    prose, annotations = marked("Saw ⟦name:Bram⟧.")
    assert generalise("no-such-ladder", prose, annotations, annotations.mentions[0]) is None
    assert generalise("name", prose, annotations, Mention(90, 95, "name")) is None
    assert remove(prose, annotations, Mention(90, 95, "name")) is None


def test_every_kind_with_an_owner_has_a_ladder() -> None:
    """A rule may name any kind of detail as its ladder."""
    from postlint.annotation import DIRECT_KINDS, QUASI_KINDS

    assert {*DIRECT_KINDS, *QUASI_KINDS, "label", "contact"} <= set(LADDERS)


@pytest.mark.parametrize(
    ("words", "years"),
    [("34", 34), ("forty-eight", 48), ("sixty", 60), ("a hundred and three", 103), ("eleven", 11), ("57 years", 57)],
)
def test_reads_ages_in_digits_and_words(words: str, years: int) -> None:
    """Numbers are read as they are spelled."""
    age = parse_age(words)
    assert age is not None
    assert age.years == years


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("19 days", "infant"),
        ("three-week-old", "infant"),
        ("7 months", "infant"),
        ("14 months", "child"),
        ("97", "oldest"),
    ],
)
def test_reads_units(words: str, stage: str) -> None:
    """Days, weeks and months below a year make an infant; 90 and more is one group."""
    age = parse_age(words)
    assert age is not None
    assert age.stage == stage


def test_words_without_a_number_have_no_age() -> None:
    """Nothing is guessed."""
    assert parse_age("key of the door") is None
    assert parse_number("none at all") is None

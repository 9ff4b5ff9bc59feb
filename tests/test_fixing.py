"""Fixing in rounds: what goes, what stays, and what is said where only not posting is honest."""

from __future__ import annotations

import pytest

from models.recipe.corpus import POSTS, Post, read_posts
from postlint import Linter
from postlint.annotation import DIRECT_KINDS
from postlint.document import Document
from postlint.finding import Edit
from postlint.linter import Fix
from postlint.relinting import Reading
from postlint.rewriting.edits import apply


def _sample(count: int) -> list[Post]:
    """Posts of our own, of every verdict, spread over all files."""
    posts = [p for p in read_posts(POSTS) if p.id.startswith("n-") and len(p.text) < 900]
    return posts[:: len(posts) // count][:count]


@pytest.fixture(scope="module")
def fixed(linter: Linter) -> list[tuple[Post, Fix]]:
    """The sample, rewritten."""
    return [(post, linter.fix(post.text, suggested=True)) for post in _sample(60)]


def test_fixing_twice_is_fixing_once(linter: Linter, fixed: list[tuple[Post, Fix]]) -> None:
    """A rewritten draft is left as it is."""
    for post, fix in fixed:
        assert linter.fix(fix.text, suggested=True).text == fix.text, post.id


def test_what_postlint_would_publish_is_not_touched(linter: Linter, fixed: list[tuple[Post, Fix]]) -> None:
    """Where no rule matched, nothing is rewritten."""
    untouched = [fix.text == post.text for post, fix in fixed if linter.check(post.text).verdict == "publish"]
    assert len(untouched) > 15
    assert all(untouched)


def test_a_rewrite_is_no_worse_than_its_draft(linter: Linter, fixed: list[tuple[Post, Fix]]) -> None:
    """Nothing is as severe as before, and most drafts may be posted or looked over."""
    worse = {"publish": 0, "review": 1, "block": 2}
    blocked = 0
    for post, fix in fixed:
        before = linter.check(post.text, rewrites=False).verdict
        assert worse[fix.report.verdict] <= worse[before], post.id
        blocked += fix.report.verdict == "block"
    assert blocked <= 3


def test_the_text_changes_by_edits_alone(linter: Linter) -> None:
    """Each round is the draft before with edits done: no word outside them is another one afterwards."""
    seen: list[tuple[Reading, tuple[Edit, ...], Reading | None]] = []

    class Watched(Linter):
        def _rewritten(self, reading: Reading, edits: tuple[Edit, ...]) -> Reading | None:
            after = super()._rewritten(reading, edits)
            seen.append((reading, edits, after))
            return after

    watched = Watched(linter.policy, linter.model)
    for post in _sample(12):
        watched.fix(post.text, suggested=True)
    assert len(seen) > 10
    for reading, edits, after in seen:
        expected = apply(reading.document.text, edits)
        assert after is None or after.document.text == expected


STORY = "Thank you to Dr Priya Raman, who taught us so much. Our patient Ngozi Okafor is home with her new hip."


def test_somebody_else_stays(linter: Linter) -> None:
    """A colleague's name is not taken along with the patient's."""
    fix = linter.fix(STORY, suggested=True)
    assert "Okafor" not in fix.text
    assert "Priya Raman" in fix.text


def test_markup_stays(linter: Linter) -> None:
    """Tags and links around what goes are kept, and what is in them is not touched."""
    html = "<p>We looked after our patient <b>Ngozi Okafor</b> again, and <i>she</i> likes jam.</p>"
    fix = linter.fix(Document(html, format="html"))
    assert "Okafor" not in fix.text
    for tag in ("<p>", "</p>", "<b>", "</b>", "<i>she</i>"):
        assert tag in fix.text


def test_without_suggested_only_what_is_safe_goes(linter: Linter) -> None:
    """--fix alone takes the name and leaves what a person has to read over."""
    text = "Ngozi Okafor, the only lighthouse keeper of Skerry Point, broke her hip last night."
    safe, bold = linter.fix(text), linter.fix(text, suggested=True)
    assert "Okafor" not in safe.text
    assert {rewrite.safety for rewrite in safe.applied} <= {"safe"}
    assert len(bold.text) <= len(safe.text)


def test_better_not_posted(linter: Linter) -> None:
    """Where only not posting is honest, the finding says so, with the lesson and the other ways; fixing gives the
    lesson.
    """
    rule = linter.policy.rule("internal-matter-disclosed")
    (cure,) = [c for c in rule.cures if c.operation == "do-not-post"]
    text = "So the family is suing us over a fall that nobody even saw. Unbelievable, after all we did for them."
    report = linter.check(text)
    (finding,) = [f for f in report.findings if f.rule == rule.name]
    titles = [rewrite.title for rewrite in finding.rewrites]
    assert titles[0] == cure.title
    assert set(linter.policy.do_not_post.alternatives) <= set(titles)
    lesson = next(r for r in finding.rewrites if r.edits)
    assert (lesson.safety, apply(text, lesson.edits)) == ("manual", cure.text)
    assert linter.fix(text).text == text


def test_every_lesson_may_be_posted(linter: Linter) -> None:
    """The general lesson of each rule lints clean, and is short."""
    lessons = [cure.text for rule in linter.policy.rules for cure in rule.cures if cure.operation == "do-not-post"]
    assert len(lessons) >= 8
    for lesson in lessons:
        assert linter.check(lesson).verdict == "publish"
        assert len(lesson.split()) < 45


def test_direct_identifiers_go_at_any_severity(linter: Linter) -> None:
    """What is only asked about because the model is unsure goes all the same, if it points at one person."""
    fix = linter.fix(STORY, suggested=True)
    left = linter.annotate(fix.text).mentions
    assert not [m for m in left if m.kind in DIRECT_KINDS and m.patient >= 0.5]

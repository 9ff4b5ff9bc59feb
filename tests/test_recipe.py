"""The recipe: annotated posts are read exactly, and a varied post keeps its marks."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from models.recipe.corpus import POSTS, TAGS, Mark, Post, Stretch, folded, parse_marked, post_example, read_posts
from models.recipe.overlap import near_dev
from models.recipe.scoring import figures, tally

from .conftest import SHARED

MARKED = (
    "<case>Saw <name:p>Ngozi</name>, <age:p>34</age>yo, <date:p>last night</date>.</case> "
    "<adv>Just <med>take\u00a0two</med>.</adv> 1 < 2"
)


def _post(marked: str = MARKED, verdict: str = "block") -> Post:
    text, marks, stretches = parse_marked(marked)
    return Post("t-1", text, verdict, marks, stretches)


def test_markup_becomes_positions() -> None:
    """Tags vanish, a lone "<" stays, and each mark covers its words."""
    post = _post()
    assert post.text == "Saw Ngozi, 34yo, last night. Just take\u00a0two. 1 < 2"
    assert [(post.text[m.start : m.end], m.kind, m.who) for m in post.marks] == [
        ("Ngozi", "name", "p"),
        ("34", "age", "p"),
        ("last night", "date", "p"),
        ("take\u00a0two", "med", ""),
    ]
    case = next(s for s in post.stretches if s.kind == "case")
    assert post.text[case.start : case.end] == "Saw Ngozi, 34yo, last night."


@pytest.mark.parametrize("marked", ["<name:p>x", "x</name>", "<case>a<name:p>b</case>c</name>"])
def test_broken_markup_is_refused(marked: str) -> None:
    """An annotation error is an error, not a guess."""
    with pytest.raises(ValueError, match="close"):
        parse_marked(marked)


def test_an_example_labels_whole_words() -> None:
    """The first word of a mention is B, the rest I, digits glued to letters are apart."""
    example = post_example(_post())
    named = {
        example.text[w.start : w.end]: TAGS[next(iter(tags))]
        for w, tags in zip(example.words, example.allowed, strict=True)
        if tags
    }
    assert named["34"] == "B-age"
    assert named["yo"] == "O"
    assert (named["last"], named["night"]) == ("B-date", "I-date")


def test_folding_moves_marks_along() -> None:
    """A zero-width character inside a mark shortens it and moves what follows."""
    text, marks, stretches = parse_marked("Hi <name:p>N\u200bgozi</name> of <loc:p>Dunmoor</loc>")
    post = folded(Post("t-2", text, "block", marks, stretches))
    assert [post.text[m.start : m.end] for m in post.marks] == ["Ngozi", "Dunmoor"]


def test_dev_tune_and_train_do_not_overlap() -> None:
    """A post is in one part; our own posts are never dev."""
    for number in range(1, 200):
        post = Post(f"t1-{number:03}", "x", "clean")
        assert not (post.is_dev and post.is_tune)
        assert post.is_dev == (number % 5 == 0)
        assert not Post(f"n-a-{number:03}", "x", "clean").is_dev


def test_a_post_near_a_dev_post_is_found() -> None:
    """Six words in a row of a dev post are too many, unless the given train part holds them too."""
    given = [
        Post("t1-005", "He lost his left thumb in the parade on Sunday, poor man.", "block"),
        Post("t1-006", "If you have any questions please do call us on Monday.", "clean"),
        Post("t1-010", "If you have any questions please do call us.", "clean"),
    ]
    own = [
        Post("n-x-001", "She lost HIS left thumb in the parade.", "block"),
        Post("n-x-002", "Lost his left thumb in a parade.", "block"),
        Post("n-x-003", "If you have any questions please do call.", "clean"),
    ]
    assert dict(near_dev(own, given)) == {"n-x-001": 2}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder is not here")
def test_no_post_of_our_own_is_near_a_dev_post() -> None:
    """What is measured was not taught."""
    own = [post for post in read_posts(POSTS) if post.id.startswith("n-")]
    assert len(own) > 3000
    assert list(near_dev(own, read_posts(SHARED / "posts" / "drafts"))) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder is not here")
def test_varied_posts_keep_their_marks() -> None:
    """Whatever is swapped, marks stay in order, in range, trimmed, and of the same kinds."""
    from models.recipe.augment import Augmenter, Lexicon

    lexicon = Lexicon.read(SHARED / "lexicons")
    posts = random.Random(3).sample([p for p in read_posts(SHARED / "posts" / "drafts") if not p.is_dev], 150)
    changed = 0
    for seed in (1, 2):
        augment = Augmenter(lexicon, seed)
        for post in posts:
            new = augment(post)
            changed += new.text != post.text
            assert [m.kind for m in new.marks] == [m.kind for m in post.marks]
            at = 0
            for mark in new.marks:
                words = new.text[mark.start : mark.end]
                assert at <= mark.start < mark.end <= len(new.text)
                assert words == words.strip()
                at = mark.end
            for stretch in new.stretches:
                assert 0 <= stretch.start < stretch.end <= len(new.text)
    assert changed > 150


def test_a_crop_keeps_whole_mentions() -> None:
    """One or two sentences with their marks; with the patient's name in it the verdict, else none is known."""
    from models.recipe.augment import Augmenter, Lexicon

    post = _post("<case>Saw <name:p>Ngozi</name> on <date:p>Tuesday</date>. She is well.</case> Rain again. Bye.")
    augment = Augmenter(Lexicon([], [], [], [], [], {}, frozenset(), []), 5)
    parts = [part for _ in range(60) if (part := augment.crop(post))]
    assert {part.text for part in parts} == {
        "Saw Ngozi on Tuesday.", "Saw Ngozi on Tuesday. She is well.", "She is well.", "She is well. Rain again.",
    }  # fmt: skip
    for part in parts:
        assert part.verdict == ("block" if "Ngozi" in part.text else "")
        assert [part.text[m.start : m.end] for m in part.marks] == (
            ["Ngozi", "Tuesday"] if "Ngozi" in part.text else []
        )
        assert part.stretches


def test_an_aside_moves_the_marks_and_keeps_the_verdict() -> None:
    """A harmless beginning changes nothing of what follows; a declaration is no harmless beginning."""
    from models.recipe.augment import Augmenter, Lexicon

    post = _post("<case>Saw <name:p>Ngozi</name> on <date:p>Tuesday</date>.</case>")
    augment = Augmenter(Lexicon([], [], [], [], [], {}, frozenset(), []), 5)
    clean = _post("Open at nine. <name:c>Mara</name> makes the tea.", "clean")
    behind = [augment.aside(post, clean) for _ in range(40)]
    assert {part.verdict for part in behind} == {post.verdict}
    assert {part.text.split("Saw")[0].strip() for part in behind} == {
        "Open at nine.", "Mara makes the tea.", "Open at nine. Mara makes the tea.",
    }  # fmt: skip
    for part in behind:
        marks = [(part.text[m.start : m.end], m.who) for m in part.marks]
        assert marks == [("Mara", "c")] * ("Mara" in part.text) + [("Ngozi", "p"), ("Tuesday", "p")]
        assert [part.text[s.start : s.end] for s in part.stretches] == ["Saw Ngozi on Tuesday."]
    invented = _post("<disc>This is invented. No patient is meant.</disc>", "clean")
    assert augment.aside(post, invented) == post


def _reports(posts: list[Post], seed: int) -> list[dict[str, object]]:
    draw = random.Random(seed)
    reports = []
    for post in posts:
        findings = []
        for mark in post.marks:
            if draw.random() < 0.7:
                findings.append(_finding(mark.start, mark.end, draw))
        for stretch in post.stretches:
            if draw.random() < 0.5:
                findings.append({**_finding(stretch.start, stretch.end, draw), "family": "advice"})
        verdict = draw.choice(["block", "review", "publish"])
        reports.append({"id": post.id, "verdict": verdict, "findings": findings})
    return reports


def _finding(start: int, end: int, draw: random.Random) -> dict[str, object]:
    return {
        "rule": "r", "family": "identifiers", "severity": draw.choice(["error", "warning", "info"]),
        "start": start, "end": end, "related": [{"start": max(0, start - 5), "end": start}],
    }  # fmt: skip


@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder is not here")
def test_figures_agree_with_the_shared_script(tmp_path: Path) -> None:
    """Our figures and those of shared/tools/score.py are the same on the same reports."""
    posts = [p for p in read_posts(SHARED / "posts" / "drafts") if not p.is_dev][:300]
    reports = _reports(posts, 11)
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(_gold(p)) for p in posts), encoding="utf-8")
    out = tmp_path / "reports.jsonl"
    out.write_text("\n".join(json.dumps(r) for r in reports), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SHARED / "tools" / "score.py"), str(gold), str(out), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = json.loads(done.stdout)
    ours = figures([tally(p, r) for p, r in zip(posts, reports, strict=True)], resamples=40)
    for name, value in theirs.items():
        if name in ours:
            assert ours[name].value == pytest.approx(value, abs=0.002), name
    assert {"direct", "quasi", "entity", "block", "quiet", "alarms", "adv recall"} <= set(ours)


def _gold(post: Post) -> dict[str, object]:
    def span(mark: Mark) -> dict[str, object]:
        return {"start": mark.start, "end": mark.end, "type": mark.kind, **({"who": mark.who} if mark.who else {})}

    def passage(stretch: Stretch) -> dict[str, object]:
        return {"start": stretch.start, "end": stretch.end, "type": stretch.kind}

    return {
        "id": post.id, "verdict": post.verdict, "text": post.text,
        "spans": [span(m) for m in post.marks], "passages": [passage(s) for s in post.stretches],
    }  # fmt: skip

"""The recipe's dealings with public corpora and with whose names are found; small corpora and a linter made here."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from models.recipe.augment import Lexicon, mark_text
from models.recipe.corpus import TAGS, VERDICTS, Post, parse_marked, read_queries
from models.recipe.elsewhere import clinicians_queries, person_names
from models.recipe.fairness import GROUPS, HABITS, Names, name_recall, read_groups, renamed


def _corpus(folder: Path, name: str, split: str, rows: Sequence[dict[str, Any]]) -> Path:
    (folder / name).mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / name / f"{split}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _row(text: str, **labels: str) -> dict[str, Any]:
    spans = [
        {"start": text.index(words), "end": text.index(words) + len(words), "label": label}
        for label, words in labels.items()
    ]
    return {"id": "1", "text": text, "spans": spans}


def test_queries_know_whose_and_how_grave(tmp_path: Path) -> None:
    """Labelled spans are a patient's; a name blocks, one patient's age alone is for review, the rest is left open."""
    folder = _corpus(
        tmp_path,
        "asq_phi",
        "train",
        [
            _row("Statin for Wendeline O. seen on May 3, 2021?", NAME="Wendeline O.", DATE="May 3, 2021"),
            _row("Metformin dose for a 61-year-old woman?"),
            _row("Metformin in older adults?"),
            _row("Any trial sites near Dunmoor?", GEOGRAPHIC_LOCATION="Dunmoor"),
        ],
    )
    named, aged, general, placed = read_queries(folder)
    assert [VERDICTS[q.verdict] if q.verdict >= 0 else "" for q in (named, aged, general, placed)] == [
        "block", "review", "", "",
    ]  # fmt: skip
    owned = [named.text[w.start : w.end] for w, whose in zip(named.words, named.whose, strict=True) if whose == 0]
    assert owned[:2] == ["Wendeline", "O"]
    assert "Statin" not in owned
    first = named.allowed[[named.text[w.start : w.end] for w in named.words].index("Wendeline")]
    assert first is not None
    assert {TAGS[tag] for tag in first} == {"B-name"}
    assert named.passages is None


class _Linter:
    """Finds the words it was told of, as the real one would report them."""

    def __init__(self, *words: str, severity: str = "error") -> None:
        self._words = words
        self._severity = severity

    def _places(self, text: str) -> list[tuple[int, int]]:
        return [(text.index(word), text.index(word) + len(word)) for word in self._words if word in text]

    def annotate(self, document: Any) -> Any:
        mentions = [
            SimpleNamespace(start=start, end=end, kind="name", source="model")
            for start, end in self._places(document.text)
        ]
        return SimpleNamespace(mentions=mentions)

    def check(self, document: Any, *, rewrites: bool) -> Any:
        text = document if isinstance(document, str) else document.text
        findings = [
            {"family": "identifiers", "severity": self._severity, "start": start, "end": end, "related": []}
            for start, end in self._places(text)
        ]
        return SimpleNamespace(to_dict=lambda: {"findings": findings, "verdict": "block" if findings else "publish"})


def test_names_are_counted_by_exact_span(tmp_path: Path) -> None:
    """One of two found, one found that is none; a handle is on neither side."""
    folder = _corpus(
        tmp_path,
        "btc",
        "dev",
        [
            _row("Mirela Dudek met Oskar in Leeds", PER="Mirela Dudek"),
            _row("thanks @quietowl for the tea", PER="quietowl"),
            _row("Oskar sings", PER="Oskar"),
        ],
    )
    spans = person_names(_Linter("Mirela Dudek", "Leeds"), folder, "btc")  # type: ignore[arg-type]
    assert (spans.gold, spans.found, spans.right) == (2, 2, 1)
    assert (spans.precision, spans.recall, spans.f1) == (0.5, 0.5, 0.5)


def test_queries_are_counted(tmp_path: Path) -> None:
    """Details covered, and queries without any that draw no error; a warning is none."""
    rows = [
        _row("Statin for Wendeline O. seen on May 3, 2021?", NAME="Wendeline O.", DATE="May 3, 2021"),
        _row("Dose for a 61-year-old?"),
        _row("Dose in older adults?"),
    ]
    folder = _corpus(tmp_path, "asq_phi", "dev", rows)
    found = clinicians_queries(_Linter("Wendeline O.", "61-year-old"), folder)  # type: ignore[arg-type]
    assert (found.covered, found.details, found.quiet, found.without) == (1, 2, 1, 2)
    asked = clinicians_queries(_Linter("61-year-old", severity="warning"), folder)  # type: ignore[arg-type]
    assert asked.quiet == 2


def _post() -> Post:
    text, marks, stretches = parse_marked(
        "Saw <name:p>Ngozi Obi</name>, and Dr <name:c>Marsh</name> saw <name:p>NGOZI</name> with <name:p>J.</name>"
    )
    return Post("t-1", text, "block", marks, stretches)


def test_patients_are_renamed_and_nobody_else() -> None:
    """The same name for the same person, in the writing it had; initials and colleagues stay."""
    lexicon = Lexicon([], [], [], [], [], {"ngozi": "F"}, frozenset({"ngozi"}), [])
    new = renamed(_post(), Names(["Sunniva"], ["Leif"], ["Dahl"]), lexicon, random.Random(1))
    assert new.text == "Saw Sunniva Dahl, and Dr Marsh saw SUNNIVA with J."
    assert [mark_text(new, m) for m in new.marks] == ["Sunniva Dahl", "Marsh", "SUNNIVA", "J."]


def test_habits_keep_marks_in_place() -> None:
    """However a post is written, each mark still covers its name."""
    written = {habit: write(_post()) for habit, write in HABITS.items()}
    assert mark_text(written["lower case"], written["lower case"].marks[0]) == "ngozi obi"
    assert mark_text(written["#HashTag"], written["#HashTag"].marks[0]) == "#NgoziObi"
    assert written["possessive"].text.startswith("Saw Ngozi Obi's, and Dr Marsh saw NGOZI's")
    for habit, post in written.items():
        assert all("gozi" in mark_text(post, m).lower() for m in (post.marks[0], post.marks[2])), habit


def test_recall_counts_covered_names_of_patients() -> None:
    """Two of three mentions; the colleague does not count."""
    assert name_recall(_Linter("Ngozi Obi", "NGOZI"), [_post()]) == (2, 3)  # type: ignore[arg-type]


def test_a_group_needs_names(tmp_path: Path) -> None:
    """Countries go to their group; a group without enough names is left out; surnames may be lacking."""
    rows = ["kind\tcountry\tgender\tname\tname_latin\trank\tcount\tsource"]
    for index in range(10):
        letter = chr(97 + index)
        for country, gender in (("NO", "F"), ("SE", "M"), ("US", "F"), ("US", "M")):
            rows.append(f"given\t{country}\t{gender}\tNa{letter}\tNa{letter}\t1\t\tx")
        rows.append(f"surname\tUS\t\tSmi{letter}\tSmi{letter}\t1\t\tx")
    rows.append("given\tJP\tF\tHana\tHana\t1\t\tx")
    (tmp_path / "names_by_country.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    groups = read_groups(tmp_path)
    assert set(groups) == {"Nordic", "English"}
    assert groups["Nordic"].surnames == groups["English"].surnames
    assert len(GROUPS) >= 12

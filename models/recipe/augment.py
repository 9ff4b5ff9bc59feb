"""Augmentation: the same story of somebody else, so that the encoder learns the context and not the list.

Every change keeps the marks. Names are swapped consistently within a post and keep their gender where it is known,
so that pronouns still fit; numbers keep their shape. Names, places and hospitals come from the lexicons (sources and
licences in NOTICE).
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from postlint.annotation import DIRECT_KINDS
from postlint.pipeline.sentences import split_sentences

from .corpus import Mark, Post, Stretch

#: Share of the swapped words of names that are put in Cyrillic, Arabic, Han or another script.
OTHER_SCRIPT: Final = 0.03
_MONTHS: Final = """
    January February March April May June July August September October November December
""".split()
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH: Final = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_DAY: Final = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b")
_NAME_WORD: Final = re.compile(r"[^\W\d_]+")
_HYPHENED: Final = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)?")


def lexicon_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a lexicon by the names in its first line."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@dataclass(slots=True)
class Lexicon:
    """Names and places to swap in."""

    female: list[str]
    male: list[str]
    surnames: list[str]
    places: list[str]
    hospitals: list[str]
    gender: Mapping[str, str]
    given: frozenset[str]
    #: Given names in other scripts.
    foreign: list[str]

    @classmethod
    def read(cls, folder: Path) -> Lexicon:
        """Read the lexicons; frequent English-language names and names of 100 other countries in equal parts."""
        female: list[str] = []
        male: list[str] = []
        gender: dict[str, str] = {}
        for row in lexicon_rows(folder / "given_names.tsv"):
            count = int(row["us_ssa_births_1880_2023"] or 0) + 10 * int(row["uk_births_1974_2020"] or 0)
            share = float(row["us_ssa_female_share"] or row["uk_female_share"] or 0.5)
            if count < 20_000:
                continue
            if share > 0.85:
                female.append(row["name"])
                gender[row["name"].lower()] = "F"
            elif share < 0.15:
                male.append(row["name"])
                gender[row["name"].lower()] = "M"
        abroad: list[str] = []
        foreign: list[str] = []
        for row in lexicon_rows(folder / "names_by_country.tsv"):
            if row["kind"] == "given" and row["name"].isalpha() and row["name"][0] > "\u02af":
                foreign.append(row["name"])
            name = row["name_latin"] or row["name"]
            if not name or not name[0].isupper() or not _HYPHENED.fullmatch(name):
                continue
            name = as_written(name)
            if row["kind"] == "given":
                (female if row["gender"] == "F" else male).append(name)
                gender.setdefault(name.lower(), row["gender"])
            else:
                abroad.append(name)
        common = [r["name"] for _, r in zip(range(12_000), lexicon_rows(folder / "surnames.tsv"), strict=False)]
        places = [
            r["name"]
            for r in lexicon_rows(folder / "places.tsv")
            if r["country"] in {"US", "GB", "AU", "CA", "IN", "IE", "NZ", "ZA"} and int(r["population"]) > 3000
        ]
        hospitals = [r["name"] for r in lexicon_rows(folder / "hospitals.tsv") if 8 < len(r["name"]) < 45]
        return cls(female, male, common + abroad, places, hospitals, gender, frozenset(gender), foreign)


def as_written(name: str) -> str:
    """A name as people write it: parts of the lexicon are in capitals ("HSIU-YU": Hsiu-Yu)."""
    return name.title() if name.isupper() else name


def like(model: str, word: str) -> str:
    """``word`` in the writing of ``model``."""
    if model.islower():
        return word.lower()
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word


class Augmenter:
    """Draws a new version of a post; the same seed draws the same versions."""

    def __init__(self, lexicon: Lexicon, seed: int) -> None:
        self.lexicon = lexicon
        self.random = random.Random(seed)

    def __call__(self, post: Post) -> Post:
        """A new version of ``post``, its marks moved along."""
        draw = self.random
        swapped: dict[str, str] = {}
        names, places, numbers = draw.random() < 0.65, draw.random() < 0.4, draw.random() < 0.7
        times, ages, hospitals = draw.random() < 0.4, draw.random() < 0.4, draw.random() < 0.3
        new: dict[int, str] = {}
        for index, mark in enumerate(post.marks):
            old = post.text[mark.start : mark.end]
            if mark.kind == "name" and names:
                new[index] = _NAME_WORD.sub(lambda m: self._name(m.group(), swapped), old)
            elif mark.kind in ("idno", "phone", "fax", "ip") and numbers:
                new[index] = re.sub(r"\d", lambda _: str(draw.randrange(10)), old)
            elif mark.kind == "date" and times:
                new[index] = self._date(old)
            elif mark.kind == "age" and ages and mark.who == "p" and re.match(r"\d\d\b", old):
                new[index] = str(draw.randrange(18, 96)) + old[2:]
            elif mark.kind == "loc" and places and re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?", old):
                new[index] = swapped.setdefault(old, draw.choice(self.lexicon.places))
            elif mark.kind == "fac" and hospitals and re.search(r"[A-Z].*(?:Hospital|Infirmary|Medical Cent)", old):
                new[index] = swapped.setdefault(old, draw.choice(self.lexicon.hospitals))
        post = rebuild(post, new)
        style = draw.random()
        if style < 0.08:
            return _restyle(post, str.lower)
        if style < 0.10:
            return _restyle(post, str.upper)
        if style < 0.14:
            return self._typos(post)
        return post

    def crop(self, post: Post) -> Post | None:
        """One or two sentences of a post, as people write them alone.

        Part of a clean post is clean. Part of another keeps its verdict where it holds what the verdict was about (a
        passage that is objected to; in a blocked post a patient's direct identifier too), else nothing is known of
        it. None where the cut would go through a mention, or where nothing is known of what is left.
        """
        part = self._part(post)
        if part is None:
            return None
        marks, stretches = part.marks, part.stretches
        objected = any(s.kind in ("case", "adv", "bnd", "derog", "claim") for s in stretches)
        named = any(m.who == "p" and m.kind in DIRECT_KINDS for m in marks)
        holds = post.verdict == "clean" or (objected and (post.verdict == "review" or named))
        verdict = post.verdict if holds else ""
        if not (marks or stretches or verdict):
            return None
        return replace(part, verdict=verdict)

    def aside(self, post: Post, idle: Post) -> Post:
        """``post`` behind a sentence or two of ``idle``, a clean post, which change nothing of its verdict.

        People begin with the weather and the opening hours; without such posts the encoder learns that who begins
        harmlessly ends so.
        """
        before = self._part(idle)
        if before is None or any(s.kind != "info" for s in before.stretches):
            return post  # "This is invented" or "she agreed" would change what follows
        gap = self.random.choice(["\n\n", "\n", " ", " "])
        shift = len(before.text) + len(gap)
        marks = tuple(replace(m, start=m.start + shift, end=m.end + shift) for m in post.marks)
        stretches = tuple(Stretch(s.start + shift, s.end + shift, s.kind) for s in post.stretches)
        return replace(
            post,
            text=before.text + gap + post.text,
            marks=before.marks + marks,
            stretches=before.stretches + stretches,
        )

    def _part(self, post: Post) -> Post | None:
        """One or two sentences of ``post`` with their marks; None where the cut would go through a mention."""
        sentences = split_sentences(post.text)
        if len(sentences) < 2:
            return None
        first = self.random.randrange(len(sentences))
        last = min(len(sentences) - 1, first + self.random.randrange(2))
        start, end = sentences[first].start, sentences[last].end
        if any(m.start < start < m.end or m.start < end < m.end for m in post.marks):
            return None
        marks = tuple(
            replace(m, start=m.start - start, end=m.end - start)
            for m in post.marks
            if start <= m.start and m.end <= end
        )
        stretches = tuple(
            Stretch(max(0, s.start - start), min(end, s.end) - start, s.kind)
            for s in post.stretches
            if s.start < end and start < s.end
        )
        return replace(post, text=post.text[start:end], marks=marks, stretches=stretches)

    def _name(self, old: str, swapped: dict[str, str]) -> str:
        key = old.lower()
        if key not in swapped:
            draw, lexicon = self.random, self.lexicon
            if len(old) > 2 and draw.random() < OTHER_SCRIPT:
                swapped[key] = draw.choice(lexicon.foreign)
            elif len(old) == 1:
                swapped[key] = draw.choice("ABCDEFGHJKLMNOPRSTVWY")
            elif key in lexicon.given:
                swapped[key] = draw.choice(lexicon.female if lexicon.gender[key] == "F" else lexicon.male)
            elif old[0].isupper() and draw.random() < 0.85:
                swapped[key] = draw.choice(lexicon.surnames)
            else:
                swapped[key] = old
        return like(old, swapped[key])

    def _date(self, old: str) -> str:
        draw = self.random
        out = _DAY.sub(lambda _: draw.choice(_DAYS), _MONTH.sub(lambda _: draw.choice(_MONTHS), old))
        return re.sub(r"(?<![\d:])\d{1,2}(?=(?:st|nd|rd|th)\b| [A-Z])", lambda m: self._day(m.group()), out)

    def _day(self, old: str) -> str:
        return str(self.random.randrange(4, 20)) if len(old) == 2 else str(self.random.randrange(4, 10))

    def _typos(self, post: Post) -> Post:
        letters = list(post.text)
        for index in range(1, len(letters) - 2):
            a, b = letters[index], letters[index + 1]
            if a.isalpha() and b.isalpha() and a.islower() and b.islower() and self.random.random() < 0.02:
                letters[index], letters[index + 1] = b, a
        return replace(post, text="".join(letters))


def _restyle(post: Post, style: object) -> Post:
    text = "".join(
        new if len(new := style(char)) == 1 else char  # type: ignore[operator]
        for char in post.text
    )
    return replace(post, text=text)


def rebuild(post: Post, new: Mapping[int, str]) -> Post:
    """Put ``new`` texts (by index of the mark) in, and move every position behind them."""
    if not new:
        return post
    shifts: list[tuple[int, int]] = []  # (old end of a changed mark, change of length)
    pieces: list[str] = []
    at = 0
    for index, mark in enumerate(post.marks):
        if index in new:
            pieces += [post.text[at : mark.start], new[index]]
            at = mark.end
            shifts.append((mark.end, len(new[index]) - len(mark_text(post, mark))))
    pieces.append(post.text[at:])

    def move(position: int) -> int:
        return position + sum(change for end, change in shifts if end <= position)

    marks = tuple(replace(m, start=move(m.start), end=move(m.end)) for m in post.marks)
    stretches = tuple(Stretch(move(s.start), move(s.end), s.kind) for s in post.stretches)
    return replace(post, text="".join(pieces), marks=marks, stretches=stretches)


def mark_text(post: Post, mark: Mark) -> str:
    """The words under a mark."""
    return post.text[mark.start : mark.end]

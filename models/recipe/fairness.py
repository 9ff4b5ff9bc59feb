"""Fairness: are patients' names found as well whoever's names they are, and however they are written?

The same dev posts, with the names of patients swapped for names of one group of countries after the other, or with
their writing changed. Names come from the lexicon of names by country (source and licence in NOTICE).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from postlint import Document, Linter

from .augment import Lexicon, as_written, lexicon_rows, like, mark_text, rebuild
from .corpus import Mark, Post
from .evaluate import dev_posts
from .scoring import COVERED, coverage, loud_spans

#: Group -> countries whose commonest names stand for it.
GROUPS: Final[Mapping[str, str]] = {
    "English": "US GB AU CA NZ", "Irish and Welsh": "IE", "French": "FR BE", "German and Dutch": "DE AT NL",
    "Nordic": "SE NO DK FI IS", "Spanish": "ES MX CO AR CL PE", "Portuguese": "PT BR", "Italian and Greek": "IT GR",
    "Slavic": "PL RU UA CZ BG RS HR", "Turkish": "TR AZ KZ", "Arabic": "EG SA IQ MA DZ JO SY TN",
    "Persian": "IR AF", "Hebrew": "IL", "South Asian": "IN PK BD LK NP", "Chinese": "CN TW HK",
    "Japanese": "JP", "Korean": "KR", "Vietnamese": "VN", "Filipino and Malay": "PH MY ID",
    "West African": "NG GH CM SN CI", "East African": "KE UG ET TZ RW SO", "Southern African": "ZA ZW BW ZM",
}  # fmt: skip
#: A group needs so many names of a sort to be told of.
ENOUGH: Final = 8


@dataclass(frozen=True, slots=True)
class Names:
    """Names of a group."""

    female: Sequence[str]
    male: Sequence[str]
    surnames: Sequence[str]


def read_groups(folder: Path) -> dict[str, Names]:
    """The groups of which the lexicon has enough names in Latin letters."""
    of_country = {country: group for group, countries in GROUPS.items() for country in countries.split()}
    lists: dict[str, dict[str, list[str]]] = {g: {"F": [], "M": [], "surname": []} for g in GROUPS}
    for row in lexicon_rows(folder / "names_by_country.tsv"):
        group, name = of_country.get(row["country"]), row["name_latin"] or row["name"]
        if group is None or len(name) < 2 or not name.replace("-", "").isalpha() or not name[0].isupper():
            continue
        name = as_written(name)
        kinds = (
            ("surname",)
            if row["kind"] == "surname"
            else ("F", "M")
            if row["gender"] not in ("F", "M")
            else (row["gender"],)
        )
        for kind in kinds:
            lists[group][kind].append(name)
    english = lists["English"]["surname"]
    return {
        group: Names(found["F"], found["M"], found["surname"] if len(found["surname"]) >= ENOUGH else english)
        for group, found in lists.items()
        if min(len(found["F"]), len(found["M"])) >= ENOUGH
    }


def renamed(post: Post, names: Names, lexicon: Lexicon, draw: random.Random) -> Post:
    """The post with every name of a patient swapped, the same name always for the same."""
    chosen: dict[str, str] = {}
    new: dict[int, str] = {}
    for index, mark in enumerate(post.marks):
        if mark.kind != "name" or mark.who != "p":
            continue
        words = mark_text(post, mark).split(" ")
        for position, word in enumerate(words):
            bare = word.strip(".,'’\"")
            if len(bare) < 2 or not bare.isalpha():
                continue
            key = bare.lower()
            if key not in chosen:
                gender = lexicon.gender.get(key)
                given = gender is not None and not (position and position == len(words) - 1)
                pool = names.surnames if not given else names.female if gender == "F" else names.male
                chosen[key] = draw.choice(pool)
            words[position] = word.replace(bare, like(bare, chosen[key]))
        new[index] = " ".join(words)
    return rebuild(post, new)


def _hashtag(post: Post) -> Post:
    """The first name of a patient of more than one word as a hashtag."""
    new = {}
    for index, mark in enumerate(post.marks):
        if mark.kind == "name" and mark.who == "p":
            words = [word for word in mark_text(post, mark).split() if word.isalpha()]
            if words:
                new[index] = "#" + "".join(word[0].upper() + word[1:] for word in words)
                break
    return rebuild(post, new)


def _letterwise(change: Callable[[str], str]) -> Callable[[Post], Post]:
    def restyled(post: Post) -> Post:
        letters = (new if len(new := change(char)) == 1 else char for char in post.text)
        return replace(post, text="".join(letters))

    return restyled


def _possessive(post: Post) -> Post:
    return rebuild(post, {i: f"{mark_text(post, m)}'s" for i, m in enumerate(post.marks) if _is_patients_name(m)})


def _emoji(post: Post) -> Post:
    return rebuild(post, {i: f"{mark_text(post, m)}❤️" for i, m in enumerate(post.marks) if _is_patients_name(m)})


def _is_patients_name(mark: Mark) -> bool:
    return mark.kind == "name" and mark.who == "p"


#: Habit -> how a post is rewritten in it. Marks of a possessive or an emoji are a little wider than the name.
HABITS: Final[Mapping[str, Callable[[Post], Post]]] = {
    "as written": lambda post: post,
    "lower case": _letterwise(str.lower),
    "CAPITALS": _letterwise(str.upper),
    "no punctuation": _letterwise(lambda char: " " if char in ",.;:!?" else char),
    "#HashTag": _hashtag,
    "possessive": _possessive,
    "emoji": _emoji,
}


def name_recall(linter: Linter, posts: Iterable[Post]) -> tuple[int, int]:
    """Names of patients that are covered, and all of them."""
    covered = total = 0
    for post in posts:
        report = linter.check(Document(post.text, id=post.id), rewrites=False).to_dict()
        spans = loud_spans(report, len(post.text))
        for mark in post.marks:
            if _is_patients_name(mark):
                total += 1
                # What stands around the name in its mark (a hashtag's sign, 's, an emoji) need not be covered.
                covered += coverage(mark.start, mark.end, spans) >= (COVERED if mark.end - mark.start > 12 else 0.5)
    return covered, total


def print_fairness(linter: Linter, shared: Path, say: Callable[[str], None], seed: int = 3) -> list[str]:
    """Print recall by group and by habit; the lines are a table of the model card."""
    posts = [post for post in dev_posts(shared) if any(_is_patients_name(m) for m in post.marks)]
    lexicon = Lexicon.read(shared / "lexicons")
    shares: dict[str, tuple[float, int]] = {}
    for group, names in read_groups(shared / "lexicons").items():
        draw = random.Random(seed)
        covered, total = name_recall(linter, [renamed(post, names, lexicon, draw) for post in posts])
        shares[group] = covered / total, total
    mean = sum(share for share, _ in shares.values()) / len(shares)
    lines = [f"| {group} | {share:.3f} | {share - mean:+.3f} | {total} |" for group, (share, total) in shares.items()]
    lines.append(f"| mean of {len(shares)} groups | {mean:.3f} | | |")
    for habit, write in HABITS.items():
        covered, total = name_recall(linter, map(write, posts))
        lines.append(f"| {habit} | {covered / total:.3f} | | {total} |")
    for line in lines:
        say(line)
    return lines

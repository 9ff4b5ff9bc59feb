"""The numbers of a thread's parts are no dates."""

from __future__ import annotations

from postlint.annotation import Mention
from postlint.pipeline.threads import without_thread_numbers


def _left(text: str, *marked: str) -> list[str]:
    mentions = [Mention(text.index(words), text.index(words) + len(words), "date") for words in marked]
    return [text[m.start : m.end] for m in without_thread_numbers(text, mentions)]


def test_numbers_of_a_thread_are_no_dates() -> None:
    """They go, also from the front of a date; one alone, or one inside a line, may be a date."""
    thread = "1/3 He came in on 2/3 last year.\n\n2/3 On Thursday he left.\n3/3 The end."
    assert _left(thread, "2/3 On Thursday", "3/3") == ["On Thursday"]
    assert _left(thread, "2/3 last year") == ["2/3 last year"]
    assert _left("3/4 was the day he came in.", "3/4") == ["3/4"]
    assert _left("31/3 he came in.\n1/3 he left.", "31/3") == ["31/3"]

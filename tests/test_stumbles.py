"""What a reader notices at once, and what the author wrote so."""

from __future__ import annotations

import pytest

from postlint.rewriting.stumbles import stumbles


@pytest.mark.parametrize(
    ("before", "after", "stumbling"),
    [
        ("Mrs Okafor came in with her son.", "Came in with her son.", True),
        ("Mrs Okafor came in with her son.", "A patient came in with her son.", False),
        ("He made it to Landstuhl.", "He made it to.", False),  # "to" may end a clause
        ("We saw the mayor of Bexley at home.", "We saw the of at home.", True),
        ("A man I will call Mr K, who came to us.", "A man I will who came to us.", True),
        ("His son flew in from Perth.", "His son flew in abroad abroad.", True),
        ("It was was odd, Tom said.", "It was was odd, someone said.", False),
        ("She was seen by Dr Marsh, Ward 7, yesterday.", "She was seen by Dr Marsh,, yesterday.", True),
        ("If anyone on nights remembers her, call me.", "Anyone.", True),
        ("Saw Tom.", "", False),
        ("Saw a baker from Tolsta.", "Saw a patient from.", True),
        ("Saw Tom Ives, 34, in clinic.", "Saw, 34, in clinic.", True),
    ],
)
def test_stumbles(before: str, after: str, stumbling: bool) -> None:
    """Only what the rewrite brought in counts."""
    assert stumbles(before, after) is stumbling

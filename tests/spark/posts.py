"""Invented posts, and what is to be said of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from postlint import Report, load_policy

from ..conftest import ROOT

#: The day on which all are checked.
DAY: Final = date(2026, 11, 28)

POLICY: Final = """
extends: default
rules:
  - rule: no-hot-takes
    code: X901
    family: boundaries
    title: Hot takes
    what: A post that announces itself as a provocation.
    why: Our partners decided that the practice does not post to provoke.
    message: Say what you think without the fanfare.
    severity: warning
    match:
      - phrase: [hot take, unpopular opinion]
    bad:
      - "Unpopular opinion: our car park is too small."
    good:
      - Our car park is too small, and we have told the council so.
"""


def posts(count: int) -> dict[str, str]:
    """So many different posts by id: the examples of the rules and the shipped ones, one alone or two together."""
    rules = load_policy().rules
    texts = [sample.text for rule in rules for sample in (*rule.bad, *rule.good)]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    texts = list(dict.fromkeys(texts))
    made = {f"{i:04}": texts[i % len(texts)] for i in range(count)}
    for i in range(len(texts), count):
        made[f"{i:04}"] += "\n\n" + texts[(7 * i + i // len(texts)) % len(texts)]
    assert len(set(made.values())) == count
    return made


def expected(report: Report) -> dict[str, Any]:
    """The row for a report: as in JSON, without what rewrites would put in place."""
    told = report.to_dict()
    for finding in told["findings"]:
        for rewrite in finding["rewrites"]:
            rewrite["edits"] = [{"start": edit["start"], "end": edit["end"]} for edit in rewrite["edits"]]
    return {
        "verdict": told["verdict"],
        "complete": told["complete"],
        "reason": told.get("reason", ""),
        "findings": told["findings"],
        "suppressed": [{key: s[key] for key in ("rule", "start", "end")} for s in told["suppressed"]],
    }

"""A language model on this machine that says sentences in other words: off unless asked for.

Any server that speaks the chat completions of OpenAI will do (llama.cpp, Ollama, vLLM and others), on loopback only.
What it answers is material: the linter holds it to the draft and lints it again before anybody sees it.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any, Final

from .loopback import NoAnswer, address_of, post

_COMPLETIONS: Final = "/chat/completions"
#: Seconds for one answer; a sentence takes a small model a few on a laptop.
SECONDS: Final = 30.0
#: Seconds for which a model that gave no answer is left alone, so that a draft does not wait for it at each sentence.
PAUSE: Final = 60.0

_INSTRUCTION: Final = (
    "You edit one sentence or two of a clinician's draft post so that no patient can be recognised. Details between "
    "\u27e6 and \u27e7 are to go: leave each out, or put a general word in its place (a patient, a hospital) "
    "and make the sentence read well. Change nothing else: keep every other word in its order. Add nothing: no fact, "
    "name, number, date, sex or opinion. Never turn, weaken or strengthen what is said. Answer with the rewritten "
    "text alone, without the marks, quotes or comments."
)
_THOUGHTS: Final = re.compile(r"\A\s*<think>.*?</think>", re.S)
_QUOTED: Final = re.compile(r'\A(["\u201c])(.*)(["\u201d])\Z', re.S)


class LocalRewriter:
    """Rewrites by a language model that listens at ``url`` (such as ``http://127.0.0.1:8080/v1``) on this machine.

    ``model`` is the name that the server knows it by; some servers need none. ``seconds`` is how long one answer may
    take. Nothing is connected before the first rewrite is asked for. Raises :class:`LocalModelError` for an address
    that is not on this machine. It may be shared between threads.
    """

    def __init__(self, url: str, model: str = "", *, seconds: float = SECONDS) -> None:
        self._address = address_of(url)
        self._model = model
        self._seconds = seconds
        self._rests_until = 0.0
        #: Why the model last gave no answer, in no words of a draft; empty as long as it always has.
        self.trouble: str = ""
        #: How many of its answers were refused, since they were not true to the draft.
        self.refused: int = 0

    def __repr__(self) -> str:
        return f"LocalRewriter({self._address.ip}:{self._address.port})"

    def rewrite(self, marked: str) -> str | None:
        """A text in other words, without the details marked in it; None where the model gives no answer."""
        if time.monotonic() < self._rests_until:
            return None
        asked: dict[str, Any] = {
            "messages": [{"role": "system", "content": _INSTRUCTION}, {"role": "user", "content": marked}],
            "temperature": 0,
            "max_tokens": 64 + len(marked),
            "stream": False,
        }
        if self._model:
            asked["model"] = self._model
        body = json.dumps(asked).encode("ascii")
        try:
            return _content(post(self._address, _COMPLETIONS, body, seconds=self._seconds), marked)
        except NoAnswer as reason:
            self.trouble = str(reason)
            self._rests_until = time.monotonic() + PAUSE
            return None

    def refuse(self) -> None:
        """Count an answer that was not true to the draft."""
        self.refused += 1


def _content(answer: bytes, marked: str) -> str:
    """The text of an answer. Raises NoAnswer."""
    try:
        said = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        said = None
    if not isinstance(said, str):
        raise NoAnswer("its answer is no chat completion")
    said = _THOUGHTS.sub("", said).strip()
    quoted = _QUOTED.match(said)
    return quoted[2].strip() if quoted and not _QUOTED.match(marked) else said

"""Nothing that the server's libraries log goes anywhere: their messages hold whole drafts (law 3).

pygls logs every message that comes and goes at DEBUG and INFO and, at ERROR, those that it cannot read; asyncio and
concurrent.futures log exceptions with their words. Python shows whatever is a warning or worse even where nobody asked
for a log.
"""

from __future__ import annotations

import logging
from typing import Final

_TALKATIVE: Final = ("pygls", "asyncio", "concurrent.futures", "cattrs")


def silence() -> None:
    """Close the loggers of those libraries, with all below them, for this process."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)

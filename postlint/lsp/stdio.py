"""The conversation over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import Any, BinaryIO

from pygls.io_ import StdoutWriter, run_async

from .checking import described
from .conversation import Conversation
from .settings import Settings
from .silence import silence


def serve(settings: Settings) -> int:
    """Serve an editor until it says ``exit`` or is gone; the exit status: 0 only if it said ``shutdown`` before.

    Standard output is the protocol's alone: whatever else is printed in this process goes to standard error. When this
    returns, a check may still be running in a thread that nobody waits for.
    """
    silence()
    sys.stdout.flush()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        asyncio.run(_talk(Conversation(settings), sys.stdin.buffer, output))
    except SystemExit as left:  # how pygls ends when it is told to
        return int(left.code or 0)
    except BrokenPipeError:
        pass
    return 1


async def _talk(conversation: Conversation, stdin: BinaryIO, stdout: BinaryIO) -> None:
    asyncio.get_running_loop().set_exception_handler(_told)
    reader = asyncio.StreamReader()
    # pygls reads in a thread that is waited for at the end, so that Ctrl-C would need an end of input too.
    Thread(target=_pump, args=(stdin, reader, asyncio.get_running_loop()), daemon=True).start()
    server = conversation.server
    server.protocol.set_writer(StdoutWriter(stdout))
    with suppress(asyncio.IncompleteReadError):
        await run_async(Event(), reader, server.protocol, error_handler=server.report_server_error)


def _pump(stdin: BinaryIO, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    with suppress(RuntimeError):  # the loop has ended meanwhile
        while chunk := os.read(stdin.fileno(), 65536):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)


def _told(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio would log, without its words."""
    error = context.get("exception")
    if not isinstance(error, BrokenPipeError):
        print(f"postlint: {described(error) if error else 'internal error'}", file=sys.stderr)  # noqa: T201

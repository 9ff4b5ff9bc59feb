"""Answers to requests: what goes wrong on the way is told without words of a draft (law 3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from lsprotocol.types import LSPErrorCodes
from pygls.exceptions import JsonRpcException

from ..errors import PostlintError
from .checking import described
from .drafts import MovedOnError

P = TypeVar("P")

MOVED_ON: Final = "the draft has changed meanwhile"


def answering(work: Callable[[P], Awaitable[Any]]) -> Callable[[P], Awaitable[Any]]:
    """``work`` as pygls is to know it; it would send the words of any exception to the editor, with the frames."""

    async def answer(params: P) -> Any:
        try:
            return await work(params)
        except JsonRpcException:
            raise
        except MovedOnError:
            raise JsonRpcException(MOVED_ON, LSPErrorCodes.ContentModified) from None
        except PostlintError as error:
            raise JsonRpcException(str(error), LSPErrorCodes.RequestFailed) from None
        except Exception as error:  # noqa: BLE001 (its message may hold words of a draft)
            raise JsonRpcException(described(error), LSPErrorCodes.RequestFailed) from None

    return answer

"""Work that routes hand to the queue: kinds, what each does, and what its event tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from ..clock import SystemClock
from ..conversation import read_messages
from ..doors.aio import AsyncMemory
from ..doors.arguments import addition
from ..doors.base import ADD
from ..records import Scope
from .seams import Item

ADDING: Final = "ADD"
Work = Callable[[AsyncMemory, Mapping[str, Any]], Awaitable[list[Item]]]


async def add(memory: AsyncMemory, payload: Mapping[str, Any]) -> list[Item]:
    """Remember messages; returns what it changed."""
    return list((await memory.add(**payload))["results"])


def checked_add(payload: Mapping[str, Any]) -> Scope:
    """Whose memory an add is for. Raises what the add itself would raise for its arguments, before it is queued."""
    wanted = addition({**dict.fromkeys(ADD), "infer": True, "immutable": False, **payload}, SystemClock())
    read_messages(
        wanted.messages, scope=wanted.scope, at=wanted.at, metadata=wanted.metadata, expires_on=wanted.expires_on
    )
    return wanted.scope


KINDS: Final[Mapping[str, Work]] = {ADDING: add}

"""Requests that may be sent again: the same Idempotency-Key is the same work and the same answer, for a day."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Final

from ..errors import ValidationError
from . import wire
from .call import Call, Json
from .control import notes
from .failures import Conflict, Unprocessable

_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


def key_of(call: Call) -> str | None:
    """The key of a request, checked."""
    key = call.request.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        raise ValidationError("Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.")
    return key


async def once(call: Call, work: Callable[[], Awaitable[list[Json]]]) -> list[Json]:
    """Do an add once for a key. Kept are the ids it made, never the words: those are read from the memory again."""
    key = key_of(call)
    if key is None:
        return await work()
    control, asked = call.services.control, hashlib.sha256(wire.dumps([call.request.url.path, call.body])).digest()
    now = call.services.clock.now()
    kept = await asyncio.to_thread(notes.begin_answer, control, call.project, key, asked, at=now)
    if kept is not None:
        return await _again(call, kept, asked)
    try:
        results = await work()
    except BaseException:
        await asyncio.to_thread(notes.end_answer, control, call.project, key, None)
        raise
    told = [{"id": item["id"], "event": item["event"]} for item in results]
    await asyncio.to_thread(notes.end_answer, control, call.project, key, told)
    return results


async def _again(call: Call, kept: notes.Kept, asked: bytes) -> list[Json]:
    if kept.asked != asked:
        raise Unprocessable("This Idempotency-Key was used for another request.")
    if kept.answer is None:
        raise Conflict("The request with this Idempotency-Key is still being worked on.", suggestion="Ask again later.")
    memory = await call.memory()
    found = [(item, await memory.get(item["id"])) for item in kept.answer]
    texts = [(item, None if now is None else now["memory"]) for item, now in found]
    return [{"id": item["id"], "data": {"memory": text}, "memory": text, "event": item["event"]} for item, text in texts]

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
    kept = await _begun(call, key)
    if kept is not None:
        return await _again(call, kept)
    try:
        results = await work()
    except BaseException:
        await _ended(call, key, None)
        raise
    await _ended(call, key, [{"id": item["id"], "event": item["event"]} for item in results])
    return results


async def once_queued(call: Call, enqueue: Callable[[str | None], Awaitable[str]]) -> str:
    """Queue an add once for a key; returns its event. `enqueue` is given a name that makes queueing it twice one job.

    So a request that was cut off between queueing and noting it is simply queued again.
    """
    key = key_of(call)
    if key is None:
        return await enqueue(None)
    kept = await _begun(call, key)
    if kept is not None and kept.answer is not None:
        return str(kept.answer[0]["event_id"])
    try:
        event = await enqueue(f"{key}:{_asked(call).hex()}")
    except BaseException:
        if kept is None:
            await _ended(call, key, None)
        raise
    await _ended(call, key, [{"event_id": event}])
    return event


def _asked(call: Call) -> bytes:
    return hashlib.sha256(wire.dumps([call.request.url.path, call.body])).digest()


async def _begun(call: Call, key: str) -> notes.Kept | None:
    """What is kept under a key; None where it is new. Raises Unprocessable where it stands for another request."""
    control, asked, now = call.services.control, _asked(call), call.services.clock.now()
    kept = await asyncio.to_thread(notes.begin_answer, control, call.project, key, asked, at=now)
    if kept is not None and kept.asked != asked:
        raise Unprocessable("This Idempotency-Key was used for another request.")
    return kept


async def _ended(call: Call, key: str, answer: list[Json] | None) -> None:
    await asyncio.to_thread(notes.end_answer, call.services.control, call.project, key, answer)


async def _again(call: Call, kept: notes.Kept) -> list[Json]:
    if kept.answer is None:
        raise Conflict("The request with this Idempotency-Key is still being worked on.", suggestion="Ask again later.")
    memory = await call.memory()
    found = [(item, await memory.get(item["id"])) for item in kept.answer]
    texts = [(item, None if now is None else now["memory"]) for item, now in found]
    return [
        {"id": item["id"], "data": {"memory": text}, "memory": text, "event": item["event"]} for item, text in texts
    ]

"""Remove for good what a person wants gone: text, evidence, search data and the words in the history."""

from __future__ import annotations

from ..ports import Selection, Transaction
from .edit import message_key, not_found
from .parts import Parts
from .upkeep import ENCODER_SETTING


async def delete(parts: Parts, memory_id: str) -> None:
    """Remove one memory (or one kept message) with everything it rests on. Raises MemoryNotFoundError."""
    at = parts.clock.now()

    def job(tx: Transaction) -> int:
        key = message_key(memory_id)
        if key is not None and tx.get(memory_id) is None:
            return tx.erase_messages([key])
        return tx.erase([memory_id], at=at)

    def run() -> None:
        if parts.store.write(job) == 0:
            raise not_found(memory_id)
        parts.store.scrub()

    await parts.runner.call(run)


async def delete_all(parts: Parts, selection: Selection) -> int:
    """Remove everything selected, past versions included; returns how many memories were removed."""
    at = parts.clock.now()

    def run() -> int:
        removed = parts.store.write(lambda tx: tx.erase_scope(selection, at=at))
        parts.store.scrub()
        return removed

    return await parts.runner.call(run)


async def reset(parts: Parts) -> None:
    """Remove everything in the store but the name of its encoder."""

    def run() -> None:
        encoder = parts.store.read(lambda snapshot: snapshot.setting(ENCODER_SETTING))
        parts.store.reset()
        parts.indexes.clear()
        if encoder is not None:
            parts.store.write(lambda tx: tx.set_setting(ENCODER_SETTING, encoder))

    await parts.runner.call(run)

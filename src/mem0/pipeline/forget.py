"""Remove for good what a person wants gone: text, evidence, search data and the words in the history."""

from __future__ import annotations

from collections.abc import Sequence

from ..filters import exact_entity_scope
from ..ports import Selection, Transaction
from ..records import Message
from ..render import as_memory
from . import caches
from .acts import audited
from .apply import replies
from .edit import message_key, not_found
from .parts import Parts
from .permits import permit, permit_change, permit_whole, sees
from .settled import ENCODER_SETTING


@audited("delete")
async def delete(parts: Parts, memory_id: str) -> None:
    """Remove one memory (or one kept message) with everything it rests on. Raises MemoryNotFoundError."""
    permit(parts, "change", "delete memories")
    at = parts.clock.now()

    def job(tx: Transaction) -> int:
        _permit_one(parts, tx, memory_id)
        key = message_key(memory_id)
        if key is not None and tx.get(memory_id) is None:
            return tx.erase_messages([key])
        echoes = echoes_of(tx, [memory_id])
        removed = tx.erase([memory_id], at=at)
        tx.erase_messages(echoes)
        return removed

    def run() -> None:
        if parts.store.write(job) == 0:
            raise not_found(memory_id)
        parts.indexes.forget_records()
        caches.forget_texts(parts)
        parts.store.scrub()

    await parts.runner.call(run)


def _permit_one(parts: Parts, tx: Transaction, memory_id: str) -> None:
    """Raises when the actor may not delete this memory or kept message, or may not know of it."""
    found, key = tx.get(memory_id), message_key(memory_id)
    if found is None and key is not None:
        message = tx.by_keys([key]).get(key)
        found = as_memory(message) if isinstance(message, Message) else None
    if found is None or not sees(parts, found.scope):
        raise not_found(memory_id)
    permit_change(parts, found, "delete")


def echoes_of(tx: Transaction, memory_ids: Sequence[str]) -> list[int]:
    """The assistant's replies to the messages that these memories rest on: they tend to repeat what was said."""
    return [reply for one in memory_ids for key in tx.parents_of(one) for reply in replies(tx, key)]


@audited("delete_all")
async def delete_all(parts: Parts, selection: Selection) -> int:
    """Remove everything selected, past versions included; returns how many memories were removed."""
    permit(parts, "administer", "delete all memories of a scope")
    at = parts.clock.now()

    def job(tx: Transaction) -> int:
        whole = exact_entity_scope(selection.where) is not None  # then every message goes anyway
        echoes = [] if whole else echoes_of(tx, [record.id for record in tx.find(selection)])
        removed = tx.erase_scope(selection, at=at)
        tx.erase_messages(echoes)
        return removed

    def run() -> int:
        removed = parts.store.write(job)
        parts.indexes.forget_records()
        caches.forget_texts(parts)
        parts.store.scrub()
        return removed

    return await parts.runner.call(run)


@audited("reset")
async def reset(parts: Parts) -> None:
    """Remove everything in the store but the name of its encoder."""
    permit_whole(parts, "reset the store")

    def run() -> None:
        encoder = parts.store.read(lambda snapshot: snapshot.setting(ENCODER_SETTING))
        parts.store.reset()
        caches.clear(parts)
        if encoder is not None:
            parts.store.write(lambda tx: tx.set_setting(ENCODER_SETTING, encoder))

    await parts.runner.call(run)

"""Read and change single memories: get, get_all, update, history, users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import MemoryNotFoundError, ValidationError
from ..ports import EntitySummary, NewMemory, Selection, Snapshot, Transaction
from ..records import HistoryEntry, MemoryRecord, Message, Micros
from ..render import MESSAGE_ID_PREFIX
from .acts import audited
from .apply import entry, hide, supersede
from .correct import Correction, read_correction
from .discretion import cleaned_text, labelled
from .parts import Parts
from .permits import permit, permit_change, permit_whole, sees
from .searchable import Searchable, searchable


@dataclass(frozen=True, slots=True)
class Page:
    """Some memories and how many there are in all."""

    records: tuple[MemoryRecord, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person changes. `text` None keeps it; `metadata` is merged; `expiry` replaces `expires_on` when set.

    `at`: since when the change holds; None is now.
    """

    text: str | None = None
    metadata: Mapping[str, Any] | None = None
    expiry: tuple[str | None] | None = None
    at: Micros | None = None


def message_key(memory_id: str) -> int | None:
    """The key behind the id of an evidence answer ("msg-12"); None for ids of memories."""
    digits = memory_id.removeprefix(MESSAGE_ID_PREFIX)
    return int(digits) if digits != memory_id and digits.isdecimal() and len(digits) < 19 else None


async def get(parts: Parts, memory_id: str) -> MemoryRecord | tuple[int, Message] | None:
    """The memory of that id in any validity, the kept message behind an evidence answer, or None."""
    return await parts.runner.call(lambda: parts.store.read(lambda snapshot: _get(parts, snapshot, memory_id)))


def _get(parts: Parts, snapshot: Snapshot, memory_id: str) -> MemoryRecord | tuple[int, Message] | None:
    found = snapshot.get(memory_id)
    key = message_key(memory_id)
    if found is not None or key is None:
        return found if found is not None and sees(parts, found.scope) else None
    message = snapshot.by_keys([key]).get(key)
    return (key, message) if isinstance(message, Message) and sees(parts, message.scope) else None


async def get_all(parts: Parts, selection: Selection, *, limit: int | None, offset: int) -> Page:
    """Memories of a selection, oldest first."""

    def job(snapshot: Snapshot) -> Page:
        records = snapshot.find(selection, limit=limit, offset=offset)
        whole = offset == 0 and (limit is None or len(records) < limit)
        return Page(tuple(records), len(records) if whole else snapshot.count(selection))

    return await parts.runner.call(lambda: parts.store.read(job))


@audited("update")
async def update(parts: Parts, memory_id: str, edit: Edit) -> MemoryRecord:
    """Change a memory by hand. The old text stays in its history and as a past version."""
    if edit.text is None and edit.metadata is None and edit.expiry is None:
        raise ValidationError("At least one of text, metadata, or expiration_date must be given.")
    permit(parts, "change", "change memories")
    if edit.text is not None:
        edit = replace(edit, text=cleaned_text(parts, edit.text))
    now = parts.clock.now()
    at = now if edit.at is None else edit.at
    if at > now:
        raise ValidationError("timestamp lies in the future.", details={"argument": "timestamp"})

    old = await parts.runner.call(lambda: parts.store.read(lambda view: _editable(parts, view, memory_id, edit)))
    correction = None
    if edit.text is not None and edit.text != old.text:
        correction = await read_correction(parts, old, edit.text, max(at, old.valid_from))

    def job() -> MemoryRecord:
        found_by = searchable(parts.encoder, [edit.text])[0] if edit.text is not None else None
        return parts.store.write(lambda tx: _update(parts, tx, memory_id, edit, found_by, at, correction))

    return await parts.runner.call(job)


def _editable(parts: Parts, view: Snapshot, memory_id: str, edit: Edit) -> MemoryRecord:
    """The memory, where it may be changed so."""
    old = view.get(memory_id)
    if old is None or old.valid_to is not None or not sees(parts, old.scope):
        raise not_found(memory_id)
    permit_change(parts, old, "change")
    if old.immutable:
        raise ValidationError(f"Memory {memory_id} is immutable.", suggestion="Delete it and add a new one.")
    if edit.at is not None and edit.at < max(old.valid_from, old.updated_at or 0):
        raise ValidationError("timestamp lies before the memory's last change.", details={"argument": "timestamp"})
    return old


def _update(
    parts: Parts,
    tx: Transaction,
    memory_id: str,
    edit: Edit,
    found_by: Searchable | None,
    at: Micros,
    correction: Correction | None,
) -> MemoryRecord:
    old = _editable(parts, tx, memory_id, edit)
    changed = replace(
        old,
        text=edit.text if edit.text is not None else old.text,
        updated_at=at,
        metadata={**old.metadata, **(edit.metadata or {})},
        expires_on=edit.expiry[0] if edit.expiry is not None else old.expires_on,
    )
    new = labelled(parts, changed)
    if found_by is None or new.text == old.text:
        features, codes = tx.searchable_of(memory_id) or (b"", None)
        tx.replace(NewMemory(new, features, codes))
    else:
        new = replace(new, valid_from=max(at, old.valid_from), slot=None)
        rested_on = tx.parents_of(memory_id)
        hide(tx, memory_id)
        supersede(tx, old, NewMemory(new, found_by.features, found_by.codes), parents=None)
        if correction is not None:
            correction.carry_out(tx, old, new, rested_on)
    tx.log([entry("UPDATE", new, at=at, old=old.text)])
    return new


def not_found(memory_id: str) -> MemoryNotFoundError:
    return MemoryNotFoundError(
        f"Memory with id {memory_id} not found. Please provide a valid 'memory_id'", details={"memory_id": memory_id}
    )


async def history(parts: Parts, memory_id: str) -> list[HistoryEntry]:
    """All changes of a memory; to a confined actor only of one that is there and lies within."""

    def job(snapshot: Snapshot) -> list[HistoryEntry]:
        record = snapshot.get(memory_id)
        confined = parts.actor is not None and parts.actor.within is not None
        if confined and (record is None or not sees(parts, record.scope)):
            return []
        return snapshot.history(memory_id)

    return await parts.runner.call(lambda: parts.store.read(job))


async def users(parts: Parts) -> list[EntitySummary]:
    permit_whole(parts, "list all users")
    return await parts.runner.call(lambda: parts.store.read(lambda snapshot: snapshot.entities()))

"""Between rows of the SQLite file and records: the only place that knows the columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from mem0.errors import ValidationError
from mem0.ports import NewMemory, NewMessage
from mem0.records import HistoryEntry, IndexRow, MemoryRecord, Message, Scope, Source

from .sqlite_seal import Layout, Row
from .values import entry_id, from_json, to_json

PackedId: TypeAlias = bytes | str
Name: TypeAlias = Callable[[int | None], str | None]

_IMMUTABLE, _INFERRED, ARCHIVED = 1, 2, 4
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OWNERS = "t.user, t.agent, t.run, t.app"  # numbers of entities, in the order of Scope
MEMORY_COLUMNS = (
    f"t.key, t.id, t.text, {_OWNERS}, t.created_at, t.updated_at, t.valid_from, t.valid_to, t.superseded_by, t.event_at, "
    "t.expires_on, t.actor, t.role, t.metadata, t.categories, t.memory_type, t.flags, t.slot"
)
MEMORY_LAYOUT = Layout.of("memories", MEMORY_COLUMNS)
MESSAGE_COLUMNS = (
    f"t.key, t.id, t.role, t.content, {_OWNERS}, t.at, t.actor, t.metadata, t.expires_on, t.features IS NOT NULL"
)
MESSAGE_LAYOUT = Layout.of("messages", MESSAGE_COLUMNS)
HISTORY_COLUMNS = "n, memory, event, old, new, created_at, updated_at, is_deleted, actor, role, reason"
HISTORY_LAYOUT = Layout.of("history", HISTORY_COLUMNS)

_INDEX = "t.key, t.features, t.codes, t.run, t.actor, t.role"
MEMORY_INDEX = f"{_INDEX}, t.created_at, t.valid_from, t.valid_to"
MEMORY_INDEX_LAYOUT = Layout.of("memories", MEMORY_INDEX)
MESSAGE_INDEX = f"{_INDEX}, t.at"
MESSAGE_INDEX_LAYOUT = Layout.of("messages", MESSAGE_INDEX)

_MEMORY_FIELDS = (
    "seq, user, agent, app, run, text, created_at, updated_at, valid_from, valid_to, superseded_by, event_at, expires_on, "
    "actor, role, metadata, categories, memory_type, flags, slot, features, codes"
)
MEMORY_FIELDS_LAYOUT = Layout.of("memories", _MEMORY_FIELDS)
INSERT_MEMORY = f"INSERT INTO memories (key, id, {_MEMORY_FIELDS}) VALUES ({', '.join('?' * 24)})"
UPDATE_MEMORY = f"UPDATE memories SET ({_MEMORY_FIELDS}) = ({', '.join('?' * 22)}) WHERE key = ?"
_MESSAGE_FIELDS = (
    "key, id, seq, user, agent, app, run, role, content, at, actor, metadata, expires_on, features, codes"
)
MESSAGE_FIELDS_LAYOUT = Layout.of("messages", _MESSAGE_FIELDS)
INSERT_MESSAGE = f"INSERT INTO messages ({_MESSAGE_FIELDS}) VALUES ({', '.join('?' * 15)})"
INSERT_HISTORY = f"INSERT INTO history ({HISTORY_COLUMNS}) VALUES ({', '.join('?' * 11)})"


def pack_id(one: str) -> PackedId:
    """A UUID in its usual writing as 16 bytes, any other id as it is."""
    if _UUID.fullmatch(one):
        return bytes.fromhex(one.replace("-", ""))
    try:
        one.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError("An id is not valid Unicode.") from error
    return one


def unpack_id(packed: PackedId) -> str:
    """The id of a packed one. By hand: uuid.UUID takes four times as long, and a search unpacks dozens."""
    if isinstance(packed, str):
        return packed
    h = packed.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def memory_of(row: Row, name: Name, sources: tuple[Source, ...] = ()) -> MemoryRecord:
    """From a row of MEMORY_COLUMNS; `name` gives the name of an entity by its number."""
    superseded_by, categories, flags = row[11], row[17], row[19]
    return MemoryRecord(
        id=unpack_id(row[1]),
        text=row[2],
        scope=Scope(*map(name, row[3:7])),
        created_at=row[7],
        updated_at=row[8],
        valid_from=row[9],
        valid_to=row[10],
        superseded_by=None if superseded_by is None else unpack_id(superseded_by),
        event_at=row[12],
        expires_on=row[13],
        actor=row[14],
        role=row[15],
        metadata=from_json(row[16]),
        categories=() if categories is None else tuple(json.loads(categories)),
        memory_type=row[18],
        immutable=bool(flags & _IMMUTABLE),
        inferred=bool(flags & _INFERRED),
        archived=bool(flags & ARCHIVED),
        slot=row[20],
        sources=sources,
    )


def memory_values(memory: NewMemory, seq: int, entities: Sequence[int | None]) -> Row:
    """The values of _MEMORY_FIELDS; entities in the order user, agent, app, run."""
    record = memory.record
    categories = json.dumps(record.categories, ensure_ascii=False) if record.categories else None
    return (
        seq,
        *entities,
        record.text,
        record.created_at,
        record.updated_at,
        record.valid_from,
        record.valid_to,
        None if record.superseded_by is None else pack_id(record.superseded_by),
        record.event_at,
        record.expires_on,
        record.actor,
        record.role,
        to_json(record.metadata),
        categories,
        record.memory_type,
        _IMMUTABLE * record.immutable + _INFERRED * record.inferred + ARCHIVED * record.archived,
        record.slot,
        memory.features,
        memory.codes,
    )


def message_of(row: Row, name: Name) -> Message:
    """From a row of MESSAGE_COLUMNS; `name` gives the name of an entity by its number."""
    return Message(
        id=unpack_id(row[1]),
        role=row[2],
        content=row[3],
        scope=Scope(*map(name, row[4:8])),
        at=row[8],
        actor=row[9],
        metadata=from_json(row[10]),
        expires_on=row[11],
    )


def message_values(new: NewMessage, key: int, entities: Sequence[int | None]) -> Row:
    one = new.message
    about = (one.role, one.content, one.at, one.actor, to_json(one.metadata), one.expires_on)
    return (key, pack_id(one.id), key, *entities, *about, new.features, new.codes if new.features is not None else None)


def entry_of(row: Row) -> HistoryEntry:
    """From a row of HISTORY_COLUMNS."""
    memory_id = unpack_id(row[1])
    return HistoryEntry(
        id=entry_id(memory_id, row[0]),
        memory_id=memory_id,
        event=row[2],
        old_memory=row[3],
        new_memory=row[4],
        created_at=row[5],
        updated_at=row[6],
        is_deleted=bool(row[7]),
        actor=row[8],
        role=row[9],
        reason=row[10],
    )


def entry_values(entry: HistoryEntry, n: int) -> Row:
    """The values of HISTORY_COLUMNS."""
    texts = (entry.old_memory, entry.new_memory)
    times = (entry.created_at, entry.updated_at, int(entry.is_deleted))
    return (n, pack_id(entry.memory_id), entry.event, *texts, *times, entry.actor, entry.role, entry.reason)


def memory_index_row(row: Row, name: Name, parents: tuple[int, ...]) -> IndexRow:
    """From a row of MEMORY_INDEX. Without valid_from it holds from its creation on."""
    key, features, codes, run, actor, role, created_at, valid_from, valid_to = row
    said = valid_from or created_at
    return IndexRow(key, "memory", features, codes, said, name(run), actor, role, valid_from, valid_to, parents)


def message_index_row(row: Row, name: Name) -> IndexRow:
    """From a row of MESSAGE_INDEX: a message holds from the time it was said."""
    key, features, codes, run, actor, role, at = row
    return IndexRow(key, "message", features, codes, at, name(run), actor, role, at, None)

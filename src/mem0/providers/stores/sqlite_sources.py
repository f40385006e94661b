"""Which messages memories rest on."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from mem0.records import Source

from .sqlite_rows import unpack_id
from .sqlite_seal import Layout, Seal
from .values import KnownMessage, match_sources, unknown_message

SourceRow: TypeAlias = tuple[int, int, int, str | None]  # memory, n, message, quote
Known: TypeAlias = Mapping[int, KnownMessage]


_AMONG = "IN (SELECT value FROM json_each(?))"
_CONTENT = Layout.of("messages", "key, id, content")
_QUOTE = Layout.of("sources", "memory, n, message, quote")


def sources_of(db: sqlite3.Connection, seal: Seal, memories: Sequence[int]) -> dict[int, list[Source]]:
    """What each of these memories rests on, in order; the whole message where no words are named."""
    sql = f"SELECT memory, n, message, quote FROM sources WHERE memory {_AMONG} ORDER BY memory, n"
    return with_words(db, seal, list(seal.open(_QUOTE, db.execute(sql, (json.dumps(memories),)), width=2)))


def with_words(db: sqlite3.Connection, seal: Seal, quotes: Sequence[SourceRow]) -> dict[int, list[Source]]:
    """The sources of what rests on messages (its key, n, message, quote), by its key, in the same order."""
    whole = f"CASE WHEN key {_AMONG} THEN content END"
    sql = f"SELECT key, id, {whole} FROM messages WHERE key {_AMONG}"
    keys = (json.dumps(list({row[2] for row in quotes if row[3] is None})), json.dumps(list({row[2] for row in quotes})))
    rows = seal.open(_CONTENT, db.execute(sql, keys))
    messages = {key: (unpack_id(packed), content) for key, packed, content in rows}
    found: dict[int, list[Source]] = defaultdict(list)
    for key, _, message, quote in quotes:
        message_id, content = messages[message]
        found[key].append(Source(message_id, content if quote is None else quote))
    return found


def known_messages(db: sqlite3.Connection, seal: Seal, keys: Collection[int]) -> Known:
    """The kept messages of these keys. Raises ValidationError for one that is not there."""
    sql = f"SELECT key, id, content FROM messages WHERE key {_AMONG} AND content IS NOT NULL"
    found = seal.open(_CONTENT, db.execute(sql, (json.dumps([int(key) for key in keys]),)))
    known = {key: KnownMessage(key, unpack_id(one), content) for key, one, content in found}
    for key in keys:
        if key not in known:
            raise unknown_message(key)
    return known


def source_rows(memory: int, sources: Sequence[Source], parents: Iterable[int], known: Known) -> list[SourceRow]:
    """A memory's sources in order: those it names, then the other parents."""
    pairs = match_sources(sources, [known[key] for key in parents])
    return [(memory, n, key, quote) for n, (key, quote) in enumerate(pairs)]


def seal_anew(db: sqlite3.Connection, seal: Seal, memory: int, *, owner: int) -> None:
    """Seal the quotes of a memory that passed to another owner with the key of that one."""
    sql = "SELECT memory, n, message, quote FROM sources WHERE memory = ?"
    for row in list(seal.open(_QUOTE, db.execute(sql, (memory,)), width=2)):
        closed = seal.close(_QUOTE, row, identity=row[:2], owner=owner)
        db.execute("UPDATE sources SET quote = ? WHERE memory = ? AND n = ?", (closed[3], *row[:2]))


def insert_sources(db: sqlite3.Connection, seal: Seal, rows: Iterable[SourceRow], *, owner: Mapping[int, int]) -> None:
    """Keep sources; `owner`: whose each memory is (sqlite_seal.owner_of)."""
    sealed = (seal.close(_QUOTE, row, identity=row[:2], owner=owner[row[0]]) for row in rows)
    db.executemany("INSERT INTO sources (memory, n, message, quote) VALUES (?, ?, ?, ?)", sealed)

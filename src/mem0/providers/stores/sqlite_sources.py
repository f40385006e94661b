"""Which messages memories rest on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mem0.records import Source

from .sqlite_rows import pack_id
from .values import unknown_message

SourceRow: TypeAlias = tuple[int, int, int, str | None]  # memory, n, message, quote


@dataclass(frozen=True, slots=True)
class KnownMessage:
    key: int
    content: str


Known: TypeAlias = Mapping[int | str, KnownMessage]


def known_messages(db: sqlite3.Connection, keys: Collection[int], ids: Collection[str]) -> Known:
    """The kept messages of these keys and ids, under both. Raises ValidationError for one that is not there."""
    known: dict[int | str, KnownMessage] = {}
    among = "key IN (SELECT value FROM json_each(?)) AND content IS NOT NULL"
    for key, content in db.execute(f"SELECT key, content FROM messages WHERE {among}", (json.dumps(list(keys)),)):
        known[key] = KnownMessage(key, content)
    sql = "SELECT key, content FROM messages WHERE id = ? AND content IS NOT NULL"
    for one in ids:
        row = db.execute(sql, (pack_id(one),)).fetchone()
        if row is not None:
            known[one] = KnownMessage(*row)
    for wanted in (*keys, *ids):
        if wanted not in known:
            raise unknown_message(wanted)
    return known


def source_rows(memory: int, sources: Sequence[Source], parents: Iterable[int], known: Known) -> list[SourceRow]:
    """A memory's sources in order: those it names, then the other parents. A quote of the whole message is not kept twice."""
    named = [(known[source.message_id], source.quote) for source in sources]
    pairs = [(message.key, None if quote == message.content else quote) for message, quote in named]
    have = {key for key, _ in pairs}
    pairs.extend((key, None) for key in parents if key not in have)
    return [(memory, n, key, quote) for n, (key, quote) in enumerate(dict.fromkeys(pairs))]


def insert_sources(db: sqlite3.Connection, rows: Iterable[SourceRow]) -> None:
    db.executemany("INSERT INTO sources (memory, n, message, quote) VALUES (?, ?, ?, ?)", rows)

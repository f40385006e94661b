"""Which messages memories rest on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from mem0.records import Source

from .sqlite_rows import unpack_id
from .values import KnownMessage, match_sources, unknown_message

SourceRow: TypeAlias = tuple[int, int, int, str | None]  # memory, n, message, quote
Known: TypeAlias = Mapping[int, KnownMessage]


def known_messages(db: sqlite3.Connection, keys: Collection[int]) -> Known:
    """The kept messages of these keys. Raises ValidationError for one that is not there."""
    sql = "SELECT key, id, content FROM messages WHERE key IN (SELECT value FROM json_each(?)) AND content IS NOT NULL"
    found = db.execute(sql, (json.dumps([int(key) for key in keys]),))
    known = {key: KnownMessage(key, unpack_id(one), content) for key, one, content in found}
    for key in keys:
        if key not in known:
            raise unknown_message(key)
    return known


def source_rows(memory: int, sources: Sequence[Source], parents: Iterable[int], known: Known) -> list[SourceRow]:
    """A memory's sources in order: those it names, then the other parents."""
    pairs = match_sources(sources, [known[key] for key in parents])
    return [(memory, n, key, quote) for n, (key, quote) in enumerate(pairs)]


def insert_sources(db: sqlite3.Connection, rows: Iterable[SourceRow]) -> None:
    db.executemany("INSERT INTO sources (memory, n, message, quote) VALUES (?, ?, ?, ?)", rows)

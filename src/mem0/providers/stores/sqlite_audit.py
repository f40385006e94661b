"""The audit log in the SQLite file, and the tombstones of those who were forgotten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Final

from mem0.audit import START, AuditHead, AuditLine
from mem0.records import Micros

from .sqlite_seal import Layout, Row, Seal
from .sqlite_vault import STORE_OWNER, read_secret, settle_store_id, store_id, write_secret

TABLES: Final = """
CREATE TABLE audit (
    n INTEGER PRIMARY KEY, at INTEGER NOT NULL, verb TEXT NOT NULL, actor TEXT, owners TEXT NOT NULL, ids TEXT NOT NULL,
    counts TEXT NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE TABLE tombstones (digest TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
_COLUMNS = "n, at, verb, actor, owners, ids, counts, hash"
_LAYOUT = Layout.of("audit", _COLUMNS)
_HEAD = "audit_head"


class SQLiteShelf:
    """audit_log.Shelf on a connection that stands in a view."""

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def read_lines(self, after: int, limit: int) -> Iterator[AuditLine]:
        sql = f"SELECT {_COLUMNS} FROM audit WHERE n > ? ORDER BY n LIMIT ?"
        for row in self._seal.open(_LAYOUT, self._db.execute(sql, (after, limit))):
            yield _line_from_row(row)

    def append(self, line: AuditLine) -> None:
        row = self._seal.close(_LAYOUT, _line_values(line), identity=line.n, owner=STORE_OWNER)
        self._db.execute(f"INSERT INTO audit ({_COLUMNS}) VALUES ({', '.join('?' * 8)})", row)
        write_secret(self._db, _HEAD, line.n.to_bytes(8, "big") + line.hash)

    def head(self) -> AuditHead:
        kept = read_secret(self._db, _HEAD)
        return AuditHead(0, START) if kept is None else AuditHead(int.from_bytes(kept[:8], "big"), kept[8:])

    def secret(self) -> bytes | None:
        return self._seal.read_secret("audit")

    def make_secret(self, secret: bytes) -> None:
        settle_store_id(self._db)
        self._seal.write_secret("audit", secret)

    def store_id(self) -> bytes:
        return store_id(self._db)

    def tombstones(self) -> dict[str, Micros]:
        return tombstones_of(self._db)

    def tombstone(self, digest: str) -> Micros | None:
        row = self._db.execute("SELECT at FROM tombstones WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else int(row[0])

    def bury(self, digest: str, at: Micros) -> None:
        sql = "INSERT INTO tombstones VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET at = MAX(at, excluded.at)"
        self._db.execute(sql, (digest, at))


def tombstones_of(db: sqlite3.Connection) -> dict[str, Micros]:
    """When each forgotten owner, by its digest, was forgotten; also of a file of an older version."""
    known = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'tombstones'").fetchone()
    return {} if known is None else dict(db.execute("SELECT digest, at FROM tombstones").fetchall())


def _line_values(line: AuditLine) -> Row:
    lists = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in (line.owners, line.ids, line.counts))
    return (line.n, line.at, line.verb, line.actor, *lists, line.hash)


def _line_from_row(row: Row) -> AuditLine:
    n, at, verb, actor, owners, ids, counts, mark = row
    try:
        lists = tuple(json.loads(owners)), tuple(json.loads(ids)), dict(json.loads(counts))
    except (TypeError, ValueError):  # changed by hand: the hash says so, wherever it is asked
        lists = (), (), {}
    return AuditLine(n, at, verb, actor, *lists, hash=mark)

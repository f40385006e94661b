"""Count what the SQLite file holds; of what is sealed only the codes are opened, for their types."""

from __future__ import annotations

import sqlite3
from collections import Counter

from mem0.ports import Tally
from mem0.records import Micros
from mem0.retrieval.codes import TYPE_BYTES, code_type

from .sqlite_rows import ARCHIVED
from .sqlite_seal import Layout, Seal

_MEMORIES = (
    f"SELECT COALESCE(SUM(valid_to IS NULL), 0), COALESCE(SUM(valid_to IS NOT NULL AND flags & {ARCHIVED} != 0), 0), COUNT(*) "
    "FROM memories"
)
_UNTOUCHED = (
    "SELECT COUNT(*) FROM memories t LEFT JOIN uses u ON u.memory = t.key WHERE t.valid_to IS NULL "
    "AND MAX(t.created_at, COALESCE(t.updated_at, 0), COALESCE(u.last_at, 0)) <= ?"
)
_LAST = (
    "SELECT MAX(at) FROM (SELECT MAX(created_at) AS at FROM memories UNION ALL SELECT MAX(updated_at) FROM memories "
    "UNION ALL SELECT MAX(at) FROM messages WHERE content IS NOT NULL UNION ALL SELECT MAX(updated_at) FROM history)"
)
_SEARCHED = ("memories t", "messages t WHERE t.features IS NOT NULL")
_CODES = "t.key, t.codes"


def tally_of(db: sqlite3.Connection, seal: Seal, *, since: Micros) -> Tally:
    """The counts of the view that the connection stands in."""
    valid, archived, whole = db.execute(_MEMORIES).fetchone()
    return Tally(
        memories=valid,
        superseded=whole - valid - archived,
        archived=archived,
        messages=db.execute("SELECT COUNT(*) FROM messages WHERE content IS NOT NULL").fetchone()[0],
        untouched=db.execute(_UNTOUCHED, (since,)).fetchone()[0],
        last_at=db.execute(_LAST).fetchone()[0],
        codes=dict(_sealed_types(db, seal) if seal.seals else _types(db)),
    )


def _types(db: sqlite3.Connection) -> Counter[bytes | None]:
    found: Counter[bytes | None] = Counter()
    for rows in _SEARCHED:
        for kind, count in db.execute(f"SELECT substr(t.codes, 1, {TYPE_BYTES}), COUNT(*) FROM {rows} GROUP BY 1"):
            found[kind] += count
    return found


def _sealed_types(db: sqlite3.Connection, seal: Seal) -> Counter[bytes | None]:
    found: Counter[bytes | None] = Counter()
    for rows in _SEARCHED:
        opened = seal.open(Layout.of(rows.partition(" ")[0], _CODES), db.execute(f"SELECT {_CODES} FROM {rows}"))
        found.update(None if codes is None else code_type(codes) for _, codes in opened)
    return found

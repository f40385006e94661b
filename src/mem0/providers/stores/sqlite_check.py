"""Look for damage in the SQLite file: in its pages, its references, its numbers."""

from __future__ import annotations

import sqlite3

from mem0.records import ENTITY_KINDS

# Each query names what must not exist and selects a few of them.
_MUST_NOT_EXIST = {
    "a source without its memory": "SELECT memory FROM sources WHERE memory NOT IN (SELECT key FROM memories)",
    "a source without its message": "SELECT message FROM sources WHERE message NOT IN (SELECT key FROM messages)",
    "an erased message that nothing quotes": (
        "SELECT key FROM messages WHERE content IS NULL AND key NOT IN (SELECT message FROM sources)"
    ),
    "a key used twice": "SELECT key FROM memories INTERSECT SELECT key FROM messages",
    "a memory newer than the change counter": "SELECT key FROM memories WHERE seq > (SELECT seq FROM counters)",
    "a message newer than the change counter": "SELECT key FROM messages WHERE seq > (SELECT seq FROM counters)",
    "a relation that rests on nothing": "SELECT key FROM relations WHERE key NOT IN (SELECT relation FROM bases)",
    "a relation without an owner": "SELECT key FROM relations WHERE COALESCE(user, agent, app, run) IS NULL",
    "a node without an owner": "SELECT key FROM nodes WHERE COALESCE(user, agent, app, run) IS NULL",
    "a job that is not done and has no payload": "SELECT n FROM jobs WHERE status IN (0, 1, 3) AND payload IS NULL",
    "a job that is held for ever": "SELECT n FROM jobs WHERE status = 1 AND lease_until IS NULL",
    "a memory without an owner": "SELECT key FROM memories WHERE COALESCE(user, agent, app, run) IS NULL",
}


def problems(db: sqlite3.Connection) -> list[str]:
    """What is wrong, in words; empty when all is well."""
    pages = [str(row[0]) for row in db.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    if pages:
        return pages  # on damaged pages the other queries mean nothing
    found = [
        f"{row[0]} row {row[1]} refers to a missing row of {row[2]}" for row in db.execute("PRAGMA foreign_key_check")
    ]
    for what, sql in _MUST_NOT_EXIST.items():
        found.extend(f"{what}: key {row[0]}" for row in db.execute(f"{sql} LIMIT 20"))
    if db.execute("SELECT COUNT(*) FROM counters").fetchone()[0] != 1:
        found.append("the change counter is missing")
    return found + _stale_entities(db)


def _stale_entities(db: sqlite3.Connection) -> list[str]:
    """Entities whose version is older than one of their rows: their index would miss it."""
    found: list[str] = []
    for kind in ENTITY_KINDS:
        for table in ("memories", "messages"):
            sql = (
                f"SELECT e.id FROM entities e WHERE EXISTS (SELECT 1 FROM {table} t WHERE t.{kind} = e.id "
                f"AND t.{kind} IS NOT NULL AND t.seq > e.version) LIMIT 20"
            )
            found.extend(f"{kind} {row[0]} is older than its {table}" for row in db.execute(sql))
    return found

"""The tables of the SQLite file, and how a file of an older version becomes one of this version.

Everything that is written takes the next change number (`counters.seq`); the number of its insertion is a row's key,
so keys are unique over memories and messages and never come back.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mem0.errors import StoreCorruptError, StoreVersionError

from . import sqlite_outbox
from .sqlite_audit import TABLES as _AUDIT
from .sqlite_graph_rows import GRAPH_TABLES
from .sqlite_job_rows import JOBS_TABLE
from .sqlite_renewal import RENEWAL_TABLE
from .sqlite_summary_rows import SUMMARIES_TABLE
from .sqlite_uses import SCRIPT as _USES
from .sqlite_vault import TABLES as _VAULT

APPLICATION_ID = 0x6D656D30  # "mem0" in the file header: another program's database is not taken for ours

# Long columns stand last, so that reading the short ones does not touch overflow pages.
_FIRST = """
CREATE TABLE counters (seq INTEGER NOT NULL, erased INTEGER NOT NULL) STRICT;
INSERT INTO counters VALUES (0, 0);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entities (
    id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, erased INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (kind, name)
) STRICT;
CREATE TABLE memories (
    key INTEGER PRIMARY KEY, id ANY NOT NULL UNIQUE, seq INTEGER NOT NULL,
    user INTEGER REFERENCES entities, agent INTEGER REFERENCES entities,
    app INTEGER REFERENCES entities, run INTEGER REFERENCES entities,
    created_at INTEGER NOT NULL, updated_at INTEGER, valid_from INTEGER NOT NULL, valid_to INTEGER, superseded_by ANY,
    event_at INTEGER, expires_on TEXT, actor TEXT, role TEXT, memory_type TEXT, flags INTEGER NOT NULL, slot TEXT,
    categories TEXT, metadata TEXT, text TEXT NOT NULL, features BLOB NOT NULL, codes BLOB
) STRICT;
CREATE INDEX memories_user ON memories (user, seq) WHERE user IS NOT NULL;
CREATE INDEX memories_agent ON memories (agent, seq) WHERE agent IS NOT NULL;
CREATE INDEX memories_app ON memories (app, seq) WHERE app IS NOT NULL;
CREATE INDEX memories_run ON memories (run, seq) WHERE run IS NOT NULL;
CREATE INDEX memories_slot ON memories (user, slot) WHERE slot IS NOT NULL AND valid_to IS NULL;
CREATE INDEX memories_successor ON memories (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE TABLE messages (
    key INTEGER PRIMARY KEY, id ANY NOT NULL, seq INTEGER NOT NULL,
    user INTEGER REFERENCES entities, agent INTEGER REFERENCES entities,
    app INTEGER REFERENCES entities, run INTEGER REFERENCES entities,
    at INTEGER NOT NULL, role TEXT NOT NULL, actor TEXT, expires_on TEXT, metadata TEXT,
    content TEXT, features BLOB, codes BLOB
) STRICT;
CREATE INDEX messages_user ON messages (user, seq) WHERE user IS NOT NULL;
CREATE INDEX messages_agent ON messages (agent, seq) WHERE agent IS NOT NULL;
CREATE INDEX messages_app ON messages (app, seq) WHERE app IS NOT NULL;
CREATE INDEX messages_run ON messages (run, seq) WHERE run IS NOT NULL;
CREATE TABLE sources (
    memory INTEGER NOT NULL REFERENCES memories, n INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES messages,
    quote TEXT, PRIMARY KEY (memory, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_message ON sources (message);
CREATE TABLE history (
    n INTEGER PRIMARY KEY, memory ANY NOT NULL, event TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER,
    is_deleted INTEGER NOT NULL, actor TEXT, role TEXT, reason TEXT, old TEXT, new TEXT
) STRICT;
CREATE INDEX history_memory ON history (memory);
"""

# The n-th script turns version n into version n + 1.
MIGRATIONS: tuple[str, ...] = (
    _FIRST,
    GRAPH_TABLES,
    JOBS_TABLE,
    _USES,
    sqlite_outbox.TABLES,
    RENEWAL_TABLE,
    SUMMARIES_TABLE,
    _VAULT,
    _AUDIT,
)
VERSION = len(MIGRATIONS)


def version_of(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def refuse_unknown(db: sqlite3.Connection, path: Path) -> None:
    """Raises StoreVersionError for the file of a newer library, StoreCorruptError for another program's database."""
    # One statement, so one view: another process may be making the tables at this moment.
    count = "(SELECT COUNT(*) FROM sqlite_schema)"
    sql = f"SELECT application_id, {count}, user_version FROM pragma_application_id, pragma_user_version"
    application, tables, version = db.execute(sql).fetchone()
    if application != APPLICATION_ID and (version or tables):
        raise StoreCorruptError(
            f"{path} is the database of another program.", suggestion="Choose another path for the memories."
        )
    if version > VERSION:
        raise StoreVersionError(
            f"{path} has version {version}, this library reads up to {VERSION}.",
            suggestion="Upgrade it: pip install --upgrade open-mem0",
        )


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file to this version. Called inside a write transaction, so that two processes do it once."""
    refuse_unknown(db, path)
    version = version_of(db)
    for script in MIGRATIONS[version:]:
        for statement in filter(str.strip, script.split(";")):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")

"""The table of conversation summaries: its columns, and what is erased of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from mem0.records import ENTITY_KINDS, Scope, Summary

from .sqlite_rows import Name
from .sqlite_seal import Layout, Row

Columns = Sequence[int | None]

SUMMARIES_TABLE = """
CREATE TABLE summaries (
    n INTEGER PRIMARY KEY, user INTEGER REFERENCES entities, agent INTEGER REFERENCES entities,
    app INTEGER REFERENCES entities, run INTEGER REFERENCES entities,
    at INTEGER NOT NULL, upto INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX summaries_scope ON summaries (user, agent, app, run);
CREATE INDEX messages_conversation ON messages (user, agent, app, run);
"""
SUMMARY_COLUMNS = "t.n, t.user, t.agent, t.run, t.app, t.at, t.upto, t.text"
SUMMARY_LAYOUT = Layout.of("summaries", SUMMARY_COLUMNS)
_FIELDS = "n, user, agent, app, run, at, upto, text"
SUMMARY_FIELDS_LAYOUT = Layout.of("summaries", _FIELDS)
INSERT_SUMMARY = f"INSERT INTO summaries ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
SAME_SCOPE = " AND ".join(f"{{0}}{kind} IS ?" for kind in ENTITY_KINDS)  # every column, also those that are NULL


def summary_values(summary: Summary, n: int, columns: Columns) -> Row:
    return (n, *columns, summary.at, summary.upto, summary.text)


def summary_of(row: Row, name: Name) -> Summary:
    """From a row of SUMMARY_COLUMNS; `name` gives the name of an entity by its number."""
    _, *owners, at, upto, text = row
    return Summary(Scope(*map(name, owners)), text, at, upto)


def erase_summaries(db: sqlite3.Connection, conversations: Iterable[Columns]) -> None:
    """Erase the summaries of these conversations: they may repeat what was erased of them."""
    for columns in {tuple(columns) for columns in conversations}:
        db.execute(f"DELETE FROM summaries WHERE {SAME_SCOPE.format('')}", columns)

"""The table of conversation summaries: its columns, and what is erased of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from mem0.records import ENTITY_KINDS, Scope, Summary

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
SUMMARY_COLUMNS = "user_.name, agent_.name, run_.name, app_.name, t.at, t.upto, t.text"
INSERT_SUMMARY = "INSERT INTO summaries (user, agent, app, run, at, upto, text) VALUES (?, ?, ?, ?, ?, ?, ?)"
SAME_SCOPE = " AND ".join(f"{{0}}{kind} IS ?" for kind in ENTITY_KINDS)  # every column, also those that are NULL


def summary_values(summary: Summary, columns: Columns) -> tuple[int | str | None, ...]:
    return (*columns, summary.at, summary.upto, summary.text)


def summary_of(row: Sequence[object]) -> Summary:
    """From a row of SUMMARY_COLUMNS."""
    *names, at, upto, text = row
    return Summary(Scope(*names), text, at, upto)  # type: ignore[arg-type]  # a STRICT table keeps to its types


def erase_summaries(db: sqlite3.Connection, conversations: Iterable[Columns]) -> None:
    """Erase the summaries of these conversations: they may repeat what was erased of them."""
    for columns in {tuple(columns) for columns in conversations}:
        db.execute(f"DELETE FROM summaries WHERE {SAME_SCOPE.format('')}", columns)

"""Conversations in the SQLite file: read one, and keep its summary."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mem0.records import ENTITY_KINDS, Entity, Message, Scope, Summary

from .sqlite_rows import MESSAGE_COLUMNS, MESSAGE_LAYOUT, message_of
from .sqlite_seal import Seal, owner_of
from .sqlite_select import entity_ids
from .sqlite_summary_rows import (
    INSERT_SUMMARY,
    SAME_SCOPE,
    SUMMARY_COLUMNS,
    SUMMARY_FIELDS_LAYOUT,
    SUMMARY_LAYOUT,
    Columns,
    erase_summaries,
    summary_of,
    summary_values,
)
from .sqlite_touch import Touch


class SQLiteConversationsView:
    """ports.ConversationsView on a connection that stands in a transaction."""

    _db: sqlite3.Connection
    _seal: Seal

    def conversation(self, scope: Scope, *, limit: int, after: int = 0) -> list[tuple[int, Message]]:
        columns = self._columns_of(scope)
        if columns is None:
            return []
        sql = (
            f"SELECT {MESSAGE_COLUMNS} FROM messages t WHERE {SAME_SCOPE.format('t.')} AND t.key > ? "
            "AND t.content IS NOT NULL ORDER BY t.key DESC LIMIT ?"
        )
        rows = self._seal.open(MESSAGE_LAYOUT, self._db.execute(sql, (*columns, after, max(limit, 0))))
        return [(row[0], message_of(row, self._seal.name)) for row in reversed(list(rows))]

    def summary(self, scope: Scope) -> Summary | None:
        columns = self._columns_of(scope)
        if columns is None:
            return None
        return next(iter(self._summaries(f"WHERE {SAME_SCOPE.format('t.')}", columns)), None)

    def all_summaries(self) -> list[Summary]:
        return self._summaries("ORDER BY t.n", ())

    def _summaries(self, where: str, values: Columns) -> list[Summary]:
        rows = self._db.execute(f"SELECT {SUMMARY_COLUMNS} FROM summaries t {where}", values)
        return [summary_of(row, self._seal.name) for row in self._seal.open(SUMMARY_LAYOUT, rows)]

    def _columns_of(self, scope: Scope) -> Columns | None:
        """The entity columns of a scope; None where one of its entities is unknown, and so has nothing."""
        columns: list[int | None] = []
        for kind in ENTITY_KINDS:
            name = getattr(scope, f"{kind}_id")
            found = [None] if name is None else entity_ids(self._db, self._seal, [Entity(kind, name)])
            if not found:
                return None
            columns += found
        return columns


class SQLiteConversations(SQLiteConversationsView):
    """ports.ConversationsChange on a connection that holds the write lock."""

    _touch: Touch

    def set_summary(self, summary: Summary) -> None:
        columns = self._touch.columns(summary.scope, self._touch.next(), summary.at)
        erase_summaries(self._db, [columns])
        n = int(self._db.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM summaries").fetchone()[0])
        values = summary_values(summary, n, columns)
        closed = self._seal.close(SUMMARY_FIELDS_LAYOUT, values, identity=n, owner=owner_of(columns))
        self._db.execute(INSERT_SUMMARY, closed)
        self._touch.flush()

    def _erase_summaries_of(self, scope: Sequence[Entity]) -> None:
        """Erase the summaries of all conversations that these entities take part in together."""
        numbers = [entity_ids(self._db, self._seal, [entity]) for entity in scope]
        if not all(numbers):
            return
        tests = " AND ".join(f"{entity.kind} = ?" for entity in scope) or "TRUE"  # of nobody in particular: of all
        sql = f"DELETE FROM summaries WHERE {tests} RETURNING user, agent, app, run"
        gone = self._db.execute(sql, [number for (number,) in numbers]).fetchall()
        if gone:
            owners = {number for row in gone for number in row}
            self._touch.mark(owners, self._touch.next(), erased=True)
            self._touch.flush()
            self._touch.prune(owners)

"""Conversations in the SQLite file: read one, and keep its summary."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mem0.records import ENTITY_KINDS, Entity, Message, Scope, Summary

from .sqlite_rows import MESSAGE_COLUMNS, MESSAGE_FROM, join_owners, message_of
from .sqlite_select import entity_ids
from .sqlite_summary_rows import (
    INSERT_SUMMARY,
    SAME_SCOPE,
    SUMMARY_COLUMNS,
    Columns,
    erase_summaries,
    summary_of,
    summary_values,
)
from .sqlite_touch import Touch

_FROM = join_owners("summaries")


class SQLiteConversationsView:
    """ports.ConversationsView on a connection that stands in a transaction."""

    _db: sqlite3.Connection

    def conversation(self, scope: Scope, *, limit: int, after: int = 0) -> list[tuple[int, Message]]:
        columns = self._columns_of(scope)
        if columns is None:
            return []
        sql = (
            f"SELECT {MESSAGE_COLUMNS} {MESSAGE_FROM} WHERE {SAME_SCOPE.format('t.')} AND t.key > ? "
            "AND t.content IS NOT NULL ORDER BY t.key DESC LIMIT ?"
        )
        rows = self._db.execute(sql, (*columns, after, max(limit, 0))).fetchall()
        return [(row[0], message_of(row)) for row in reversed(rows)]

    def summary(self, scope: Scope) -> Summary | None:
        columns = self._columns_of(scope)
        if columns is None:
            return None
        sql = f"SELECT {SUMMARY_COLUMNS} {_FROM} WHERE {SAME_SCOPE.format('t.')}"
        row = self._db.execute(sql, columns).fetchone()
        return None if row is None else summary_of(row)

    def all_summaries(self) -> list[Summary]:
        return [summary_of(row) for row in self._db.execute(f"SELECT {SUMMARY_COLUMNS} {_FROM} ORDER BY t.n")]

    def _columns_of(self, scope: Scope) -> Columns | None:
        """The entity columns of a scope; None where one of its entities is unknown, and so has nothing."""
        columns: list[int | None] = []
        for kind in ENTITY_KINDS:
            name = getattr(scope, f"{kind}_id")
            found = [None] if name is None else entity_ids(self._db, [Entity(kind, name)])
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
        self._db.execute(INSERT_SUMMARY, summary_values(summary, columns))
        self._touch.flush()

    def _erase_summaries_of(self, scope: Sequence[Entity]) -> None:
        """Erase the summaries of all conversations that these entities take part in together."""
        numbers = [entity_ids(self._db, [entity]) for entity in scope]
        if not all(numbers):
            return
        tests = " AND ".join(f"{entity.kind} = ?" for entity in scope)
        sql = f"DELETE FROM summaries WHERE {tests} RETURNING user, agent, app, run"
        gone = self._db.execute(sql, [number for (number,) in numbers]).fetchall()
        if gone:
            owners = {number for row in gone for number in row}
            self._touch.mark(owners, self._touch.next(), erased=True)
            self._touch.flush()
            self._touch.prune(owners)

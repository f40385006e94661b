"""Remove from the graph what rests on erased messages: relations, names, and nodes that nothing speaks of any more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from mem0.ports import ENTITY, RELATION

from .graph_values import Remains, is_called
from .sqlite_graph_rows import BASIS_COLUMNS, BASIS_LAYOUT, NAMING_COLUMNS, NAMING_LAYOUT
from .sqlite_outbox import SQLiteOutbox
from .sqlite_rows import PackedId
from .sqlite_seal import Seal

_AMONG = "IN (SELECT value FROM json_each(?))"


class GraphErasure:
    """One erasure: tell it what becomes of each message, then `sweep`. Erases before the message rows themselves go."""

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        self._db = db
        self._seal = seal
        self._relations: set[int] = set()  # that lost a basis
        self._nodes: set[int] = set()  # that lost a name or a relation
        self._renamed: set[int] = set()  # nodes that lost a name
        self._gone: dict[str, list[PackedId]] = {RELATION: [], ENTITY: []}

    def message_goes(self, key: int) -> None:
        self._relations.update(self._column("SELECT relation FROM bases WHERE message = ?", key))
        self._lose_name(*self._column("SELECT node FROM namings WHERE message = ?", key))
        self._db.execute("DELETE FROM bases WHERE message = ?", (key,))
        self._db.execute("DELETE FROM namings WHERE message = ?", (key,))

    def message_is_emptied(self, key: int, remains: Remains) -> None:
        """Only what the words that stay say may rest on the message further."""
        kept: list[str | None] = []
        ends: set[int] = set()
        sql = f"SELECT {BASIS_COLUMNS} FROM bases WHERE message = ?"
        for relation, n, _, quote in self._seal.open(BASIS_LAYOUT, self._db.execute(sql, (key,)).fetchall(), width=2):
            if remains.says(quote):
                kept.append(quote)
                both = "SELECT source, target FROM relations WHERE key = ?"
                ends.update(self._db.execute(both, (relation,)).fetchone())
            else:
                self._db.execute("DELETE FROM bases WHERE relation = ? AND n = ?", (relation, n))
                self._relations.add(relation)
        sql = f"SELECT {NAMING_COLUMNS} FROM namings WHERE message = ?"
        for row in self._seal.open(NAMING_LAYOUT, self._db.execute(sql, (key,)).fetchall(), width=2):
            node, n, name = row[0], row[1], row[4]
            if node not in ends or not is_called(name, kept):
                self._db.execute("DELETE FROM namings WHERE node = ? AND n = ?", (node, n))
                self._lose_name(node)

    def is_untold(self, columns: Sequence[tuple[str, int | None]], messages: Sequence[int]) -> None:
        """Relations and nodes that belong to all of these entities (pairs of column and number; none: every one) go, and
        nothing rests on these messages any more, nor on those without words and owner that these relations rest on."""
        where = " AND ".join(f"{name} = ?" for name, _ in columns) or "TRUE"
        numbers = [number for _, number in columns]
        emptied = (
            f"SELECT DISTINCT message FROM bases WHERE relation IN (SELECT key FROM relations WHERE {where}) "
            "AND message IN (SELECT key FROM messages WHERE content IS NULL)"
        )
        for key in (*messages, *(row[0] for row in self._db.execute(emptied, numbers).fetchall())):
            self.message_goes(key)
        for (relation,) in self._db.execute(f"SELECT key FROM relations WHERE {where}", numbers).fetchall():
            self._db.execute("DELETE FROM bases WHERE relation = ?", (relation,))
            self._relations.add(relation)
        named = f"SELECT key FROM nodes WHERE {where} AND EXISTS (SELECT 1 FROM namings WHERE node = key)"
        for (node,) in self._db.execute(named, numbers).fetchall():
            self._db.execute("DELETE FROM namings WHERE node = ?", (node,))
            self._lose_name(node)

    def sweep(self) -> set[int | None]:
        """Remove what rests on nothing any more. Returns the entities whose graph changed."""
        columns = self._owners("relations", self._relations) | self._owners("nodes", self._nodes)
        sql = f"SELECT key FROM relations WHERE key {_AMONG} AND key NOT IN (SELECT relation FROM bases)"
        columns |= self._remove_relations(self._column(sql, json.dumps(list(self._relations))))
        nameless = (
            f"SELECT key FROM nodes WHERE key {_AMONG} AND NOT EXISTS (SELECT 1 FROM namings WHERE node = key) "
            "AND (NOT owner OR NOT EXISTS (SELECT 1 FROM relations WHERE source = nodes.key OR target = nodes.key))"
        )
        while gone := self._column(nameless, json.dumps(list(self._nodes))):
            among = json.dumps(gone)
            sql = f"SELECT key FROM relations WHERE source {_AMONG} OR target {_AMONG}"
            columns |= self._remove_relations([row[0] for row in self._db.execute(sql, (among, among))])
            columns |= self._owners("nodes", gone)
            self._gone[ENTITY] += self._ids("nodes", gone)
            self._db.execute(f"DELETE FROM nodes WHERE key {_AMONG}", (among,))
        self._announce()
        return columns

    @property
    def relations_gone(self) -> int:
        """How many relations the sweep removed."""
        return len(self._gone[RELATION])

    def _lose_name(self, *nodes: int) -> None:
        self._nodes.update(nodes)
        self._renamed.update(nodes)

    def _announce(self) -> None:
        """Tell the mirrors what went, and what is left with less."""
        outbox = SQLiteOutbox(self._db)
        for kind, gone in self._gone.items():
            outbox.announce_packed(kind, "delete", gone)
        outbox.announce_packed(RELATION, "upsert", self._ids("relations", self._relations))
        outbox.announce_packed(ENTITY, "upsert", self._ids("nodes", self._renamed))

    def _remove_relations(self, keys: Sequence[int]) -> set[int | None]:
        among = (json.dumps(list(keys)),)
        columns = self._owners("relations", keys)
        self._nodes.update(self._column(f"SELECT source FROM relations WHERE key {_AMONG}", *among))
        self._nodes.update(self._column(f"SELECT target FROM relations WHERE key {_AMONG}", *among))
        gone = f"SELECT id FROM relations WHERE key {_AMONG}"
        heirs = self._column(f"SELECT key FROM relations WHERE superseded_by IN ({gone})", *among)
        columns |= self._owners("relations", heirs)
        self._relations.update(heirs)
        self._gone[RELATION] += self._ids("relations", keys)
        self._db.execute(f"UPDATE relations SET superseded_by = NULL WHERE superseded_by IN ({gone})", among)
        self._db.execute(f"DELETE FROM bases WHERE relation {_AMONG}", among)
        self._db.execute(f"DELETE FROM relations WHERE key {_AMONG}", among)
        return columns

    def _ids(self, table: str, keys: Iterable[int]) -> list[PackedId]:
        """The ids of those of these rows that are there."""
        sql = f"SELECT id FROM {table} WHERE key {_AMONG} ORDER BY key"
        return [row[0] for row in self._db.execute(sql, (json.dumps(list(keys)),))]

    def _owners(self, table: str, keys: Iterable[int]) -> set[int | None]:
        sql = f"SELECT user, agent, app, run FROM {table} WHERE key {_AMONG}"
        return {column for row in self._db.execute(sql, (json.dumps(list(keys)),)) for column in row}

    def _column(self, sql: str, value: int | str) -> list[int]:
        return [row[0] for row in self._db.execute(sql, (value,))]

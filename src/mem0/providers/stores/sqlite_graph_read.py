"""Read the graph of one consistent view of the SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from mem0.ports import Basis, GraphSelection, Naming
from mem0.records import Entity, Source
from mem0.relations import Name, Node, Relation

from .sqlite_graph_rows import (
    BASIS_COLUMNS,
    NAMING_COLUMNS,
    NODE_COLUMNS,
    NODE_FROM,
    RELATION_COLUMNS,
    RELATION_FROM,
    SOURCE_COLUMNS,
    basis_of,
    name_of,
    naming_of,
    node_of,
    relation_of,
    source_of,
)
from .sqlite_rows import Row, pack_id
from .sqlite_select import entity_ids

_AMONG = "IN (SELECT value FROM json_each(?))"
# Two recursive terms, one a direction: each uses its index. As one term over both directions it scans the table.
_REACH = """
WITH RECURSIVE reach (node, step) AS (
    SELECT value, 0 FROM json_each(?)
    UNION SELECT t.target, step + 1 FROM reach JOIN relations t ON t.source = node WHERE step < ? AND {0}
    UNION SELECT t.source, step + 1 FROM reach JOIN relations t ON t.target = node WHERE step < ? AND {0}
), near AS (SELECT node, MIN(step) AS step FROM reach GROUP BY node)
SELECT key, MIN(step) + 1 FROM (
    SELECT t.key, step FROM near JOIN relations t ON t.source = node WHERE {0}
    UNION ALL SELECT t.key, step FROM near JOIN relations t ON t.target = node WHERE {0}
) GROUP BY key ORDER BY 2, 1
"""


class SQLiteGraphSnapshot:
    """ports.GraphSnapshot on a connection that stands in a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def nodes(self, owners: Sequence[Entity] = ()) -> list[Node]:
        where, values = self._of(owners)
        return list(self._nodes(f"WHERE {where} ORDER BY t.key", values).values())

    def node(self, node_id: str) -> Node | None:
        return next(iter(self._nodes("WHERE t.id = ?", (pack_id(node_id),)).values()), None)

    def relations(self, chosen: GraphSelection) -> list[Relation]:
        where, values = self._chosen(chosen)
        return self._relations(f"WHERE {where} ORDER BY t.key", values)

    def relation(self, relation_id: str) -> Relation | None:
        return next(iter(self._relations("WHERE t.id = ?", (pack_id(relation_id),))), None)

    def around(self, node_ids: Collection[str], chosen: GraphSelection, *, hops: int) -> list[tuple[int, Relation]]:
        keys = [key for one in node_ids if (key := self._node_key(one)) is not None]
        if hops < 1 or not keys:
            return []
        where, values = self._chosen(chosen)
        further = (hops - 1, *values)
        steps = dict(
            self._db.execute(_REACH.format(where), (json.dumps(keys), *further, *further, *values, *values)).fetchall()
        )
        found = self._relations_by_key(f"WHERE t.key {_AMONG}", (json.dumps(list(steps)),))
        return [(step, found[key]) for key, step in steps.items()]

    def resting_on(self, messages: Collection[int]) -> list[Relation]:
        where = f"WHERE t.key IN (SELECT relation FROM bases WHERE message {_AMONG}) ORDER BY t.key"
        return self._relations(where, (json.dumps(sorted(messages)),))

    def bases_of(self, relation_id: str) -> list[Basis]:
        sql = f"SELECT {BASIS_COLUMNS} FROM bases WHERE relation = ? ORDER BY n"
        return [basis_of(row) for row in self._db.execute(sql, (self._relation_key(relation_id),))]

    def namings_of(self, node_id: str) -> list[Naming]:
        sql = f"SELECT {NAMING_COLUMNS} FROM namings WHERE node = ? ORDER BY n"
        return [naming_of(row, node_id) for row in self._db.execute(sql, (self._node_key(node_id),))]

    def memories_on(self, messages: Collection[int]) -> dict[int, list[int]]:
        sql = f"SELECT DISTINCT message, memory FROM sources WHERE message {_AMONG} ORDER BY message, memory"
        found: dict[int, list[int]] = defaultdict(list)
        for message, memory in self._db.execute(sql, (json.dumps(sorted(messages)),)):
            found[message].append(memory)
        return dict(found)

    def _node_key(self, node_id: str) -> int | None:
        row = self._db.execute("SELECT key FROM nodes WHERE id = ?", (pack_id(node_id),)).fetchone()
        return None if row is None else int(row[0])

    def _relation_key(self, relation_id: str) -> int | None:
        row = self._db.execute("SELECT key FROM relations WHERE id = ?", (pack_id(relation_id),)).fetchone()
        return None if row is None else int(row[0])

    def _of(self, owners: Sequence[Entity]) -> tuple[str, list[Any]]:
        """The condition that a row `t` belongs to all of these entities."""
        numbers = [next(iter(entity_ids(self._db, (owner,))), None) for owner in owners]
        return " AND ".join(["TRUE", *(f"t.{owner.kind} = ?" for owner in owners)]), numbers

    def _chosen(self, chosen: GraphSelection) -> tuple[str, list[Any]]:
        where, values = self._of(chosen.owners)
        if chosen.ever:
            return where, values
        if chosen.at is None:
            return f"{where} AND t.valid_to IS NULL", values
        held = "t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?)"
        return f"{where} AND {held}", [*values, chosen.at, chosen.at]

    def _nodes(self, where: str, values: Sequence[Any]) -> dict[int, Node]:
        """The nodes of these rows by their keys, in the same order."""
        rows = self._db.execute(f"SELECT {NODE_COLUMNS} {NODE_FROM} {where}", values).fetchall()
        names: dict[int, list[Name]] = defaultdict(list)
        sql = f"SELECT {NAMING_COLUMNS} FROM namings WHERE node {_AMONG} ORDER BY node, n"
        for row in self._db.execute(sql, (_keys(rows),)):
            names[row[0]].append(name_of(row))
        return {row[0]: node_of(row, names[row[0]]) for row in rows}

    def _relations(self, where: str, values: Sequence[Any]) -> list[Relation]:
        return list(self._relations_by_key(where, values).values())

    def _relations_by_key(self, where: str, values: Sequence[Any]) -> dict[int, Relation]:
        rows = self._db.execute(f"SELECT {RELATION_COLUMNS} {RELATION_FROM} {where}", values).fetchall()
        ends = json.dumps(sorted({end for row in rows for end in row[6:8]}))
        nodes = self._nodes(f"WHERE t.key {_AMONG}", (ends,))
        sources: dict[int, list[Source]] = defaultdict(list)
        sql = (
            f"SELECT {SOURCE_COLUMNS} FROM bases b JOIN messages g ON g.key = b.message "
            f"WHERE b.relation {_AMONG} ORDER BY b.relation, b.n"
        )
        for row in self._db.execute(sql, (_keys(rows),)):
            sources[row[0]].append(source_of(row))
        return {row[0]: relation_of(row, nodes[row[6]], nodes[row[7]], tuple(sources[row[0]])) for row in rows}


def _keys(rows: Iterable[Row]) -> str:
    return json.dumps([row[0] for row in rows])

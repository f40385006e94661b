"""Read the graph of one consistent view of the SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from mem0.ports import Basis, GraphSelection, Naming
from mem0.records import Entity
from mem0.relations import Name, Node, Relation

from .sqlite_graph_rows import (
    BASIS_COLUMNS,
    BASIS_LAYOUT,
    NAMING_COLUMNS,
    NAMING_LAYOUT,
    NODE_COLUMNS,
    RELATION_COLUMNS,
    RELATION_LAYOUT,
    basis_of,
    name_of,
    naming_of,
    node_of,
    relation_of,
)
from .sqlite_rows import pack_id
from .sqlite_seal import Row, Seal
from .sqlite_select import entity_ids
from .sqlite_sources import with_words

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

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

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
        rows = self._bases("relation = ?", (self._relation_key(relation_id),))
        return [basis_of(row) for row in rows]

    def namings_of(self, node_id: str) -> list[Naming]:
        rows = self._namings("node = ?", (self._node_key(node_id),))
        return [naming_of(row, node_id) for row in rows]

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
        numbers = [next(iter(entity_ids(self._db, self._seal, (owner,))), None) for owner in owners]
        return " AND ".join(["TRUE", *(f"t.{owner.kind} = ?" for owner in owners)]), numbers

    def _chosen(self, chosen: GraphSelection) -> tuple[str, list[Any]]:
        where, values = self._of(chosen.owners)
        if chosen.ever:
            return where, values
        if chosen.at is None:
            return f"{where} AND t.valid_to IS NULL", values
        held = "t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?)"
        return f"{where} AND {held}", [*values, chosen.at, chosen.at]

    def _bases(self, where: str, values: Sequence[Any]) -> Iterable[Row]:
        sql = f"SELECT {BASIS_COLUMNS} FROM bases WHERE {where} ORDER BY relation, n"
        return self._seal.open(BASIS_LAYOUT, self._db.execute(sql, values), width=2)

    def _namings(self, where: str, values: Sequence[Any]) -> Iterable[Row]:
        sql = f"SELECT {NAMING_COLUMNS} FROM namings WHERE {where} ORDER BY node, n"
        return self._seal.open(NAMING_LAYOUT, self._db.execute(sql, values), width=2)

    def _nodes(self, where: str, values: Sequence[Any]) -> dict[int, Node]:
        """The nodes of these rows by their keys, in the same order."""
        rows = self._db.execute(f"SELECT {NODE_COLUMNS} FROM nodes t {where}", values).fetchall()
        names: dict[int, list[Name]] = defaultdict(list)
        for row in self._namings(f"node {_AMONG}", (_keys(rows),)):
            names[row[0]].append(name_of(row))
        return {row[0]: node_of(row, self._seal.name, names[row[0]]) for row in rows}

    def _relations(self, where: str, values: Sequence[Any]) -> list[Relation]:
        return list(self._relations_by_key(where, values).values())

    def _relations_by_key(self, where: str, values: Sequence[Any]) -> dict[int, Relation]:
        found = self._db.execute(f"SELECT {RELATION_COLUMNS} FROM relations t {where}", values).fetchall()
        rows = list(self._seal.open(RELATION_LAYOUT, found))
        ends = json.dumps(sorted({end for row in rows for end in row[6:8]}))
        nodes = self._nodes(f"WHERE t.key {_AMONG}", (ends,))
        sources = with_words(self._db, self._seal, list(self._bases(f"relation {_AMONG}", (_keys(rows),))))
        return {
            row[0]: relation_of(row, self._seal.name, (nodes[row[6]], nodes[row[7]]), tuple(sources.get(row[0], ())))
            for row in rows
        }


def _keys(rows: Iterable[Row]) -> str:
    return json.dumps([row[0] for row in rows])

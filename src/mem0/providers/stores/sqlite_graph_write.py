"""Change the graph inside one transaction of the SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from mem0.ports import ENTITY, RELATION, Basis, Naming
from mem0.records import Micros
from mem0.relations import Node, NodeType, Relation

from .graph_values import baseless, taken, unknown_node, unknown_relation
from .sqlite_graph_read import SQLiteGraphSnapshot
from .sqlite_graph_rows import (
    BASIS_LAYOUT,
    INSERT_BASIS,
    INSERT_NAMING,
    INSERT_NODE,
    INSERT_RELATION,
    NAMING_LAYOUT,
    RELATION_FIELDS_LAYOUT,
    basis_values,
    naming_values,
    node_values,
    relation_values,
)
from .sqlite_outbox import SQLiteOutbox
from .sqlite_rows import pack_id
from .sqlite_seal import Row, Seal, owner_of
from .sqlite_sources import known_messages
from .sqlite_touch import Touch


class SQLiteGraphTransaction(SQLiteGraphSnapshot):
    """ports.GraphTransaction on a connection that holds the write lock."""

    def __init__(self, db: sqlite3.Connection, seal: Seal, touch: Touch, outbox: SQLiteOutbox) -> None:
        super().__init__(db, seal)
        self._touch = touch
        self._outbox = outbox

    def add_nodes(self, nodes: Sequence[Node]) -> None:
        _refuse_existing([node.id for node in nodes], self._node_key)
        rows = []
        for node in nodes:
            seq = self._touch.next()
            rows.append(node_values(node, seq, self._touch.columns(node.scope, seq, node.updated_at)))
        self._db.executemany(INSERT_NODE, rows)
        self._touch.flush()
        self._outbox.announce(ENTITY, "upsert", [node.id for node in nodes])

    def name_nodes(self, namings: Sequence[Naming]) -> None:
        known_messages(self._db, self._seal, {naming.message for naming in namings})
        keys = [self._known_node(naming.node_id) for naming in namings]
        for naming, key in zip(namings, keys, strict=True):
            there = self.namings_of(naming.node_id)
            if naming not in there:
                n = self._next("namings", "node", key)
                values = naming_values(naming, key, n)
                owner = owner_of(self._columns("nodes", key))
                self._db.execute(INSERT_NAMING, self._seal.close(NAMING_LAYOUT, values, identity=(key, n), owner=owner))
                self._mark("nodes", key)
                self._outbox.announce(ENTITY, "upsert", [naming.node_id])
        self._touch.flush()

    def retype(self, node_id: str, type_: NodeType, *, at: Micros) -> None:
        key = self._known_node(node_id)
        sql = "UPDATE nodes SET type = ?, updated_at = MAX(updated_at, ?) WHERE key = ?"
        self._db.execute(sql, (type_, at, key))
        self._mark("nodes", key)
        self._touch.flush()
        self._outbox.announce(ENTITY, "upsert", [node_id])

    def add_relations(self, relations: Sequence[Relation], *, bases: Sequence[Sequence[Basis]]) -> None:
        _refuse_existing([relation.id for relation in relations], self._relation_key)
        known_messages(self._db, self._seal, {basis.message for some in bases for basis in some})
        ends = [(self._known_node(one.source.id), self._known_node(one.target.id)) for one in relations]
        for relation, some in zip(relations, bases, strict=True):
            if not some:
                raise baseless(relation.id)
        for relation, some, pair in zip(relations, bases, ends, strict=True):
            seq = self._touch.next()
            columns = self._touch.columns(relation.scope, seq, relation.recorded_at)
            values = relation_values(relation, seq, columns, pair)
            closed = self._seal.close(RELATION_FIELDS_LAYOUT, values, identity=seq, owner=owner_of(columns))
            self._db.execute(INSERT_RELATION, closed)
            self._add_bases(seq, some)
        self._touch.flush()
        self._outbox.announce(RELATION, "upsert", [relation.id for relation in relations])

    def add_bases(self, relation_id: str, bases: Sequence[Basis]) -> None:
        key = self._known_relation(relation_id)
        known_messages(self._db, self._seal, {basis.message for basis in bases})
        there = self.bases_of(relation_id)
        self._add_bases(key, [basis for basis in bases if basis not in there])
        self._mark("relations", key)
        self._touch.flush()
        self._outbox.announce(RELATION, "upsert", [relation_id])

    def close_relation(self, relation_id: str, *, at: Micros, superseded_by: str | None = None) -> None:
        key = self._known_relation(relation_id)
        successor = None if superseded_by is None else pack_id(superseded_by)
        self._db.execute("UPDATE relations SET valid_to = ?, superseded_by = ? WHERE key = ?", (at, successor, key))
        self._mark("relations", key)
        self._touch.flush()
        self._outbox.announce(RELATION, "upsert", [relation_id])

    def _add_bases(self, relation: int, bases: Sequence[Basis]) -> None:
        start = self._next("bases", "relation", relation)
        owner = owner_of(self._columns("relations", relation))
        rows = [basis_values(basis, relation, start + n) for n, basis in enumerate(dict.fromkeys(bases))]
        closed = [self._seal.close(BASIS_LAYOUT, row, identity=row[:2], owner=owner) for row in rows]
        self._db.executemany(INSERT_BASIS, closed)

    def _next(self, table: str, column: str, key: int) -> int:
        sql = f"SELECT COALESCE(MAX(n), -1) + 1 FROM {table} WHERE {column} = ?"
        return int(self._db.execute(sql, (key,)).fetchone()[0])

    def _mark(self, table: str, key: int) -> None:
        """What belongs to the owners of this row changed."""
        self._touch.mark(self._columns(table, key), self._touch.next())

    def _columns(self, table: str, key: int) -> Row:
        """The owners of a row: numbers of its user, agent, app and run."""
        row: Row = self._db.execute(f"SELECT user, agent, app, run FROM {table} WHERE key = ?", (key,)).fetchone()
        return row

    def _known_node(self, node_id: str) -> int:
        key = self._node_key(node_id)
        if key is None:
            raise unknown_node(node_id)
        return key

    def _known_relation(self, relation_id: str) -> int:
        key = self._relation_key(relation_id)
        if key is None:
            raise unknown_relation(relation_id)
        return key


def _refuse_existing(ids: Sequence[str], key_of: Callable[[str], int | None]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen or key_of(one) is not None:
            raise taken(one)
        seen.add(one)

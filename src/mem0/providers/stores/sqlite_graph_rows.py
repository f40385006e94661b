"""The tables of the graph in the SQLite file, and between their rows and records: the only place that knows the columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mem0.ports import Basis, Naming
from mem0.records import Scope, Source
from mem0.relations import Name, Node, Relation, called

from .sqlite_rows import Name as NameOf
from .sqlite_rows import pack_id, unpack_id
from .sqlite_seal import Layout, Row

# A node's names stand in `namings` alone, so that erasing a message erases what only it called the node.
GRAPH_TABLES = """
CREATE TABLE nodes (
    key INTEGER PRIMARY KEY, id ANY NOT NULL UNIQUE,
    user INTEGER REFERENCES entities, agent INTEGER REFERENCES entities,
    app INTEGER REFERENCES entities, run INTEGER REFERENCES entities,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, owner INTEGER NOT NULL, type TEXT NOT NULL
) STRICT;
CREATE INDEX nodes_user ON nodes (user) WHERE user IS NOT NULL;
CREATE INDEX nodes_agent ON nodes (agent) WHERE agent IS NOT NULL;
CREATE INDEX nodes_app ON nodes (app) WHERE app IS NOT NULL;
CREATE INDEX nodes_run ON nodes (run) WHERE run IS NOT NULL;
CREATE TABLE namings (
    node INTEGER NOT NULL REFERENCES nodes, n INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES messages,
    alias INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (node, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX namings_message ON namings (message);
CREATE TABLE relations (
    key INTEGER PRIMARY KEY, id ANY NOT NULL UNIQUE,
    user INTEGER REFERENCES entities, agent INTEGER REFERENCES entities,
    app INTEGER REFERENCES entities, run INTEGER REFERENCES entities,
    source INTEGER NOT NULL REFERENCES nodes, target INTEGER NOT NULL REFERENCES nodes,
    valid_from INTEGER NOT NULL, valid_to INTEGER, recorded_at INTEGER NOT NULL, superseded_by ANY, label TEXT NOT NULL
) STRICT;
CREATE INDEX relations_user ON relations (user) WHERE user IS NOT NULL;
CREATE INDEX relations_agent ON relations (agent) WHERE agent IS NOT NULL;
CREATE INDEX relations_app ON relations (app) WHERE app IS NOT NULL;
CREATE INDEX relations_run ON relations (run) WHERE run IS NOT NULL;
CREATE INDEX relations_source ON relations (source);
CREATE INDEX relations_target ON relations (target);
CREATE INDEX relations_successor ON relations (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE TABLE bases (
    relation INTEGER NOT NULL REFERENCES relations, n INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES messages,
    quote TEXT, PRIMARY KEY (relation, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX bases_message ON bases (message);
"""
GRAPH_CHILDREN_FIRST = ("bases", "namings", "relations", "nodes")

_OWNERS = "t.user, t.agent, t.run, t.app"  # numbers of entities, in the order of Scope
NODE_COLUMNS = f"t.key, t.id, {_OWNERS}, t.created_at, t.updated_at, t.owner, t.type"
RELATION_COLUMNS = (
    f"t.key, t.id, {_OWNERS}, t.source, t.target, t.valid_from, t.valid_to, t.recorded_at, t.superseded_by, t.label"
)
RELATION_LAYOUT = Layout.of("relations", RELATION_COLUMNS)
NAMING_COLUMNS = "node, n, message, alias, name"
NAMING_LAYOUT = Layout.of("namings", NAMING_COLUMNS)
BASIS_COLUMNS = "relation, n, message, quote"
BASIS_LAYOUT = Layout.of("bases", BASIS_COLUMNS)

INSERT_NODE = (
    "INSERT INTO nodes (key, id, user, agent, app, run, created_at, updated_at, owner, type) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
INSERT_NAMING = f"INSERT INTO namings ({NAMING_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
_RELATION_FIELDS = (
    "key, id, user, agent, app, run, source, target, valid_from, valid_to, recorded_at, superseded_by, label"
)
RELATION_FIELDS_LAYOUT = Layout.of("relations", _RELATION_FIELDS)
INSERT_RELATION = f"INSERT INTO relations ({_RELATION_FIELDS}) VALUES ({', '.join('?' * 13)})"
INSERT_BASIS = f"INSERT INTO bases ({BASIS_COLUMNS}) VALUES (?, ?, ?, ?)"


def node_values(node: Node, key: int, columns: Sequence[int | None]) -> Row:
    return (key, pack_id(node.id), *columns, node.created_at, node.updated_at, int(node.owner), node.type)


def node_of(row: Row, name: NameOf, names: Iterable[Name]) -> Node:
    """From a row of NODE_COLUMNS and the names in the order in which they were added; `name`: of an entity's number."""
    scope, owner = Scope(*map(name, row[2:6])), bool(row[8])
    title, aliases = called(scope, owner=owner, names=names)
    return Node(unpack_id(row[1]), title, row[9], scope, row[6], row[7], aliases, owner)


def naming_values(naming: Naming, node: int, n: int) -> Row:
    return (node, n, naming.message, int(naming.alias), naming.name)


def name_of(row: Row) -> Name:
    """From a row of NAMING_COLUMNS."""
    return Name(row[4], bool(row[3]))


def naming_of(row: Row, node_id: str) -> Naming:
    """From a row of NAMING_COLUMNS."""
    return Naming(node_id, row[2], row[4], bool(row[3]))


def relation_values(relation: Relation, key: int, columns: Sequence[int | None], ends: tuple[int, int]) -> Row:
    successor = None if relation.superseded_by is None else pack_id(relation.superseded_by)
    times = (relation.valid_from, relation.valid_to, relation.recorded_at)
    return (key, pack_id(relation.id), *columns, *ends, *times, successor, relation.label)


def relation_of(row: Row, name: NameOf, ends: tuple[Node, Node], sources: tuple[Source, ...]) -> Relation:
    """From a row of RELATION_COLUMNS, its two nodes (from, to) and its sources; `name`: of an entity's number."""
    return Relation(
        id=unpack_id(row[1]),
        source=ends[0],
        label=row[12],
        target=ends[1],
        scope=Scope(*map(name, row[2:6])),
        valid_from=row[8],
        recorded_at=row[10],
        valid_to=row[9],
        superseded_by=None if row[11] is None else unpack_id(row[11]),
        sources=sources,
    )


def basis_values(basis: Basis, relation: int, n: int) -> Row:
    return (relation, n, basis.message, basis.quote)


def basis_of(row: Row) -> Basis:
    """From a row of BASIS_COLUMNS."""
    return Basis(row[2], row[3])

"""Say nodes and relations in Cypher: what a graph database shows of them, and the statements that put them there.

The only place that knows the properties. They are those that users of mem0ai 1.x look for (name, user_id, embedding,
mentions, created; valid on relations), and the validity interval beside them. Only openCypher 9 is used, so that Neo4j,
Memgraph and the text of an export are served alike. Every statement may be run again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

from .records import ENTITY_KINDS, Micros, Scope
from .relations import NODE_TYPES, Node, Relation
from .values import iso

Row: TypeAlias = dict[str, Any]
LABEL: Final = "__Entity__"  # of every node, beside its type
# What the statements take: $store names whose nodes are meant, $ids and $rows are lists.
DELETE_NODES: Final = "MATCH (n:{label} {{store: $store}}) WHERE n.id IN $ids DETACH DELETE n"
# Anchored at the store's own nodes: no database has an index over the relations of every type.
DELETE_RELATIONS: Final = "MATCH (:{label} {{store: $store}})-[r]->() WHERE r.id IN $ids DELETE r"
CLEAR_SOME: Final = "MATCH (n:{label} {{store: $store}}) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n"
NODE_IDS: Final = "MATCH (n:{label} {{store: $store}}) RETURN n.id AS id"
RELATION_IDS: Final = "MATCH (:{label} {{store: $store}})-[r]->() RETURN r.id AS id"
COUNT_NODES: Final = "MATCH (n:{label} {{store: $store}}) RETURN count(n) AS n"
COUNT_RELATIONS: Final = "MATCH (:{label} {{store: $store}})-[r]->() RETURN count(r) AS n"
EMBEDDED_NAMES: Final = (
    "MATCH (n:{label} {{store: $store}}) WHERE n.id IN $ids AND n.embedding IS NOT NULL RETURN n.id AS id, n.name AS name"
)
_MERGE_NODES = (
    "UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) REMOVE n{others} SET n{type} SET n += row.properties"
)
_MERGE_RELATIONS = (
    "UNWIND $rows AS row MATCH (a:{label} {{id: row.source}}) MATCH (b:{label} {{id: row.target}}) "
    "MERGE (a)-[r:{type} {{id: row.id}}]->(b) SET r += row.properties"
)


def node_row(node: Node, **more: Any) -> Row:
    """A node as a statement takes it. A property that is None is removed. more: further properties."""
    shown = {
        "name": node.name,
        "aliases": list(node.aliases),
        "type": node.type,
        "owner": node.owner,
        **_owners(node.scope),
        "created": _milliseconds(node.created_at),
        "updated": _milliseconds(node.updated_at),
    }
    return {"id": node.id, "properties": shown | more}


def relation_row(one: Relation, **more: Any) -> Row:
    """A relation as a statement takes it. What no longer holds stays, with `valid` false. more: further properties."""
    shown = {
        **_owners(one.scope),
        "valid": one.valid_to is None,
        "valid_from": iso(one.valid_from),
        "valid_to": iso(one.valid_to),
        "invalidated_at": None if one.valid_to is None else _milliseconds(one.valid_to),
        "created_at": _milliseconds(one.recorded_at),
        "recorded_at": iso(one.recorded_at),
    }
    return {"id": one.id, "source": one.source.id, "target": one.target.id, "properties": shown | more}


def merge_nodes(rows: Sequence[Row], *, label: str = LABEL) -> list[tuple[str, list[Row]]]:
    """Statements that put nodes in, one a type, each with its rows."""
    found = []
    for type_, some in groupby(sorted(rows, key=_type_of), _type_of):
        others = "".join(f":{quoted(one)}" for one in NODE_TYPES if one != type_)
        words = {"label": quoted(label), "others": others, "type": f":{quoted(type_)}"}
        found.append((_MERGE_NODES.format(**words), list(some)))
    return found


def merge_relations(rows: Sequence[tuple[str, Row]], *, label: str = LABEL) -> list[tuple[str, list[Row]]]:
    """Statements that put relations in, given with their labels; one a label. Their nodes must be there."""
    found = []
    for type_, some in groupby(sorted(rows, key=_label_of), _label_of):
        statement = _MERGE_RELATIONS.format(label=quoted(label), type=quoted(type_))
        found.append((statement, [row for _, row in some]))
    return found


def with_literals(statement: str, rows: Sequence[Row]) -> str:
    """A statement with its rows written into it, for a text that runs by itself."""
    written = ",\n  ".join(map(literal, rows))
    return statement.replace("$rows", f"[\n  {written}\n]", 1) + ";"


def literal(value: Any) -> str:
    """A Cypher literal: what JSON writes is one, but for the keys of maps."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=True)


def quoted(name: str) -> str:
    """A label or a type. Older databases read escapes like \\u0060 even here, so no backslash may stand in it."""
    return "`" + name.replace("\\", "_").replace("`", "``") + "`"


def _type_of(row: Row) -> str:
    return str(row["properties"]["type"])


def _label_of(pair: tuple[str, Row]) -> str:
    return pair[0]


def _owners(scope: Scope) -> dict[str, str | None]:
    return {f"{kind}_id": getattr(scope, f"{kind}_id") for kind in ENTITY_KINDS}


def _milliseconds(at: Micros) -> int:
    return at // 1000

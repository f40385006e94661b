"""The records of an export that hold the graph: every field of nodes and relations as JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ValidationError
from .records import Micros, Scope
from .relations import NODE_TYPES, Node, NodeType, Relation
from .transcript import read_moment, read_optional, read_scope, read_text, read_whole, scope_fields
from .values import clean_moment, iso

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SavedName:
    """The message of this key calls the node so."""

    message: int
    name: str
    alias: bool


@dataclass(frozen=True, slots=True)
class SavedNode:
    node: Node
    names: tuple[SavedName, ...]


@dataclass(frozen=True, slots=True)
class SavedRelation:
    """A relation by the ids of its nodes, and the messages (by key) and words that it rests on."""

    id: str
    source: str
    label: str
    target: str
    scope: Scope
    valid_from: Micros
    recorded_at: Micros
    valid_to: Micros | None
    superseded_by: str | None
    bases: tuple[tuple[int, str | None], ...]


def node_record(node: Node, names: Sequence[SavedName]) -> Plain:
    return {
        "kind": "node",
        "id": node.id,
        "type": node.type,
        **scope_fields(node.scope),
        "created_at": iso(node.created_at),
        "updated_at": iso(node.updated_at),
        "owner": node.owner,
        "names": [{"message": one.message, "name": one.name, "alias": one.alias} for one in names],
    }


def read_node(raw: Mapping[str, Any]) -> SavedNode:
    node = Node(
        id=read_text(raw, "id"),
        name="",
        type=_type(raw["type"]),
        scope=read_scope(raw),
        created_at=read_moment(raw, "created_at"),
        updated_at=read_moment(raw, "updated_at"),
        owner=bool(raw.get("owner", False)),
    )
    names = raw.get("names") or ()
    return SavedNode(
        node, tuple(SavedName(read_whole(n["message"]), read_text(n, "name"), bool(n.get("alias", False))) for n in names)
    )


def _type(value: object) -> NodeType:
    for known in NODE_TYPES:
        if value == known:
            return known
    raise ValidationError(f"type {value!r} is unknown; known are {', '.join(NODE_TYPES)}.")


def relation_record(one: Relation, bases: Sequence[tuple[int, str | None]]) -> Plain:
    return {
        "kind": "relation",
        "id": one.id,
        "source": one.source.id,
        "label": one.label,
        "target": one.target.id,
        **scope_fields(one.scope),
        "valid_from": iso(one.valid_from),
        "valid_to": iso(one.valid_to),
        "recorded_at": iso(one.recorded_at),
        "superseded_by": one.superseded_by,
        "bases": [{"message": message, "quote": quote} for message, quote in bases],
    }


def read_relation(raw: Mapping[str, Any]) -> SavedRelation:
    return SavedRelation(
        id=read_text(raw, "id"),
        source=read_text(raw, "source"),
        label=read_text(raw, "label"),
        target=read_text(raw, "target"),
        scope=read_scope(raw),
        valid_from=read_moment(raw, "valid_from"),
        recorded_at=read_moment(raw, "recorded_at"),
        valid_to=clean_moment(raw.get("valid_to"), name="valid_to"),
        superseded_by=read_optional(raw, "superseded_by"),
        bases=tuple((read_whole(basis["message"]), read_optional(basis, "quote")) for basis in raw["bases"]),
    )

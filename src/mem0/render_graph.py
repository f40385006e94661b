"""Turn entities and relations into the dicts that callers see."""

from __future__ import annotations

from collections.abc import Sequence

from .records import ENTITY_KINDS, Scope
from .relations import Node, Relation
from .render import Item
from .values import iso


def node_item(node: Node) -> Item:
    return {
        "id": node.id,
        "name": node.name,
        "type": node.type,
        "aliases": list(node.aliases),
        "created_at": iso(node.created_at),
        "updated_at": iso(node.updated_at),
        **_ids(node.scope),
    }


def relation_item(one: Relation) -> Item:
    """A relation with its times: it holds from `valid_from` to `valid_to` (None: still)."""
    return {
        "id": one.id,
        "source": one.source.name,
        "relationship": one.label,
        "target": one.target.name,
        "source_type": one.source.type,
        "target_type": one.target.type,
        "valid_from": iso(one.valid_from),
        "valid_to": iso(one.valid_to),
        "recorded_at": iso(one.recorded_at),
        "superseded_by": one.superseded_by,
        "sources": [{"message_id": source.message_id, "quote": source.quote} for source in one.sources],
        **_ids(one.scope),
    }


def added_relations(added: Sequence[Relation], closed: Sequence[Relation]) -> Item:
    """`relations` of add(), as mem0ai 1.x gives them: lists of lists of triplets."""
    return {
        "deleted_entities": [[_triplet(one, "target")] for one in closed],
        "added_entities": [[_triplet(one, "target")] for one in added],
    }


def found_relations(found: Sequence[Relation]) -> list[Item]:
    """`relations` of search(), where mem0ai 1.x calls the far end "destination"."""
    return [_triplet(one, "destination") for one in found]


def listed_relations(found: Sequence[Relation]) -> list[Item]:
    """`relations` of get_all()."""
    return [_triplet(one, "target") for one in found]


def _triplet(one: Relation, far_end: str) -> Item:
    return {"source": one.source.name, "relationship": one.label, far_end: one.target.name}


def _ids(scope: Scope) -> dict[str, str]:
    pairs = ((f"{kind}_id", getattr(scope, f"{kind}_id")) for kind in ENTITY_KINDS)
    return {name: value for name, value in pairs if value is not None}

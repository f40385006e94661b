"""Carry the graph over: nodes and relations out as plain records, and back in beside their messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..ports import Basis, GraphSelection, Naming, Snapshot, Transaction
from ..relations import Relation
from ..transcript_graph import SavedName, SavedNode, SavedRelation, node_record, relation_record

Plain = dict[str, Any]


def dump_graph(view: Snapshot) -> list[Plain]:
    """All nodes, then all relations, with the messages by key that they rest on."""
    graph = view.graph
    nodes = [
        node_record(node, [SavedName(n.message, n.name, n.alias) for n in graph.namings_of(node.id)])
        for node in graph.nodes()
    ]
    every = graph.relations(GraphSelection(ever=True))
    return [*nodes, *(relation_record(one, [(b.message, b.quote) for b in graph.bases_of(one.id)]) for one in every)]


def load_graph(
    tx: Transaction, nodes: Sequence[SavedNode], relations: Sequence[SavedRelation], keys: Mapping[int, int]
) -> Plain:
    """Put in what is not there; `keys` says where each message of the file is now.

    What rests on messages that did not come along is left out: nothing in the graph stands without a message.
    """
    if not nodes and not relations:
        return {}
    new = [one for one in nodes if tx.graph.node(one.node.id) is None]
    resting = [one for one in relations if any(key in keys for key, _ in one.bases)]
    joined = {end for one in resting for end in (one.source, one.target)}
    wanted = [one for one in new if one.node.id in joined or any(n.message in keys for n in one.names)]
    tx.graph.add_nodes([one.node for one in wanted])
    tx.graph.name_nodes(
        [Naming(s.node.id, keys[n.message], n.name, n.alias) for s in wanted for n in s.names if n.message in keys]
    )
    added = [one for one in resting if tx.graph.relation(one.id) is None and _has_ends(tx, one)]
    for one in added:
        tx.graph.add_relations([_relation(tx, one)], bases=[[Basis(keys[k], q) for k, q in one.bases if k in keys]])
    return {
        "nodes": len(wanted),
        "nodes_present": len(nodes) - len(new),
        "relations": len(added),
        "relations_present": len(relations) - len(added),
    }


def _has_ends(tx: Transaction, one: SavedRelation) -> bool:
    return tx.graph.node(one.source) is not None and tx.graph.node(one.target) is not None


def _relation(tx: Transaction, one: SavedRelation) -> Relation:
    source, target = tx.graph.node(one.source), tx.graph.node(one.target)
    assert source is not None  # `_has_ends` has seen to it
    assert target is not None
    times = (one.valid_from, one.recorded_at, one.valid_to)
    return Relation(one.id, source, one.label, target, one.scope, *times, one.superseded_by)

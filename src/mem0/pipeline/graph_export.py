"""Write a graph as a text for other programs: JSON, GraphML, Cypher, or a page that a person can explore."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from ..relations import Node, Relation
from ..render_cypher import LABEL, merge_nodes, merge_relations, node_row, relation_row, with_literals
from ..values import iso

Written = Callable[[Sequence[Node], Sequence[Relation]], str]


def export_graph(form: str, nodes: Sequence[Node], relations: Sequence[Relation]) -> str:
    """The graph in one of FORMATS. Nodes that a relation joins are written too, should they be missing in `nodes`."""
    every = {node.id: node for node in nodes} | {end.id: end for one in relations for end in (one.source, one.target)}
    return _WRITERS[form](list(every.values()), relations)


def _plain(nodes: Sequence[Node], relations: Sequence[Relation]) -> dict[str, list[dict[str, Any]]]:
    return {"nodes": [_node(node) for node in nodes], "relations": [_relation(one) for one in relations]}


def _node(node: Node) -> dict[str, Any]:
    return {"id": node.id, "name": node.name, "type": node.type, "aliases": list(node.aliases), "owner": node.owner}


def _relation(one: Relation) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source.id,
        "label": one.label,
        "target": one.target.id,
        "valid_from": iso(one.valid_from),
        "valid_to": iso(one.valid_to),
        "recorded_at": iso(one.recorded_at),
        "said": [source.quote for source in one.sources if source.quote],
    }


def _as_json(nodes: Sequence[Node], relations: Sequence[Relation]) -> str:
    return json.dumps(_plain(nodes, relations), ensure_ascii=False, indent=1)


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KEYS: Final = (
    ("node", ("name", "type", "aliases")),
    ("edge", ("label", "valid_from", "valid_to", "recorded_at")),
)


def _as_graphml(nodes: Sequence[Node], relations: Sequence[Relation]) -> str:
    """GraphML 1.0 (graphml.graphdrawing.org), as Gephi, yEd and networkx read it."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for kind, names in _KEYS:
        lines += [f'<key id="{kind}_{n}" for="{kind}" attr.name="{n}" attr.type="string"/>' for n in names]
    lines.append('<graph id="memory" edgedefault="directed">')
    for node in nodes:
        values = {"name": node.name, "type": node.type, "aliases": "; ".join(node.aliases)}
        lines.append(f"<node id={_attribute(node.id)}>{_data('node', values)}</node>")
    for one in relations:
        values = {key: value for key, value in _relation(one).items() if key in _KEYS[1][1]}
        ends = f"source={_attribute(one.source.id)} target={_attribute(one.target.id)}"
        lines.append(f"<edge id={_attribute(one.id)} {ends}>{_data('edge', values)}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _data(kind: str, values: Mapping[str, str | None]) -> str:
    given = {key: value for key, value in values.items() if value}
    return "".join(f'<data key="{kind}_{key}">{escape(_xml(value or ""))}</data>' for key, value in given.items())


def _attribute(text: str) -> str:
    return quoteattr(_xml(text))


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def _as_cypher(nodes: Sequence[Node], relations: Sequence[Relation]) -> str:
    """Cypher that may be run again: entities and relations are merged by their ids."""
    put = merge_nodes([node_row(node) for node in nodes])
    put += merge_relations([(one.label, relation_row(one)) for one in relations])
    index = f"CREATE CONSTRAINT mem0_entity IF NOT EXISTS FOR (n:{LABEL}) REQUIRE n.id IS UNIQUE;"
    return "\n".join([index, *(with_literals(statement, rows) for statement, rows in put), ""])


def _as_html(nodes: Sequence[Node], relations: Sequence[Relation]) -> str:
    """One page with its data inside; nothing in the data can end the script that holds it."""
    page = files("mem0.data").joinpath("graph.html").read_text("utf-8")
    data = json.dumps(_plain(nodes, relations), ensure_ascii=True)
    safe = data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return page.replace("/*DATA*/null", safe, 1)


_WRITERS: Final[dict[str, Written]] = {
    "json": _as_json,
    "graphml": _as_graphml,
    "cypher": _as_cypher,
    "html": _as_html,
}
FORMATS: Final = tuple(_WRITERS)

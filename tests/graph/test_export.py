"""The graph as a text for other programs, with names that try to break out of it."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from mem0 import Memory
from mem0.pipeline.graph_export import FORMATS, export_graph
from mem0.records import Scope, Source
from mem0.relations import Node, Relation

HOSTILE = ["</script><script>alert(1)</script>", "\"'`<!--", "a\\\"}) DETACH DELETE n //", "\u2028\x01&amp;"]
SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def graph() -> tuple[list[Node], list[Relation]]:
    nodes = [Node(f"n{i}", name, "concept", Scope("ana"), 0, 0, (name,)) for i, name in enumerate(HOSTILE)]
    label = "knows`]->() DETACH DELETE a //</data>"
    relations = [
        Relation(f"r{i}", one, label, nodes[0], Scope("ana"), 0, 0, sources=(Source("m", HOSTILE[0]),))
        for i, one in enumerate(nodes[1:])
    ]
    return nodes, relations


def exported(form: str) -> str:
    return export_graph(form, *graph())


def test_json_gives_everything_back() -> None:
    data = json.loads(exported("json"))

    assert [node["name"] for node in data["nodes"]] == HOSTILE
    assert [one["target"] for one in data["relations"]] == ["n0"] * 3


def test_graphml_is_well_formed_whatever_the_names_are() -> None:
    root = ElementTree.fromstring(exported("graphml"))

    names = [data.text for data in root.iter(f"{SPACE}data") if data.get("key") == "node_name"]
    assert names == [*HOSTILE[:3], "\u2028&amp;"]  # XML cannot hold the control character
    assert [edge.get("target") for edge in root.iter(f"{SPACE}edge")] == ["n0"] * 3


def test_cypher_holds_names_in_literals_alone() -> None:
    """Without its literals and quoted labels no statement has a word of the data."""
    text = exported("cypher")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`', "_", text)

    assert "DELETE" not in bare
    assert "alert" not in bare
    assert text.count('{id: "n') == 4
    assert text.count('{id: "r') == 3


def test_html_is_one_page_that_no_name_breaks_out_of() -> None:
    page = exported("html")

    assert page.count("</script>") == page.count("<script>") == 1
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    held = re.search(r"const data = (.*);\n", page)
    assert held is not None
    assert [node["name"] for node in json.loads(held.group(1))["nodes"]] == HOSTILE


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_graph_can_be_written_too(form: str) -> None:
    assert export_graph(form, [], [])


def test_the_door_exports_what_no_longer_holds_unless_told_otherwise(memory: Memory) -> None:
    memory.add("Dilys lives in Leeds.", user_id="ana", timestamp="2024-01-01")
    memory.add("Dilys moved to York.", user_id="ana", timestamp="2024-02-01")
    assert memory.graph is not None

    every = json.loads(memory.graph.export("json", user_id="ana"))
    now = json.loads(memory.graph.export("json", user_id="ana", include_superseded=False))
    assert (len(every["relations"]), len(now["relations"])) == (2, 1)

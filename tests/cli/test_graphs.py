"""The graph on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mem0 import Memory

from .conftest import Run


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A store with a small graph."""
    place = tmp_path / "graph.db"
    with Memory({"path": str(place), "embedder": {"provider": "static"}, "enable_graph": True}) as memory:
        memory.add("My sister Dilys works at Acme.", user_id="ana", timestamp="2024-01-01")
        memory.add("Acme is located in Lyon.", user_id="ana", timestamp="2024-01-02")
        memory.add("Dilys joined Globex.", user_id="ana", timestamp="2024-06-01")
    return str(place)


def test_relations_are_listed_with_their_times(mem0: Run, file: str) -> None:
    now = mem0("graph", "show", "-u", "ana", "--path", file)
    ever = mem0("graph", "show", "-u", "ana", "--path", file, "--past")

    assert [line[-1] for line in now.lines] == ["ana sister Dilys", "Acme located_in Lyon", "Dilys works_at Globex"]
    assert ["2024-01-01", "2024-06-01", "Dilys works_at Acme"] in ever.lines


def test_neighbours_paths_timeline_and_changes(mem0: Run, file: str) -> None:
    whose = ("-u", "ana", "--path", file)

    assert mem0("graph", "neighbours", "my sister", *whose).lines[-1][-1] == "Dilys works_at Globex"
    path = mem0("graph", "paths", "ana", "Lyon", *whose, "--as-of", "2024-02-01")
    assert path.lines == [["3", "ana sister Dilys; Dilys works_at Acme; Acme located_in Lyon"]]
    assert mem0("graph", "paths", "ana", "Lyon", *whose).code == 1
    assert len(mem0("graph", "timeline", "Dilys", *whose).lines) == 3
    assert mem0("graph", "changes", *whose, "--window", "last_50_years", "--about", "work").code == 0
    assert mem0("graph", "changes", *whose, "--window", "last day").code == 1


def test_an_export_takes_its_format_from_the_name(mem0: Run, file: str, tmp_path: Path) -> None:
    whose = ("-u", "ana", "--path", file)
    for name in ("g.html", "g.graphml", "g.cypher", "g.json"):
        assert mem0("graph", "export", str(tmp_path / name), *whose).code == 0
    data = json.loads((tmp_path / "g.json").read_text("utf-8"))

    assert len(data["relations"]) == 4
    assert mem0("graph", "export", str(tmp_path / "g.json"), *whose).code == 2
    assert mem0("graph", "export", str(tmp_path / "g.json"), *whose, "--force", "--now").code == 0
    assert mem0("graph", "export", str(tmp_path / "g.png"), *whose).code == 2


def test_nobodys_graph_is_no_graph(mem0: Run, file: str) -> None:
    assert mem0("graph", "show", "--path", file).code == 2
    assert mem0("graph", "show", "-u", "bo", "--path", file).code == 1

"""Every project keeps its own: its file, and its collection where an external index stands beside the store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from mem0.server.projects import own_collection


@pytest.mark.parametrize(
    ("settings", "name"), [({}, "mem0_p1"), ({"collection_name": "notes", "path": "x"}, "notes_p1"), (None, "mem0_p1")]
)
def test_an_index_has_a_collection_of_the_projects_own(settings: Any, name: str) -> None:
    config = own_collection({"vector_store": {"provider": "faiss", "config": settings}, "llm": None}, "p1")

    assert config["vector_store"]["config"]["collection_name"] == name
    assert config["vector_store"]["provider"] == "faiss"
    assert "llm" in config


def test_without_an_index_nothing_changes() -> None:
    assert own_collection({"durability": "normal"}, "p1") == {"durability": "normal"}


def test_two_projects_share_no_collection(tmp_path: Path) -> None:
    """Both write into one folder of FAISS files; emptying one leaves the other's."""
    from mem0 import AsyncMemory

    async def story() -> tuple[int, int]:
        found = {}
        for project in ("one", "two"):
            part = {"provider": "faiss", "config": {"path": str(tmp_path / "faiss")}}
            config = own_collection({"vector_store": part, "embedder": {"provider": "static"}}, project)
            found[project] = AsyncMemory({**config, "path": tmp_path / f"{project}.db"})
            await found[project].add(f"Note of {project}.", user_id="ana", infer=False)
        await found["one"].reset()
        counts = [(await memory.get_all(user_id="ana"))["total"] for memory in found.values()]
        hits = (await found["two"].search("note", user_id="ana"))["results"]
        for memory in found.values():
            memory.close()
        return counts[0], len(hits)

    assert asyncio.run(story()) == (0, 1)

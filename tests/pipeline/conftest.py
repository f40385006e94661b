"""Memories with a scripted language model, over both doors and both embedded stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.testing import Script, ScriptedLLM
from tests.doors.behaviour import Face, open_door

Making = Callable[..., "Taught"]


class Taught(Face):
    """A memory behind one face, with the model that it asks."""

    def __init__(self, face: Face, llm: ScriptedLLM) -> None:
        super().__init__(face.door)
        self.llm = llm

    def texts(self, **scope: str) -> list[str]:
        """The texts of all memories, oldest first."""
        return [item["memory"] for item in self.get_all(**(scope or {"user_id": "ana"}))["results"]]

    def system(self, call: int = -1) -> str:
        """What was said to the model as instructions."""
        return self.llm.prompts[call].turns[0].text

    def data(self, call: int = -1) -> str:
        """What was said to the model as data."""
        return self.llm.prompts[call].turns[1].text


def teach(face: Face, script: Script, **settings: Any) -> Taught:
    """Give a door a scripted model, and settings that need one."""
    llm = ScriptedLLM(script)
    parts = face.door._parts
    face.door._open_parts = replace(parts, llm=llm, settings=replace(parts.settings, **settings))
    return Taught(face, llm)


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-memory"])
def learner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Making]:
    """Makes a memory that asks a scripted model: `learner(script, strategy=...)`."""
    kind, store = request.param.split("-")
    opened: list[Face] = []

    def make(script: Script, **settings: Any) -> Taught:
        path = Path(":memory:") if store == "memory" else tmp_path / f"{len(opened)}.db"
        opened.append(open_door(kind, path))
        return teach(opened[-1], script, **settings)

    yield make
    for face in opened:
        face.door.close()


@pytest.fixture
def taught(tmp_path: Path) -> Iterator[Making]:
    """The same over one door and one store, for what does not depend on them."""
    opened: list[Memory] = []

    def make(script: Script, config: dict[str, Any] | None = None, **settings: Any) -> Taught:
        given = {"path": tmp_path / f"{len(opened)}.db", "embedder": {"provider": "static"}, **(config or {})}
        opened.append(Memory(given))
        return teach(Face(opened[-1]), script, **settings)

    yield make
    for memory in opened:
        memory.close()


def fact(text: str, *m: int, when: str | None = None, **more: Any) -> dict[str, Any]:
    """A fact as a model answers it."""
    return {"text": text, "m": list(m or (1,)), "when": when, **more}


def facts(*found: dict[str, Any] | str) -> dict[str, Any]:
    return {"facts": [fact(one) if isinstance(one, str) else one for one in found]}

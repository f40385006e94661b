"""The reference is what the code says, and it says everything."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from mem0 import AsyncMemory, Memory, errors
from mem0.config import MemoryConfig

from .blocks import ROOT

API = (ROOT / "docs/reference/api.md").read_text("utf-8")
ANSWERS = (ROOT / "docs/reference/answers.md").read_text("utf-8")


def test_the_reference_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts/build_reference.py"), "--print"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )

    assert made.stdout == API, "run: python scripts/build_reference.py"


@pytest.mark.parametrize("door", [Memory, AsyncMemory])
def test_every_public_method_is_in_the_reference(door: type) -> None:
    public = [name for name, _ in inspect.getmembers(door, callable) if not name.startswith("_")]

    assert [name for name in public if f"### {door.__name__}.{name}" not in API] == []


def test_every_argument_is_in_the_reference() -> None:
    methods = [method for name, method in inspect.getmembers(Memory, inspect.isfunction) if not name.startswith("_")]
    arguments = {name for method in methods for name in inspect.signature(method).parameters} - {"self", "unknown"}

    assert {name for name in arguments if name not in API} == set()


def test_every_configuration_key_is_in_the_reference() -> None:
    assert [key for key in MemoryConfig.model_fields if f"| `{key}` |" not in API] == []


def test_every_error_is_in_the_reference() -> None:
    classes = {name for name, found in vars(errors).items() if inspect.isclass(found) and issubclass(found, errors.MemoryError)}

    assert {name for name in classes if f"`{name}`" not in API} == set()


def test_every_key_of_an_answer_is_in_the_reference(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "m.db", "embedder": {"provider": "static"}}) as memory:
        said = {"role": "user", "name": "Ana", "content": "I have a dentist appointment on 3 May 2030."}
        added = memory.add(
            [said, {"role": "user", "content": "Hello!"}], user_id="ana", agent_id="bot", run_id="r", app_id="app",
            immutable=True, expiration_date="2031-01-01",
        )  # fmt: skip
        memory.add("I live in Leeds.", user_id="bo", timestamp="2024-01-01")
        changed = memory.add("I moved to York.", user_id="bo", timestamp="2025-01-01")
        memory.add([{"role": "assistant", "content": "The marionette museum opens at ten."}], user_id="bo")
        shown = [
            *added["results"], *added["skipped"], *changed, *memory.get_all(filters={"user_id": "*"}, include_superseded=True),
            *memory.search("museum", user_id="bo", explain=True), *memory.history(changed[0]["id"]), *memory.users(),
            memory.users(), memory.stats(),
        ]  # fmt: skip
        keys = {key for item in shown for key in dict.keys(item)}

    assert {key for key in keys if f"`{key}`" not in ANSWERS and f'"{key}"' not in ANSWERS} == set()
    assert keys >= {"evidence", "superseded_by", "event_at", "expiration_date", "immutable", "previous_memory", "actor_id"}

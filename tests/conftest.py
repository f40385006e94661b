"""What all tests share: a memory folder of their own, and memories over every embedded store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from mem0 import Memory

settings.register_profile("ci", derandomize=True)  # one commit, one verdict; runs by hand go on looking for more
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def memory_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the memory of whoever runs it."""
    folder = tmp_path / "mem0"
    monkeypatch.setenv("MEM0_DIR", str(folder))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return folder


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """A new memory on a file, with the embedder that every installation has."""
    with Memory({"path": tmp_path / "memory.db", "embedder": {"provider": "static"}}) as made:
        yield made

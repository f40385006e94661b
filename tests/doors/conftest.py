"""Every behaviour test runs over both doors and both embedded stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .behaviour import Face, open_door


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-memory"])
def mem(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Face]:
    kind, store = request.param.split("-")
    path = Path(":memory:") if store == "memory" else tmp_path / "store.db"
    face = open_door(kind, path)
    yield face
    face.door.close()

"""Every behaviour test runs over both doors and the embedded stores, one of them encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .behaviour import Face, open_door


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-encrypted", "sync-memory"])
def mem(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Face]:
    kind, store = request.param.split("-")
    path = Path(":memory:") if store == "memory" else tmp_path / "store.db"
    more = {"encryption_key": bytes(range(32))} if store == "encrypted" else {}
    face = open_door(kind, path, **more)
    yield face
    face.door.close()

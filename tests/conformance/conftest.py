"""Every test of a store runs over all embedded stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mem0.crypto import read_key
from mem0.ports import Store
from mem0.providers.stores.inmemory import InMemoryStore
from mem0.providers.stores.sqlite import SQLiteStore

KEY = read_key(bytes(range(32)))


@pytest.fixture(params=["sqlite", "encrypted", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore()
    if request.param != "memory":
        made = SQLiteStore(tmp_path / "store.db", key=KEY if request.param == "encrypted" else None)
    yield made
    assert made.check() == []
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def sqlite(file: Path) -> Iterator[SQLiteStore]:
    made = SQLiteStore(file)
    yield made
    made.close()

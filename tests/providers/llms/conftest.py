"""A loopback server in the place of a vendor, and an environment without anybody's keys and proxies."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ...loopback import Server

KEY = "sk-secret-0123456789"
_FOREIGN = ("_API_KEY", "_BASE_URL", "_API_BASE", "_PROXY", "_proxy", "OLLAMA_HOST", "AWS_", "AZURE_", "GOOGLE_")


@pytest.fixture(autouse=True)
def _nobodys_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if any(part in name for part in _FOREIGN):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    from .vendors import OPEN

    yield
    while OPEN:
        OPEN.pop().close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()

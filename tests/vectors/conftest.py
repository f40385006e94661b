"""Every vector index that there is, each over its real database; servers are started on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mem0.ports import Floats, VectorIndex
from mem0.providers.vectors.factory import make_index

from .rest import QdrantServer
from .strangers import DictStore, Hashed

LOCAL = ("exact", "qdrant", "chroma", "faiss", "langchain", "stranger")
SERVED = ("qdrant-url", "chroma-server")
Making = Callable[[], VectorIndex]


def unit(*numbers: float) -> Floats:
    vector = np.array(numbers, dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Chroma's own server in a process of its own."""
    pytest.importorskip("chromadb")
    port = _free_port()
    folder = tmp_path_factory.mktemp("chroma")
    program = str(Path(sys.executable).parent / "chroma")
    command = [program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/v2/heartbeat", server)
        yield port
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def qdrant_server() -> Iterator[str]:
    """Qdrant's REST answers over its local mode: no server program is at hand (see rest.py)."""
    pytest.importorskip("qdrant_client")
    server = QdrantServer()
    yield server.url
    server.close()


@pytest.fixture
def making(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Making]:
    """A way to open one index again and again, as programs do that end and begin; all are closed at the end."""
    config = settings(request, tmp_path, request.param)
    opened: list[VectorIndex] = []

    def make() -> VectorIndex:
        opened.append(opened_index(request.param, config))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


@pytest.fixture
def index(making: Making) -> VectorIndex:
    return making()


def opened_index(name: str, config: dict[str, Any]) -> VectorIndex:
    return make_index(name.partition("-")[0], config)


def settings(request: pytest.FixtureRequest, folder: Path, name: str) -> dict[str, Any]:
    """The configuration of one kind of index, each time over an empty database."""
    collection = f"c{abs(hash(request.node.nodeid)) % 10**12}"
    if name == "stranger":
        DictStore.register()
        return {"collection_name": collection}
    if name == "langchain":
        from langchain_core.vectorstores import InMemoryVectorStore

        return {"client": InMemoryVectorStore(Hashed())}
    if name == "qdrant-url":
        return {"collection_name": collection, "url": request.getfixturevalue("qdrant_server"), "api_key": "test-key"}
    if name == "chroma-server":
        port = request.getfixturevalue("chroma_server")
        return {"collection_name": collection, "host": "127.0.0.1", "port": port}
    return {} if name == "exact" else {"path": str(folder / "index"), "collection_name": collection}


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")

"""Which index a configuration means, and how a wrong one is refused."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mem0 import Memory
from mem0.build import encrypt_store
from mem0.config import read_config
from mem0.errors import ConfigurationError, MissingExtra, VectorStoreError
from mem0.pipeline.mirror import Mirror
from mem0.ports import VectorItem
from mem0.providers import catalog
from mem0.providers.vectors.factory import make_index
from mem0.utils.factory import VectorStoreFactory

from .rest import QdrantServer
from .strangers import DictStore, Hashed

HASH: dict[str, Any] = {"embedder": {"provider": "hash"}}


def opened(provider: str | None, **settings: Any) -> Memory:
    part = {"config": settings} if provider is None else {"provider": provider, "config": settings}
    return Memory({**HASH, "vector_store": part})


def mirror(memory: Memory) -> Mirror | None:
    return memory._parts.mirror


def without(monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    """As on a machine where the package is not installed."""
    found = catalog.VECTORS[provider]
    monkeypatch.setitem(catalog.VECTORS, provider, catalog.Entry(found.target, found.extra, ("no_such_module_here",)))


@pytest.mark.parametrize("provider", [None, "sqlite", "milvus"])
def test_no_provider_of_ours_means_the_embedded_store_alone(tmp_path: Path, provider: str | None) -> None:
    settings = {"path": str(tmp_path)} if provider else {"collection_name": "user_memories", "embedding_model_dims": 768}
    with opened(provider, **settings) as memory:
        assert mirror(memory) is None


@pytest.mark.parametrize(
    ("provider", "there"),
    [("qdrant", "collection/mine/storage.sqlite"), ("chroma", "chroma.sqlite3"), ("faiss", "mine.faiss.json")],
)
def test_a_local_database_stands_beside_the_store(tmp_path: Path, provider: str, there: str) -> None:
    with opened(provider, path=str(tmp_path / "db"), collection_name="mine", embedding_model_dims=1536) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        assert memory.search("tea", user_id="ana")["results"][0]["memory"] == "I like tea"
    assert (tmp_path / "db" / "mine.db").exists()
    assert (tmp_path / "db" / there).exists()


@pytest.mark.parametrize("provider", ["qdrant", "chroma", "faiss"])
def test_without_its_package_the_store_at_the_path_serves_alone(
    tmp_path: Path, provider: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    without(monkeypatch, provider)
    with caplog.at_level(logging.INFO, logger="mem0"), opened(provider, path=str(tmp_path / "db")) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        assert mirror(memory) is None
    assert (tmp_path / "db" / "mem0.db").exists()
    assert caplog.text.count(f'"{provider}" is not installed') == 1


@pytest.mark.parametrize(
    ("provider", "settings"),
    [
        ("qdrant", {"url": "http://localhost:6333"}),
        ("qdrant_cloud", {"url": "https://x", "api_key": "k"}),
        ("chroma", {"host": "localhost"}),
        ("langchain", {"client": object()}),
    ],
)
def test_a_server_without_its_package_names_the_extra(
    provider: str, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, provider)
    with pytest.raises(MissingExtra, match="pip install"):
        opened(provider, **settings)


@pytest.mark.parametrize(
    ("provider", "settings", "said"),
    [
        ("qdrant", {"url": "http://x", "on_disc": True}, 'Did you mean "on_disk"'),
        ("qdrant", {"path": "x", "colection_name": "a"}, 'Did you mean "collection_name"'),
        ("chroma", {"host": "x", "prot": 1}, 'Did you mean "port"'),
        ("faiss", {"path": "x", "distance_strategy": "manhattan"}, "cosine"),
        ("qdrant_cloud", {"collection_name": "a"}, "url and api_key"),
        ("langchain", {}, "LangChain VectorStore"),
        ("langchain", {"client": 5}, "LangChain VectorStore"),
        ("qdrant", {"url": "http://x", "encryption_key": "a long passphrase"}, "in clear beside an encrypted store"),
        ("pinecone", {"api_key": "k"}, "LangChain"),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str, settings: dict[str, Any], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=said):
        opened(provider, **settings)


@pytest.mark.parametrize("provider", ["qdrant", "chroma", "faiss"])
def test_beside_an_encrypted_store_no_index_lies_in_clear(tmp_path: Path, provider: str) -> None:
    settings = {"path": str(tmp_path / "db"), "collection_name": "mine", "encryption_key": "a long passphrase"}
    with opened(provider, **settings) as memory:
        memory.add("zanzibar wombat", user_id="ana", infer=False, metadata={"pet": "zanzibar wombat"})
        assert memory.search("wombat", user_id="ana")["results"][0]["memory"] == "zanzibar wombat"
        assert mirror(memory) is None

    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file for file in files if b"zanzibar" in file.read_bytes()] == []


def test_indexes_of_before_the_encryption_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = {**HASH, "path": tmp_path / "a.db", "vector_store": {"provider": "faiss", "config": {"path": str(tmp_path)}}}
    with Memory(config) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
    encrypt_store(read_config({**config, "encryption_key": "a long passphrase"}))

    with caplog.at_level(logging.WARNING, logger="mem0"), Memory({**config, "encryption_key": "a long passphrase"}):
        pass
    assert "may still lie in clear; remove them: vectors faiss" in caplog.text


def test_nothing_is_opened_before_the_first_memory(tmp_path: Path) -> None:
    with opened("qdrant", path=str(tmp_path / "db")):
        assert sorted(file.name for file in (tmp_path / "db").iterdir() if "mem0.db" not in file.name) == []


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection:UserWarning")
def test_a_qdrant_server_is_fed_and_asked_with_its_key(qdrant_server_of_its_own: QdrantServer) -> None:
    server = qdrant_server_of_its_own
    with opened("qdrant_cloud", url=server.url, api_key="the key", collection_name="mine", embedding_model_dims=1536) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        server.asked.clear()
        assert memory.search("tea", user_id="ana")["results"][0]["memory"] == "I like tea"

        assert [ask for ask in server.asked if "query" in ask] == ["POST /collections/mine/points/query"]
        assert server.keys == {"the key"}

        server.down = True
        memory.add("I like cocoa", user_id="ana", infer=False)
        assert memory.search("cocoa", user_id="ana")["results"][0]["memory"] == "I like cocoa"
        assert "503" in memory.stats()["vector_index"]["problem"]
        assert "the key" not in str(memory.stats())


@pytest.fixture
def qdrant_server_of_its_own() -> Any:
    server = QdrantServer()
    yield server
    server.close()


def test_a_chroma_server_is_fed_and_asked(chroma_server: int) -> None:
    with opened("chroma", host="127.0.0.1", port=chroma_server, collection_name="mine") as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        assert memory.search("tea", user_id="ana")["results"][0]["memory"] == "I like tea"
        assert memory.stats()["vector_index"] == {"provider": "chroma", "pending": 0, "problem": None}


def test_a_langchain_store_is_fed_and_asked() -> None:
    from langchain_core.vectorstores import InMemoryVectorStore

    store = InMemoryVectorStore(Hashed())
    with opened("langchain", client=store) as memory:
        one = memory.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
        assert memory.search("tea", user_id="ana")["results"][0]["id"] == one
        assert [document.page_content for document in store.get_by_ids([one])] == ["I like tea"]
        memory.reset()
        assert store.get_by_ids([one]) == []


def test_a_strangers_store_is_fed_and_asked() -> None:
    VectorStoreFactory.register_provider("mine", f"{DictStore.__module__}.DictStore")
    try:
        with opened("mine", collection_name="c") as memory:
            one = memory.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
            found = mirror(memory)
            assert found is not None
            assert list(found.index.ids() or ()) == [one]
            assert memory.search("tea", user_id="ana")["results"][0]["id"] == one
    finally:
        del VectorStoreFactory.provider_to_class["mine"]


@pytest.mark.parametrize("name", ["c", "my memories", "mem0-"])
def test_a_name_that_chroma_does_not_take_is_refused_with_its_rule(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="3 to 512"):
        opened("chroma", path=str(tmp_path), collection_name=name)


@pytest.mark.parametrize("provider", ["qdrant", "chroma", "faiss"])
def test_a_collection_of_another_size_is_named_by_a_search_too(tmp_path: Path, provider: str) -> None:
    place = {"path": str(tmp_path / "vectors"), "collection_name": "mine"}
    other = make_index(provider, place)
    other.upsert([VectorItem("6f1c9a52-0000-4000-8000-000000000001", np.ones(3, dtype=np.float32), {"data": "x"})])
    other.close()

    config = {**HASH, "path": tmp_path / "m.db", "vector_search": "require"}
    with Memory({**config, "vector_store": {"provider": provider, "config": place}}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        with pytest.raises(VectorStoreError, match="takes vectors of 3 numbers; this embedder gives"):
            memory.search("tea", user_id="ana")


def test_a_collection_named_beside_the_settings_counts(memory_folder: Path) -> None:
    """Programs spread a configuration and put a tenant's collection beside it: tenants must not meet in one store."""

    def tenant(name: str) -> Memory:
        return Memory({**HASH, "vector_store": {"config": {"collection_name": "all"}, "collection_name": f"tenant_{name}"}})

    with tenant("a") as one, tenant("b") as two:
        one.add("I like tea", user_id="ana", infer=False)
        assert two.get_all(user_id="ana")["results"] == []
    assert (memory_folder / "tenant_a.db").exists()


def test_the_name_in_the_outbox_holds_no_address() -> None:
    with opened("qdrant", url="http://user:secret@host:6333") as memory:
        found = mirror(memory)
        assert found is not None
        assert "secret" not in found.target

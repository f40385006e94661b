"""Embedders of strangers: objects with mem0ai's contract, classes registered by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory
from mem0.configs.base import EmbedderConfig, MemoryConfig
from mem0.configs.embeddings.base import BaseEmbedderConfig
from mem0.embeddings.base import EmbeddingBase
from mem0.errors import ConfigurationError, EmbeddingError
from mem0.utils.factory import EmbedderFactory

from .vendors import vector


class Words(EmbeddingBase):
    """Counts words, and keeps what it was asked."""

    def __init__(self, config: BaseEmbedderConfig | None = None, dims: int = 8) -> None:
        super().__init__(config)
        self.asked: list[tuple[str, str | None]] = []
        self.dims = dims

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        self.asked.append((text, memory_action))
        return vector(text, self.dims)


class Bare:
    """An object of the oldest kind: embed(text) and no more."""

    def embed(self, text: str) -> list[float]:
        return vector(text)


class Broken(Words):
    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        raise KeyError(text, memory_action)


def opened(model: object, path: Path, **more: Any) -> Memory:
    return Memory({"path": path / "a.db", "embedder": {"provider": "custom", "config": {"model": model, **more}}})


@pytest.mark.parametrize("model", [Words(), Bare()], ids=["subclass", "bare object"])
def test_an_object_that_embeds_is_an_embedder(model: object, tmp_path: Path) -> None:
    with opened(model, tmp_path) as memory:
        memory.add("Ana keeps bees", user_id="ana", infer=False)

        assert memory.search("bees", user_id="ana")["results"][0]["score"] > 0
        assert memory.stats()["embedder"] == f"custom/{type(model).__name__}/8"


def test_the_model_is_told_what_the_text_is_for(tmp_path: Path) -> None:
    model = Words()
    with opened(model, tmp_path) as memory:
        memory.add("Ana keeps bees", user_id="ana", infer=False)
        memory.search("bees", user_id="ana")

    assert model.asked == [("Ana keeps bees", "add"), ("bees", "search")]


def test_an_object_without_a_provider_name_is_taken(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "a.db", "embedder": {"config": {"model": Words()}}}) as memory:
        assert memory.stats()["embedder"] == "custom/Words"


def test_a_store_opens_without_the_object_for_what_needs_no_vectors(tmp_path: Path) -> None:
    with opened(Words(), tmp_path) as memory:
        memory.add("Ana keeps bees", user_id="ana", infer=False)
    with Memory({"path": tmp_path / "a.db"}) as memory:
        assert [item["memory"] for item in memory.get_all(user_id="ana")["results"]] == ["Ana keeps bees"]
        with pytest.raises(ConfigurationError, match="custom/Words"):
            memory.search("bees", user_id="ana")


@pytest.mark.parametrize("model", [None, "text-embedding-3-small", 5])
def test_what_does_not_embed_is_refused(model: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match='needs a "model" that embeds'):
        opened(model, tmp_path)


def test_an_error_of_the_model_is_told_without_the_text(tmp_path: Path) -> None:
    with opened(Broken(), tmp_path) as memory, pytest.raises(EmbeddingError) as caught:
        memory.add("Ana keeps bees", user_id="ana", infer=False)

    assert "bees" not in str(caught.value)


def test_a_registered_class_is_made_with_all_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As agentscope does it: a path in the table, and the object in the settings."""
    monkeypatch.setitem(EmbedderFactory.provider_to_class, "mine", f"{__name__}.Words")
    config = MemoryConfig(
        path=tmp_path / "a.db", embedder=EmbedderConfig(provider="mine", config={"model": "m", "colour": "red"})
    )
    with Memory(config) as memory:
        memory.add("Ana keeps bees", user_id="ana", infer=False)
        assert memory.stats()["embedder"] == "mine/m/8"
        made = memory._parts.encoder.embedder.model  # type: ignore[attr-defined]

    assert made.config.colour == "red"


def test_a_registered_class_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(EmbedderFactory.provider_to_class, "mine", "no.such.Place")

    with pytest.raises(ConfigurationError, match=r"no\.such\.Place"):
        Memory({"path": tmp_path / "a.db", "embedder": {"provider": "mine"}})


def test_the_factory_makes_embedders_of_the_contract() -> None:
    made = EmbedderFactory.create("static", {}, None)

    assert isinstance(made, EmbeddingBase)
    assert len(made.embed("Ana keeps bees", "add")) == len(made.embed_batch(["x"])[0])


async def search_async(path: Path, model: object) -> list[str]:
    config = {"path": path / "a.db", "embedder": {"provider": "custom", "config": {"model": model}}}
    async with AsyncMemory(config) as memory:
        await memory.add("Ana keeps bees", user_id="ana", infer=False)
        found = await memory.search("bees", user_id="ana")
        return [item["memory"] for item in found["results"]]


def test_the_async_door_embeds_too(tmp_path: Path) -> None:
    import asyncio

    assert asyncio.run(search_async(tmp_path, Words())) == ["Ana keeps bees"]

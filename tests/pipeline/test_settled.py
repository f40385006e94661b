"""A store and its encoder: kept by name and size, refused when another comes, changed when the store is empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import ConfigurationError
from mem0.pipeline.settled import same_encoder, size_in


class Model:
    """Vectors of a size that can be changed."""

    def __init__(self, dims: int = 4) -> None:
        self.dims, self.calls = dims, 0

    def embed(self, text: str) -> list[float]:
        self.calls += 1
        return [float(len(text)), *[1.0] * (self.dims - 1)]


def config(path: Path, model: object, **more: Any) -> dict[str, Any]:
    return {"path": path / "a.db", "embedder": {"provider": "custom", "config": {"model": model, **more}}}


@pytest.mark.parametrize(
    ("kept", "name", "same"),
    [
        ("openai/a/1536", "openai/a/1536", True),
        ("openai/a", "openai/a/1536", True),
        ("openai/a/1536", "openai/a", True),
        ("openai/a/15", "openai/a/1536", False),
        ("openai/a/1536", "openai/b/1536", False),
        ("static-1", "minilm-1", False),
    ],
)
def test_names_that_mean_one_encoder(kept: str, name: str, same: bool) -> None:
    assert same_encoder(kept, name) is same


def test_the_size_stands_at_the_end_of_a_name() -> None:
    assert (size_in("openai/a/1536"), size_in("static-1")) == (1536, None)


def test_opening_asks_the_model_nothing(tmp_path: Path) -> None:
    model = Model()
    with Memory(config(tmp_path, model)) as memory:
        memory.get_all(user_id="ana")

    assert model.calls == 0


def test_an_empty_store_takes_another_encoder(tmp_path: Path) -> None:
    with Memory(config(tmp_path, Model())):
        pass
    with Memory({"path": tmp_path / "a.db", "embedder": {"provider": "static"}}) as memory:
        assert memory.stats()["embedder"] == "static-1"


def test_a_full_store_does_not(tmp_path: Path) -> None:
    with Memory(config(tmp_path, Model())) as memory:
        memory.add("tea", user_id="ana", infer=False)
    with pytest.raises(ConfigurationError, match="made with the embedder custom/Model/4"):
        Memory({"path": tmp_path / "a.db", "embedder": {"provider": "static"}})


def test_a_size_that_is_not_that_of_the_store_is_refused_on_opening(tmp_path: Path) -> None:
    with Memory(config(tmp_path, Model())) as memory:
        memory.add("tea", user_id="ana", infer=False)
    with pytest.raises(ConfigurationError, match="custom/Model/4, not custom/Model/8"):
        Memory(config(tmp_path, Model(8), embedding_dims=8))


def test_two_memories_that_learn_different_sizes_do_not_mix_them(tmp_path: Path) -> None:
    """Both open the new store before either has embedded."""
    with Memory(config(tmp_path, Model(4))) as first, Memory(config(tmp_path, Model(8))) as second:
        first.add("tea", user_id="ana", infer=False)

        with pytest.raises(ConfigurationError, match="custom/Model/4"):
            second.add("coffee", user_id="ana", infer=False)
        assert [item["memory"] for item in first.get_all(user_id="ana")["results"]] == ["tea"]


def test_a_memory_whose_store_was_given_another_encoder_is_told(tmp_path: Path) -> None:
    with Memory(config(tmp_path, Model())) as old, Memory(config(tmp_path, Model())) as new:
        old.add("tea", user_id="ana", infer=False)
        new.reindex(embedder="static")

        with pytest.raises(ConfigurationError, match="static-1"):
            old.search("tea", user_id="ana")
        with pytest.raises(ConfigurationError, match="static-1"):
            old.add("coffee", user_id="ana", infer=False)


def test_reset_keeps_the_encoder(tmp_path: Path) -> None:
    with Memory(config(tmp_path, Model())) as memory:
        memory.add("tea", user_id="ana", infer=False)
        memory.reset()
        memory.add("tea", user_id="ana", infer=False)

        assert memory.stats()["embedder"] == "custom/Model/4"

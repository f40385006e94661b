"""What a person deletes is gone from the files of the index too, as far as its database lets one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mem0 import Memory
from mem0.testing import HashEmbedder

SECRET = "zanzibar wombat quokka"


def secret_of(provider: str, way: str) -> str:
    """Its own for every test: Chroma writes memory that it has not filled, which may hold words of the test before."""
    return f"{SECRET} {provider} {way}"


def config(folder: Path, provider: str) -> dict[str, Any]:
    place = {"path": str(folder / "db"), "collection_name": "mine"}
    return {"embedder": {"provider": "hash"}, "vector_store": {"provider": provider, "config": place}}


def files_with(folder: Path, trace: bytes) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and trace in file.read_bytes())


def erase(memory: Memory, way: str, one: str) -> None:
    if way == "reset":
        memory.reset()
    elif way == "delete":
        memory.delete(one)
    elif way == "forget":
        memory.forget(user_id="ana")
    else:
        memory.delete_all(user_id="ana")


@pytest.mark.parametrize("way", ["delete", "delete_all", "forget", "reset"])
@pytest.mark.parametrize("provider", ["qdrant", "chroma", "faiss"])
def test_no_file_holds_what_was_erased(tmp_path: Path, provider: str, way: str) -> None:
    secret = secret_of(provider, way)
    with Memory(config(tmp_path, provider)) as memory:
        texts = [{"role": "user", "content": f"tea {n}"} for n in range(30)]
        memory.add(texts, user_id="bo", infer=False)
        one = memory.add(f"I keep a {secret}", user_id="ana", infer=False, metadata={"pet": secret})["results"][0]["id"]
        assert len(files_with(tmp_path, secret.encode())) > 1
        erase(memory, way, one)

        assert files_with(tmp_path, secret.encode()) == []
        assert memory.stats()["vector_index"]["problem"] is None
        found = memory.search("tea 3", user_id="bo", limit=1)["results"]
        assert [item["memory"] for item in found] == ([] if way == "reset" else ["tea 3"])
    assert files_with(tmp_path, secret.encode()) == []

    with Memory(config(tmp_path, provider)) as again:
        again.add("more tea", user_id="bo", infer=False)
        assert again.stats()["vector_index"] == {"provider": provider, "pending": 0, "problem": None}


@pytest.mark.parametrize("provider", ["qdrant", "chroma", "faiss"])
def test_its_vector_is_gone_too(tmp_path: Path, provider: str) -> None:
    """In Chroma: as long as its graph file has not been written, which happens at a thousand changes."""
    vector = np.asarray(HashEmbedder().sentence([SECRET])[0], dtype=np.float32)
    with Memory(config(tmp_path, provider)) as memory:
        memory.add("tea", user_id="bo", infer=False)
        memory.add(SECRET, user_id="ana", infer=False)
        memory.delete_all(user_id="ana")

    assert files_with(tmp_path, vector.tobytes()) == []


def test_the_files_of_a_deleted_collection_go(tmp_path: Path) -> None:
    """Chroma leaves them behind, vectors included."""
    with Memory(config(tmp_path, "chroma")) as memory:
        memory.add("tea", user_id="bo", infer=False)
        assert list((tmp_path / "db").glob("*/data_level0.bin")) != []
        memory.reset()

        assert list((tmp_path / "db").glob("*/data_level0.bin")) == []
        memory.add("more tea", user_id="bo", infer=False)
        assert [item["memory"] for item in memory.search("tea", user_id="bo")["results"]] == ["more tea"]

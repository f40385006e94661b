"""The contract of ports.VectorIndex, one fact a test, over every index."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from mem0.errors import VectorStoreError
from mem0.filters import parse
from mem0.ports import VectorIndex, VectorItem
from mem0.testing import HashEmbedder

from .conftest import LOCAL, SERVED, Making

pytestmark = pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection:UserWarning")
EMBEDDER = HashEmbedder()
ANYBODY = parse({})
EVERY = pytest.mark.parametrize("making", [*LOCAL, *SERVED], indirect=True)
LISTING = pytest.mark.parametrize("making", [name for name in (*LOCAL, *SERVED) if name != "langchain"], indirect=True)
LASTING = pytest.mark.parametrize("making", ["qdrant", "chroma", "faiss", *SERVED], indirect=True)


def new_id(number: int) -> str:
    """Every second id is one that no database makes."""
    return str(uuid.UUID(int=number + 1, version=4)) if number % 2 else f"note {number}"


def item(number: int, text: str = "tea", **payload: Any) -> VectorItem:
    return VectorItem(new_id(number), EMBEDDER.sentence([text])[0], {"data": text, "user_id": "ana", **payload})


def found(index: VectorIndex, text: str, k: int = 5, filters: Any = None) -> list[str]:
    near = index.search(EMBEDDER.sentence([text])[0], k, parse(filters or {}), text=text)
    return [one for one, _ in near]


@EVERY
def test_an_index_that_was_never_filled_is_empty(index: VectorIndex) -> None:
    assert found(index, "tea") == []
    assert index.count() in (0, None)
    assert list(index.ids() or []) == []
    index.delete(["nobody"])
    index.clear()


@EVERY
def test_the_nearest_come_first(index: VectorIndex) -> None:
    index.upsert([item(1, "green tea with milk"), item(2, "the train to Oslo"), item(3, "green tea")])

    assert found(index, "green tea", k=2) == [new_id(3), new_id(1)]
    scores = [score for _, score in index.search(EMBEDDER.sentence(["green tea"])[0], 3, ANYBODY, text="green tea")]
    assert scores == sorted(scores, reverse=True)


@EVERY
def test_putting_in_twice_is_putting_in_once(index: VectorIndex) -> None:
    index.upsert([item(1, "tea"), item(2, "coffee")])
    index.upsert([item(1, "tea"), item(2, "cocoa")])

    assert sorted(found(index, "tea", k=9)) == sorted([new_id(1), new_id(2)])
    assert found(index, "cocoa", k=1) == [new_id(2)]
    assert index.count() in (2, None)


@EVERY
def test_what_is_deleted_is_not_found(index: VectorIndex) -> None:
    index.upsert([item(1), item(2), item(3)])
    index.delete([new_id(1), new_id(3), "nobody"])
    index.delete([new_id(1)])

    assert found(index, "tea") == [new_id(2)]


@EVERY
def test_everything_can_be_removed_and_put_in_again_with_other_dims(index: VectorIndex) -> None:
    index.upsert([item(1)])
    index.clear()
    assert found(index, "tea") == []

    if index.name != "langchain":  # which has the dims of its own embeddings
        other = HashEmbedder({"embedding_dims": 16})
        index.upsert([VectorItem(new_id(4), other.sentence(["tea"])[0], {"data": "tea"})])
        assert [one for one, _ in index.search(other.sentence(["tea"])[0], 3, ANYBODY, text="tea")] == [new_id(4)]


@LISTING
def test_ids_and_count_tell_what_is_held(index: VectorIndex) -> None:
    index.upsert([item(n) for n in range(7)])

    assert sorted(index.ids() or []) == sorted(map(new_id, range(7)))
    assert index.count() == 7


@EVERY
def test_the_filter_of_one_user_finds_nobody_else(index: VectorIndex) -> None:
    index.upsert([item(1), item(2, user_id="bo"), item(3, user_id="ana bo")])

    assert found(index, "tea", filters={"user_id": "bo"}) == [new_id(2)]


@EVERY
def test_fewer_than_asked_means_that_there_are_no_others(index: VectorIndex) -> None:
    index.upsert([item(n, f"tea {n}", user_id="ana" if n < 30 else "bo") for n in range(60)])

    assert len(found(index, "tea 5", k=40, filters={"user_id": "bo"})) == 30
    assert len(found(index, "tea 5", k=10, filters={"user_id": "bo"})) == 10


@EVERY
def test_metadata_of_every_kind_can_be_held(index: VectorIndex) -> None:
    """Whatever is no problem for the store is none for the index."""
    odd: dict[str, Any] = {"deep": {"a": [1, {"b": None}]}, "mixed": [1, "a", None], "none": None, "big": 2**70, "": "empty"}
    more: dict[str, Any] = {"list": ["x", "y"], "bool": True, "float": 0.5, "차": "차", "chroma:document": "no", "a.b": "dot"}
    same: dict[str, Any] = {"id": "other", "mem0_id": "no", "$a": "sign", "#a": "sign"}
    index.upsert([item(1, **odd, **more, **same)])

    assert found(index, "tea") == [new_id(1)]


@LISTING
def test_vectors_of_other_dims_are_refused_with_what_to_do(index: VectorIndex) -> None:
    if index.name == "stranger":
        pytest.skip("what a stranger's store refuses is its own matter")
    index.upsert([item(1)])
    short = VectorItem(new_id(2), HashEmbedder({"embedding_dims": 16}).sentence(["tea"])[0], {"data": "tea"})

    with pytest.raises(VectorStoreError, match=r"64 numbers; this embedder gives 16.*mem0 reindex --vectors"):
        index.upsert([short])
    assert index.count() == 1


@LASTING
def test_what_was_put_in_is_there_after_opening_again(making: Making) -> None:
    first = making()
    first.upsert([item(1), item(2, "coffee")])
    first.close()
    first.close()

    again = making()
    again.delete([new_id(1)])
    assert found(again, "tea") == [new_id(2)]
    assert again.count() == 1


@pytest.mark.parametrize("making", ["qdrant", "faiss", "chroma"], indirect=True)
def test_two_indexes_of_one_process_share_a_folder(making: Making) -> None:
    one, two = making(), making()
    one.upsert([item(1)])
    two.upsert([item(2)])
    one.close()

    assert sorted(found(two, "tea")) == sorted([new_id(1), new_id(2)])


@EVERY
def test_many_are_put_in_and_deleted_in_one_call(index: VectorIndex) -> None:
    how_many = 150 if index.name == "qdrant" else 1200  # its local mode waits for the disk at every point
    index.upsert([item(n, f"tea {n}") for n in range(how_many)])
    assert index.count() in (how_many, None)

    index.delete([new_id(n) for n in range(1, how_many)])
    assert found(index, "tea 0") == [new_id(0)]

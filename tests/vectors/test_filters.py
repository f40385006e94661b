"""A filter means the same in every index: it never loses what it should find, and never shows another owner's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mem0.filters import entities, matches, parse
from mem0.ports import VectorIndex, VectorItem
from mem0.providers.vectors.exact import ExactIndex
from mem0.records import MemoryRecord, Scope
from mem0.render import payload

from ..filters.strategies import METADATA, NAMES, WORDS, filters
from .conftest import opened_index
from .conftest import settings as index_settings

FLAT = np.array([1.0, 0.0, 0.0], dtype=np.float32)
OWNERS = ("user_id", "agent_id", "app_id", "run_id")
hostile = st.one_of(
    filters,
    st.builds(lambda name, more: {"AND": [{"user_id": name}, more]}, NAMES, filters),
    st.builds(lambda name, more: {"user_id": name, "OR": [more, {"user_id": "*"}]}, NAMES, filters),
    st.builds(lambda name, more: {"user_id": name, "NOT": [more]}, NAMES, filters),
)


def people() -> list[MemoryRecord]:
    """Memories of many owners, with metadata that looks like owners and of every kind."""
    odd: list[dict[str, Any]] = [
        {"a": "tea"}, {"a": ["tea", "Tea"]}, {"a": True}, {"a": [True, "x"]}, {"a": 1}, {"a": {"c": "tea"}}, {"a": "", "b": "차"},
        {"b": None}, {"b": [1, "tea"]}, {"a": "1"}, {"a": [False, True]}, {"b": "green tea", "a": 0.0}, {"user_id": "bo"}, {},
    ]
    names = ("ana", "bo", "Bo", "7")
    return [
        MemoryRecord(
            f"m{n}", f"tea {n}", Scope(names[n % 4], names[n // 4 % 4] if n % 3 else None, "7" if n % 5 else None),
            1_700_000_000_000_000 + n, metadata=odd[n % len(odd)], actor="ana" if n % 2 else None, role="user",
        )
        for n in range(56)
    ]  # fmt: skip


RECORDS = people()


@pytest.fixture(scope="module", params=["exact", "qdrant", "chroma", "faiss", "langchain", "stranger", "qdrant-url"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    index = opened_index(request.param, index_settings(request, tmp_path_factory.mktemp("index"), request.param))
    vectors = [np.array([1.0, n / 100, 0.0], dtype=np.float32) for n in range(len(RECORDS))]
    pairs = zip(RECORDS, vectors, strict=True)
    index.upsert([VectorItem(record.id, vector / np.linalg.norm(vector), payload(record)) for record, vector in pairs])
    yield index
    index.close()


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection:UserWarning")
@given(where=hostile)
@example(where={"user_id": "ana", "a": "tea"})
@example(where={"a": True})
@example(where={"NOT": [{"a": "tea"}]})
@example(where={"NOT": [{"user_id": "ana"}, {"agent_id": "bo"}]})
@example(where={"user_id": {"in": ["ana", "7"]}, "OR": [{"a": "tea"}, {"b": "tea"}]})
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_filter_loses_nothing_and_stays_with_its_owners(filled: VectorIndex, where: dict[str, Any]) -> None:
    """What the store would accept is among the answers; the rest of the answers the store takes out."""
    tree = parse(where)
    near = filled.search(FLAT, len(RECORDS), tree, text="tea")
    answered = {one for one, _ in near}

    assert {record.id for record in RECORDS if matches(tree, record)} <= answered
    assert len(near) == len(answered)


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection:UserWarning")
@pytest.mark.parametrize("field", OWNERS)
def test_an_id_is_asked_for_in_the_database_itself(filled: VectorIndex, field: str) -> None:
    """A scope is no matter of sifting afterwards: `k` of its own memories are found among those of everybody."""
    tree = parse({field: "7"})
    expected = {record.id for record in RECORDS if matches(tree, record)}

    assert {one for one, _ in filled.search(FLAT, 1000, tree, text="tea")} == expected
    some = filled.search(FLAT, 3, tree, text="tea")
    assert len(some) == min(3, len(expected))
    assert {one for one, _ in some} <= expected


@given(where=hostile, name=NAMES, metadata=METADATA, text=WORDS)
@settings(max_examples=100, deadline=None)
def test_the_plain_index_says_no_more_than_it_must(where: dict[str, Any], name: str, metadata: dict[str, Any], text: str) -> None:
    """Of one memory: an answer outside of its cover of owners never comes."""
    index = ExactIndex()
    record = MemoryRecord("one", text, Scope(name), 1, metadata=metadata)
    index.upsert([VectorItem("one", FLAT, payload(record))])
    tree = parse(where)
    cover = entities(tree)

    found = index.search(FLAT, 5, tree, text=text)

    if matches(tree, record):
        assert found
    if isinstance(where, dict) and where.get("user_id") in ("ana", "bo", "Bo", "7") and cover is not None:
        assert not found or where["user_id"] == name

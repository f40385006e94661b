"""Rows for tests of the search index, written as they would be said."""

from __future__ import annotations

from collections.abc import Sequence

from mem0.records import IndexRow, Micros
from mem0.retrieval.features import features
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex

MINUTE: Micros = 60_000_000
DAY: Micros = 24 * 60 * MINUTE


def row(key: int, text: str, *, at: Micros | None = None, **other: object) -> IndexRow:
    """A memory that holds, said `key` minutes after the start unless told otherwise."""
    given: dict[str, object] = {
        "kind": "memory", "codes": None, "run_id": None, "actor": None, "role": "user",
        "valid_from": 0, "valid_to": None, "parents": (),
    }  # fmt: skip
    said = key * MINUTE if at is None else at
    return IndexRow(key=key, features=features(text).to_bytes(), at=said, **{**given, **other})  # type: ignore[arg-type]


def index(texts: Sequence[str]) -> ScopeIndex:
    return ScopeIndex([row(number, text) for number, text in enumerate(texts)])


def best(scope: ScopeIndex, question: str, *, limit: int = 3, at: Micros | None = None) -> list[int]:
    """The keys of the best answers."""
    return [hit.key for hit in scope.rank(Query.read(question), at=at, limit=limit)]

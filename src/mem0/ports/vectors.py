"""The port of external vector indexes: databases that hold a vector of every valid memory, fed from the store.

An index is never the truth. It may lag, hold too much, or be lost: whoever asks reads the memories from the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from ..filters import Filter
from .models import Floats

Near: TypeAlias = tuple[str, float]  # id of a memory, likeness: higher is nearer


@dataclass(frozen=True, slots=True)
class VectorItem:
    """A memory as an index holds it. `payload` is render.payload of it: what users of mem0 see in their database."""

    id: str
    vector: Floats  # (dims,) unit length
    payload: Mapping[str, Any]


class VectorIndex(Protocol):
    """One collection of a vector database. Safe to use from several threads; every method raises VectorStoreError.

    Making one opens nothing and touches no network. The collection is made at the first `upsert`, with the dims of its
    vectors; until then it is empty.
    """

    name: str  # the provider's, for messages

    def upsert(self, items: Sequence[VectorItem]) -> None:
        """Put these in, in the place of those with the same ids. Doing it twice is doing it once."""

    def delete(self, ids: Sequence[str]) -> None:
        """Remove these; ids that are not there are passed over."""

    def search(self, vector: Floats, k: int, where: Filter, *, text: str) -> list[Near]:
        """The `k` nearest, nearest first, among those that fulfil as much of the filter as the database can express.

        text: what `vector` stands for, for databases that embed texts themselves. The answer may hold ids that do not
        fulfil the rest of the filter; fewer than `k` means that there are no others. Raises VectorSearchError.
        """

    def count(self) -> int | None:
        """How many it holds; None where the database cannot tell."""

    def ids(self) -> Iterator[str] | None:
        """The ids it holds, in any order; None where the database cannot tell."""

    def clear(self) -> None:
        """Remove everything in the collection."""

    def scrub(self) -> None:
        """Make what was deleted unreadable in the files, where they are here and the database lets one."""

    def close(self) -> None:
        """Give back files and connections. Closing twice is fine."""

"""The part of a store where rows wait that were made searchable anew, until all are there and take their place at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

Renewed: TypeAlias = tuple[int, bytes, bytes | None]  # key, features, codes


class RenewalSnapshot(Protocol):
    """What waits. Erasing a memory or a message takes what waits for it along; so does `Store.reset`."""

    def keys(self) -> set[int]:
        """The keys of the rows for which something waits."""

    def items(self, keys: Sequence[int]) -> list[Renewed]:
        """What waits for these rows, in their order; rows for which nothing does are passed over."""


class RenewalTransaction(RenewalSnapshot, Protocol):
    def put(self, items: Sequence[Renewed], *, version: int) -> None:
        """Let these wait, made of the texts as they were at the change number `version` of the whole store.

        What was made of a later version stays; keys that are gone are passed over. No change number is taken.
        """

    def clear(self) -> None:
        """Nothing waits any more."""

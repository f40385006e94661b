"""The port of a store that seals what it holds. Asked for with isinstance: stores that keep nothing on a disk lack it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ..crypto import KeySource
from ..records import Entity


@runtime_checkable
class Sealing(Protocol):
    """A store whose content is, or can be, encrypted with a key of its own for every owner."""

    @property
    def encrypted(self) -> bool:
        """Whether content is sealed."""

    def encrypt(self, key: KeySource) -> int:
        """Seal everything that is kept in clear; no clear byte stays. Returns how many rows were written anew."""

    def rotate_key(self, key: KeySource) -> int:
        """Change the master key without touching rows. Returns how many keys were wrapped anew."""

    def rekey(self, entity: Entity) -> int:
        """Give one owner a new key, seal all rows of that owner anew and destroy the old key. Returns how many rows."""

"""The port of a store that lies on a disk, where room may run out."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class OnDisk(Protocol):
    """A store in files."""

    def free_bytes(self) -> int:
        """Room that is left on the disk of the store's files."""

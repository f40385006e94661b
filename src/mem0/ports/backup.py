"""The port of a store that can be saved as one file while it is in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from ..records import Micros


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself: when it was made, by which version of the library, and how many rows of each table."""

    created_at: Micros
    library: str
    rows: Mapping[str, int]


@runtime_checkable
class KeepsBackups(Protocol):
    """A store whose whole state fits into one file."""

    def back_up(self, target: Path, *, at: Micros) -> BackupFacts:
        """Write everything, as it is at one moment, into a new file (0600); writers go on meanwhile.

        The file appears under its name when it is complete and checked, or not at all. In an encrypted store it holds
        what the store's file holds: the content of each owner under that owner's key.
        Raises DatabaseError (it exists, no space, no folder).
        """

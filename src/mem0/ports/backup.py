"""The port of a store that can be saved as one file while it is in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from ..records import Micros

KeysOfBackup: TypeAlias = Path | Literal["beside", "inside"]


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself: when it was made, by which version of the library, and how many rows of each table.

    encrypted: its content is sealed. keyring: the file in which the keys are kept; None where there are none, or where they
    are in the backup. keys: how many keys its content was sealed with; destroyed: how many of them are gone, of people
    forgotten since.
    """

    created_at: Micros
    library: str
    rows: Mapping[str, int]
    encrypted: bool = False
    keyring: Path | None = None
    keys: int = 0
    destroyed: int = 0


@dataclass(frozen=True, slots=True)
class Keyrings:
    """The keyrings of a store: those that are up to date, those that could not be reached (and why).

    readable: backups that were made and need no keyring, by what they are: "in_clear", "keys_inside".
    """

    reached: tuple[str, ...] = ()
    pending: Mapping[str, str] = field(default_factory=dict)
    readable: Mapping[str, int] = field(default_factory=dict)


@runtime_checkable
class KeepsBackups(Protocol):
    """A store whose whole state fits into one file."""

    def back_up(self, target: Path, *, at: Micros, keys: KeysOfBackup = "beside") -> BackupFacts:
        """Write everything, as it is at one moment, into a new file (0600); writers go on meanwhile.

        The file appears under its name when it is complete and checked, or not at all. In an encrypted store it holds
        the content of each owner under that owner's key. The keys go into a keyring, beside the backup or where `keys`
        says, so that they can still be destroyed; "inside": into the backup.
        Raises DatabaseError (it exists, no space, no folder; the keyring is not this store's, or cannot be written).
        """

    def settle_keyrings(self) -> Keyrings:
        """Tell the keyrings what they could not be told before: whose keys are to be destroyed, the new master key."""

    def keyrings(self) -> Mapping[str, bool]:
        """The keyrings that this store has written, and whether each is still to be told something."""

    def drop_keyring(self, path: Path) -> bool:
        """Know a keyring no more, which is gone for good; whether it was known. Whoever has it reads what it opens."""

"""The port of the audit log: what one view shows of it, and how a transaction adds its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..audit import AuditCheck, AuditHead, AuditLine
from ..records import Entity, Micros


class AuditView(Protocol):
    """The audit log of one snapshot, and what was promised to those who were forgotten."""

    def lines(self, *, after: int = 0, limit: int | None = None) -> list[AuditLine]:
        """The lines behind line number `after`, in order."""

    def head(self) -> AuditHead:
        """The last line, as the store keeps it beside the log."""

    def check(self, *, known: AuditHead | None = None) -> AuditCheck:
        """Follow the chain from the first line to the head; `known` must be among its lines."""

    def digest(self, entity: Entity) -> str:
        """An owner as the log shows it."""

    def secret(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, the same as long as the store lives."""

    def store_id(self) -> str:
        """What no other store has."""

    def tombstones(self) -> dict[str, Micros]:
        """When each forgotten owner, by its digest, was forgotten for the last time."""

    def forgotten(self, entity: Entity) -> Micros | None:
        """When an owner was forgotten for the last time; None: never."""


class AuditLog(AuditView, Protocol):
    """The audit log of one transaction. The store notes by itself what is changed, and writes one line at the end."""

    def note(self, counts: Mapping[str, int], *, ids: Iterable[str] = ()) -> None:
        """Add to the line that this transaction will write."""

    def write_line(self) -> AuditLine | None:
        """Write the line of this transaction now, at its end; None where there is nothing to write or it stands already.

        The store calls it before it commits; a verb calls it itself where it answers with the line.
        """

    def bury(self, entity: Entity, *, at: Micros) -> None:
        """Keep a tombstone: what is older of this owner must not come back out of a backup or an export."""

    def keep_tombstones(self, tombstones: Mapping[str, Micros]) -> None:
        """Keep tombstones of another state of the same store; of two of one owner the later one counts."""

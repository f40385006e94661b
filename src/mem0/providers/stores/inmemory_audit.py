"""The audit log of the in-memory store, and the tombstones of those who were forgotten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from mem0.audit import AuditHead, AuditLine
from mem0.records import Micros


@dataclass(slots=True)
class AuditState:
    """Everything that is kept; also an audit_log.Shelf."""

    kept: list[AuditLine] = field(default_factory=list)
    key: bytes | None = None
    id: bytes = field(default_factory=lambda: os.urandom(16))
    graves: dict[str, Micros] = field(default_factory=dict)

    def copy(self) -> AuditState:
        return AuditState(list(self.kept), self.key, self.id, dict(self.graves))

    def read_lines(self, after: int, limit: int) -> Iterator[AuditLine]:
        return iter(self.kept[after:] if limit < 0 else self.kept[after : after + limit])

    def append(self, line: AuditLine) -> None:
        self.kept.append(line)

    def head(self) -> AuditHead:
        return AuditHead(self.kept[-1].n, self.kept[-1].hash) if self.kept else AuditHead()

    def secret(self) -> bytes | None:
        return self.key

    def make_secret(self, secret: bytes) -> None:
        self.key = secret

    def store_id(self) -> bytes:
        return self.id

    def tombstones(self) -> dict[str, Micros]:
        return dict(self.graves)

    def tombstone(self, digest: str) -> Micros | None:
        return self.graves.get(digest)

    def bury(self, digest: str, at: Micros) -> None:
        self.graves[digest] = max(at, self.graves.get(digest, at))

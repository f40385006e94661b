"""The audit log over whatever keeps its lines: what is noted in a transaction becomes one line of the chain."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from mem0 import audit
from mem0.audit import AuditCheck, AuditHead, AuditLine
from mem0.crypto import derive
from mem0.records import Entity, Micros


class Shelf(Protocol):
    """Where lines, the head, tombstones and the secret are kept."""

    def read_lines(self, after: int, limit: int) -> Iterator[AuditLine]:
        """Lines behind a number, in order; a negative limit means all."""

    def append(self, line: AuditLine) -> None:
        """Keep a line and make it the head."""

    def head(self) -> AuditHead: ...

    def secret(self) -> bytes | None:
        """What chains, digests and signatures are made with; None before `make_secret`."""

    def make_secret(self, secret: bytes) -> None: ...

    def store_id(self) -> bytes: ...

    def tombstones(self) -> dict[str, Micros]: ...

    def tombstone(self, digest: str) -> Micros | None: ...

    def bury(self, digest: str, at: Micros) -> None: ...


class Audit:
    """ports.AuditLog (and AuditView) over a shelf. `on` False: only what audit.ALWAYS names is written."""

    def __init__(self, shelf: Shelf, *, on: bool = True, owners: Callable[[], Iterable[Entity]] = tuple) -> None:
        self._shelf = shelf
        self._on = on
        self._owners = owners  # whose rows the transaction changed
        self._secret: bytes | None = None
        self._counts: Counter[str] = Counter()
        self._ids: dict[str, None] = {}
        self._written = False

    def lines(self, *, after: int = 0, limit: int | None = None) -> list[AuditLine]:
        return list(self._shelf.read_lines(after, -1 if limit is None else max(limit, 0)))

    def head(self) -> AuditHead:
        return self._shelf.head()

    def check(self, *, known: AuditHead | None = None) -> AuditCheck:
        return audit.check(self.secret("chain"), self._shelf.read_lines(0, -1), self.head(), known=known)

    def digest(self, entity: Entity) -> str:
        return audit.digest(self.secret("owners"), entity)

    def secret(self, purpose: str) -> bytes:
        if self._secret is None:
            self._secret = self._shelf.secret()
        # A view of a store that wrote no line yet cannot make the secret; what it would answer is empty anyway.
        return derive(self._secret or audit.START, purpose)

    def store_id(self) -> str:
        return self._shelf.store_id().hex()

    def tombstones(self) -> dict[str, Micros]:
        return self._shelf.tombstones()

    def forgotten(self, entity: Entity) -> Micros | None:
        return self._shelf.tombstone(self.digest(entity))

    def note(self, counts: Mapping[str, int], *, ids: Iterable[str] = ()) -> None:
        self._counts.update(counts)
        self._ids.update(dict.fromkeys(ids))

    def write_line(self) -> AuditLine | None:
        act = audit.current_act()
        counts = {name: count for name, count in sorted(self._counts.items()) if count}
        touched = list(dict.fromkeys(self._owners()))
        wanted = self._on or act.verb in audit.ALWAYS
        if self._written or not wanted or not (counts or touched):
            return None  # a line that stands has these owners already
        self._make_secret()
        head = self.head()
        owners = tuple(self.digest(owner) for owner in touched)
        at = audit.now() if act.at is None else act.at
        ids = tuple(self._ids)[: audit.MOST_IDS]
        line = AuditLine(head.n + 1, at, act.verb, act.actor, owners, ids, counts)
        line = replace(line, hash=audit.chained(self.secret("chain"), head.hash, line))
        self._shelf.append(line)
        self._written = True
        return line

    def record(self, verb: str, counts: Mapping[str, int]) -> None:
        """Write the line of something that is no transaction of the port."""
        act = audit.current_act()
        self._counts.update({"calls": 1})  # a line stands where there was nothing to count, too
        self.note(counts)
        with audit.acting(verb, actor=act.actor, at=act.at):
            self.write_line()

    def bury(self, entity: Entity, *, at: Micros) -> None:
        self._make_secret()
        self._shelf.bury(self.digest(entity), at)

    def keep_tombstones(self, tombstones: Mapping[str, Micros]) -> None:
        for one, at in tombstones.items():
            self._shelf.bury(one, at)

    def _make_secret(self) -> None:
        if self._secret is None and self._shelf.secret() is None:
            self._shelf.make_secret(os.urandom(32))

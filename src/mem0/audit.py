"""The audit log: who did what, when, to which ids and how many; never what was said. Its lines are chained by a keyed hash.

Each line's hash covers the line and the hash before it, so a line that was edited, removed or put elsewhere breaks the
chain at its place. Removing the last lines breaks nothing: that is told by a head that was kept elsewhere (a receipt, a
printout). Owners stand in it as keyed digests, so that a forgotten person's name does not live on here.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from .records import Entity, Micros

ALWAYS: Final = frozenset({"forget", "reset", "encrypt", "rotate_key", "rekey"})  # written with the log switched off too
MOST_IDS: Final = 100  # of one line; the counts are whole
START: Final = b"\0" * 32  # the hash before the first line


@dataclass(frozen=True, slots=True)
class Act:
    """What is being done, by whom, since when."""

    verb: str
    actor: str | None = None
    at: Micros | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line. `owners` are digests ("user:1f3a..."), `ids` those of memories (the first hundred), `hash` is 32 bytes."""

    n: int
    at: Micros
    verb: str
    actor: str | None
    owners: tuple[str, ...]
    ids: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last line of a log: its number and its hash; (0, START) for an empty one."""

    n: int = 0
    hash: bytes = START

    def __str__(self) -> str:
        return f"{self.n}:{self.hash.hex()}"


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """Whether a log is whole: how many lines were read, the head it leads to, and the first thing that is wrong."""

    lines: int
    head: AuditHead
    problem: str | None = None


_act: ContextVar[Act | None] = ContextVar("mem0_act", default=None)


@contextmanager
def acting(verb: str, *, actor: str | None = None, at: Micros | None = None) -> Iterator[None]:
    """What is written inside, in this task and the threads it calls, is this verb of this actor."""
    token = _act.set(Act(verb, actor, at))
    try:
        yield
    finally:
        _act.reset(token)


def current_act() -> Act:
    """The verb that is being carried out; "write" where nobody said."""
    return _act.get() or Act("write")


def now() -> Micros:
    return time.time_ns() // 1_000


def digest(secret: bytes, entity: Entity) -> str:
    """An owner as the log shows it: the kind, and 128 bits of a keyed hash of the name."""
    name = f"{entity.kind}\0{entity.name}".encode()
    return f"{entity.kind}:{hmac.digest(secret, name, 'sha256')[:16].hex()}"


def chained(secret: bytes, before: bytes, line: AuditLine) -> bytes:
    """The hash of a line behind the hash of the line before it (HMAC-SHA-256)."""
    values = [line.n, line.at, line.verb, line.actor, line.owners, line.ids, dict(sorted(line.counts.items()))]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(secret, before + text.encode(), "sha256")


def check(secret: bytes, lines: Iterable[AuditLine], head: AuditHead, *, known: AuditHead | None = None) -> AuditCheck:
    """Follow the chain to its head. `known`: a head that was kept elsewhere, which the log must contain."""
    last, met = AuditHead(), known is None or known.n == 0
    for line in lines:
        if line.n != last.n + 1:
            return AuditCheck(last.n, last, f"line {last.n + 1} is missing")
        expected = chained(secret, last.hash, line)
        if not hmac.compare_digest(expected, line.hash):
            return AuditCheck(last.n, last, f"line {line.n} was changed")
        last = AuditHead(line.n, line.hash)
        if known is not None and known.n == line.n:
            if known.hash != line.hash:
                return AuditCheck(line.n, last, f"line {line.n} is another than the one that was kept elsewhere")
            met = True
    if last != head:
        return AuditCheck(last.n, last, f"line {last.n + 1} is missing: the log went on to line {head.n}")
    if not met and known is not None:
        return AuditCheck(last.n, last, f"line {last.n + 1} is missing: line {known.n} was kept elsewhere")
    return AuditCheck(last.n, last)

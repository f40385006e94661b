"""What add is asked for and what it tells: the records between the door and the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..jobs import Lease
from ..records import Event, MemoryRecord, Micros, Scope, Skip


@dataclass(frozen=True, slots=True)
class Addition:
    """What a caller wants remembered: whose it is and how to treat it. `at` is when it was said.

    `lease`: the queued job that this is; the transaction of the changes settles it (pipeline/work.py).
    """

    messages: object
    scope: Scope
    at: Micros
    metadata: Mapping[str, Any]
    infer: bool = True
    expires_on: str | None = None
    immutable: bool = False
    lease: Lease | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that add did. `record` is the memory as it is now; `previous` its text before an UPDATE."""

    event: Event
    record: MemoryRecord
    previous: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    changes: tuple[Change, ...]
    skipped: tuple[Skip, ...]

"""A memory that is known, read once, and how old it may be for what is said now."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import MemoryRecord
from .reading import Reading

SOON = 3 * 86_400_000_000  # microseconds in which a correction that names nothing still means the last thing said
_PAST = 32 * 86_400_000_000  # microseconds: dates may be as coarse as a month


@dataclass(frozen=True, slots=True)
class Known:
    record: MemoryRecord
    reading: Reading


def over_already(one: Known, at: int) -> bool:
    """Whether a memory tells of a past trip or meeting: it happened, and calling another one off does not change that."""
    past = one.record.event_at is not None and one.record.event_at < at - _PAST
    return past and bool(one.reading.topics & {"trip", "event", "appointment", "meeting"})

"""How fast memories fade: their relevance by age and use, and the settings of archiving and decay."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from .records import MemoryRecord, Micros

DAY: Final = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Use:
    """How often a memory was among the answers of searches, and when last."""

    hits: int = 0
    last_at: Micros = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """When a memory is archived, and how much fading counts in the ranking.

    archive_after_days: a memory is archived when it was neither changed nor found by a search for so many days and its
    relevance is below `min_relevance`; None archives nothing. half_life_days: the days after which an unused memory has
    half of its relevance. decay: the share of a score that fades with relevance, from 0 (default: none) to 1.
    """

    archive_after_days: float | None = None
    min_relevance: float = 0.3
    half_life_days: float = 30.0
    decay: float = 0.0

    @property
    def counts_use(self) -> bool:
        """Whether it matters how often a memory is found; where it does not, nothing is counted."""
        return self.archive_after_days is not None or self.decay > 0


def last_touched(record: MemoryRecord, use: Use) -> Micros:
    """When the memory was last made, changed or found."""
    return max(record.created_at, record.updated_at or 0, use.last_at)


def relevance(record: MemoryRecord, use: Use, *, now: Micros, half_life_days: float) -> float:
    """In [0, 1]: 2^(-days since last touched / half-life), where the half-life grows by 1 + ln(1 + hits).

    The forgetting curve of Ebbinghaus with the spacing effect in its simplest form: what is used often fades slowly.
    """
    days = max(now - last_touched(record, use), 0) / DAY
    return float(2.0 ** (-days / (half_life_days * (1.0 + math.log1p(use.hits)))))


def stale(record: MemoryRecord, use: Use, *, now: Micros, settings: Retention) -> bool:
    """Whether the memory is to be archived. An immutable one never is."""
    if settings.archive_after_days is None or record.immutable:
        return False
    if now - last_touched(record, use) < settings.archive_after_days * DAY:
        return False
    return relevance(record, use, now=now, half_life_days=settings.half_life_days) < settings.min_relevance

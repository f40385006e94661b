"""What a store holds, counted where it lies: numbers and times, no content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..records import Micros


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one view of a store.

    memories: those that hold. superseded: past versions, without the archived ones. messages: kept ones, searched or not.
    untouched: memories that hold and were neither changed nor found after the time asked about. last_at: the newest time
    of a change or of what was said; None in an empty store. codes: searchable rows by the type of their codes
    (retrieval/codes.py: `code_type`); None are those without codes.
    """

    memories: int
    superseded: int
    archived: int
    messages: int
    untouched: int
    last_at: Micros | None
    codes: Mapping[bytes | None, int]

    @property
    def searchable(self) -> int:
        return sum(self.codes.values())

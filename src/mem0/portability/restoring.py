"""Choose the records of an export or a backup that are to be restored, one by one as the file is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..records import Micros
from .entries import Entry, Kept, Problem
from .values import moment


class Choice:
    """Records within `since` and `limit` (of memories); the history of a memory that is left out is left out too.

    Places that cannot be read are added to `problems`; `earlier` and `beyond_limit` count what was left out.
    """

    def __init__(self, problems: list[Problem], *, since: Micros | None, limit: int | None) -> None:
        self._problems, self._since, self._limit = problems, since, limit
        self._memories = 0
        self._refused: set[str] = set()
        self.earlier = 0
        self.beyond_limit = 0

    def of(self, entries: Iterable[Entry]) -> Iterator[Mapping[str, Any]]:
        """The chosen records, in their order."""
        for entry in entries:
            if isinstance(entry, Problem):
                self._problems.append(entry)
            elif isinstance(entry, Kept) and self._takes(entry.record):
                yield entry.record

    def _takes(self, record: Mapping[str, Any]) -> bool:
        if record["kind"] == "history":
            return str(record["memory_id"]) not in self._refused
        if record["kind"] == "summary":  # it tells of everything that was said, also of what is left out
            return self._since is None and self._limit is None
        if record["kind"] in ("node", "relation"):
            return True  # what rests on messages that were left out is left out by the store
        if self._is_earlier(record):
            self.earlier += 1
        elif record["kind"] == "memory" and self._limit is not None and self._memories >= self._limit:
            self.beyond_limit += 1
        else:
            self._memories += record["kind"] == "memory"
            return True
        self._refused.add(str(record["id"]))
        return False

    def _is_earlier(self, record: Mapping[str, Any]) -> bool:
        said = moment(record.get("created_at") or record.get("at"))
        return self._since is not None and said is not None and said < self._since

"""What one does to the store as a whole, for programs without an event loop: keys, backups, sweeps, exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..pipeline import portability
from ..render import Item
from ..runner import finish
from . import calls
from .arguments import UNSET
from .trust import Trust


class Keeping(Trust):
    """The part of a Memory that looks after its store."""

    def sweep(
        self,
        *,
        dry_run: bool = False,
        archive_after_days: float | None = None,
        min_relevance: float | None = None,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> Item:
        """Remove for good what expired, and archive what is stale: old, not used, of little relevance.

        A memory is stale when it was neither changed nor found by a search for `archive_after_days` and its relevance
        (mem0.retention.relevance) is below `min_relevance`; both come from the configuration where they are not given, and
        without `archive_after_days` nothing is archived. Archived memories are found by no search and come back with
        `restore`. ids, filters: only these memories. dry_run: tell, change nothing.
        Returns {"expired": ids, "archived": ids, "dry_run"}. One transaction. Raises ValidationError, FilterError.
        """
        call = {name: value for name, value in locals().items() if name in calls.SWEEP}
        return finish(calls.sweep(self._parts, call))

    def sweep_if_due(self, every_hours: float = 24.0) -> Item | None:
        """`sweep()` when the last one is so many hours ago or more, else None: for schedulers, and for loops of one's own."""
        return finish(calls.sweep_if_due(self._parts, every_hours))

    def restore(self, memory_id: str) -> Item:
        """Bring an archived memory back; returns it. Raises MemoryNotFoundError for an id that is not archived."""
        return finish(calls.restore(self._parts, memory_id))

    def stats(self) -> Item:
        """Figures of the store: counts, bytes, embedder, and what the integrity check finds (`problems`)."""
        return finish(calls.stats(self._parts))

    def health(self, *, alert: Any = UNSET, checks: Sequence[str] | None = None) -> Item:
        """How the store does: {"status": "ok", "warn" or "critical", "checks", "metrics"}, without texts and without ids.

        Each check has "name", "status", "value", "threshold" {"warn", "critical"}, "said" and "advice"; thresholds come from
        the configuration (`health`). checks: only these names. alert: a callable or a URL that gets the report when a check
        goes off, instead of the configured one; None tells nobody. A failing alert is told as "alert_error", never raised.
        """
        return finish(calls.health(self._parts, self.config, alert=alert, checks=checks, waits=False))

    def reindex(
        self,
        embedder: str | Mapping[str, Any] | None = None,
        progress: Callable[[int, int], None] | None = None,
        vectors: bool = False,
        *,
        graph: bool = False,
    ) -> int:
        """Make everything searchable anew, with another embedder if one is named; returns the number of rows.

        embedder: a provider's name, or {"provider", "config"} as in the configuration. progress: called with (rows done,
        rows in all). Searching goes on with the old embedder meanwhile; what was done stays in the store when the call
        is broken off, and the next one goes on there. vectors: only fill the external vector index anew, from what the
        store holds; returns the number of memories in it. graph: the same for the graph database; returns the number of
        nodes and relations. Raises VectorStoreError, or GraphStoreError, AuthenticationError or NetworkError, where that
        cannot be done.
        """
        return finish(self._reindex(embedder, progress, vectors=vectors, graph=graph))

    def backup(self, path: str | Path, *, keys: str | Path = "beside") -> Item:
        """Write the whole store, as it is at this moment, into one new file (0600), while others go on writing.

        The file is complete and checked when it appears under its name. Of an encrypted store it holds each owner's
        content under that owner's key; the keys (wrapped with the master key) go into a keyring, a small file that every
        backup brings up to date and `forget` destroys keys in. keys: "beside" (a file with the store's name and ".keys" in
        the folder of the backup), a path, or "inside": into the backup itself, which then needs no keyring, and in which
        nobody can be forgotten. `mem0.portability` has `verify_backup`, `restore_backup` and `restore_owner`.
        Returns {"path", "created_at", "library", "rows": {table: count}, "keyring": path or None}. Raises DatabaseError
        (the file exists, no space, the keyring is another store's), ConfigurationError for a store in memory.
        """
        return finish(calls.backup(self._parts, path, keys))

    def dump(self) -> Iterator[Item]:
        """Everything in the store as JSON-like records that `load` takes (docs/reference/jsonl.md)."""
        return iter(finish(portability.dump(self._parts)))

    def message_ids(self) -> set[str]:
        """The ids of all kept messages: what an importer may leave out."""
        return finish(portability.message_ids(self._parts))

    def load(self, records: Iterable[Mapping[str, Any]], *, forgotten: bool = False) -> Item:
        """Put dumped records into the store, ids and times kept; what is there already is passed over.

        What is older than a `forget` of its owner is left out and counted, unless `forgotten` is True.
        Returns how many of each kind were added and passed over. All or nothing.
        """
        return finish(calls.load(self._parts, records, forgotten=forgotten))

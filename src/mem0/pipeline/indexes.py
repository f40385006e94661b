"""Keep the search indexes of the scopes in use, bounded in bytes, each as fresh as the snapshot that asks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..ports import Encoder, Mark, ScopeState, Snapshot
from ..records import Entity
from ..retrieval.fuse import DENSE, LATE, STATIC, Mode
from ..retrieval.scope_index import ScopeIndex
from .remembered import Remembered

EVERYONE: Entity | None = None


class Unseen(Exception):
    """What a search needs is not in memory, or may not be what the store holds now: ask with a snapshot."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The one state of the store that a search sees.

    Without a snapshot it is what was read from the store while it bore this mark, and nothing else. With a snapshot, `mark`
    was read before it was taken; None: it was not, so the next sight needs a snapshot too. A snapshot that holds what is not
    committed is none to look through.
    """

    mark: Mark | None
    snapshot: Snapshot | None = None


class Kept:
    """One scope as it was last seen: its index and records of it. Whoever holds the lock may read and refresh it."""

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self.lock = threading.Lock()
        self.size = 0  # bytes, as last weighed
        self.mark: Mark | None = None  # of the store when the rest was last seen to be what it holds
        self._index: ScopeIndex | None = None
        self._state, self._erased = ScopeState(0, 0), 0
        self._records: dict[int, Remembered | None] = {}
        self._indexed = self._recorded = 0  # bytes
        self._changed = False  # since it was last weighed: weighing at every search would cost more than ranking
        self._shows = False  # whether the snapshot in hand shows just what is kept

    @property
    def index(self) -> ScopeIndex:
        assert self._index is not None  # `refresh` made it
        return self._index

    def refresh(self, sight: Sight, entity: Entity | None) -> None:
        """See that this is the scope as the sight shows it. Raises Unseen."""
        if sight.snapshot is None:
            if self.mark is None or self.mark != sight.mark:
                raise Unseen
            return
        self._shows = self._catch_up(sight.snapshot, entity)
        if self._shows:
            self.mark = sight.mark

    def _catch_up(self, snapshot: Snapshot, entity: Entity | None) -> bool:
        """Take over what changed; False for a snapshot that is older than what is kept, which then stays."""
        state, erased = snapshot.state(entity), snapshot.state(None).erased
        if state.version < self._state.version or erased < self._erased:
            return False
        if (state.erased, erased) != (self._state.erased, self._erased):
            # Words of a memory may come from a message of another scope, so any deletion counts.
            self.forget_records()
        if self._index is None:
            self._index, self._changed = ScopeIndex(snapshot.index_rows(entity), mode=self.mode), True
        elif state.version > self._state.version:
            keep = snapshot.index_keys(entity) if state.erased != self._state.erased else None
            changed = snapshot.index_rows(entity, since=self._state.version)
            self._forget(row.key for row in changed)
            self._index.apply(changed, keep)
            self._changed = True
        self._state, self._erased = state, erased
        return True

    def records(self, sight: Sight, keys: Sequence[int]) -> Mapping[int, Remembered | None]:
        """The records behind these keys of the index, None where there is none. Raises Unseen."""
        known = self._records
        missing = [key for key in keys if key not in known]
        if not missing:
            return known
        if sight.snapshot is None:
            raise Unseen
        read = sight.snapshot.by_keys(missing)
        found = {key: Remembered(key, read[key]) if key in read else None for key in missing}
        if not self._shows:
            return {**known, **found}
        known.update(found)
        self._recorded += sum(one.nbytes for one in found.values() if one is not None)
        return known

    def _forget(self, keys: Iterable[int]) -> None:
        """Records that may be otherwise now are read again."""
        gone = (self._records.pop(key, None) for key in keys)
        self._recorded -= sum(one.nbytes for one in gone if one is not None)

    def forget_records(self) -> None:
        """Keep the index alone: records are soon read again."""
        self._records, self._recorded = {}, 0

    def weigh(self) -> int:
        """Bytes of all this."""
        index = self._index
        if index is None:
            return 0
        if self._changed:
            self._indexed, self._changed = index.nbytes - index.remembered, False
        return self._indexed + index.remembered + self._recorded


def _mode_for(encoder: Encoder) -> Mode:
    """How much each signal counts depends on what the encoder brings beside the features."""
    if not encoder.stores_codes:
        return STATIC
    return LATE if encoder.late_interaction else DENSE


class Indexes:
    """An LRU of scope indexes for one encoder. `limit_bytes` bounds what is kept between calls; the one in use may exceed it."""

    def __init__(self, limit_bytes: int, encoder: Encoder) -> None:
        self.limit_bytes = limit_bytes
        self._mode = _mode_for(encoder)
        self._kept: OrderedDict[Entity | None, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._total = 0  # bytes of all that is kept
        self.hits = self.misses = 0  # searches that found an index here, and those that had to load it

    @contextmanager
    def fresh(self, sight: Sight, entity: Entity | None) -> Iterator[Kept]:
        """A scope as the sight shows it; nobody else touches it inside the `with`. Raises Unseen."""
        with self._lock:
            found = kept = self._kept.get(entity)
            if kept is None:
                if sight.snapshot is None:
                    raise Unseen
                kept = self._kept[entity] = Kept(self._mode)
            self._kept.move_to_end(entity)
        with kept.lock:
            try:
                kept.refresh(sight, entity)
                yield kept
            finally:
                size = kept.weigh()  # after the search, which may have built parts of it
        with self._lock:
            self.hits, self.misses = self.hits + (found is not None), self.misses + (found is None)
        if size != kept.size:
            self._note(entity, kept, size)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._total = 0

    def forget_records(self) -> None:
        """Let go of all records: something was deleted for good, and its words shall not stay here until somebody asks."""
        with self._lock:
            everywhere = list(self._kept.items())
        for entity, kept in everywhere:
            with kept.lock:
                kept.forget_records()
                size = kept.weigh()
            self._note(entity, kept, size)

    @property
    def nbytes(self) -> int:
        with self._lock:
            return self._total

    def _note(self, entity: Entity | None, kept: Kept, size: int) -> None:
        """Keep account, and let go of what is too much: of the least used scopes first the records, then the indexes."""
        with self._lock:
            if self._kept.get(entity) is not kept:
                return  # let go meanwhile
            self._total, kept.size = self._total + size - kept.size, size
            for least in (self._without_records, self._let_go):
                for other in list(self._kept)[:-1]:
                    if self._total <= self.limit_bytes:
                        return
                    least(other)

    def _without_records(self, entity: Entity | None) -> None:
        kept = self._kept[entity]
        if kept.lock.acquire(blocking=False):  # one in use keeps what it has
            kept.forget_records()
            size = kept.weigh()
            self._total, kept.size = self._total + size - kept.size, size
            kept.lock.release()

    def _let_go(self, entity: Entity | None) -> None:
        self._total -= self._kept.pop(entity).size

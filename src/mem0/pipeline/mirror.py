"""Keep an external vector index as the store is: feed it from the outbox, find what it lacks, ask it what is near."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..errors import VectorStoreError
from ..filters import Filter
from ..ports import MEMORY, Encoder, Floats, Near, Pending, Snapshot, Store, Transaction, VectorIndex, VectorItem
from ..records import MemoryRecord
from ..render import PAYLOAD_NAMES, payload
from ..retrieval.codes import unpack
from .settled import same_encoder

log = logging.getLogger("mem0")

BATCH = 256  # rows of the outbox that are told together
A_CALL = 1024  # rows that one call tells at most: an add to a store of before must not wait for all of it
LEASE_S = 120.0  # how long one process may take for a batch before another may think that it died
PATIENCE_S = 30.0  # how long a deletion waits for its rows to be told
PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0  # after a failure the index is left alone for a while, doubled each time


@dataclass(frozen=True, slots=True)
class Difference:
    """How many memories an index lacked, and how many it held that it should not; all of them are queued."""

    missing: int
    surplus: int


class Mirror:
    """One external index of a store. `target` names it in the outbox; `strict`: a search fails where it cannot be asked.

    Any number of processes may feed one index: one at a time, by the outbox's taking. Nothing here raises for a
    failing index but `near`, `rebuild` and `reconcile`: what could not be told waits in the outbox.
    """

    def __init__(self, store: Store, index: VectorIndex, encoder: Encoder, target: str, *, strict: bool = False) -> None:
        self.store, self.index, self.encoder, self.target, self.strict = store, index, encoder, target, strict
        self.problem: str | None = None  # of the last time that the index was told or asked
        self._name = uuid.uuid4().hex
        self._feeding = threading.Lock()
        self._attached = False
        self._pause, self._rested = PAUSE_S, 0.0

    def renewed(self, store: Store, encoder: Encoder) -> Mirror:
        """The same index for vectors of another encoder: everything in it is told anew."""
        return Mirror(store, self.index, encoder, self.target, strict=self.strict)

    def catch_up(self, *, most: int = A_CALL, wait_s: float = 0.0) -> bool:
        """Tell the index what it has not been told, at most so many rows; whether nothing is left.

        wait_s: how long to wait for another thread or process that tells it at the moment, and to try in spite of a
        failure just now.
        """
        if wait_s == 0.0 and time.monotonic() < self._rested:
            return False
        until = time.monotonic() + wait_s
        if not self._feeding.acquire(timeout=wait_s):
            return False
        try:
            return self._guarded(lambda: self._feed(most, until))
        finally:
            self._feeding.release()

    def near(self, vector: Floats, k: int, where: Filter, text: str) -> list[Near] | None:
        """The nearest memories that the index knows; None where it cannot be asked. Raises VectorSearchError if `strict`."""
        if not self.strict and time.monotonic() < self._rested:
            return None
        try:
            found = self.index.search(vector, k, where, text=text)
        except VectorStoreError as error:
            self._failed(error)
            if self.strict:
                raise
            return None
        self._worked()
        return found

    def vector_of(self, text: str, vectors: Floats | None) -> Floats:
        """The vector by which a question is looked for; `vectors` is what the encoder made of it already."""
        if vectors is not None and len(vectors) and self._dense:
            return _unit(vectors[0])
        return _unit(self.encoder.sentence([text])[0])

    def state(self) -> dict[str, Any]:
        """How far the index is: rows that wait, and what went wrong last."""
        waiting = self.store.read(lambda view: view.outbox.backlog(self.target))
        return {"provider": self.index.name, "pending": waiting, "problem": self.problem}

    def reconcile(self) -> Difference:
        """Compare the ids in the index with those of the store and queue what differs.

        Raises VectorStoreError where the database cannot tell its ids.
        """
        found = self.index.ids()
        if found is None:
            raise VectorStoreError(
                f"The vector index {self.index.name} cannot say what it holds.",
                suggestion="Fill it anew: mem0 reindex --vectors",
            )
        return self.store.write(partial(self._queue_difference, held=set(found)))

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Empty the index and tell it everything; returns how many memories it holds then. Raises VectorStoreError."""
        with self._feeding:
            self.store.write(self._start_anew)
            self._attached = True
            total = self.store.read(lambda view: view.outbox.backlog(self.target))
            while waiting := self._told_a_batch(time.monotonic() + PATIENCE_S):
                if progress is not None:
                    progress(max(total - waiting, 0), total)
            if self._waiting():
                raise VectorStoreError(f"Another process is telling {self.index.name} at the moment. Try again.")
            self.index.scrub()
            self._worked()
        return self.store.read(lambda view: len(view.memory_ids()))

    def cannot_tell(self) -> bool:
        """Whether the database cannot say what it holds, so that only known ids can be removed."""
        return self.index.ids() is None

    def forget(self, ids: Sequence[str]) -> None:
        """Queue deletions that a `clear` does not cover: for databases that cannot remove everything at once."""
        self.store.write(lambda tx: tx.outbox.announce(MEMORY, "delete", ids, only=self.target))

    def close(self) -> None:
        self.index.close()

    @property
    def _holder(self) -> str:
        """Who tells: a child of this process is somebody else."""
        return f"{os.getpid()}-{self._name}"

    @property
    def _dense(self) -> bool:
        return self.encoder.stores_codes and not self.encoder.late_interaction

    def _guarded(self, job: Callable[[], bool]) -> bool:
        """Run a job that talks to the index; its failure is remembered and told, and the rows stay where they are."""
        try:
            done = job()
        except VectorStoreError as error:
            self._failed(error)
            return False
        self._worked()
        return done

    def _failed(self, error: VectorStoreError) -> None:
        if self.problem is None:
            log.warning("%s Memories are safe in the store; the index catches up when it answers again.", error)
        self.problem = str(error)
        self._rested = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_S)

    def _worked(self) -> None:
        if self.problem is not None:
            log.warning("The vector index %s answers again.", self.index.name)
            self._attached = False  # it may have come back without what it held: compare anew
        self.problem, self._pause, self._rested = None, PAUSE_S, 0.0

    def _feed(self, most: int, until: float) -> bool:
        if not self._attached:
            self._attach()
            self._attached = True
        told = 0
        while self._waiting():
            if told >= most or not self._told_a_batch(until):
                return not self._waiting()
            told += BATCH
        return True

    def _waiting(self) -> bool:
        return self.store.read(lambda view: bool(view.outbox.pending(self.target, limit=1)))

    def _attach(self) -> None:
        """Make the target known, filled with what is there; a known one is looked over for what a crash lost."""
        known, made_for = self.store.read(lambda view: (self.target in view.outbox.targets(), view.setting(self.target)))
        if not known:
            self._refuse_strangers()
            self.store.write(self._fill)
        elif not same_encoder(made_for or "", self.encoder.name):
            self.store.write(self._start_anew)
        elif not self._waiting() and self._differs():
            log.warning("The vector index %s %s", self.index.name, self.reconcile())

    def _refuse_strangers(self) -> None:
        """A collection with entries of somebody else is not taken over: reconciling would delete them."""
        if not self.index.count():
            return
        ours = self.store.read(lambda view: set(view.memory_ids()))
        strange = sum(one not in ours for one in self.index.ids() or ())
        if strange:
            raise VectorStoreError(
                f"The collection of {self.index.name} holds {strange} entries that this store does not know.",
                details={"unknown": strange},
                suggestion="Choose another collection_name, or give them up for this store's: mem0 reindex --vectors",
            )

    def _differs(self) -> bool:
        held = self.index.count()
        return held is not None and held != self.store.read(lambda view: len(view.memory_ids()))

    def _fill(self, tx: Transaction) -> None:
        tx.outbox.register(self.target)
        tx.outbox.announce(MEMORY, "upsert", tx.memory_ids(), only=self.target)
        tx.set_setting(self.target, self.encoder.name)

    def _start_anew(self, tx: Transaction) -> None:
        tx.outbox.register(self.target)
        tx.outbox.restart(self.target)
        self._fill(tx)

    def _queue_difference(self, tx: Transaction, held: set[str]) -> Difference:
        wanted = tx.memory_ids()
        missing = [one for one in wanted if one not in held]
        surplus = sorted(held - set(wanted))
        tx.outbox.announce(MEMORY, "upsert", missing, only=self.target)
        tx.outbox.announce(MEMORY, "delete", surplus, only=self.target)
        return Difference(len(missing), len(surplus))

    def _told_a_batch(self, until: float) -> int:
        """Tell one batch; how many rows wait still, 0 also where somebody else has the target until then."""
        rows = self._taken(until)
        if not rows:
            return 0
        try:
            self._tell(rows)
        except BaseException:
            self.store.write(lambda tx: tx.outbox.give_back(self.target, self._holder))
            raise
        return self.store.write(partial(self._settle, rows=rows))

    def _taken(self, until: float) -> list[Pending]:
        """The oldest rows, with the right to tell them."""

        def job(tx: Transaction) -> list[Pending] | None:
            now = time.time_ns() // 1000
            if not tx.outbox.take(self.target, self._holder, now=now, until=now + int(LEASE_S * 1_000_000)):
                return None
            return tx.outbox.pending(self.target, limit=BATCH)

        while (rows := self.store.write(job)) is None and time.monotonic() < until:
            time.sleep(0.02)
        return rows or []

    def _settle(self, tx: Transaction, rows: Sequence[Pending]) -> int:
        if tx.outbox.give_back(self.target, self._holder):
            tx.outbox.done(self.target, up_to=rows[-1].n)
        else:  # somebody took over meanwhile and may have told newer states before ours: look at these again
            tx.outbox.announce(MEMORY, "upsert", [row.id for row in rows if row.kind == MEMORY], only=self.target)
        return tx.outbox.backlog(self.target)

    def _tell(self, rows: Sequence[Pending]) -> None:
        if any(row.op == "clear" for row in rows):
            self.index.clear()
        ids = [row.id for row in rows if row.kind == MEMORY]
        items = self.store.read(partial(self._items, ids=ids))
        held = {item.id for item in items}
        gone = [one for one in ids if one not in held]
        if gone:
            self.index.delete(gone)
        if items:
            self._put(items)
        if any(row.op != "upsert" for row in rows):
            self.index.scrub()

    def _put(self, items: Sequence[VectorItem]) -> None:
        """All together; where that fails, each by itself, so that one that the database refuses holds up no other."""
        try:
            self.index.upsert(items)
            return
        except VectorStoreError as error:
            if not error.debug_info.get("refused"):
                raise
            if len(items) == 1:
                self._put_bare(items[0])
                return
        for item in items:
            self._put([item])

    def _put_bare(self, item: VectorItem) -> None:
        """Without its metadata, which a database may not be able to hold; a failure now is the database's."""
        bare = {key: value for key, value in item.payload.items() if key in PAYLOAD_NAMES}
        self.index.upsert([VectorItem(item.id, item.vector, bare)])

    def _items(self, view: Snapshot, ids: Sequence[str]) -> list[VectorItem]:
        """Those of these memories that hold, as the index shows them."""
        found = [record for record in map(view.get, ids) if record is not None and record.valid_to is None]
        vectors = self._vectors(view, found)
        return [VectorItem(record.id, vector, payload(record)) for record, vector in zip(found, vectors, strict=True)]

    def _vectors(self, view: Snapshot, records: Sequence[MemoryRecord]) -> list[Floats]:
        """Stored codes where they hold one vector a text: an embedder that costs money is not asked twice."""
        if not self._dense:
            return [_unit(vector) for vector in self.encoder.sentence([record.text for record in records])]
        codes = [(view.searchable_of(record.id) or (b"", None))[1] for record in records]
        stored = [None if code is None else unpack(code) for code in codes]
        return [
            _unit(vectors[0] if vectors is not None and len(vectors) else self.encoder.sentence([record.text])[0])
            for record, vectors in zip(records, stored, strict=True)
        ]


def _unit(vector: Floats) -> Floats:
    """Of unit length; a text of which the encoder knows nothing points along the first axis, where cosine is defined."""
    length = float(np.linalg.norm(vector))
    if length > 0:
        return np.asarray(vector / length, dtype=np.float32)
    first = np.zeros(len(vector), dtype=np.float32)
    first[0] = 1.0
    return first

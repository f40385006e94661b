"""Feed a mirror of the store from its outbox: in order, by one process at a time, and again when a failure is over."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from ..ports import Encoder, Pending, Snapshot, Store, Transaction
from .settled import same_encoder

log = logging.getLogger("mem0")

BATCH = 256  # rows of the outbox that are told together
A_CALL = 1024  # rows that one call tells at most: an add to a store of before must not wait for all of it
LEASE_S = 120.0  # how long one process may take for a batch before another may think that it died
PATIENCE_S = 30.0  # how long a deletion waits for its rows to be told
PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0  # after a failure the mirror is left alone for a while, doubled each time


@dataclass(frozen=True, slots=True)
class Difference:
    """How many things a mirror lacked, and how many it held that it should not; all of them are queued."""

    missing: int
    surplus: int


class Feeder(ABC):
    """One mirror of a store. `target` names it in the outbox.

    Any number of processes may feed one mirror: one at a time, by the outbox's taking. Nothing here raises for a failing
    mirror but `rebuild` and `reconcile`: what could not be told waits in the outbox.
    """

    what: ClassVar[str]  # what kind of mirror it is, for messages
    faults: ClassVar[tuple[type[MemoryError], ...]]  # what a mirror may fail with without failing the verb
    kinds: ClassVar[tuple[str, ...]]  # of the rows that it is told

    def __init__(self, store: Store, encoder: Encoder, target: str, name: str) -> None:
        self.store, self.encoder, self.target, self.name = store, encoder, target, name
        self.problem: str | None = None  # of the last time that the mirror was told or asked
        self._process = uuid.uuid4().hex
        self._feeding = threading.Lock()
        self._attached = False
        self._pause, self._rested = PAUSE_S, 0.0

    def catch_up(self, *, most: int = A_CALL, wait_s: float = 0.0) -> bool:
        """Tell the mirror what it has not been told, at most so many rows; whether nothing is left.

        wait_s: how long to wait for another thread or process that tells it at the moment, and to try in spite of a
        failure just now.
        """
        if wait_s == 0.0 and self.rests:
            return False
        until = time.monotonic() + wait_s
        if not self._feeding.acquire(timeout=wait_s):
            return False
        try:
            return self._guarded(lambda: self._feed(most, until))
        finally:
            self._feeding.release()

    def state(self) -> dict[str, Any]:
        """How far the mirror is: rows that wait, and what went wrong last."""
        waiting = self.store.read(lambda view: view.outbox.backlog(self.target))
        return {"provider": self.name, "pending": waiting, "problem": self.problem}

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Empty the mirror and tell it everything; returns how many things it shows then. Raises one of `faults`."""
        with self._feeding:
            self.store.write(self._start_anew)
            self._attached = True
            total = self.store.read(lambda view: view.outbox.backlog(self.target))
            while waiting := self._told_a_batch(time.monotonic() + PATIENCE_S):
                if progress is not None:
                    progress(max(total - waiting, 0), total)
            if self._waiting():
                raise self.faults[0](f"Another process is telling {self.name} at the moment. Try again.")
            self._rebuilt()
            self._worked()
        return self.store.read(self._shown)

    @property
    def rests(self) -> bool:
        """Whether it failed so lately that it is left alone."""
        return time.monotonic() < self._rested

    @abstractmethod
    def reconcile(self) -> Difference:
        """Compare what the mirror holds with the store and queue what differs. Raises one of `faults`."""

    @abstractmethod
    def close(self) -> None:
        """Give back files and connections."""

    @abstractmethod
    def _shown(self, view: Snapshot) -> int:
        """How many things of a view the mirror shows."""

    @abstractmethod
    def _differs(self) -> bool:
        """Whether the mirror holds more or less than the store, as far as a count tells."""

    @abstractmethod
    def _announce(self, tx: Transaction) -> None:
        """Queue everything that the mirror shows."""

    @abstractmethod
    def _tell(self, rows: Sequence[Pending]) -> None:
        """Make the mirror show these things as the store does."""

    def _rebuilt(self) -> None:  # noqa: B027 - most have nothing to do
        """Everything was told anew."""

    def _meet(self) -> None:  # noqa: B027 - most have nothing to look at
        """A mirror is about to be fed for the first time; may refuse it with one of `faults`."""

    @property
    def _holder(self) -> str:
        """Who tells: a child of this process is somebody else."""
        return f"{os.getpid()}-{self._process}"

    def _guarded(self, job: Callable[[], bool]) -> bool:
        """Run a job that talks to the mirror; its failure is remembered and told, and the rows stay where they are."""
        try:
            done = job()
        except self.faults as error:
            self._failed(error)
            return False
        self._worked()
        return done

    def _failed(self, error: MemoryError) -> None:
        if self.problem is None:
            log.warning("%s Memories are safe in the store; the %s catches up when it answers again.", error, self.what)
        self.problem = str(error)
        self._rested = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_S)

    def _worked(self) -> None:
        if self.problem is not None:
            log.warning("The %s %s answers again.", self.what, self.name)
            self._attached = False  # it may have come back without what it held
        self.problem, self._pause, self._rested = None, PAUSE_S, 0.0

    def _feed(self, most: int, until: float) -> bool:
        if not self._attached:
            self._attach()
        told = 0
        while self._waiting() or self._lacks():
            if told >= most or (self._told_a_batch(until) == 0 and self._waiting()):
                return False
            told += BATCH
        return True

    def _lacks(self) -> bool:
        """Whether a mirror that was told everything differs all the same, as after a crash on its side; looked at once.
        What differs is queued."""
        if self._attached:
            return False
        self._attached = True
        if not self._differs():
            return False
        log.warning("The %s %s %s", self.what, self.name, self.reconcile())
        return self._waiting()

    def _waiting(self) -> bool:
        return self.store.read(lambda view: bool(view.outbox.pending(self.target, limit=1)))

    def _attach(self) -> None:
        """Make the target known, filled with what is there; one that was filled for another encoder is filled anew."""
        known, made_for = self.store.read(lambda view: (self.target in view.outbox.targets(), view.setting(self.target)))
        if not known:
            self._meet()
            self.store.write(self._fill)
        elif not same_encoder(made_for or "", self.encoder.name):
            self.store.write(self._start_anew)

    def _fill(self, tx: Transaction) -> None:
        tx.outbox.register(self.target, kinds=self.kinds)
        self._announce(tx)
        tx.set_setting(self.target, self.encoder.name)

    def _start_anew(self, tx: Transaction) -> None:
        tx.outbox.register(self.target, kinds=self.kinds)
        tx.outbox.restart(self.target)
        self._fill(tx)

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
            for kind in self.kinds:
                tx.outbox.announce(kind, "upsert", [row.id for row in rows if row.kind == kind], only=self.target)
        return tx.outbox.backlog(self.target)

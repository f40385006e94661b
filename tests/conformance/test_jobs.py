"""The contract of the queue, one fact a test, over every store; and what a killed worker leaves."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from mem0.errors import LeaseLostError, ValidationError
from mem0.jobs import ERASED, Job, JobFilter, NewJob
from mem0.ports import Store, Transaction
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity, Scope

from .pieces import ANA, BO, NOW, memory, new_id, select

SPAWN = multiprocessing.get_context("spawn")
SECOND = 1_000_000


def job(name: str = "a", *, scope: Scope = ANA, ordered: bool = True, **more: Any) -> NewJob:
    return NewJob(name, "add", {"messages": f"words of {name}"}, NOW, scope, ordered, **more)


def queue(store: Store, *jobs: NewJob) -> list[str]:
    return store.write(lambda tx: tx.enqueue(jobs))


def claim(store: Store, *, now: int = NOW, lasts: int = 60 * SECOND, limit: int = 1) -> list[Job]:
    return store.write(lambda tx: tx.claim(now=now, until=now + lasts, kinds=["add"], limit=limit))


def get(store: Store, name: str = "a") -> Job:
    found = store.read(lambda view: view.job(name))
    assert found is not None
    return found


def test_a_job_comes_back_as_it_was_queued(store: Store) -> None:
    queue(store, job(due=NOW + 5))

    kept = get(store)

    assert (kept.id, kept.kind, kept.status, kept.scope, kept.payload) == (
        "a", "add", "PENDING", ANA, {"messages": "words of a"},
    )  # fmt: skip
    assert (kept.attempts, kept.due, kept.created_at, kept.completed_at) == (0, NOW + 5, NOW, None)


def test_an_unknown_job_is_nothing(store: Store) -> None:
    assert store.read(lambda view: view.job("nobody")) is None


def test_a_job_is_queued_once(store: Store) -> None:
    assert queue(store, job("a"), job("a"), job("b")) == ["a", "b"]
    assert queue(store, job("b"), job("c")) == ["c"]


def test_a_job_is_queued_with_the_write_or_not_at_all(store: Store) -> None:
    def fails(tx: Transaction) -> None:
        tx.enqueue([job()])
        raise KeyError

    with pytest.raises(KeyError):
        store.write(fails)

    assert store.read(lambda view: (view.jobs(JobFilter()), view.entities())) == ([], [])


def test_a_payload_that_is_no_json_is_refused(store: Store) -> None:
    with pytest.raises(ValidationError, match="JSON"):
        store.write(lambda tx: tx.enqueue([NewJob("a", "add", {"x": object()}, NOW)]))


def test_a_job_is_taken_by_one(store: Store) -> None:
    queue(store, job("a"), job("b", scope=BO))

    assert [[one.id for one in claim(store)] for _ in range(3)] == [["a"], ["b"], []]


def test_a_job_that_is_not_due_waits(store: Store) -> None:
    queue(store, job(due=NOW + 10))

    assert claim(store, now=NOW + 9) == []
    assert store.read(lambda view: view.queue().next_due) == NOW + 10
    assert len(claim(store, now=NOW + 10)) == 1


def test_a_job_of_another_kind_is_left_to_others(store: Store) -> None:
    queue(store, job())

    assert store.write(lambda tx: tx.claim(now=NOW, until=NOW + 1, kinds=["webhook"])) == []


def test_ordered_jobs_of_one_owner_follow_each_other(store: Store) -> None:
    run = Scope("ana", run_id="r")
    queue(store, job("1"), job("2", scope=run), job("other", scope=BO), job("free", ordered=False))

    taken = claim(store, limit=9)
    assert [one.id for one in taken] == ["1", "other", "free"]
    store.write(lambda tx: tx.finish(taken[0].lease, at=NOW))

    assert [one.id for one in claim(store, limit=9)] == ["2"]


def test_a_job_that_waits_to_be_retried_holds_its_owners_back(store: Store) -> None:
    queue(store, job("1"), job("2"))
    first = claim(store)[0]

    store.write(lambda tx: tx.fail(first.lease, at=NOW, error="busy", again=NOW + 50))
    assert claim(store, now=NOW + 49, limit=9) == []
    assert (get(store, "1").status, get(store, "1").error) == ("PENDING", "busy")

    again = claim(store, now=NOW + 50, limit=9)
    assert [(one.id, one.attempts) for one in again] == [("1", 2)]


def test_a_dead_letter_holds_nobody_back_and_keeps_its_payload(store: Store) -> None:
    queue(store, job("1"), job("2"))
    first = claim(store)[0]

    store.write(lambda tx: tx.fail(first.lease, at=NOW + 1, error="broken", again=None))

    dead = get(store, "1")
    assert (dead.status, dead.error, dead.completed_at) == ("FAILED", "broken", NOW + 1)
    assert dead.payload == {"messages": "words of 1"}
    assert [one.id for one in claim(store)] == ["2"]


def test_a_dead_letter_is_retried_before_what_came_later(store: Store) -> None:
    queue(store, job("1"), job("2"))
    first = claim(store)[0]
    store.write(lambda tx: tx.fail(first.lease, at=NOW, error="broken", again=None))

    assert store.write(lambda tx: tx.retry(["1", "2", "nobody"], at=NOW + 5)) == 1

    again = claim(store, now=NOW + 5, limit=9)
    assert [(one.id, one.attempts) for one in again] == [("1", 1)]


def test_done_keeps_the_results_and_nothing_of_the_payload(store: Store) -> None:
    queue(store, job())
    lease = claim(store)[0].lease

    store.write(lambda tx: tx.finish(lease, at=NOW + 3, results=[{"id": "m", "event": "ADD"}]))

    done = get(store)
    assert (done.status, done.payload, done.results) == ("SUCCEEDED", None, ({"id": "m", "event": "ADD"},))
    assert (done.started_at, done.completed_at, done.lease_until) == (NOW, NOW + 3, None)


def test_finishing_twice_is_refused_with_all_that_was_written(store: Store) -> None:
    queue(store, job())
    lease = claim(store)[0].lease

    def apply(tx: Transaction, number: int) -> None:
        tx.add_memories([memory(number)])
        tx.finish(lease, at=NOW)

    store.write(lambda tx: apply(tx, 1))
    with pytest.raises(LeaseLostError):
        store.write(lambda tx: apply(tx, 2))

    assert [one.id for one in store.read(lambda view: view.find(select()))] == [new_id(1)]


def test_a_lease_that_ended_passes_the_job_on(store: Store) -> None:
    queue(store, job())
    slow = claim(store, lasts=10)[0].lease
    assert store.read(lambda view: view.queue().next_due) == NOW + 10

    quick = claim(store, now=NOW + 10)[0].lease

    assert (slow.attempt, quick.attempt) == (1, 2)
    assert store.write(lambda tx: tx.extend(slow, now=NOW, until=NOW + 99)) is False
    store.write(lambda tx: tx.fail(slow, at=NOW, error="late", again=None))
    store.write(lambda tx: tx.release(slow, at=NOW))
    with pytest.raises(LeaseLostError):
        store.write(lambda tx: tx.finish(slow, at=NOW))
    store.write(lambda tx: tx.finish(quick, at=NOW + 11))
    assert get(store).status == "SUCCEEDED"


def test_a_lease_is_kept_by_extending_it(store: Store) -> None:
    queue(store, job())
    lease = claim(store, lasts=10)[0].lease

    assert store.write(lambda tx: tx.extend(lease, now=NOW + 9, until=NOW + 30))

    assert claim(store, now=NOW + 29) == []


def test_a_job_whose_workers_always_die_ends(store: Store) -> None:
    queue(store, job(max_attempts=2))
    for turn in range(2):
        assert len(claim(store, now=NOW + turn, lasts=1)) == 1

    assert claim(store, now=NOW + 2) == []

    assert (get(store).status, get(store).attempts) == ("FAILED", 2)


def test_a_released_job_is_as_if_it_had_not_been_taken(store: Store) -> None:
    queue(store, job())
    lease = claim(store)[0].lease

    store.write(lambda tx: tx.release(lease, at=NOW + 1))

    assert (get(store).status, get(store).attempts) == ("PENDING", 0)
    assert len(claim(store)) == 1


def test_a_cancelled_job_keeps_nothing(store: Store) -> None:
    queue(store, job("1"), job("2"))

    assert store.write(lambda tx: tx.cancel(["1", "nobody"], at=NOW + 1, error="not wanted")) == 1

    gone = get(store, "1")
    assert (gone.status, gone.payload, gone.scope, gone.error) == ("CANCELLED", None, Scope(), "not wanted")
    assert [one.id for one in claim(store, limit=9)] == ["2"]


def test_jobs_are_listed_last_first_and_counted(store: Store) -> None:
    queue(store, job("1"), job("2", scope=BO), job("3"))
    claim(store)

    assert [one.id for one in store.read(lambda view: view.jobs(JobFilter(), limit=2, offset=1))] == ["2", "1"]
    assert [one.id for one in store.read(lambda view: view.jobs(JobFilter(["PENDING"])))] == ["3", "2"]
    assert store.read(lambda view: view.count_jobs(JobFilter(kinds=["webhook"]))) == 0
    counts = store.read(lambda view: view.queue().counts)
    assert counts == {"PENDING": 2, "RUNNING": 1, "SUCCEEDED": 0, "FAILED": 0, "CANCELLED": 0}


def test_old_jobs_are_dropped_and_dead_letters_are_not(store: Store) -> None:
    queue(store, job("1"), job("2"), job("3"))
    for how in ("finish", "fail"):
        lease = claim(store)[0].lease
        if how == "finish":
            store.write(lambda tx, lease=lease: tx.finish(lease, at=NOW))  # type: ignore[misc]
        else:
            store.write(lambda tx, lease=lease: tx.fail(lease, at=NOW, error="x", again=None))  # type: ignore[misc]

    assert store.write(lambda tx: tx.drop_jobs(before=NOW + 1)) == 1

    assert [one.id for one in store.read(lambda view: view.jobs(JobFilter()))] == ["3", "2"]


def test_erasing_a_user_cancels_what_was_to_be_done_for_them(store: Store) -> None:
    queue(store, job("running"), job("waiting"), job("other", scope=BO), job("done", ordered=False))
    store.write(lambda tx: tx.add_memories([memory(1)]))
    taken = {one.id: one for one in claim(store, limit=9)}
    store.write(lambda tx: tx.finish(taken["done"].lease, at=NOW, results=[{"id": "m"}]))

    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=NOW + 7))

    for name in ("running", "waiting"):
        assert (get(store, name).status, get(store, name).error) == ("CANCELLED", ERASED)
        assert (get(store, name).payload, get(store, name).scope) == (None, Scope())
    assert (get(store, "done").status, get(store, "done").results, get(store, "done").scope) == ("SUCCEEDED", (), Scope())
    with pytest.raises(LeaseLostError):
        store.write(lambda tx: tx.finish(taken["running"].lease, at=NOW))
    assert get(store, "other").status == "RUNNING"
    assert [one.entity for one in store.read(lambda view: view.entities())] == [Entity("user", "bo")]


def test_a_name_is_not_remembered_for_a_job_that_left_nothing(store: Store) -> None:
    queue(store, job())
    assert [one.entity.name for one in store.read(lambda view: view.entities())] == ["ana"]
    before = store.read(lambda view: view.state(Entity("user", "ana")))

    lease = claim(store)[0].lease
    store.write(lambda tx: tx.finish(lease, at=NOW))

    assert store.read(lambda view: view.entities()) == []
    assert get(store).scope == Scope()
    assert store.read(lambda view: view.state(Entity("user", "ana"))).version >= before.version


def test_reset_empties_the_queue(store: Store) -> None:
    queue(store, job())

    store.reset()

    assert store.read(lambda view: view.jobs(JobFilter())) == []


def test_changes_are_followed_from_a_number_on(store: Store) -> None:
    from .pieces import added

    store.write(lambda tx: tx.log([added(new_id(n), "tea") for n in range(4)]))

    first = store.read(lambda view: view.history_after(0, limit=3))
    then = store.read(lambda view: view.history_after(first[-1][0], limit=3))

    assert [entry.memory_id for _, entry in first + then] == [new_id(n) for n in range(4)]
    assert store.read(lambda view: view.history_end()) == then[-1][0]


def drain(file: Path, lasts: int) -> None:
    """A process that does jobs one by one, each with one memory in the same write."""
    store = SQLiteStore(file, durability="normal")
    while True:
        now = time.time_ns() // 1000
        taken = store.write(lambda tx: tx.claim(now=now, until=now + lasts, kinds=["add"]))  # noqa: B023
        if not taken:
            if store.read(lambda view: view.queue().next_due) is None:
                break
            time.sleep(0.005)
        for one in taken:
            store.write(lambda tx, one=one: _apply(tx, one))  # type: ignore[misc]
    store.close()


def _apply(tx: Transaction, one: Job) -> None:
    tx.add_memories([memory(int(one.id))])
    tx.finish(one.lease, at=NOW)


def test_killed_workers_lose_no_job_and_do_none_twice(file: Path) -> None:
    """Two processes at a time, of which one is killed five times; every job is done once in the end."""
    store = SQLiteStore(file)
    queue(store, *(NewJob(str(n), "add", {}, NOW, Scope(f"user {n % 7}"), ordered=True) for n in range(300)))
    steady = SPAWN.Process(target=drain, args=(file, 100_000))
    steady.start()
    for turn in range(5):
        victim = SPAWN.Process(target=drain, args=(file, 100_000))
        victim.start()
        while victim.is_alive() and store.read(lambda view: view.queue().counts)["SUCCEEDED"] < 40 * (turn + 1):
            time.sleep(0.002)
        if victim.is_alive() and victim.pid is not None:
            os.kill(victim.pid, signal.SIGKILL)
        victim.join()
    steady.join()
    drain(file, 100_000)

    done = store.read(lambda view: view.jobs(JobFilter()))
    assert {one.status for one in done} == {"SUCCEEDED"}
    assert sorted(one.id for one in store.read(lambda view: view.find(select()))) == sorted(new_id(n) for n in range(300))
    assert store.check() == []
    store.close()

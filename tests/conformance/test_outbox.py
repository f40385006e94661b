"""The outbox: every change of a memory is queued with the change itself, for whoever mirrors the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from mem0.ports import ENTITY, RELATION, Pending, Store, Transaction
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.providers.stores.sqlite_schema import APPLICATION_ID, MIGRATIONS

from .graph_pieces import learn
from .pieces import BO, NOW, memory, message, new_id, select

T = "mirror"
SECOND = 1_000_000


def rows(store: Store, target: str = T) -> list[tuple[str, str]]:
    return [(row.op, row.id) for row in store.read(lambda view: view.outbox.pending(target, limit=100))]


def empty(store: Store, target: str = T) -> None:
    last = store.read(lambda view: view.outbox.pending(target, limit=1000))[-1].n
    store.write(lambda tx: tx.outbox.done(target, up_to=last))


@pytest.fixture
def fed(store: Store) -> Store:
    """A store with one registered mirror that has been told of memories 1 and 2, the second of another user."""
    store.write(lambda tx: tx.outbox.register(T))
    store.write(lambda tx: tx.add_memories([memory(1), memory(2, scope=BO)]))
    empty(store)
    return store


def test_a_store_without_targets_queues_nothing(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1)]))
    store.write(lambda tx: tx.outbox.register(T))

    assert rows(store) == []


def test_added_memories_are_queued_in_order(store: Store) -> None:
    store.write(lambda tx: tx.outbox.register(T))
    store.write(lambda tx: tx.add_memories([memory(2), memory(1)]))

    assert rows(store) == [("upsert", new_id(2)), ("upsert", new_id(1))]


CHANGES: dict[str, Callable[[Transaction], object]] = {
    "replace": lambda tx: tx.replace(memory(1, "new")),
    "close": lambda tx: tx.close(new_id(1), at=NOW + 9),
    "set_searchable": lambda tx: tx.set_searchable([(tx.key_of(new_id(1)) or 0, b"f", b"c"), (999, b"f", None)]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_memory_is_queued(fed: Store, change: str) -> None:
    fed.write(CHANGES[change])

    assert rows(fed) == [("upsert", new_id(1))]


def test_erased_memories_are_queued_as_deleted_with_their_versions(fed: Store) -> None:
    fed.write(lambda tx: tx.add_memories([memory(3, valid_to=NOW + 5, superseded_by=new_id(1))]))
    fed.write(lambda tx: tx.erase([new_id(1)], at=NOW))

    assert rows(fed) == [("delete", new_id(1)), ("delete", new_id(3))]


def test_an_erased_scope_is_queued_memory_by_memory(fed: Store) -> None:
    fed.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=NOW))

    assert rows(fed) == [("delete", new_id(1))]


def test_messages_and_sources_are_not_queued(fed: Store) -> None:
    key = fed.write(lambda tx: tx.add_messages([message(1)]))[0]
    fed.write(lambda tx: tx.add_sources(new_id(1), [key]))
    fed.write(lambda tx: tx.erase_messages([key]))

    assert rows(fed) == []


def test_several_changes_of_one_memory_are_one_row_at_the_end(fed: Store) -> None:
    fed.write(lambda tx: tx.replace(memory(1, "one")))
    fed.write(lambda tx: tx.replace(memory(2, "two", scope=BO)))
    fed.write(lambda tx: tx.close(new_id(1), at=NOW + 9))
    fed.write(lambda tx: tx.erase([new_id(1)], at=NOW))

    assert rows(fed) == [("upsert", new_id(2)), ("delete", new_id(1))]
    assert fed.read(lambda view: view.outbox.backlog(T)) == 2


def test_done_spares_what_changed_meanwhile(fed: Store) -> None:
    """Who told an older state must not remove the row of the newer one."""
    fed.write(lambda tx: tx.replace(memory(1, "one")))
    seen = fed.read(lambda view: view.outbox.pending(T, limit=9))
    fed.write(lambda tx: tx.erase([new_id(1)], at=NOW))

    fed.write(lambda tx: tx.outbox.done(T, up_to=seen[-1].n))

    assert rows(fed) == [("delete", new_id(1))]


def test_numbers_never_come_back(fed: Store) -> None:
    fed.write(lambda tx: tx.replace(memory(1, "one")))
    first = fed.read(lambda view: view.outbox.pending(T, limit=1))[0].n
    empty(fed)
    fed.write(lambda tx: tx.replace(memory(1, "two")))

    assert fed.read(lambda view: view.outbox.pending(T, limit=1))[0].n > first


def test_an_undone_change_queues_nothing(fed: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.replace(memory(1, "new"))
        raise KeyError

    with pytest.raises(KeyError):
        fed.write(job)
    assert rows(fed) == []


def test_every_target_has_its_own_rows_of_its_own_kinds(store: Store) -> None:
    store.write(lambda tx: tx.outbox.register("vectors"))
    store.write(lambda tx: tx.outbox.register("graph", kinds=("entity", "relation")))

    store.write(lambda tx: tx.add_memories([memory(1)]))
    store.write(lambda tx: tx.outbox.announce("entity", "upsert", ["e1", "e2"]))

    assert rows(store, "vectors") == [("upsert", new_id(1))]
    pending = store.read(lambda view: view.outbox.pending("graph", limit=9))
    assert [(row.kind, row.id) for row in pending] == [("entity", "e1"), ("entity", "e2")]
    assert store.read(lambda view: view.outbox.targets()) == ["graph", "vectors"]


def test_one_target_alone_can_be_told(store: Store) -> None:
    store.write(lambda tx: (tx.outbox.register("a"), tx.outbox.register("b")))
    store.write(lambda tx: tx.outbox.announce("memory", "upsert", ["x"], only="b"))

    assert (rows(store, "a"), rows(store, "b")) == ([], [("upsert", "x")])


def test_registering_twice_keeps_what_is_queued(store: Store) -> None:
    assert store.write(lambda tx: tx.outbox.register(T))
    store.write(lambda tx: tx.add_memories([memory(1)]))

    assert not store.write(lambda tx: tx.outbox.register(T))
    assert rows(store) == [("upsert", new_id(1))]


def test_an_unregistered_target_is_forgotten_with_its_rows(fed: Store) -> None:
    fed.write(lambda tx: tx.replace(memory(1, "new")))
    fed.write(lambda tx: tx.outbox.unregister(T))
    fed.write(lambda tx: tx.replace(memory(1, "newer")))

    assert (rows(fed), fed.read(lambda view: view.outbox.targets())) == ([], [])


def test_a_reset_tells_every_target_to_clear(fed: Store) -> None:
    fed.write(lambda tx: tx.replace(memory(1, "new")))
    fed.reset()
    fed.write(lambda tx: tx.add_memories([memory(3)]))

    assert rows(fed) == [("clear", ""), ("upsert", new_id(3))]


def test_a_target_restarts_with_a_clear(fed: Store) -> None:
    fed.write(lambda tx: tx.replace(memory(1, "new")))
    fed.write(lambda tx: tx.outbox.restart(T))
    fed.write(lambda tx: tx.outbox.restart("unknown"))

    assert [(row.kind, row.op, row.id) for row in fed.read(lambda view: view.outbox.pending(T, limit=9))] == [
        ("", "clear", "")
    ]
    assert rows(fed, "unknown") == []


def test_one_holder_at_a_time_tells_a_target(fed: Store) -> None:
    def take(holder: str, now: int) -> bool:
        return fed.write(lambda tx: tx.outbox.take(T, holder, now=now, until=now + SECOND))

    assert take("one", NOW)
    assert take("one", NOW)
    assert not take("two", NOW + SECOND - 1)
    assert take("two", NOW + SECOND)
    assert not fed.write(lambda tx: tx.outbox.give_back(T, "one"))
    assert fed.write(lambda tx: tx.outbox.give_back(T, "two"))
    assert take("one", NOW)


def test_nobody_takes_a_target_that_is_not_registered(store: Store) -> None:
    assert not store.write(lambda tx: tx.outbox.take(T, "one", now=NOW, until=NOW + SECOND))


def test_the_oldest_rows_come_first_as_many_as_asked(fed: Store) -> None:
    fed.write(lambda tx: tx.add_memories([memory(3), memory(4)]))

    pending = fed.read(lambda view: view.outbox.pending(T, limit=1))
    assert pending == [Pending(pending[0].n, "memory", "upsert", new_id(3))]


def test_memory_ids_are_those_that_hold(fed: Store) -> None:
    fed.write(lambda tx: tx.close(new_id(1), at=NOW + 9))

    assert fed.read(lambda view: view.memory_ids()) == [new_id(2)]


def test_a_file_of_the_first_version_gets_an_outbox(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    db = sqlite3.connect(file)
    db.executescript(f"{MIGRATIONS[0]} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;")
    db.close()

    store = SQLiteStore(file)
    store.write(lambda tx: tx.outbox.register(T))
    store.write(lambda tx: tx.add_memories([memory(1)]))

    assert rows(store) == [("upsert", new_id(1))]
    store.close()


def test_rows_hold_no_words(tmp_path: Path) -> None:
    """Of a memory that was erased nothing but its id waits to be told."""
    store = SQLiteStore(tmp_path / "store.db")
    store.write(lambda tx: tx.outbox.register(T))
    store.write(lambda tx: tx.add_memories([memory(1, "zebra crossing", metadata={"k": "zebra"})]))
    store.write(lambda tx: tx.erase([new_id(1)], at=NOW))
    store.scrub()
    store.close()

    assert [file for file in tmp_path.iterdir() if b"zebra" in file.read_bytes()] == []


def test_the_graph_is_queued_for_who_wants_it(store: Store) -> None:
    """New, named, said again, closed, erased; what is left of a relation that its successor leaves behind too."""
    store.write(lambda tx: tx.outbox.register("graph", kinds=(ENTITY, RELATION)))

    def told() -> set[tuple[str, str, str]]:
        found = store.read(lambda view: view.outbox.pending("graph", limit=99))
        store.write(lambda tx: tx.outbox.done("graph", up_to=2**62))
        return {(row.kind, row.op, row.id) for row in found}

    first = store.write(lambda tx: learn(tx, "Bo likes tea", ("Bo", "likes", "tea")))
    bo, tea, one, two = new_id(100), new_id(101), new_id(1000), new_id(1001)
    assert told() == {(ENTITY, "upsert", bo), (ENTITY, "upsert", tea), (RELATION, "upsert", one)}
    second = store.write(lambda tx: learn(tx, "Bo loves tea", ("Bo", "loves", "tea")))
    assert told() == {(ENTITY, "upsert", bo), (ENTITY, "upsert", tea), (RELATION, "upsert", two)}
    store.write(lambda tx: tx.graph.close_relation(one, at=NOW, superseded_by=two))
    store.write(lambda tx: tx.graph.retype(tea, "object", at=NOW))
    assert told() == {(ENTITY, "upsert", tea), (RELATION, "upsert", one)}
    store.write(lambda tx: tx.erase_messages([second]))
    assert told() == {
        (ENTITY, "upsert", bo), (ENTITY, "upsert", tea), (RELATION, "delete", two), (RELATION, "upsert", one),
    }  # fmt: skip
    store.write(lambda tx: tx.erase_messages([first]))
    assert told() == {(ENTITY, "delete", bo), (ENTITY, "delete", tea), (RELATION, "delete", one)}


def test_what_one_target_was_told_of_still_waits_for_another(fed: Store) -> None:
    fed.write(lambda tx: tx.outbox.register("another"))
    fed.write(lambda tx: tx.close(new_id(1), at=NOW + 9))

    empty(fed)

    assert (rows(fed), rows(fed, "another")) == ([], [("upsert", new_id(1))])

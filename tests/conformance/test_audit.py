"""The audit log of every store: one line a change, without names or words, in a chain that tells what was done to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mem0.audit import AuditHead, acting
from mem0.ports import Store
from mem0.providers.stores.inmemory import InMemoryStore
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity, Scope

from .conftest import KEY
from .pieces import BO, NOW, memory, message, new_id, select

ANA = Entity("user", "ana")


def fill(store: Store, lines: int = 3) -> None:
    for number in range(1, lines + 1):
        with acting("add", actor="Mia", at=NOW + number):
            store.write(lambda tx, n=number: tx.add_memories([memory(n)]))  # type: ignore[misc]


def test_a_change_is_one_line_with_who_what_and_when(store: Store) -> None:
    with acting("add", actor="Mia", at=NOW):
        store.write(lambda tx: (tx.add_messages([message(1)]), tx.add_memories([memory(1), memory(2, scope=BO)])))

    ((line,), head) = store.read(lambda view: (view.audit.lines(), view.audit.head()))
    assert (line.n, line.at, line.verb, line.actor) == (1, NOW, "add", "Mia")
    assert (line.ids, dict(line.counts)) == ((new_id(1), new_id(2)), {"memories_added": 2, "messages_added": 1})
    assert set(line.owners) == store.read(lambda v: {v.audit.digest(one) for one in (ANA, Entity("user", "bo"))})
    assert head == AuditHead(1, line.hash)


def test_owners_are_digests_that_name_nobody(store: Store) -> None:
    fill(store, 1)

    (owner,) = store.read(lambda view: view.audit.lines()[0].owners)
    assert owner.startswith("user:")
    assert "ana" not in owner


def test_what_changes_nothing_and_what_is_undone_write_no_line(store: Store) -> None:
    store.write(lambda tx: tx.erase(["nobody"], at=NOW))
    store.write(lambda tx: tx.set_setting("a", "b"))
    with pytest.raises(ZeroDivisionError):
        store.write(lambda tx: (tx.add_memories([memory(1)]), 1 / 0))

    assert store.read(lambda view: view.audit.lines()) == []


def test_a_line_names_a_hundred_ids_and_counts_all(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(n) for n in range(150)]))

    (line,) = store.read(lambda view: view.audit.lines())
    assert (len(line.ids), line.counts["memories_added"]) == (100, 150)


def test_lines_are_read_in_parts(store: Store) -> None:
    fill(store, 5)

    assert [one.n for one in store.read(lambda view: view.audit.lines(after=1, limit=2))] == [2, 3]


def test_the_log_outlives_a_reset_and_tells_of_it(store: Store) -> None:
    fill(store, 2)
    store.reset()

    lines = store.read(lambda view: view.audit.lines())
    assert [(line.verb, dict(line.counts)) for line in lines[2:]] == [("reset", {"calls": 1, "memories_erased": 2})]
    assert store.read(lambda view: view.audit.check()).problem is None


def test_a_whole_log_is_found_whole(store: Store) -> None:
    fill(store)
    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=NOW))

    found = store.read(lambda view: view.audit.check())
    assert (found.lines, found.problem) == (4, None)
    assert found.head == store.read(lambda view: view.audit.head())


@pytest.mark.parametrize("key", [None, KEY], ids=["clear", "encrypted"])
@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("UPDATE audit SET verb = 'read' WHERE n = 2", 2),
        ("UPDATE audit SET counts = '{}' WHERE n = 3", 3),
        ("UPDATE audit SET ids = 'x' WHERE n = 1", 1),
        ("UPDATE audit SET at = at + 1 WHERE n = 4", 4),
        ("DELETE FROM audit WHERE n = 1", 1),
        ("DELETE FROM audit WHERE n = 3", 3),
        ("DELETE FROM audit WHERE n > 3", 4),
        ("UPDATE audit SET n = CASE n WHEN 2 THEN -3 ELSE -2 END WHERE n IN (2, 3); UPDATE audit SET n = -n WHERE n < 0", 2),
    ],
    ids=["verb", "counts", "ids", "time", "first gone", "middle gone", "end gone", "order"],
)
def test_the_first_line_that_was_tampered_with_is_named(tmp_path: Path, key: object, sql: str, line: int) -> None:
    file = tmp_path / "store.db"
    store = SQLiteStore(file, key=key)  # type: ignore[arg-type]
    with acting("add"):
        for number in range(1, 6):
            store.write(lambda tx, n=number: tx.add_memories([memory(n)]))  # type: ignore[misc]
    store.close()
    db = sqlite3.connect(file)
    db.executescript(sql)
    db.close()

    again = SQLiteStore(file, key=key)  # type: ignore[arg-type]
    problem = again.read(lambda view: view.audit.check()).problem
    again.close()
    assert problem is not None
    assert f"line {line} " in problem


def test_an_end_that_was_cut_with_its_head_is_told_by_a_head_kept_elsewhere(file: Path, sqlite: SQLiteStore) -> None:
    """Without one it cannot be told: an older copy of everything is whole in itself."""
    fill(sqlite, 3)
    before = sqlite.read(lambda view: view.audit.head())
    copy = bytes(before.n.to_bytes(8, "big") + before.hash)
    fill_more = sqlite.write(lambda tx: tx.add_memories([memory(9)]))
    kept = sqlite.read(lambda view: view.audit.head())
    assert fill_more
    with sqlite3.connect(file) as db:
        db.execute("DELETE FROM audit WHERE n > 3")
        db.execute("UPDATE vault SET value = ? WHERE name = 'audit_head'", (copy,))
    db.close()

    assert sqlite.read(lambda view: view.audit.check()).problem is None
    assert "line 4 " in str(sqlite.read(lambda view: view.audit.check(known=kept)).problem)


def test_switched_off_it_tells_of_forgetting_alone(tmp_path: Path) -> None:
    for store in (SQLiteStore(tmp_path / "a.db", audit=False), InMemoryStore(audit=False)):
        fill(store, 2)
        with acting("forget", at=NOW):
            store.write(lambda tx: tx.forget(ANA, at=NOW))

        assert [line.verb for line in store.read(lambda view: view.audit.lines())] == ["forget"]
        store.close()


def test_forgetting_removes_everything_and_counts_it(store: Store) -> None:
    both = Scope("ana", run_id="r")
    keys = store.write(lambda tx: tx.add_messages([message(1), message(2, scope=BO)]))
    store.write(lambda tx: tx.add_memories([memory(1), memory(2, scope=both), memory(3, scope=BO)], parents=[keys[:1], [], []]))

    counts = store.write(lambda tx: tx.forget(ANA, at=NOW))

    assert {name: count for name, count in counts.items() if count and name != "keys"} == {"memories": 2, "messages": 1}
    assert [one.entity for one in store.read(lambda view: view.entities())] == [Entity("user", "bo")]
    assert store.read(lambda view: (view.audit.forgotten(ANA), view.audit.forgotten(Entity("user", "bo")))) == (NOW, None)


def test_an_unknown_owner_can_be_forgotten(store: Store) -> None:
    counts = store.write(lambda tx: tx.forget(Entity("agent", "nobody"), at=NOW))

    assert set(counts.values()) == {0}
    assert store.read(lambda view: view.audit.forgotten(Entity("agent", "nobody"))) == NOW


def test_encryption_and_new_keys_leave_the_chain_whole(file: Path, sqlite: SQLiteStore) -> None:
    fill(sqlite, 2)
    before = sqlite.read(lambda view: view.audit.digest(ANA))
    sqlite.encrypt(KEY)
    sqlite.rotate_key(KEY)
    sqlite.rekey(ANA)

    found = sqlite.read(lambda view: (view.audit.check().problem, [line.verb for line in view.audit.lines()]))
    assert found == (None, ["add", "add", "encrypt", "rotate_key", "rekey"])
    assert sqlite.read(lambda view: view.audit.digest(ANA)) == before
    assert sqlite.read(lambda view: view.audit.lines()[0].actor) == "Mia"
    assert b"Mia" not in file.read_bytes()

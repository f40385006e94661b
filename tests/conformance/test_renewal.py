"""What was made searchable anew waits beside the rows, and goes with them."""

from __future__ import annotations

from pathlib import Path

from mem0.ports import Renewed, Store
from mem0.providers.stores.sqlite import SQLiteStore

from .pieces import NOW, memory, message, new_id, resting_on, select

SECRET = b"codes of a secret" * 4


def waiting(store: Store) -> set[int]:
    return store.read(lambda view: view.renewal.keys())


def filled(store: Store) -> tuple[int, int]:
    """A memory, a message, and what waits for both."""

    def job(tx: object) -> tuple[int, int]:
        (said,) = tx.add_messages([message(1)])  # type: ignore[attr-defined]
        (kept,) = tx.add_memories([memory(1, sources=resting_on(1))], parents=[[said]])  # type: ignore[attr-defined]
        tx.renewal.put([(said, b"f1", SECRET), (kept, b"f2", None)], version=5)  # type: ignore[attr-defined]
        return said, kept

    return store.write(job)


def items(store: Store, *keys: int) -> list[Renewed]:
    return store.read(lambda view: view.renewal.items(keys))


def test_what_was_put_comes_back_in_the_order_asked_for(store: Store) -> None:
    said, kept = filled(store)

    assert items(store, kept, 999, said) == [(kept, b"f2", None), (said, b"f1", SECRET)]


def test_what_was_made_of_an_older_text_does_not_replace_what_was_made_of_a_newer(store: Store) -> None:
    said, _ = filled(store)
    store.write(lambda tx: tx.renewal.put([(said, b"old", None)], version=4))
    assert items(store, said) == [(said, b"f1", SECRET)]

    store.write(lambda tx: tx.renewal.put([(said, b"new", None)], version=6))
    assert items(store, said) == [(said, b"new", None)]


def test_rows_that_are_gone_are_passed_over(store: Store) -> None:
    store.write(lambda tx: tx.renewal.put([(999, b"f", None)], version=1))

    assert waiting(store) == set()


def test_waiting_takes_no_change_number(store: Store) -> None:
    said, _ = filled(store)
    before = store.read(lambda view: view.state(None))
    store.write(lambda tx: tx.renewal.put([(said, b"new", None)], version=6))

    assert store.read(lambda view: view.state(None)) == before


def test_clear_empties_it(store: Store) -> None:
    filled(store)
    store.write(lambda tx: tx.renewal.clear())

    assert waiting(store) == set()


def test_erasing_takes_what_waits_along(store: Store) -> None:
    filled(store)
    store.write(lambda tx: tx.erase([new_id(1)], at=NOW))

    assert waiting(store) == set()


def test_erasing_a_message_takes_what_waits_for_it_along(store: Store) -> None:
    said, kept = filled(store)
    store.write(lambda tx: tx.erase_messages([said]))

    assert waiting(store) == {kept}


def test_erasing_a_scope_takes_what_waits_along(store: Store) -> None:
    filled(store)
    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=NOW))

    assert waiting(store) == set()


def test_reset_takes_what_waits_along(store: Store) -> None:
    filled(store)
    store.reset()

    assert waiting(store) == set()


def test_a_write_that_fails_leaves_what_waited(store: Store) -> None:
    said, kept = filled(store)

    def job(tx: object) -> None:
        tx.renewal.clear()  # type: ignore[attr-defined]
        raise KeyError

    try:
        store.write(job)
    except KeyError:
        assert waiting(store) == {said, kept}


def test_no_byte_of_what_waited_for_an_erased_row_is_in_any_file(sqlite: SQLiteStore, file: Path) -> None:
    filled(sqlite)
    assert any(SECRET in one.read_bytes() for one in file.parent.iterdir())

    sqlite.write(lambda tx: tx.erase([new_id(1)], at=NOW))
    sqlite.scrub()

    assert [one.name for one in file.parent.iterdir() if SECRET in one.read_bytes()] == []

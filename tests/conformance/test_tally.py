"""What a store holds is counted the same by every store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mem0.ports import Store, Tally
from mem0.records import HistoryEntry
from mem0.retention import Use
from mem0.retrieval.codes import Kind, type_of

from .pieces import NOW, memory, message, new_id

CODE = type_of(Kind.BYTES, 2) + b"\x01\x00ab"


def tally(store: Store, since: int = NOW) -> Tally:
    return store.read(lambda view: view.tally(since=since))


def test_an_empty_store_counts_nothing(store: Store) -> None:
    assert tally(store) == Tally(0, 0, 0, 0, 0, None, {})


def test_memories_are_counted_by_whether_they_hold(store: Store) -> None:
    past, archived = memory(2, valid_to=NOW + 9), memory(3, valid_to=NOW + 9, archived=True)
    store.write(lambda tx: tx.add_memories([memory(1), past, archived]))

    found = tally(store)

    assert (found.memories, found.superseded, found.archived) == (1, 1, 1)


def test_messages_are_counted_searched_or_not(store: Store) -> None:
    store.write(lambda tx: tx.add_messages([message(1), message(2, searched=False)]))

    assert (tally(store).messages, tally(store).searchable) == (2, 1)


@pytest.mark.parametrize("how", ["made", "changed", "found"])
def test_a_memory_is_untouched_until_it_is_made_changed_or_found(store: Store, how: str) -> None:
    later = NOW + 1_000
    one = memory(1, created_at=later if how == "made" else NOW, updated_at=later if how == "changed" else None)
    (key,) = store.write(lambda tx: tx.add_memories([one]))
    if how == "found":
        store.write(lambda tx: tx.note_uses({key: Use(1, later)}))

    assert (tally(store, later - 1).untouched, tally(store, later).untouched) == (0, 1)


def test_what_no_longer_holds_is_not_untouched(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1, valid_to=NOW + 9)]))

    assert tally(store, NOW + 100).untouched == 0


def test_rows_are_counted_by_the_type_of_their_codes(store: Store) -> None:
    coded = [replace(memory(n), codes=CODE) for n in (1, 2)]
    store.write(lambda tx: tx.add_memories([*coded, memory(3)]))
    store.write(lambda tx: tx.add_messages([replace(message(1), codes=CODE), message(2, searched=False)]))

    assert tally(store).codes == {type_of(Kind.BYTES, 2): 3, None: 1}


def test_the_newest_time_is_of_what_was_said_made_or_changed(store: Store) -> None:
    newest = []
    store.write(lambda tx: tx.add_messages([message(1)]))
    newest.append(tally(store).last_at)
    store.write(lambda tx: tx.add_memories([memory(5, created_at=NOW + 5)]))
    newest.append(tally(store).last_at)
    store.write(lambda tx: tx.replace(memory(5, "new", created_at=NOW + 5, updated_at=NOW + 7)))
    newest.append(tally(store).last_at)
    store.write(lambda tx: tx.log([HistoryEntry("", new_id(5), "DELETE", None, None, NOW, NOW + 9)]))
    newest.append(tally(store).last_at)

    assert newest == [NOW + 1, NOW + 5, NOW + 7, NOW + 9]


def test_what_was_erased_is_not_counted(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1)]))
    store.write(lambda tx: tx.add_memories([memory(1)], parents=[keys]))
    store.write(lambda tx: tx.erase([new_id(1)], at=NOW + 20))

    found = tally(store)

    assert (found.memories, found.messages, found.searchable, found.last_at) == (0, 0, 0, NOW + 20)

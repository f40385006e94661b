"""Conversations: the last messages of exactly one scope, and the summary that goes with any word of them."""

from __future__ import annotations

from mem0.ports import Store
from mem0.records import Entity, Scope, Summary

from .pieces import ANA, BO, NOW, memory, message, new_id, resting_on, select

TALK = Scope("ana", run_id="talk")
TOLD = Summary(TALK, "They speak of tea", NOW, 1)


def test_a_conversation_is_the_messages_of_exactly_its_scope(store: Store) -> None:
    keys = store.write(
        lambda tx: tx.add_messages([message(n, scope=scope) for n, scope in enumerate((TALK, ANA, TALK, BO, TALK))])
    )

    found = store.read(lambda view: view.conversation(TALK, limit=2))

    assert [(key, one.id) for key, one in found] == [(keys[2], "message-2"), (keys[4], "message-4")]
    assert [key for key, _ in store.read(lambda view: view.conversation(TALK, limit=9, after=keys[2]))] == [keys[4]]
    assert store.read(lambda view: view.conversation(Scope("nobody"), limit=9)) == []


def test_a_summary_takes_the_place_of_the_one_before(store: Store) -> None:
    store.write(lambda tx: tx.set_summary(Summary(TALK, "old", NOW, 1)))
    store.write(lambda tx: tx.set_summary(TOLD))

    assert store.read(lambda view: (view.summary(TALK), view.summary(ANA), view.all_summaries())) == (TOLD, None, [TOLD])


def test_a_summary_goes_with_a_memory_of_its_conversation(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1, scope=TALK), memory(2, scope=TALK)]))
    store.write(lambda tx: tx.set_summary(TOLD))

    store.write(lambda tx: tx.erase([new_id(1)], at=NOW))

    assert store.read(lambda view: view.all_summaries()) == []


def test_a_summary_goes_with_a_message_that_a_memory_of_elsewhere_rests_on(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1, scope=TALK)]))
    store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(1))], parents=[keys]))
    store.write(lambda tx: tx.set_summary(TOLD))

    store.write(lambda tx: tx.erase([new_id(1)], at=NOW))

    assert store.read(lambda view: view.all_summaries()) == []


def test_a_summary_goes_with_a_message_of_its_conversation(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1, scope=TALK), message(2, scope=TALK)]))
    store.write(lambda tx: tx.set_summary(TOLD))

    store.write(lambda tx: tx.erase_messages(keys[:1]))

    assert store.read(lambda view: view.all_summaries()) == []


def test_a_summary_goes_with_its_owner_and_no_other_does(store: Store) -> None:
    other = Summary(Scope("bo", run_id="talk"), "They speak of soup", NOW, 2)
    store.write(lambda tx: tx.set_summary(TOLD))
    store.write(lambda tx: tx.set_summary(other))

    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=NOW))

    assert store.read(lambda view: view.all_summaries()) == [other]
    assert {one.entity for one in store.read(lambda view: view.entities())} == {
        Entity("user", "bo"),
        Entity("run", "talk"),
    }


def test_nothing_of_a_summary_outlives_a_reset(store: Store) -> None:
    store.write(lambda tx: tx.set_summary(TOLD))

    store.reset()

    assert store.read(lambda view: (view.all_summaries(), view.entities())) == ([], [])

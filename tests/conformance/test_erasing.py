"""What a person asked to forget is gone, and nothing else is."""

from __future__ import annotations

from mem0.ports import Store
from mem0.records import Entity, HistoryEntry, MemoryRecord, Scope, Source

from .pieces import ANA, BO, NOW, added, memory, message, new_id, resting_on, select

USER = Entity("user", "ana")
LATER = NOW + 10**9


def get(store: Store, number: int) -> MemoryRecord | None:
    return store.read(lambda view: view.get(new_id(number)))


def test_a_memory_goes_with_its_message_and_its_words(store: Store) -> None:
    first, _ = store.write(lambda tx: tx.add_messages([message(1), message(2)]))
    store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(1))], parents=[[first]]))
    store.write(lambda tx: tx.log([added(new_id(1), "Ana likes tea")]))

    assert store.write(lambda tx: tx.erase([new_id(1), "nobody"], at=LATER)) == 1

    assert get(store, 1) is None
    assert [one.id for one in store.read(lambda view: view.messages(USER, limit=9))] == ["message-2"]
    history = store.read(lambda view: view.history(new_id(1)))
    assert [(one.event, one.old_memory, one.new_memory, one.is_deleted) for one in history] == [
        ("ADD", None, None, False),
        ("DELETE", None, None, True),
    ]
    assert history[1].updated_at == LATER


def test_superseded_versions_go_too(store: Store) -> None:
    chain = [
        memory(1, valid_to=NOW, superseded_by=new_id(2)),
        memory(2, valid_to=NOW, superseded_by=new_id(3)),
        memory(3),
        memory(4),
    ]
    store.write(lambda tx: tx.add_memories(chain))

    assert store.write(lambda tx: tx.erase([new_id(3)], at=LATER)) == 3

    assert [one.id for one in store.read(lambda view: view.find(select(superseded=True)))] == [new_id(4)]


def test_versions_that_supersede_each_other_end(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1, superseded_by=new_id(2)), memory(2, superseded_by=new_id(1))]))

    assert store.write(lambda tx: tx.erase([new_id(1)], at=LATER)) == 2


def test_the_successor_stays_without_the_erased_words(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1, "old words", superseded_by=new_id(2)), memory(2, "new words")]))
    store.write(
        lambda tx: tx.log(
            [HistoryEntry("", new_id(2), "UPDATE", "old words", "new words", NOW, NOW, reason="not old words")]
        )
    )

    store.write(lambda tx: tx.erase([new_id(1)], at=LATER))

    entry = store.read(lambda view: view.history(new_id(2)))[0]
    assert (entry.old_memory, entry.new_memory, entry.reason) == (None, "new words", None)


def test_another_memory_of_the_same_message_keeps_its_own_quote(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1, "I like tea and hate coffee")]))
    store.write(
        lambda tx: tx.add_memories(
            [
                memory(1, sources=resting_on(1, "I like tea")),
                memory(2, sources=resting_on(1, "hate coffee")),
                memory(3, sources=resting_on(1)),
                memory(4, sources=resting_on(1, "I like tea and")),
            ],
            parents=[keys] * 4,
        )
    )
    version = store.read(lambda view: view.state(USER).version)

    store.write(lambda tx: tx.erase([new_id(1)], at=LATER))

    sources = [one.sources for one in store.read(lambda view: view.find(select()))]
    assert sources == [(Source("message-1", "hate coffee"),), (), ()]
    assert store.read(lambda view: (view.messages(USER, limit=9), view.all_messages())) == ([], [])
    changed = store.read(lambda view: view.index_rows(USER, since=version))
    assert [row.parents for row in changed] == [(), (), ()]

    store.write(lambda tx: tx.erase([new_id(2)], at=LATER))
    store.write(lambda tx: tx.add_messages([message(1)]))  # the id is free again: nothing of the message was left


def test_a_whole_user_goes_with_all_messages_and_the_name(store: Store) -> None:
    both = Scope("ana", agent_id="bot")
    store.write(
        lambda tx: tx.add_messages(
            [message(1), message(2, scope=both), message(3, scope=BO), message(4, searched=False)]
        )
    )
    store.write(
        lambda tx: tx.add_memories(
            [memory(1), memory(2, scope=both), memory(3, scope=BO), memory(5, superseded_by=new_id(1))]
        )
    )

    assert store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=LATER)) == 3

    assert [one.entity for one in store.read(lambda view: view.entities())] == [Entity("user", "bo")]
    assert [row[1].id for row in store.read(lambda view: view.all_messages())] == ["message-3"]


def test_a_conjunction_erases_only_what_both_share(store: Store) -> None:
    both = Scope("ana", run_id="r")
    store.write(
        lambda tx: tx.add_messages([message(1), message(2, scope=both), message(3, scope=Scope("bo", run_id="r"))])
    )
    store.write(lambda tx: tx.add_memories([memory(1), memory(2, scope=both)]))

    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana", "run_id": "r"}), at=LATER))

    assert [one.id for one in store.read(lambda view: view.find(select()))] == [new_id(1)]
    assert [row[1].id for row in store.read(lambda view: view.all_messages())] == ["message-1", "message-3"]


def test_a_further_condition_spares_the_messages(store: Store) -> None:
    store.write(lambda tx: tx.add_messages([message(1)]))
    store.write(lambda tx: tx.add_memories([memory(1, metadata={"n": 1}), memory(2)]))

    assert store.write(lambda tx: tx.erase_scope(select({"user_id": "ana", "n": 1}), at=LATER)) == 1

    assert len(store.read(lambda view: view.all_messages())) == 1


def test_erased_messages_are_no_sources_any_more(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1), message(2)]))
    store.write(lambda tx: tx.add_memories([memory(1)], parents=[keys]))

    assert store.write(lambda tx: tx.erase_messages([keys[0], 999])) == 1

    got = get(store, 1)
    assert got is not None
    assert got.sources == resting_on(2, "I like tea")


def test_a_forgotten_user_who_comes_back_begins_anew(store: Store) -> None:
    """An index that was loaded before must learn of both: that the rows are gone, and that others came."""
    store.write(lambda tx: tx.add_memories([memory(1)]))
    loaded = store.read(lambda view: view.state(USER))

    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=LATER))
    forgotten = store.read(lambda view: view.state(USER))
    store.write(lambda tx: tx.add_memories([memory(2)]))
    back = store.read(lambda view: view.state(USER))

    assert loaded.version < forgotten.version < back.version
    assert loaded.erased < forgotten.erased < back.erased
    assert store.read(lambda view: view.entities())[0].entity == ANA.entities()[0]


def test_a_scope_of_several_entities_takes_only_what_belongs_to_all_of_them(store: Store) -> None:
    scopes = [Scope("ana", "bot"), Scope("ana"), Scope("bo", "bot"), Scope("ana", "bot", "run")]
    store.write(lambda tx: tx.add_messages([message(n, f"said {n}", scope=one) for n, one in enumerate(scopes)]))
    store.write(lambda tx: tx.add_memories([memory(n, scope=one) for n, one in enumerate(scopes, 1)]))

    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana", "agent_id": "bot"}), at=NOW + 9))

    left = [one.scope for _, one, _ in store.read(lambda view: view.all_messages())]
    assert left == [Scope("ana"), Scope("bo", "bot")]
    assert [one.scope for one in store.read(lambda view: view.find(select()))] == left

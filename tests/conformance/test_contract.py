"""The contract of ports.Store, one fact a test, over every store."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from mem0.errors import DatabaseError, MemoryNotFoundError, ValidationError
from mem0.ports import ScopeState, Store, Transaction
from mem0.records import Entity, HistoryEntry, Message, Scope, Source

from .pieces import BO, FEATURES, NOW, added, memory, message, new_id, resting_on, select

USER = Entity("user", "ana")


def test_a_memory_comes_back_as_it_went_in(store: Store) -> None:
    full = memory(
        scope=Scope("ana", "bot", "run", "app"),
        updated_at=NOW + 9,
        valid_from=NOW - 5,
        valid_to=NOW + 7,
        superseded_by=new_id(3),
        event_at=NOW - 10**12,
        expires_on="2030-01-01",
        actor="Ana",
        role="user",
        metadata={"a": {"b": [1, 2.5, None, True, "차"]}, "": "empty"},
        categories=("food", "차"),
        memory_type="procedural_memory",
        immutable=True,
        inferred=True,
        slot="drink",
    )

    store.write(lambda tx: tx.add_memories([full]))

    assert store.read(lambda view: view.get(full.record.id)) == full.record


def test_an_unknown_id_is_nothing(store: Store) -> None:
    assert store.read(lambda view: view.get("nobody")) is None
    assert store.read(lambda view: view.key_of("nobody")) is None
    assert store.read(lambda view: view.history("nobody")) == []
    assert store.read(lambda view: view.parents_of("nobody")) == []
    assert store.read(lambda view: view.searchable_of("nobody")) is None


@pytest.mark.parametrize("kind", ["replace", "close", "add_sources"])
def test_changing_an_unknown_memory_is_an_error(store: Store, kind: str) -> None:
    def job(tx: Transaction) -> None:
        if kind == "replace":
            tx.replace(memory())
        elif kind == "close":
            tx.close("nobody", at=NOW)
        else:
            tx.add_sources("nobody", [])

    with pytest.raises(MemoryNotFoundError):
        store.write(job)


def test_an_id_is_taken_once(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1)]))

    with pytest.raises(ValidationError, match="already"):
        store.write(lambda tx: tx.add_memories([memory(2), memory(1)]))
    with pytest.raises(ValidationError, match="already"):
        store.write(lambda tx: tx.add_memories([memory(3), memory(3)]))
    assert store.read(lambda view: view.count(select())) == 1


def test_a_refused_batch_leaves_nothing_even_if_the_job_goes_on(store: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.add_memories([memory(1)])
        with pytest.raises(ValidationError):
            tx.add_memories([memory(2), memory(1)])

    store.write(job)

    assert store.read(lambda view: [one.id for one in view.find(select())]) == [new_id(1)]


def test_metadata_that_is_no_json_is_refused(store: Store) -> None:
    with pytest.raises(ValidationError, match="JSON"):
        store.write(lambda tx: tx.add_memories([memory(metadata={"x": object()})]))
    with pytest.raises(ValidationError, match="JSON"):
        store.write(lambda tx: tx.add_memories([memory(metadata={"x": float("nan")})]))
    with pytest.raises(ValidationError, match="JSON"):
        store.write(lambda tx: tx.add_memories([memory(metadata={"x": "\ud800"})]))


def test_an_exception_undoes_the_whole_write(store: Store) -> None:
    def job(tx: Transaction) -> None:
        keys = tx.add_messages([message()])
        tx.add_memories([memory()], parents=[keys])
        tx.set_setting("encoder", "x")
        raise KeyError("stop")

    before = store.read(lambda view: view.state(None))
    with pytest.raises(KeyError, match="stop"):
        store.write(job)

    assert store.read(lambda view: (view.find(select()), view.all_messages(), view.entities())) == ([], [], [])
    assert store.read(lambda view: (view.state(None), view.setting("encoder"))) == (before, None)


def test_a_view_does_not_see_what_comes_later(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1)]))
    begun, written = threading.Event(), threading.Event()
    counts: list[int] = []

    def read() -> None:
        def job(view: object) -> None:
            counts.append(view.count(select()))  # type: ignore[attr-defined]
            begun.set()
            written.wait(5)
            counts.append(view.count(select()))  # type: ignore[attr-defined]

        store.read(job)

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait(5)
    store.write(lambda tx: tx.add_memories([memory(2)]))
    written.set()
    reader.join()

    assert counts == [1, 1]
    assert store.read(lambda view: view.count(select())) == 2


def test_a_read_inside_a_write_sees_the_write(store: Store) -> None:
    def job(tx: Transaction) -> int:
        tx.add_memories([memory()])
        return store.read(lambda view: view.count(select()))

    assert store.write(job) == 1


def test_a_write_inside_another_is_refused(store: Store) -> None:
    with pytest.raises(DatabaseError, match="inside"):
        store.write(lambda _: store.write(lambda tx: tx.set_setting("a", "b")))


def test_memories_are_found_oldest_first_and_by_pages(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(n, created_at=NOW - n // 2) for n in range(6)]))

    ids = [one.id for one in store.read(lambda view: view.find(select()))]

    assert ids == [new_id(n) for n in (4, 5, 2, 3, 0, 1)]
    for filters in ({"user_id": "ana"}, {"user_id": "ana", "x": None}):
        pages = store.read(lambda view, f=filters: view.find(select(f), limit=2, offset=3))  # type: ignore[misc]
        assert [one.id for one in pages] == ids[3:5]


def test_validity_decides_what_is_selected(store: Store) -> None:
    old, new = memory(1, valid_from=NOW), memory(2, valid_from=NOW + 10)
    store.write(lambda tx: tx.add_memories([old, new]))
    store.write(lambda tx: tx.close(new_id(1), at=NOW + 10, superseded_by=new_id(2)))

    def ids(**more: object) -> list[str]:
        return [one.id for one in store.read(lambda view: view.find(select(**more)))]

    assert ids() == [new_id(2)]
    assert ids(valid_at=NOW + 9) == [new_id(1)]
    assert ids(valid_at=NOW + 10) == [new_id(2)]
    assert ids(valid_at=NOW - 1) == []
    assert ids(superseded=True) == [new_id(1), new_id(2)]


def test_what_expired_is_hidden_after_its_day(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(expires_on="2024-05-10")]))

    assert store.read(lambda view: view.count(select(today="2024-05-10"))) == 1
    assert store.read(lambda view: view.count(select(today="2024-05-11"))) == 0
    assert store.read(lambda view: view.count(select())) == 1


def test_sources_keep_their_order_and_their_quotes(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(n, f"words {n}") for n in range(3)]))
    named = (Source("message-2", "words"), Source("message-0", "words 0"))

    store.write(lambda tx: tx.add_memories([memory(sources=named)], parents=[keys]))

    got = store.read(lambda view: view.get(new_id(1)))
    assert got is not None
    assert got.sources == (Source("message-2", "words"), Source("message-0", "words 0"), Source("message-1", "words 1"))
    assert store.read(lambda view: view.parents_of(new_id(1))) == keys


def test_a_memory_cannot_rest_on_a_message_that_is_not_there(store: Store) -> None:
    for job in (
        lambda tx: tx.add_memories([memory(sources=resting_on(5))], parents=[tx.add_messages([message(1)])]),
        lambda tx: tx.add_memories([memory()], parents=[[99]]),
    ):
        with pytest.raises(ValidationError, match="rest"):
            store.write(job)
    assert store.read(lambda view: view.count(select())) == 0


def test_a_memory_that_is_said_again_gains_a_source(store: Store) -> None:
    first, second = store.write(lambda tx: tx.add_messages([message(1), message(2)]))
    store.write(lambda tx: tx.add_memories([memory()], parents=[[first]]))
    version = store.read(lambda view: view.state(USER).version)

    store.write(lambda tx: tx.add_sources(new_id(1), [first, second]))

    assert store.read(lambda view: view.parents_of(new_id(1))) == [first, second]
    assert [row.parents for row in store.read(lambda view: view.index_rows(USER, since=version))] == [(first, second)]


def test_replacing_keeps_the_key_and_the_sources(store: Store) -> None:
    parent = store.write(lambda tx: tx.add_messages([message()]))
    key = store.write(lambda tx: tx.add_memories([memory()], parents=[parent]))[0]

    store.write(lambda tx: tx.replace(memory(text="Ana likes coffee", updated_at=NOW + 50)))

    got = store.read(lambda view: view.by_keys([key]))[key]
    assert (got.text, got.sources) == ("Ana likes coffee", resting_on(1, "I like tea"))  # type: ignore[union-attr]


def test_moving_a_memory_to_another_user_takes_it_from_the_first(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1), memory(2)]))
    before = store.read(lambda view: view.state(USER))

    store.write(lambda tx: tx.replace(memory(1, scope=BO)))

    after = store.read(lambda view: view.state(USER))
    assert after.version > before.version
    assert after.erased > before.erased
    assert len(store.read(lambda view: view.index_keys(USER))) == 1


def test_hidden_messages_stay_as_evidence(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1), message(2)]))

    store.write(lambda tx: tx.hide_messages([keys[0], 999]))

    assert store.read(lambda view: view.index_keys(USER)).tolist() == [keys[1]]
    assert [one.id for one in store.read(lambda view: view.messages(USER, limit=9))] == ["message-1", "message-2"]
    assert [row[2] for row in store.read(lambda view: view.all_messages())] == [False, True]


def test_the_last_messages_come_oldest_first(store: Store) -> None:
    store.write(lambda tx: tx.add_messages([message(n) for n in (3, 1, 2)]))

    assert [one.id for one in store.read(lambda view: view.messages(USER, limit=2))] == ["message-2", "message-3"]


def test_a_message_keeps_what_its_add_brought(store: Store) -> None:
    full = Message("m", "user", "hello", Scope("ana", run_id="r"), NOW, "Ana", {"topic": "food"}, "2030-01-01")
    key = store.write(lambda tx: tx.add_messages([replace(message(), message=full)]))[0]

    assert store.read(lambda view: view.by_keys([key, 77])) == {key: full}


def test_reindexing_replaces_features_and_passes_over_what_is_gone(store: Store) -> None:
    keys = store.write(lambda tx: tx.add_messages([message(1), message(2, searched=False)]))
    key = store.write(lambda tx: tx.add_memories([memory()]))[0]

    store.write(lambda tx: tx.set_searchable([(one, b"new", b"codes") for one in (*keys, key, 999)]))

    rows = store.read(lambda view: view.index_rows(None))
    assert [(row.key, row.features, row.codes) for row in rows] == [
        (keys[0], b"new", b"codes"),
        (key, b"new", b"codes"),
    ]
    assert store.read(lambda view: view.searchable_of(new_id(1))) == (b"new", b"codes")


def test_index_rows_tell_what_the_search_needs(store: Store) -> None:
    parent = store.write(lambda tx: tx.add_messages([message(5, scope=Scope("ana", run_id="r"))]))
    store.write(lambda tx: tx.add_memories([memory(1, valid_from=NOW + 5, role="user", actor="Ana")], parents=[parent]))

    said, known = store.read(lambda view: view.index_rows(USER))

    assert (said.kind, said.at, said.run_id, said.parents) == ("message", NOW + 5, "r", ())
    assert (known.kind, known.at, known.features, known.parents) == ("memory", NOW + 5, FEATURES, tuple(parent))
    assert (known.actor, known.role, known.valid_from, known.valid_to) == ("Ana", "user", NOW + 5, None)


def test_memories_with_a_slot_are_found_by_it(store: Store) -> None:
    store.write(
        lambda tx: tx.add_memories(
            [memory(1, slot="job"), memory(2, slot="home"), memory(3), memory(4, scope=BO, slot="job")]
        )
    )
    store.write(lambda tx: tx.close(new_id(2), at=NOW))

    assert [one.id for one in store.read(lambda view: view.with_slots(USER, {"job", "home"}))] == [new_id(1)]


def test_history_is_kept_in_order_with_ids_of_its_own(store: Store) -> None:
    store.write(lambda tx: tx.log([added(new_id(1), "a"), added(new_id(2), "b")]))
    update = HistoryEntry("", new_id(1), "UPDATE", "a", "c", NOW, NOW + 1, actor="Ana", role="user", reason="said so")
    store.write(lambda tx: tx.log([update]))

    first, second = store.read(lambda view: view.history(new_id(1)))

    assert (first.new_memory, replace(second, id="")) == ("a", update)
    assert len({entry.id for entry in store.read(lambda view: view.all_history())}) == 3


def test_entities_are_told_with_their_valid_memories(store: Store) -> None:
    both = Scope("ana", agent_id="bot")
    store.write(lambda tx: tx.add_memories([memory(1), memory(2, scope=both), memory(3, scope=both)]))
    store.write(lambda tx: tx.close(new_id(3), at=NOW + 99))

    told = store.read(lambda view: view.entities())

    assert [(one.entity.kind, one.entity.name, one.memories) for one in told] == [
        ("user", "ana", 2),
        ("agent", "bot", 1),
    ]
    assert (told[0].created_at, told[0].updated_at) == (NOW + 1, NOW + 99)


def test_an_unknown_entity_has_no_rows(store: Store) -> None:
    assert store.read(lambda view: view.state(USER)) == ScopeState(0, 0)
    assert store.read(lambda view: view.index_rows(USER)) == []


def test_reset_removes_everything_but_time_goes_on(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory()]))
    store.write(lambda tx: tx.set_setting("encoder", "x"))
    store.write(lambda tx: tx.log([added("a", "b")]))
    before = store.read(lambda view: view.state(USER))

    store.reset()

    assert store.read(lambda view: (view.find(select()), view.entities(), view.all_history())) == ([], [], [])
    assert store.read(lambda view: view.setting("encoder")) is None
    assert store.read(lambda view: view.state(USER)).version > before.version


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()

    with pytest.raises(DatabaseError, match="closed"):
        store.read(lambda view: view.entities())


@pytest.fixture(autouse=True)
def _check_open_stores_only(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    if request.node.originalname == "test_a_closed_store_says_so":
        monkeypatch.setattr(store, "check", list)


def test_message_ids_may_repeat_and_sources_stay_with_their_own(store: Store) -> None:
    """Callers number the messages of every conversation from one."""
    ana = store.write(lambda tx: tx.add_messages([message(1, "I am Ana")]))
    bo = store.write(lambda tx: tx.add_messages([message(1, "I am Bo", scope=BO)]))

    store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(1))], parents=[ana]))
    store.write(lambda tx: tx.add_memories([memory(2, scope=BO, sources=resting_on(1))], parents=[bo]))

    quotes = [one.sources[0].quote for one in store.read(lambda view: view.find(select()))]
    assert quotes == ["I am Ana", "I am Bo"]


def test_a_source_is_not_looked_for_among_other_messages(store: Store) -> None:
    store.write(lambda tx: tx.add_messages([message(1, "I am Bo", scope=BO)]))

    with pytest.raises(ValidationError, match="rest"):
        store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(1))]))


def test_the_mark_stays_as_long_as_nothing_is_committed(store: Store) -> None:
    store.write(lambda tx: tx.add_memories([memory(1)]))
    mark = store.mark()

    store.read(lambda view: view.find(select()))
    assert store.mark() == mark

    store.write(lambda tx: tx.add_memories([memory(2)]))
    after = store.mark()
    assert after != mark

    store.write(lambda tx: tx.erase([memory(2).record.id], at=NOW))
    assert store.mark() not in (mark, after)


DAY_BEGINS, DAY_ENDS = 1_700_006_400_000_000, 1_700_092_799_999_999  # 15 November 2023, UTC


@pytest.mark.parametrize(
    ("op", "found"), [("eq", [1, 2]), ("gt", [3]), ("gte", [1, 2, 3]), ("lt", [0]), ("lte", [0, 1, 2])]
)
def test_a_day_is_all_of_the_day_where_memories_are_chosen_by_their_time(store: Store, op: str, found: list[int]) -> None:
    times = [DAY_BEGINS - 1, DAY_BEGINS, DAY_ENDS, DAY_ENDS + 1]
    store.write(lambda tx: tx.add_memories([memory(n, created_at=at) for n, at in enumerate(times)]))

    chosen = store.read(lambda view: view.find(select({"created_at": {op: "2023-11-15"}})))

    assert [record.id for record in chosen] == [new_id(n) for n in found]

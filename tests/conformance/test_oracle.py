"""SQLite against the in-memory store: the same random operations, and after each of them the same answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace as with_changes
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mem0.crypto import KeySource, read_key
from mem0.errors import DatabaseError, LeaseLostError, MemoryNotFoundError, ValidationError
from mem0.jobs import JobFilter, Lease, NewJob
from mem0.ports import NewMemory, NewMessage, Snapshot, Store, Transaction
from mem0.providers.stores.inmemory import InMemoryStore
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity, HistoryEntry, IndexRow, MemoryRecord, Message, Scope, Source, Summary
from mem0.retention import Use

from ..filters.strategies import METADATA, WORDS, filters
from .pieces import NOW, new_id, select

T = TypeVar("T")
NUMBERS = st.integers(0, 6)
LIKELY = st.integers(0, 3) | NUMBERS  # of memories: those of the beginning, mostly
KEYS = st.lists(st.integers(1, 25), max_size=5)
OWNERS = st.builds(Scope, st.sampled_from(["ana", "bo"]), st.none() | st.just("bot"), st.none() | st.just("r"))
JOB_OWNERS = OWNERS | st.builds(Scope, st.just("cy")) | st.just(Scope())
LEASES = st.builds(Lease, NUMBERS.map(new_id), st.integers(1, 2))
SOME = st.lists(NUMBERS, max_size=3)
MOMENTS = st.integers(NOW, NOW + 6)
TIMES = range(NOW - 1, NOW + 8)  # each of the moments, with one before and one after them
TEXTS = st.sampled_from(["I like green tea", "green tea", "tea", "I like green tea and coffee"])
QUOTES = st.none() | st.sampled_from(["tea", "green tea", "coffee", "I like"])
CONTENT = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "scope": OWNERS,
        "created_at": MOMENTS,
        "updated_at": st.none() | MOMENTS,
        "valid_from": st.just(0) | MOMENTS,
        "valid_to": st.none() | MOMENTS,
        "superseded_by": st.none() | st.none() | NUMBERS.map(new_id),
        "expires_on": st.none() | st.sampled_from(["2023-11-14", "2023-11-15"]),
        "metadata": METADATA,
        "categories": st.lists(WORDS, max_size=2).map(tuple),
        "slot": st.none() | st.sampled_from(["job", "home"]),
    }
)
MIRROR = "mirror"
FEATURES = st.binary(min_size=1, max_size=3)


class Abort(Exception):
    """Raised inside a write to see it undone."""


class StoresAgree(RuleBasedStateMachine):
    key: KeySource | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.sqlite: Store = SQLiteStore(Path(self.folder.name) / "store.db", durability="normal", key=self.key)
        self.oracle: Store = InMemoryStore()
        self.replicas: dict[Entity | None, Replica] = {}
        self.mirror: set[str] = set()  # as somebody keeps it who drains the outbox
        self.both(lambda tx: tx.outbox.register(MIRROR))

    def teardown(self) -> None:
        self.sqlite.close()
        self.folder.cleanup()

    def both(self, job: Callable[[Transaction], T]) -> None:
        """The same change on both, with the same result or the same kind of error."""
        results = []
        for store in (self.sqlite, self.oracle):
            try:
                results.append(repr(store.write(job)))
            except (DatabaseError, ValidationError, MemoryNotFoundError, LeaseLostError, Abort) as error:
                results.append(f"{type(error).__name__}: {error}")
        assert results[0] == results[1]

    def same(self, question: Callable[[Snapshot], T]) -> T:
        answer, expected = self.sqlite.read(question), self.oracle.read(question)
        assert answer == expected
        return answer

    @initialize(texts=st.lists(TEXTS, min_size=4, max_size=4), scopes=st.lists(OWNERS, min_size=6, max_size=6), quote=QUOTES)
    def begin(self, texts: list[str], scopes: list[Scope], quote: str | None) -> None:
        """Two conversations, a memory that has replaced another, and two that rest on the same messages as these."""
        said = [Message(new_id(n), "user", text, scopes[n // 2], NOW + n) for n, text in enumerate(texts)]
        records = [MemoryRecord(new_id(n), texts[n], scopes[n + 2], NOW + n, slot="job") for n in range(4)]
        records[1] = with_changes(records[1], valid_to=NOW + 3, superseded_by=new_id(0))

        def job(tx: Transaction) -> None:
            keys = tx.add_messages([NewMessage(one, b"f") for one in said])
            parents = [keys[n : n + 2] for n in (0, 1, 1, 2)]
            new = [with_quote(NewMemory(one, b"f"), tx.all_messages(), None) for one in records]
            new[3] = with_quote(new[3], [row for row in tx.all_messages() if row[0] in parents[3]], quote)
            tx.add_memories(new, parents=parents)
            for scope in dict.fromkeys(scopes):
                tx.set_summary(Summary(scope, "They talked of tea.", NOW, keys[-1]))
            tx.log([HistoryEntry("", one.id, "ADD", texts[1], one.text, NOW, None, actor="Ana") for one in records])

        self.both(job)

    @rule(items=st.lists(st.tuples(NUMBERS, TEXTS, OWNERS, MOMENTS, st.none() | FEATURES, METADATA), max_size=4))
    def add_messages(self, items: list[tuple[int, str, Scope, int, bytes | None, dict[str, Any]]]) -> None:
        new = [
            NewMessage(Message(new_id(n), "user", text, scope, at, None, metadata), features, b"codes")
            for n, text, scope, at, features, metadata in items
        ]
        self.both(lambda tx: tx.add_messages(new))

    @rule(items=st.lists(st.tuples(NUMBERS, CONTENT, SOME, FEATURES), max_size=3), quote=QUOTES, aborts=st.booleans())
    def add_memories(
        self, items: list[tuple[int, dict[str, Any], list[int], bytes]], quote: str | None, aborts: bool
    ) -> None:
        new = [NewMemory(MemoryRecord(new_id(n), **content), features) for n, content, _, features in items]

        def job(tx: Transaction) -> list[int]:
            messages = tx.all_messages()
            parents = [[messages[pick % len(messages)][0] for pick in picks if messages] for *_, picks, _ in items]
            quoted = [
                with_quote(one, [m for m in messages if m[0] in keys], quote)
                for one, keys in zip(new, parents, strict=True)
            ]
            keys = tx.add_memories(quoted, parents=parents)
            tx.log(
                [HistoryEntry("", one.record.id, "ADD", None, one.record.text, NOW, None, reason="new") for one in new]
            )
            if aborts:
                raise Abort
            return keys

        self.both(job)

    @rule(number=LIKELY, content=CONTENT, parents=st.none() | SOME, features=FEATURES)
    def replace(self, number: int, content: dict[str, Any], parents: list[int] | None, features: bytes) -> None:
        new = NewMemory(MemoryRecord(new_id(number), **content), features, b"codes")

        def job(tx: Transaction) -> None:
            keys = [key for key, _, _ in tx.all_messages()]
            tx.replace(new, parents=None if parents is None else [keys[n % len(keys)] for n in parents if keys])
            tx.log([HistoryEntry("", new.record.id, "UPDATE", "tea", new.record.text, NOW, NOW)])

        self.both(job)

    @rule(number=LIKELY, at=MOMENTS, successor=st.none() | NUMBERS.map(new_id))
    def close(self, number: int, at: int, successor: str | None) -> None:
        self.both(lambda tx: tx.close(new_id(number), at=at, superseded_by=successor))

    @rule(number=LIKELY, picks=SOME)
    def add_sources(self, number: int, picks: list[int]) -> None:
        self.both(
            lambda tx: tx.add_sources(new_id(number), [row[0] for row in tx.all_messages() if row[0] % 7 in picks])
        )

    @rule(keys=KEYS)
    def hide_messages(self, keys: list[int]) -> None:
        self.both(lambda tx: tx.hide_messages(keys))

    @rule(items=st.lists(st.tuples(st.integers(1, 25), FEATURES, st.none() | FEATURES), max_size=5))
    def set_searchable(self, items: list[tuple[int, bytes, bytes | None]]) -> None:
        self.both(lambda tx: tx.set_searchable(items))

    @rule(numbers=st.lists(LIKELY, max_size=3))
    def erase(self, numbers: list[int]) -> None:
        self.both(lambda tx: tx.erase([new_id(n) for n in numbers], at=NOW + 5))

    @rule(keys=KEYS)
    def erase_messages(self, keys: list[int]) -> None:
        self.both(lambda tx: tx.erase_messages(keys))

    @rule(where=filters)
    def erase_scope(self, where: dict[str, Any]) -> None:
        self.both(lambda tx: tx.erase_scope(select(where), at=NOW + 5))

    @rule(name=st.sampled_from(["ana", "bo"]), kind=st.sampled_from(["user_id", "agent_id", "run_id"]))
    def erase_entity(self, name: str, kind: str) -> None:
        self.both(lambda tx: tx.erase_scope(select({kind: name}), at=NOW + 5))

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3), scope=JOB_OWNERS, ordered=st.booleans(), due=MOMENTS)
    def enqueue(self, numbers: list[int], scope: Scope, ordered: bool, due: int) -> None:
        kind = "odd" if due % 2 else "even"
        new = [NewJob(new_id(n), kind, {"n": n}, NOW, scope, ordered, due, max_attempts=2) for n in numbers]
        self.both(lambda tx: tx.enqueue(new))

    @rule(now=MOMENTS, lasts=st.integers(0, 3), kinds=st.sampled_from([["odd"], ["odd", "even"]]), limit=st.integers(1, 3))
    def claim(self, now: int, lasts: int, kinds: list[str], limit: int) -> None:
        self.both(lambda tx: tx.claim(now=now, until=now + lasts, kinds=kinds, limit=limit))

    @rule(lease=LEASES, at=MOMENTS, how=st.sampled_from(["finish", "again", "fail", "release", "extend"]))
    def work(self, lease: Lease, at: int, how: str) -> None:
        changes: dict[str, Callable[[Transaction], object]] = {
            "finish": lambda tx: tx.finish(lease, at=at, results=[{"id": "x"}]),
            "again": lambda tx: tx.fail(lease, at=at, error="broken", again=at + 1),
            "fail": lambda tx: tx.fail(lease, at=at, error="broken", again=None),
            "release": lambda tx: tx.release(lease, at=at),
            "extend": lambda tx: tx.extend(lease, now=at, until=at + 5),
        }
        self.both(changes[how])

    @rule(numbers=SOME, at=MOMENTS, how=st.sampled_from(["retry", "cancel", "drop"]))
    def look_after_jobs(self, numbers: list[int], at: int, how: str) -> None:
        ids = [new_id(n) for n in numbers]
        changes: dict[str, Callable[[Transaction], object]] = {
            "retry": lambda tx: tx.retry(ids, at=at),
            "cancel": lambda tx: tx.cancel(ids, at=at, error="not wanted"),
            "drop": lambda tx: tx.drop_jobs(before=at),
        }
        self.both(changes[how])

    @rule(limit=st.sampled_from([1, 2, 100]))
    def drain(self, limit: int) -> None:
        """Told row by row of what changed, a mirror shows what the store holds."""
        for row in self.same(lambda view: view.outbox.pending(MIRROR, limit=limit)):
            record = self.same(partial(memory_of, memory_id=row.id))
            holds = record is not None and record.valid_to is None
            assert not (row.op == "delete" and holds)
            (self.mirror.add if holds else self.mirror.discard)(row.id)
            self.both(partial(told, up_to=row.n))
        if limit == 100:
            assert self.mirror == set(self.same(lambda view: view.memory_ids()))

    @rule(uses=st.dictionaries(st.integers(1, 25), st.builds(Use, st.integers(1, 3), MOMENTS), max_size=4))
    def note_uses(self, uses: dict[int, Use]) -> None:
        self.both(lambda tx: tx.note_uses(uses))

    @rule(scope=OWNERS, text=TEXTS, upto=st.integers(0, 25))
    def set_summary(self, scope: Scope, text: str, upto: int) -> None:
        self.both(lambda tx: tx.set_summary(Summary(scope, text, NOW + upto, upto)))

    @rule()
    def scrub(self) -> None:
        self.sqlite.scrub()

    @rule(
        where=st.just({}) | filters,
        valid_at=st.none() | MOMENTS,
        superseded=st.booleans(),
        today=st.none() | st.just("2023-11-15"),
        limit=st.none() | st.integers(0, 3),
        offset=st.integers(0, 2),
    )
    def find(self, where: dict[str, Any], limit: int | None, offset: int, **more: Any) -> None:
        selection = select(where, **more)
        everything = self.same(lambda view: view.find(selection))
        page = self.same(lambda view: view.find(selection, limit=limit, offset=offset))
        assert page == everything[offset:][:limit]
        assert self.same(lambda view: view.count(selection)) == len(everything)

    @invariant()
    def everything_is_the_same(self) -> None:
        summaries = self.same(lambda view: view.entities())
        self.same(whole_state)
        self.same(lambda view: (view.outbox.pending(MIRROR, limit=50), view.outbox.backlog(MIRROR)))
        self.same(lambda view: [conversation_of(view, scope) for scope in CONVERSATIONS])
        for record in self.same(lambda view: view.find(select(superseded=True))):
            self.same(partial(by_id, memory_id=record.id))
        for entity in (None, *(summary.entity for summary in summaries), *self.replicas):
            self.replicas.setdefault(entity, Replica()).follow(self, entity)
        for summary in summaries:
            self.same(partial(by_owner, entity=summary.entity))
        assert self.sqlite.check() == self.oracle.check() == []

    @invariant()
    def every_time_is_the_same(self) -> None:
        """What held at each moment that anything began or ended at, and just before and after it."""
        for at in TIMES:
            self.same(partial(held_at, at=at))
        self.same(lambda view: [view.tally(since=at) for at in TIMES])
        for after in range(self.same(lambda view: view.history_end()) + 2):
            self.same(partial(changed_after, number=after))


def whole_state(view: Snapshot) -> object:
    keys = range(view.state(None).version + 2)
    about_jobs = (view.jobs(JobFilter()), view.queue(), view.job(new_id(1)))
    some_jobs = view.jobs(JobFilter(["PENDING"], ["odd"]), limit=2, offset=1)
    said = (view.all_messages(), view.all_history(), sorted(map(repr, view.all_summaries())))
    return view.state(None), view.by_keys(keys), view.uses(keys), view.memory_ids(), said, about_jobs, some_jobs


def held_at(view: Snapshot, at: int) -> object:
    today = "2023-11-14" if at % 2 else "2023-11-15"
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at)
    made = [select({"created_at": {op: moment}}, superseded=True) for op in ("eq", "gt", "gte", "lt", "lte")]
    held = (select(valid_at=at), select(valid_at=at, today=today), select(today=today))
    return [view.find(one) for one in (*made, *held)]


def changed_after(view: Snapshot, number: int) -> object:
    return view.history_after(number, limit=2)


def by_id(view: Snapshot, memory_id: str) -> object:
    about = (view.get(memory_id), view.key_of(memory_id), view.history(memory_id))
    return about, view.parents_of(memory_id), view.searchable_of(memory_id)


def memory_of(view: Snapshot, memory_id: str) -> MemoryRecord | None:
    return view.get(memory_id)


def told(tx: Transaction, up_to: int) -> None:
    tx.outbox.done(MIRROR, up_to=up_to)


CONVERSATIONS = (Scope("ana"), Scope("ana", run_id="r"), Scope("bo", "bot", "r"), Scope("nobody"))


def conversation_of(view: Snapshot, scope: Scope) -> object:
    return view.conversation(scope, limit=3), view.conversation(scope, limit=9, after=7), view.summary(scope)


def by_owner(view: Snapshot, entity: Entity) -> object:
    return view.messages(entity, limit=3), view.with_slots(entity, ["job"]), view.index_keys(entity).tolist()


class Replica:
    """An index as the search keeps it: brought up to date by what changed since, and by the keys when something was erased."""

    def __init__(self) -> None:
        self.rows: dict[int, IndexRow] = {}
        self.version = self.erased = 0

    def follow(self, stores: StoresAgree, entity: Entity | None) -> None:
        state = stores.same(lambda view: view.state(entity))
        assert state.version >= self.version
        if state.version > self.version:
            changed = stores.same(lambda view: view.index_rows(entity, since=self.version))
            self.rows.update({row.key: row for row in changed})
        if state.erased != self.erased:
            keep = set(stores.same(lambda view: view.index_keys(entity).tolist()))
            self.rows = {key: row for key, row in self.rows.items() if key in keep}
        self.version, self.erased = state.version, state.erased
        full = stores.same(lambda view: view.index_rows(entity))
        assert sorted(self.rows.values(), key=lambda row: (row.at, row.key)) == full


def with_quote(new: NewMemory, messages: list[tuple[int, Message, bool]], quote: str | None) -> NewMemory:
    """The memory resting on the first message with these words, where there is one."""
    quoted = [message for _, message, _ in messages if quote is not None and quote in message.content]
    sources = tuple(Source(message.id, quote) for message in quoted[:2])
    return NewMemory(with_changes(new.record, sources=sources), new.features, new.codes)


class SealedStoresAgree(StoresAgree):
    """The same, over an encrypted file whose keys are changed now and then."""

    key: KeySource | None = read_key(bytes(range(32)))

    @rule(entity=st.sampled_from([Entity("user", "ana"), Entity("run", "r")]))
    def rekey(self, entity: Entity) -> None:
        if entity in [summary.entity for summary in self.sqlite.read(lambda view: view.entities())]:
            assert isinstance(self.sqlite, SQLiteStore)
            self.sqlite.rekey(entity)

    @rule(number=st.integers(0, 255))
    def rotate(self, number: int) -> None:
        assert isinstance(self.sqlite, SQLiteStore)
        self.sqlite.rotate_key(read_key(bytes([number]) * 32))


TestStoresAgree = StoresAgree.TestCase
TestStoresAgree.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestSealedStoresAgree = SealedStoresAgree.TestCase
TestSealedStoresAgree.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

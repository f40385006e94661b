"""Carry out decisions inside one transaction: what is superseded keeps its interval, and history says why."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..ports import NewMemory, Transaction
from ..records import Decision, Event, Fact, HistoryEntry, MemoryRecord, Message, Micros, Skip, Source
from ..retrieval.features import features
from .changes import Addition, Change
from .searchable import Searchable


def entry(
    event: Event, record: MemoryRecord, *, at: Micros | None, old: str | None = None, reason: str | None = None
) -> HistoryEntry:
    """A line of history for a change of `record` at `at` (None: it is new)."""
    deleted = event == "DELETE"
    return HistoryEntry(
        id=str(uuid.uuid4()),
        memory_id=record.id,
        event=event,
        old_memory=old,
        new_memory=None if deleted else record.text,
        created_at=record.created_at,
        updated_at=at,
        is_deleted=deleted,
        actor=record.actor,
        role=record.role,
        reason=reason,
    )


def supersede(tx: Transaction, old: MemoryRecord, new: NewMemory, *, parents: list[int] | None) -> None:
    """Put `new` in the place of `old` under the same id; the old version stays as a closed memory of its own."""
    kept = tx.parents_of(old.id)
    still_there = {message.id for message in tx.by_keys(kept).values()}
    archived = replace(
        old,
        id=str(uuid.uuid4()),
        valid_to=new.record.valid_from,
        superseded_by=new.record.id,
        sources=tuple(source for source in old.sources if source.message_id in still_there),
    )
    found_by = tx.searchable_of(old.id) or (features(old.text).to_bytes(), None)
    tx.add_memories([NewMemory(archived, *found_by)], parents=[kept])
    tx.replace(new, parents=parents)


def hide(tx: Transaction, memory_id: str) -> None:
    """Take the messages that a memory rests on, and the replies to them, out of the search: they speak of the past."""
    keys = tx.parents_of(memory_id)
    tx.hide_messages([*keys, *(reply for key in keys for reply in replies(tx, key))])


def replies(tx: Transaction, key: int) -> list[int]:
    """The assistant's messages right behind a message of the same call (their keys follow without a gap)."""
    said = tx.by_keys([key]).get(key)
    found: list[int] = []
    while isinstance(said, Message):
        following = tx.by_keys([key + len(found) + 1]).get(key + len(found) + 1)
        same_call = isinstance(following, Message) and following.scope == said.scope
        if not same_call or not isinstance(following, Message) or following.role != "assistant":
            break
        found.append(key + len(found) + 1)
    return found


class Applier:
    """Applies decisions one after the other and remembers what each did. Later decisions see earlier ones."""

    def __init__(
        self,
        tx: Transaction,
        addition: Addition,
        keys: Mapping[str, int],
        found_by: Callable[[str], Searchable],
        *,
        label: Callable[[MemoryRecord], MemoryRecord],
    ) -> None:
        self.tx, self.addition, self.keys, self.found_by, self.label = tx, addition, keys, found_by, label
        self.changes: list[Change] = []
        self.skipped: list[Skip] = []
        self._now: dict[str, MemoryRecord | None] = {}  # targets as earlier decisions left them; None: closed

    def apply(self, decision: Decision) -> None:
        target = decision.target
        if target is not None:
            target = self._now.get(target.id, target)
        if decision.event == "DELETE" and target is None:
            return  # an earlier decision of this call closed it already
        if decision.event == "NOOP" and decision.target is None:
            self.skipped.append(Skip(decision.fact.message_id, decision.fact.quote, decision.reason))
            return
        if decision.event == "ADD" or target is None:
            self._add(decision.fact, decision.reason)
        elif decision.event == "NOOP":
            self._confirm(decision.fact, target, decision.reason)
        elif decision.event == "UPDATE":
            self._update(decision.fact, target, decision.reason)
        else:
            self._delete(decision, target)

    def _tell(self, event: Event, record: MemoryRecord, *, reason: str = "") -> None:
        self.changes.append(Change(event, record, None, reason or None))

    def _tell_of(self, event: Event, record: MemoryRecord, was: MemoryRecord, rested_on: list[int], reason: str) -> None:
        """A change of a memory that was otherwise before."""
        previous = was.text if event == "UPDATE" else None
        self.changes.append(Change(event, record, previous, reason or None, was, tuple(rested_on)))

    def _record(self, fact: Fact) -> MemoryRecord:
        quotes = (Source(fact.message_id, fact.quote), *(Source(one) for one in fact.also_in))
        return MemoryRecord(
            id=str(uuid.uuid4()),
            text=fact.text,
            scope=self.addition.scope,
            created_at=fact.at,
            valid_from=fact.at,
            event_at=fact.event_at,
            expires_on=self.addition.expires_on,
            actor=fact.actor,
            role=fact.role,
            metadata=self.addition.metadata,
            immutable=self.addition.immutable,
            inferred=True,
            slot=fact.slot,
            sources=quotes,
            categories=fact.categories,
        )

    def _parents(self, fact: Fact) -> list[int]:
        return [self.keys[one] for one in (fact.message_id, *fact.also_in)]

    def _new(self, record: MemoryRecord) -> NewMemory:
        found_by = self.found_by(record.text)
        return NewMemory(record, found_by.features, found_by.codes)

    def _add(self, fact: Fact, reason: str) -> None:
        record = self.label(self._record(fact))
        self.tx.add_memories([self._new(record)], parents=[self._parents(fact)])
        self.tx.log([entry("ADD", record, at=None, reason=reason or None)])
        self._tell("ADD", record, reason=reason)

    def _confirm(self, fact: Fact, target: MemoryRecord, reason: str) -> None:
        self.tx.add_sources(target.id, self._parents(fact))
        self._tell("NOOP", target, reason=reason)

    def _update(self, fact: Fact, target: MemoryRecord, reason: str) -> None:
        if fact.at < target.valid_from:
            self._add_outdated(fact, target)
            return
        rested_on = self.tx.parents_of(target.id)
        fresh = self.label(
            replace(
                self._record(fact),
                id=target.id,
                created_at=target.created_at,
                updated_at=fact.at,
                metadata={**target.metadata, **self.addition.metadata},
                categories=fact.categories or target.categories,
            )
        )
        hide(self.tx, target.id)
        supersede(self.tx, target, self._new(fresh), parents=self._parents(fact))
        self.tx.log([entry("UPDATE", fresh, at=fact.at, old=target.text, reason=reason)])
        self._now[target.id] = fresh
        self._tell_of("UPDATE", fresh, target, rested_on, reason)

    def _add_outdated(self, fact: Fact, target: MemoryRecord) -> None:
        """What was said before the known value began is kept as a past version of it, never as the present one."""
        past = replace(self.label(self._record(fact)), valid_to=target.valid_from, superseded_by=target.id)
        keys = self._parents(fact)
        self.tx.add_memories([self._new(past)], parents=[keys])
        self.tx.hide_messages(keys)
        reason = "older than what is known"
        self.tx.log([entry("ADD", past, at=None, reason=reason)])
        self._tell("NOOP", target, reason=reason)

    def _delete(self, decision: Decision, target: MemoryRecord) -> None:
        at = max(decision.fact.at, target.valid_from)
        rested_on = self.tx.parents_of(target.id)
        hide(self.tx, target.id)
        self.tx.close(target.id, at=at)
        closed = replace(target, valid_to=at)
        self.tx.log([entry("DELETE", closed, at=at, old=target.text, reason=decision.reason)])
        self._now[target.id] = None
        self._tell_of("DELETE", closed, target, rested_on, decision.reason)
        if decision.keep:
            self._add(decision.fact, decision.reason)

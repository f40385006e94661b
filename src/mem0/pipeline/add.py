"""The story of add: read the messages, find what is worth remembering, decide what it changes, store it in one piece."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..conversation import read_messages, without_references
from ..filters import Filter, parse
from ..ports import NewMemory, NewMessage, ReadsContext, Snapshot, Transaction
from ..records import ENTITY_KINDS, Entity, Fact, MemoryRecord, Message, Scope, Skip, Source
from ..retrieval.query import Query
from ..rules.consolidate import consolidate
from ..rules.extract import Extraction, extract
from ..rules.slots import personal
from .apply import Applier, entry
from .changes import Addition, Change, Outcome
from .parts import Parts, Searchable, searchable
from .permits import in_own_name, permit
from .search import Question, recall
from .sentences import sentence_vectors
from .spoken import BEFORE, spoken
from .work import settle

MACHINE_ROLES = frozenset({"tool", "function", "developer"})
SMALL_TALK = frozenset({"greeting", "acknowledgment", "thanks", "small talk"})
SHORT_WORDS, SHORT_CHARS = 4, 40  # small talk up to this size says nothing that a search could want
SIMILAR = 20  # similar memories that a fact is compared with; the paper takes 10


async def add(parts: Parts, addition: Addition) -> Outcome:
    """Remember messages: as they are (infer=False), or as facts that are consolidated with what is known."""
    reading = read_messages(
        addition.messages,
        scope=addition.scope,
        at=addition.at,
        metadata=addition.metadata,
        expires_on=addition.expires_on,
    )
    permit(parts, "add", "add memories")
    messages = in_own_name(parts, reading.messages)
    how = _learn if addition.infer else _keep
    changes, skipped = await parts.runner.call(lambda: how(parts, addition, messages))
    return Outcome(tuple(changes), (*reading.skipped, *skipped))


def _keep(parts: Parts, addition: Addition, messages: Sequence[Message]) -> tuple[list[Change], list[Skip]]:
    """Every message becomes one memory, word for word."""
    records = [_verbatim(addition, message) for message in messages]
    said = spoken(records, _just_before(parts, messages))
    found_by = searchable(parts.encoder, [record.text for record in records], said=said)
    new = [NewMemory(r, f.features, f.codes) for r, f in zip(records, found_by, strict=True)]
    changes = [Change("ADD", record) for record in records]

    def job(tx: Transaction) -> None:
        keys = tx.add_messages([NewMessage(_bare(message)) for message in messages])
        tx.add_memories(new, parents=[(key,) for key in keys])
        tx.log([entry("ADD", record, at=None) for record in records])
        settle(tx, addition.lease, changes, at=parts.clock.now())

    parts.store.write(job)
    return changes, []


def _just_before(parts: Parts, messages: Sequence[Message]) -> list[Message]:
    """The last messages that are known of whom these are about, for an encoder that reads in context."""
    if not messages or not isinstance(parts.encoder, ReadsContext):
        return []
    owner = _owner(messages[0].scope)
    return parts.store.read(lambda snapshot: snapshot.messages(owner, limit=BEFORE))


def _verbatim(addition: Addition, message: Message) -> MemoryRecord:
    return MemoryRecord(
        id=str(uuid.uuid4()),
        text=message.content,
        scope=addition.scope,
        created_at=message.at,
        valid_from=message.at,
        expires_on=addition.expires_on,
        actor=message.actor,
        role=message.role,
        metadata=addition.metadata,
        immutable=addition.immutable,
        sources=(Source(message.id),),
    )


def _bare(message: Message) -> Message:
    """A message that a memory stands for: the memory carries the metadata and the expiry."""
    return Message(message.id, message.role, message.content, message.scope, message.at, message.actor)


def _learn(parts: Parts, addition: Addition, messages: Sequence[Message]) -> tuple[list[Change], list[Skip]]:
    """Extract facts, compare them with what is known in this scope, and apply the decisions, in one transaction."""
    words = [replace(message, content=without_references(message.content)) for message in messages]
    machine = [Skip(m.id, m.content[:200], "tool output") for m in messages if m.role in MACHINE_ROLES]
    found = extract([m for m in words if m.role not in MACHINE_ROLES], sentence_vectors=sentence_vectors)
    texts = [fact.text for fact in found.facts]
    made = dict(zip(texts, searchable(parts.encoder, texts), strict=True))
    evidence = _evidence(parts, messages, found)

    def job(tx: Transaction) -> list[Change]:
        known = _known(parts, tx, addition.scope, found.facts)
        decisions = consolidate(found.facts, known, sentence_vectors=sentence_vectors)
        keys = dict(zip((m.id for m in messages), tx.add_messages(evidence), strict=True))
        applier = Applier(tx, addition, keys, partial(_found_by, parts, made))
        for decision in decisions:
            applier.apply(decision)
        settle(tx, addition.lease, applier.changes, at=parts.clock.now())
        return applier.changes

    return parts.store.write(job), [*found.skipped, *machine]


def _found_by(parts: Parts, made: dict[str, Searchable], text: str) -> Searchable:
    """What a text is found by; consolidation may have worded a fact anew."""
    if text not in made:
        made[text] = searchable(parts.encoder, [text])[0]
    return made[text]


def _evidence(parts: Parts, messages: Sequence[Message], found: Extraction) -> list[NewMessage]:
    """All messages are kept; those that say something can be found by search where no memory answers."""
    facts = {fact.message_id for fact in found.facts}
    chat = {skip.message_id for skip in found.skipped if skip.reason in SMALL_TALK} - facts
    wanted = [
        m
        for m in messages
        if parts.settings.evidence == "search" and m.role != "system" and not (m.id in chat and _short(m.content))
    ]
    said = dict(zip((m.id for m in messages), spoken(messages, _just_before(parts, messages)), strict=True))
    made = searchable(parts.encoder, [m.content for m in wanted], said=[said[m.id] for m in wanted])
    found_by = dict(zip((m.id for m in wanted), made, strict=True))
    return [
        NewMessage(m, found_by[m.id].features, found_by[m.id].codes) if m.id in found_by else NewMessage(_bare(m))
        for m in messages
    ]


def _short(content: str) -> bool:
    return len(content.split()) <= SHORT_WORDS and len(content) <= SHORT_CHARS


def _known(parts: Parts, tx: Snapshot, scope: Scope, facts: Sequence[Fact]) -> list[MemoryRecord]:
    """What the facts may change: valid memories of the same owner with the same slot, and the most similar ones."""
    if not facts:
        return []
    owner = _owner(scope)
    where = parse({f"{owner.kind}_id": owner.name})
    slots = {fact.slot for fact in facts if fact.slot}
    found = {r.id: r for r in tx.with_slots(owner, slots)} if slots else {}
    for fact in facts:
        found |= {record.id: record for record in _similar(parts, tx, where, fact)}
    return [record for record in found.values() if record.valid_to is None and _same_owner(record, scope)]


def _similar(parts: Parts, tx: Snapshot, where: Filter, fact: Fact) -> list[MemoryRecord]:
    query = Query.read(
        fact.text, now=fact.at
    )  # the static signals find near statements; a model would cost milliseconds
    answers = recall(parts, tx, query, Question(fact.text, where, limit=SIMILAR, memories_only=True))
    return [answer.record for answer in answers if isinstance(answer.record, MemoryRecord)]


def _owner(scope: Scope) -> Entity:
    """The entity whose memories are compared: a user before an agent before an app before a run."""
    return min(scope.entities(), key=lambda entity: ENTITY_KINDS.index(entity.kind))


def _same_owner(record: MemoryRecord, scope: Scope) -> bool:
    """A fact changes memories of the very same user, agent and app; across runs only what is about the person."""
    there = record.scope
    if (there.user_id, there.agent_id, there.app_id) != (scope.user_id, scope.agent_id, scope.app_id):
        return False
    return there.run_id == scope.run_id or personal(record.slot)

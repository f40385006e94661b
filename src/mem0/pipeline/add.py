"""The story of add: read the messages, find what is worth remembering, decide what it changes, store it in one piece.

What waits (the language model, a remote embedder) happens before the transaction, on the store as it was seen then;
the transaction checks again what it does to the store as it is (consolidate.py). When anything fails, nothing is stored:
the same call may simply be made again.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from ..conversation import read_messages
from ..ports import NewMemory, NewMessage, Transaction
from ..records import MemoryRecord, Message, Source
from .acts import audited
from .apply import entry
from .attached import in_words
from .changes import Addition, Change, Outcome
from .consolidate import propose
from .consult import Consultation, Meter
from .discretion import cleaned, labelled
from .encoding import add_missing, encode
from .evidence import bare, searched
from .learning import learn
from .link import Linking
from .parts import Parts
from .permits import in_own_name, permit
from .procedure import summarise
from .searchable import Searchable
from .storing import Lesson, store
from .work import settle


@audited("add")
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
    meter = Meter()
    sees = addition.infer and parts.settings.vision
    spoken = in_own_name(parts, reading.messages)
    told, unread = await in_words(_consultation(parts, meter) if sees else None, spoken, reading.brought)
    grown = [own for own, whole in zip(spoken, told, strict=True) if own.content != whole.content]
    own_words = {message.id: message.content for message in cleaned(parts, grown)}
    done = await _how(addition)(parts, meter, replace(addition, own_words=own_words), cleaned(parts, told))
    usage = meter.usage if parts.llm is not None or parts.encoder.remote else None
    return replace(done, skipped=(*reading.skipped, *unread, *done.skipped), usage=usage)


def _how(addition: Addition) -> Callable[[Parts, Meter, Addition, Sequence[Message]], Awaitable[Outcome]]:
    if addition.procedural:
        return _summarise
    return _learn if addition.infer else _keep


async def _summarise(parts: Parts, meter: Meter, addition: Addition, messages: Sequence[Message]) -> Outcome:
    """One memory that tells what an agent did."""
    return await summarise(parts, meter, _consultation(parts, meter), addition, messages)


async def _learn(parts: Parts, meter: Meter, addition: Addition, messages: Sequence[Message]) -> Outcome:
    """Extract facts, compare them with what is known in this scope, and apply the decisions, in one transaction."""
    consultation = _consultation(parts, meter) if parts.strategy != "rules" else None
    learned = await learn(parts, consultation, addition, messages)
    found = learned.found
    telling = {one for fact in found.facts for one in (fact.message_id, *fact.also_in)}
    wanted = searched(messages, telling, learned.chat) if parts.settings.evidence == "search" else []
    texts = [fact.text for fact in found.facts]
    if parts.linker is not None:
        texts += parts.linker.texts(found.mentions, found.triplets)
    encoded = await encode(parts, meter, texts=texts, told=wanted, around=messages)
    plan = await propose(parts, consultation, addition.scope, found, encoded.texts)
    await add_missing(parts, meter, encoded, plan.texts())
    return await store(Lesson(parts, addition, messages, found, plan, encoded, learned.renewal), meter)


def _consultation(parts: Parts, meter: Meter) -> Consultation | None:
    """The model, where there is one."""
    if parts.llm is None:
        return None
    settings = parts.settings
    return Consultation(parts.llm, parts.runner, meter, settings.llm_attempts, settings.llm_patience)


async def _keep(parts: Parts, meter: Meter, addition: Addition, messages: Sequence[Message]) -> Outcome:
    """Every message becomes one memory, word for word."""
    records = [labelled(parts, _verbatim(addition, message)) for message in messages]
    found_by = (await encode(parts, meter, told=records)).messages
    new = [NewMemory(one, found_by[one.id].features, found_by[one.id].codes) for one in records]
    changes = [Change("ADD", record) for record in records]
    linker = parts.linker
    found = linker.read(messages, ()) if linker is not None else ((), ())

    def job(tx: Transaction) -> Any:
        keys = tx.add_messages([NewMessage(bare(message)) for message in messages])
        tx.add_memories(new, parents=[(key,) for key in keys])
        tx.log([entry("ADD", record, at=None) for record in records])
        settle(tx, addition.lease, changes, at=parts.clock.now())
        if linker is None:
            return None
        by_id = dict(zip((m.id for m in messages), keys, strict=True))
        return linker.link(tx, Linking(addition.scope, messages, by_id, *found, changes, _nothing_more))

    relations = await parts.runner.call(lambda: parts.store.write(job))
    return Outcome(tuple(changes), (), relations=relations)


def _nothing_more(text: str) -> Searchable:
    raise KeyError(text)  # what is kept word for word was encoded before; linking asks for nothing else


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

"""Procedural memory: one summary of what an agent did, written by the model and stored as it is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ..errors import ConfigurationError, ValidationError
from ..ports import NewMemory, Transaction
from ..prompts.answers import Unusable
from ..prompts.procedure import procedure_prompt
from ..records import MemoryRecord, Message, Source
from ..values import storable
from .apply import entry
from .changes import Addition, Change, Outcome
from .consult import Consultation, Meter
from .discretion import labelled
from .encoding import encode
from .evidence import kept
from .parts import Parts
from .work import settle

PROCEDURAL = "procedural_memory"


async def summarise(
    parts: Parts, meter: Meter, consultation: Consultation | None, addition: Addition, messages: Sequence[Message]
) -> Outcome:
    """One memory of type "procedural_memory" for all messages, by one call of the model; they stay as its sources.

    The caller's `prompt` stands in place of ours, as in mem0ai. Raises ConfigurationError without a model.
    """
    if consultation is None:
        raise ConfigurationError("Procedural memory is a summary written by a language model; none is configured.")
    own, standing = addition.advice.instructions, parts.settings.advice.instructions
    prompt = procedure_prompt(messages, custom="\n".join(own) or None, advice=standing)
    text = (await consultation.ask(prompt, _text)).value
    found_by = (await encode(parts, meter, texts=[text])).texts[text]
    record = labelled(parts, _record(addition, messages, text))
    change = Change("ADD", record)

    def job(tx: Transaction) -> None:
        keys = tx.add_messages(kept(messages, {}))
        tx.add_memories([NewMemory(record, found_by.features, found_by.codes)], parents=[keys])
        tx.log([entry("ADD", record, at=None)])
        settle(tx, addition.lease, [change], at=parts.clock.now())

    await parts.runner.call(lambda: parts.store.write(job))
    return Outcome((change,), ())


def _text(said: str) -> str:
    if not said.strip():
        raise Unusable("The answer was empty.")
    try:
        return storable(said.strip(), name="The summary")
    except ValidationError as error:
        raise Unusable(str(error)) from None


def _record(addition: Addition, messages: Sequence[Message], text: str) -> MemoryRecord:
    at = max(message.at for message in messages)
    return MemoryRecord(
        id=str(uuid.uuid4()),
        text=text,
        scope=addition.scope,
        created_at=at,
        valid_from=at,
        expires_on=addition.expires_on,
        metadata={**addition.metadata, "memory_type": PROCEDURAL},
        memory_type=PROCEDURAL,
        immutable=addition.immutable,
        inferred=True,
        sources=tuple(Source(message.id) for message in messages),
    )

"""Change the graph without the memories: tell it something that becomes no memory, and empty it (docs/decisions/031)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final

from ..conversation import read_messages
from ..ports import GraphSelection, NewMessage, Transaction
from ..records import Entity, Message
from . import caches
from .acts import audited
from .changes import Addition
from .consult import Consultation, Meter
from .discretion import cleaned
from .encoding import encode
from .evidence import bare
from .learning import learn
from .link import Linker, Linking
from .parts import Parts
from .permits import in_own_name, permit, permit_whole

TOLD_ALONE: Final = "graph:"  # begins the ids of messages that were told to the graph alone


def told_alone() -> str:
    """An id for a message that is told to the graph alone."""
    return f"{TOLD_ALONE}{uuid.uuid4()}"


@audited("add")
async def tell(parts: Parts, linker: Linker, addition: Addition) -> Any:
    """Take the entities and relations of messages into the graph, and end those that they contradict; no memory changes.

    The messages are kept, unsearched, because relations rest on them, unless they say nothing for the graph. Returns
    what the linker tells, None where there was nothing.
    """
    permit(parts, "add", "add to the graph")
    read = read_messages(addition.messages, scope=addition.scope, at=addition.at, metadata={}, expires_on=None)
    messages = cleaned(parts, in_own_name(parts, read.messages))
    meter = Meter()
    settings = parts.settings
    consultation = None
    if parts.llm is not None and parts.strategy != "rules":
        consultation = Consultation(parts.llm, parts.runner, meter, settings.llm_attempts, settings.llm_patience)
    found = (await learn(parts, consultation, addition, messages)).found
    if not found.triplets and not found.mentions:
        return None
    texts = linker.texts(found.mentions, found.triplets)
    encoded = await encode(parts, meter, texts=texts, told=[], around=messages)

    def job(tx: Transaction) -> Any:
        keys = tx.add_messages([NewMessage(bare(message)) for message in messages])
        by_id = dict(zip((message.id for message in messages), keys, strict=True))
        linking = Linking(
            addition.scope, messages, by_id, found.mentions, found.triplets, (), encoded.texts.__getitem__
        )
        return linker.link(tx, linking)

    return await parts.runner.call(lambda: parts.store.write(job))


@audited("delete_all")
async def empty(parts: Parts, owners: Sequence[Entity]) -> None:
    """Remove the nodes and relations that belong to all of these entities for good, and what was told to the graph alone.

    Memories stay, and so do the messages that they rest on: what those say is not read into the graph again.
    """
    permit(parts, "administer", "empty the graph of a scope")
    await _carry_out(parts, [tuple(owners)])


@audited("reset")
async def empty_all(parts: Parts) -> None:
    """`empty` for everybody."""
    permit_whole(parts, "reset the graph")
    known = await parts.runner.call(lambda: parts.store.read(lambda view: [one.entity for one in view.entities()]))
    await _carry_out(parts, [(entity,) for entity in known])


async def _carry_out(parts: Parts, scopes: Sequence[tuple[Entity, ...]]) -> None:
    def job(tx: Transaction) -> None:
        for owners in scopes:
            alone = _told_alone(tx, owners)
            tx.erase_graph(owners)
            tx.erase_messages(alone)

    def run() -> None:
        parts.store.write(job)
        parts.graphs.clear()
        caches.forget_texts(parts)
        parts.store.scrub()

    await parts.runner.call(run)


def _told_alone(tx: Transaction, owners: tuple[Entity, ...]) -> list[int]:
    """The keys of the messages that were told to the graph alone and that these entities' graph rests on."""
    relations = tx.graph.relations(GraphSelection(owners, ever=True))
    keys = {basis.message for one in relations for basis in tx.graph.bases_of(one.id)}
    keys |= {naming.message for node in tx.graph.nodes(owners) for naming in tx.graph.namings_of(node.id)}
    found = tx.by_keys(sorted(keys))
    alone = [key for key, one in found.items() if isinstance(one, Message) and one.id.startswith(TOLD_ALONE)]
    rested_on = tx.graph.memories_on(alone)
    return [key for key in alone if not rested_on.get(key) and set(owners) <= set(_owners(found[key]))]


def _owners(message: Any) -> tuple[Entity, ...]:
    owners: tuple[Entity, ...] = message.scope.entities()
    return owners

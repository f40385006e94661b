"""Change the graph without the memories: tell it something that becomes no memory, and empty it (docs/decisions/031)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from ..conversation import read_messages
from ..ports import NewMessage, Transaction
from ..records import TOLD_ALONE, Entity
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


def told_alone() -> str:
    """An id for a message that is told to the graph alone."""
    return f"{TOLD_ALONE}{uuid.uuid4()}"


@audited("graph_add")
async def tell(parts: Parts, linker: Linker, addition: Addition) -> Any:
    """Take the entities and relations of messages into the graph, and end those that they contradict; no memory changes.

    The messages are kept, unsearched, because relations rest on them, unless they state no relation. Returns
    what the linker tells, None where there was nothing.
    """
    permit(parts, "add", "add to the graph")
    read = read_messages(addition.messages, scope=addition.scope, at=addition.at, metadata={}, expires_on=None)
    messages = cleaned(parts, in_own_name(parts, read.messages))
    meter = Meter()
    consultation = _consultation(parts, meter)
    learned = await learn(parts, consultation, addition, messages)
    found = learned.found
    if not found.triplets:
        return None
    texts = linker.texts(found.mentions, found.triplets)
    encoded = await encode(parts, meter, texts=texts, told=[], around=messages)

    def job(tx: Transaction) -> Any:
        keys = tx.add_messages([NewMessage(bare(message)) for message in messages])
        by_id = dict(zip((message.id for message in messages), keys, strict=True))
        if learned.renewal is not None:
            learned.renewal.store(tx)
        linking = Linking(
            addition.scope, messages, by_id, found.mentions, found.triplets, (), encoded.texts.__getitem__
        )
        return linker.link(tx, linking)

    return await parts.runner.call(lambda: parts.store.write(job))


def _consultation(parts: Parts, meter: Meter) -> Consultation | None:
    """The model, where one extracts."""
    if parts.llm is None or parts.strategy == "rules":
        return None
    settings = parts.settings
    return Consultation(parts.llm, parts.runner, meter, settings.llm_attempts, settings.llm_patience)


@audited("graph_delete_all")
async def empty(parts: Parts, owners: Sequence[Entity]) -> None:
    """Remove the nodes and relations that belong to all of these entities for good, and what was told to the graph alone.

    Memories stay, and so do the messages that they rest on: what those say is not read into the graph again.
    """
    permit(parts, "administer", "empty the graph of a scope")
    await parts.runner.call(lambda: _emptied(parts, owners))


@audited("graph_reset")
async def empty_all(parts: Parts) -> None:
    """`empty` for everybody."""
    permit_whole(parts, "reset the graph")
    await parts.runner.call(lambda: _emptied(parts, ()))


def _emptied(parts: Parts, owners: Sequence[Entity]) -> None:
    parts.store.write(lambda tx: tx.erase_graph(owners))
    parts.graphs.clear()
    parts.indexes.forget_records()
    caches.forget_texts(parts)
    parts.store.scrub()

"""When the databases outside are told: after every verb that changes something, and all at once when one asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..errors import ConfigurationError
from .feeding import PATIENCE_S, Feeder
from .forget import reset as reset_store
from .parts import Parts

EVERYTHING = 2**62


async def catch_up(parts: Parts) -> None:
    """Tell them what changed. A failure leaves it for the next time; what was stored stays stored."""
    for mirror in parts.mirrors:
        await parts.runner.ask(mirror.catch_up)


async def catch_up_fully(parts: Parts) -> None:
    """Tell them everything, and wait for it: what was erased shall be gone from there too, if they answer."""
    for mirror in parts.mirrors:
        await _fully(parts, mirror)


async def _fully(parts: Parts, mirror: Feeder) -> None:
    await parts.runner.ask(lambda: mirror.catch_up(most=EVERYTHING, wait_s=PATIENCE_S))


async def reset(parts: Parts) -> None:
    """Remove everything in the store, and in what mirrors it."""
    mirror = parts.mirror
    unlisted = mirror is not None and await parts.runner.ask(mirror.cannot_tell)
    ids = parts.store.read(lambda view: view.memory_ids()) if unlisted else []
    await reset_store(parts)
    if mirror is not None and ids:
        await parts.runner.call(lambda: mirror.forget(ids))
    await catch_up_fully(parts)


async def renewed(parts: Parts) -> Parts:
    """The parts with mirrors for their encoder; told everything anew where that changed, or where all vectors did."""
    store, encoder = parts.store, parts.encoder
    vectors = None if parts.mirror is None else parts.mirror.renewed(store, encoder)
    graph = None if parts.graph_mirror is None else parts.graph_mirror.renewed(store, encoder)
    changed = replace(parts, mirror=vectors, graph_mirror=graph)
    await catch_up_fully(changed)
    return changed


async def rebuild(
    parts: Parts, progress: Callable[[int, int], None] | None = None, *, vectors: bool, graph: bool
) -> int:
    """Fill the external vector index, the graph database, or both anew; returns how many things they show then."""
    shown = 0
    for mirror in _asked(parts, vectors=vectors, graph=graph):
        shown += await parts.runner.ask(partial(mirror.rebuild, progress))
    return shown


def _asked(parts: Parts, *, vectors: bool, graph: bool) -> Sequence[Feeder]:
    """The mirrors that are meant. Raises ConfigurationError where there is none."""
    if vectors and parts.mirror is None:
        raise ConfigurationError(
            "No external vector index is configured.",
            suggestion='Name one in "vector_store"; the embedded index is made anew by: mem0 reindex',
        )
    if graph and parts.graph_mirror is None:
        raise ConfigurationError(
            "No graph database is configured.",
            suggestion='Name one in "graph_store", for example neo4j; the graph in the store needs no index.',
        )
    asked = (parts.mirror if vectors else None, parts.graph_mirror if graph else None)
    return [one for one in asked if one is not None]


async def state(parts: Parts) -> dict[str, Any]:
    """What stats() says of the databases outside; nothing where there are none."""
    named = {"vector_index": parts.mirror, "graph_store": parts.graph_mirror}
    return {name: await parts.runner.call(one.state) for name, one in named.items() if one is not None}

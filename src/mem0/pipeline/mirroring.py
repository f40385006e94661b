"""When the external vector index is told: after every verb that changes memories, and all at once when one asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..errors import ConfigurationError
from .forget import reset as reset_store
from .mirror import PATIENCE_S
from .parts import Parts

EVERYTHING = 2**62


async def catch_up(parts: Parts) -> None:
    """Tell the index what changed. A failure leaves it for the next time; what was stored stays stored."""
    if parts.mirror is not None:
        await parts.runner.ask(parts.mirror.catch_up)


async def catch_up_fully(parts: Parts) -> None:
    """Tell the index everything, and wait for it: what was erased shall be gone from there too, if the index answers."""
    mirror = parts.mirror
    if mirror is not None:
        await parts.runner.ask(lambda: mirror.catch_up(most=EVERYTHING, wait_s=PATIENCE_S))


async def reset(parts: Parts) -> None:
    """Remove everything in the store, and in the index."""
    mirror = parts.mirror
    unlisted = mirror is not None and await parts.runner.ask(mirror.cannot_tell)
    ids = parts.store.read(lambda view: view.memory_ids()) if unlisted else []
    await reset_store(parts)
    if mirror is not None and ids:
        await parts.runner.call(lambda: mirror.forget(ids))
    await catch_up_fully(parts)


async def renewed(parts: Parts) -> Parts:
    """The parts with an index for their encoder; told everything anew where that changed, or where all vectors did."""
    if parts.mirror is None:
        return parts
    changed = replace(parts, mirror=parts.mirror.renewed(parts.store, parts.encoder))
    await catch_up_fully(changed)
    return changed


async def rebuild(parts: Parts, progress: Callable[[int, int], None] | None = None) -> int:
    """Fill the external index anew; returns how many memories it holds."""
    mirror = parts.mirror
    if mirror is None:
        raise ConfigurationError(
            "No external vector index is configured.",
            suggestion='Name one in "vector_store"; the embedded index is made anew by: mem0 reindex',
        )
    return await parts.runner.ask(lambda: mirror.rebuild(progress))


async def state(parts: Parts) -> dict[str, Any]:
    """What stats() says of the external index; nothing where there is none."""
    mirror = parts.mirror
    return {} if mirror is None else {"vector_index": await parts.runner.call(mirror.state)}

"""Bring the keyrings of a store's backups up to date: what a `forget` or a new master key could not tell them at once."""

from __future__ import annotations

from pathlib import Path

from ..errors import DatabaseError, ValidationError
from ..ports.backup import KeepsBackups, Keyrings
from .acts import audited
from .parts import Parts
from .permits import permit_whole
from .settled import unsettled


def settle(parts: Parts) -> Keyrings:
    """Tell the keyrings what they were not told yet. Those that are out of reach are named, judged by health and tried again.

    It comes after something that is done and must not fail for this: what waits is noted in the store.
    """
    store = unsettled(parts.store)
    if not isinstance(store, KeepsBackups):
        return Keyrings()
    try:
        return store.settle_keyrings()
    except DatabaseError as error:
        return Keyrings(pending={"every keyring": error.message})


async def listed(parts: Parts) -> dict[str, bool]:
    """The keyrings that the store has written, and whether each waits to be told something."""
    permit_whole(parts, "list the keyrings")
    store = unsettled(parts.store)
    return dict(await parts.runner.call(store.keyrings)) if isinstance(store, KeepsBackups) else {}


@audited("drop_keyring")
async def drop(parts: Parts, path: Path) -> None:
    """Know a keyring no more that was destroyed with its backups. Raises ValidationError for one that is not known."""
    permit_whole(parts, "drop a keyring")
    store = unsettled(parts.store)
    if not isinstance(store, KeepsBackups) or not await parts.runner.call(lambda: store.drop_keyring(path)):
        raise ValidationError(f"The store knows no keyring {path}.", suggestion="List them: mem0 keyring list")

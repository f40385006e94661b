"""Bring the keyrings of a store's backups up to date: what a `forget` or a new master key could not tell them at once."""

from __future__ import annotations

from ..errors import DatabaseError
from ..ports.backup import KeepsBackups, Keyrings
from .parts import Parts
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

"""Bring the keyrings of a store's backups up to date: what a `forget` or a new master key could not tell them at once."""

from __future__ import annotations

from ..errors import DatabaseError
from ..ports.backup import KeepsBackups, Keyrings
from .parts import Parts
from .settled import unsettled


def settle(parts: Parts) -> Keyrings:
    """Tell the keyrings what they were not told yet; those that are out of reach are named and stay waiting."""
    store = unsettled(parts.store)
    return store.settle_keyrings() if isinstance(store, KeepsBackups) else Keyrings()


def settle_quietly(parts: Parts) -> None:
    """`settle` beside something else that is done already: it is told by health, and tried again."""
    try:
        settle(parts)
    except DatabaseError:
        return  # the store cannot be written just now: what waits is noted in it

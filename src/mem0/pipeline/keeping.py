"""Look after the keys of an encrypted store."""

from __future__ import annotations

from ..crypto import KeySource
from ..errors import ConfigurationError
from ..ports import Sealing
from ..records import Entity
from .acts import audited
from .parts import Parts
from .permits import permit_whole
from .settled import unsettled


@audited("encrypt")
async def encrypt(parts: Parts, key: KeySource) -> int:
    """Seal a clear store; returns how many rows were sealed."""
    store = _sealing(parts)
    return await parts.runner.call(lambda: store.encrypt(key))


@audited("rotate_key")
async def rotate_key(parts: Parts, key: KeySource) -> int:
    """Change the master key; returns how many keys were wrapped anew."""
    store = _sealing(parts)
    return await parts.runner.call(lambda: store.rotate_key(key))


@audited("rekey")
async def rekey(parts: Parts, entity: Entity) -> int:
    """Give one owner a new key; returns how many rows were sealed anew."""
    store = _sealing(parts)
    return await parts.runner.call(lambda: store.rekey(entity))


def is_encrypted(parts: Parts) -> bool:
    store = unsettled(parts.store)
    return isinstance(store, Sealing) and store.encrypted


def _sealing(parts: Parts) -> Sealing:
    permit_whole(parts, "change the keys of the store")
    store = unsettled(parts.store)
    if isinstance(store, Sealing):
        return store
    raise ConfigurationError(f'The store "{parts.store.name}" writes nothing to a disk: it has no keys.')

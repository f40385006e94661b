"""Use a store with the one encoder that it was made with: vectors of two models never meet in one ranking."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from ..errors import ConfigurationError
from ..ports import Encoder, Mark, Snapshot, Store, Transaction

T = TypeVar("T")

ENCODER_SETTING = "encoder"
_SIZE = re.compile(r"/\d+$")


def encoder_setting(provider: str, encoder: Encoder) -> str:
    """What a store keeps to know its encoder again: the provider and the model."""
    return f"{provider}:{encoder.name}"


def same_encoder(kept: str, name: str) -> bool:
    """Whether two names mean one encoder; the size of the vectors may be known to only one of them."""
    unsized = size_in(kept) is None or size_in(name) is None
    return kept == name or (unsized and without_size(kept) == without_size(name))


def size_in(name: str) -> int | None:
    """The size of the vectors in an encoder's name, where it tells."""
    found = _SIZE.search(name)
    return int(found[0][1:]) if found else None


def without_size(name: str) -> str:
    return _SIZE.sub("", name)


def other_encoder(kept: str, name: str, provider: str) -> ConfigurationError:
    """The store was made with another encoder."""
    return ConfigurationError(
        f"This store was made with the embedder {kept}, not {name}.",
        details={"store": kept, "configured": name},
        suggestion=f"To change it, run: mem0 reembed --embedder {provider} "
        "(with settings of its own: mem0 reembed --config FILE)",
    )


def unsettled(store: Store) -> Store:
    """The store itself, for what changes its encoder."""
    return store.store if isinstance(store, SettledStore) else store


class SettledStore:
    """A store whose reads and writes all look first whether it still has this encoder.

    Another process may have re-embedded it meanwhile; its vectors then cannot be compared with ours. The first write
    after the encoder has learnt the size of its vectors keeps that size, in its own transaction.
    """

    def __init__(self, store: Store, provider: str, encoder: Encoder) -> None:
        self.store, self.provider, self.encoder = store, provider, encoder
        self.name = store.name

    def mark(self) -> Mark:
        return self.store.mark()

    def read(self, job: Callable[[Snapshot], T]) -> T:
        def checked(snapshot: Snapshot) -> T:
            self._check(snapshot)
            return job(snapshot)

        return self.store.read(checked)

    def write(self, job: Callable[[Transaction], T]) -> T:
        def checked(tx: Transaction) -> T:
            kept, ours = self._check(tx), encoder_setting(self.provider, self.encoder)
            if kept is None or len(kept) < len(ours):
                tx.set_setting(ENCODER_SETTING, ours)
            return job(tx)

        return self.store.write(checked)

    def _check(self, snapshot: Snapshot) -> str | None:
        kept = snapshot.setting(ENCODER_SETTING)
        name = (kept or "").partition(":")[2]
        if kept is not None and not same_encoder(name, self.encoder.name):
            raise other_encoder(name, self.encoder.name, self.provider)
        return kept

    def scrub(self) -> None:
        self.store.scrub()

    def reset(self) -> None:
        self.store.reset()

    def check(self) -> list[str]:
        return self.store.check()

    def size_bytes(self) -> int:
        return self.store.size_bytes()

    def close(self) -> None:
        self.store.close()

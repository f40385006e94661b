"""Look after a store: its figures, and making everything searchable anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..ports import Snapshot, Transaction
from ..records import MemoryRecord
from .parts import Parts
from .permits import permit_whole
from .searchable import searchable
from .settled import ENCODER_SETTING, encoder_setting
from .spoken import spoken

BATCH = 256
Progress = Callable[[int, int], None]


async def stats(parts: Parts) -> dict[str, Any]:
    """Counts, bytes, the encoder and the result of the integrity check."""
    permit_whole(parts, "read the figures of the store")

    def run() -> dict[str, Any]:
        counts = parts.store.read(_counts)
        return {
            "store": parts.store.name,
            "embedder": parts.encoder.name,
            **counts,
            "bytes": parts.store.size_bytes(),
            "index_bytes": parts.indexes.nbytes,
            "problems": parts.store.check(),
        }

    return await parts.runner.call(run)


def _counts(snapshot: Snapshot) -> dict[str, int]:
    entities = snapshot.entities()
    rows = snapshot.index_rows(None)
    memories = [row for row in rows if row.kind == "memory"]
    return {
        "memories": sum(row.valid_to is None for row in memories),
        "superseded": sum(row.valid_to is not None for row in memories),
        "messages": len(snapshot.all_messages()),
        "searched_messages": len(rows) - len(memories),
        "entities": len(entities),
        "users": sum(summary.entity.kind == "user" for summary in entities),
    }


async def reindex(parts: Parts, *, provider: str, progress: Progress | None = None) -> int:
    """Make every row searchable anew with the encoder of `parts`; returns how many rows there were.

    `provider` is whose encoder it is; the store keeps it with the encoder's name.

    The texts are encoded first, then everything is put in place in one transaction together with the encoder's name:
    a search never meets rows of two encoders. Rows that came in meanwhile are encoded inside the transaction.
    """
    permit_whole(parts, "reindex the store")
    return await parts.runner.call(lambda: _reindex(parts, provider, progress))


def _reindex(parts: Parts, provider: str, progress: Progress | None) -> int:
    state, keys = parts.store.read(lambda s: (s.state(None), [row.key for row in s.index_rows(None)]))
    done: dict[int, tuple[int, bytes, bytes | None]] = {}
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        done |= parts.store.read(partial(_encoded, parts, keys=batch))
        if progress is not None:
            progress(min(start + BATCH, len(keys)), len(keys))

    def job(tx: Transaction) -> int:
        late = [row.key for row in tx.index_rows(None, since=state.version)]
        done.update(_encoded(parts, tx, late))
        tx.set_searchable(list(done.values()))
        tx.set_setting(ENCODER_SETTING, encoder_setting(provider, parts.encoder))
        return len(done)

    count = parts.store.write(job)
    parts.indexes.clear()
    return count


def _encoded(parts: Parts, snapshot: Snapshot, keys: list[int]) -> dict[int, tuple[int, bytes, bytes | None]]:
    found = snapshot.by_keys(keys)
    texts = [r.text if isinstance(r, MemoryRecord) else r.content for r in found.values()]
    made = searchable(parts.encoder, texts, said=spoken(found.values()))
    return {key: (key, m.features, m.codes) for key, m in zip(found, made, strict=True)}

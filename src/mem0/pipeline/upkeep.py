"""The figures of a store."""

from __future__ import annotations

from typing import Any

from ..ports import Snapshot
from .keeping import is_encrypted
from .parts import Parts
from .permits import permit_whole


async def stats(parts: Parts) -> dict[str, Any]:
    """Counts, bytes, the encoder and the result of the integrity check."""
    permit_whole(parts, "read the figures of the store")

    def run() -> dict[str, Any]:
        counts = parts.store.read(_counts)
        return {
            "store": parts.store.name,
            "encrypted": is_encrypted(parts),
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

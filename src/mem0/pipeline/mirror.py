"""Keep an external vector index as the store is: feed it from the outbox, find what it lacks, ask it what is near."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from ..errors import VectorStoreError
from ..filters import Filter
from ..ports import MEMORY, Encoder, Floats, Near, Pending, Snapshot, Store, Transaction, VectorIndex, VectorItem
from ..records import MemoryRecord
from ..render import PAYLOAD_NAMES, payload
from ..retrieval.codes import unpack
from .feeding import Difference, Feeder


class Mirror(Feeder):
    """One external index of a store. `strict`: a search fails where it cannot be asked."""

    what = "vector index"
    faults = (VectorStoreError,)
    kinds = (MEMORY,)

    def __init__(self, store: Store, index: VectorIndex, encoder: Encoder, target: str, *, strict: bool = False) -> None:
        super().__init__(store, encoder, target, index.name)
        self.index, self.strict = index, strict

    def renewed(self, store: Store, encoder: Encoder) -> Mirror:
        """The same index for vectors of another encoder: everything in it is told anew."""
        return Mirror(store, self.index, encoder, self.target, strict=self.strict)

    def near(self, vector: Floats, k: int, where: Filter, text: str) -> list[Near] | None:
        """The nearest memories that the index knows; None where it cannot be asked. Raises VectorSearchError if `strict`."""
        if not self.strict and self.rests:
            return None
        try:
            found = self.index.search(vector, k, where, text=text)
        except VectorStoreError as error:
            self._failed(error)
            if self.strict:
                raise
            return None
        self._worked()
        return found

    def vector_of(self, text: str, vectors: Floats | None) -> Floats:
        """The vector by which a question is looked for; `vectors` is what the encoder made of it already."""
        if vectors is not None and len(vectors) and self._dense:
            return _unit(vectors[0])
        return _unit(self.encoder.sentence([text])[0])

    def reconcile(self) -> Difference:
        """Compare the ids in the index with those of the store and queue what differs.

        Raises VectorStoreError where the database cannot tell its ids.
        """
        found = self.index.ids()
        if found is None:
            raise VectorStoreError(
                f"The vector index {self.index.name} cannot say what it holds.",
                suggestion="Fill it anew: mem0 reindex --vectors",
            )
        return self.store.write(partial(self._queue_difference, held=set(found)))

    def cannot_tell(self) -> bool:
        """Whether the database cannot say what it holds, so that only known ids can be removed."""
        return self.index.ids() is None

    def forget(self, ids: Sequence[str]) -> None:
        """Queue deletions that a `clear` does not cover: for databases that cannot remove everything at once."""
        self.store.write(lambda tx: tx.outbox.announce(MEMORY, "delete", ids, only=self.target))

    def close(self) -> None:
        self.index.close()

    @property
    def _dense(self) -> bool:
        return self.encoder.stores_codes and not self.encoder.late_interaction

    def _shown(self, view: Snapshot) -> int:
        return len(view.memory_ids())

    def _rebuilt(self) -> None:
        self.index.scrub()

    def _meet(self) -> None:
        """A collection with entries of somebody else is not taken over: reconciling would delete them."""
        if not self.index.count():
            return
        ours = self.store.read(lambda view: set(view.memory_ids()))
        strange = sum(one not in ours for one in self.index.ids() or ())
        if strange:
            raise VectorStoreError(
                f"The collection of {self.index.name} holds {strange} entries that this store does not know.",
                details={"unknown": strange},
                suggestion="Choose another collection_name, or give them up for this store's: mem0 reindex --vectors",
            )

    def _differs(self) -> bool:
        held = self.index.count()
        return held is not None and held != self.store.read(self._shown)

    def _announce(self, tx: Transaction) -> None:
        tx.outbox.announce(MEMORY, "upsert", tx.memory_ids(), only=self.target)

    def _queue_difference(self, tx: Transaction, held: set[str]) -> Difference:
        wanted = tx.memory_ids()
        missing = [one for one in wanted if one not in held]
        surplus = sorted(held - set(wanted))
        tx.outbox.announce(MEMORY, "upsert", missing, only=self.target)
        tx.outbox.announce(MEMORY, "delete", surplus, only=self.target)
        return Difference(len(missing), len(surplus))

    def _tell(self, rows: Sequence[Pending]) -> None:
        if any(row.op == "clear" for row in rows):
            self.index.clear()
        ids = [row.id for row in rows if row.kind == MEMORY]
        items = self.store.read(partial(self._items, ids=ids))
        held = {item.id for item in items}
        gone = [one for one in ids if one not in held]
        if gone:
            self.index.delete(gone)
        if items:
            self._put(items)
        if any(row.op != "upsert" for row in rows):
            self.index.scrub()

    def _put(self, items: Sequence[VectorItem]) -> None:
        """All together; where that fails, each by itself, so that one that the database refuses holds up no other."""
        try:
            self.index.upsert(items)
            return
        except VectorStoreError as error:
            if not error.debug_info.get("refused"):
                raise
            if len(items) == 1:
                self._put_bare(items[0])
                return
        for item in items:
            self._put([item])

    def _put_bare(self, item: VectorItem) -> None:
        """Without its metadata, which a database may not be able to hold; a failure now is the database's."""
        bare = {key: value for key, value in item.payload.items() if key in PAYLOAD_NAMES}
        self.index.upsert([VectorItem(item.id, item.vector, bare)])

    def _items(self, view: Snapshot, ids: Sequence[str]) -> list[VectorItem]:
        """Those of these memories that hold, as the index shows them."""
        found = [record for record in map(view.get, ids) if record is not None and record.valid_to is None]
        vectors = self._vectors(view, found)
        return [VectorItem(record.id, vector, payload(record)) for record, vector in zip(found, vectors, strict=True)]

    def _vectors(self, view: Snapshot, records: Sequence[MemoryRecord]) -> list[Floats]:
        """Stored codes where they hold one vector a text: an embedder that costs money is not asked twice."""
        if not self._dense:
            return [_unit(vector) for vector in self.encoder.sentence([record.text for record in records])]
        codes = [(view.searchable_of(record.id) or (b"", None))[1] for record in records]
        stored = [None if code is None else unpack(code) for code in codes]
        return [
            _unit(vectors[0] if vectors is not None and len(vectors) else self.encoder.sentence([record.text])[0])
            for record, vectors in zip(records, stored, strict=True)
        ]


def _unit(vector: Floats) -> Floats:
    """Of unit length; a text of which the encoder knows nothing points along the first axis, where cosine is defined."""
    length = float(np.linalg.norm(vector))
    if length > 0:
        return np.asarray(vector / length, dtype=np.float32)
    first = np.zeros(len(vector), dtype=np.float32)
    first[0] = 1.0
    return first

"""The encoder's codes of all rows of an index: a large base and a small tail, like the postings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .codes import Packed
from .contextual import TokenCodes
from .postings import Floats, Ints

MANY = 30_000  # vectors: of 1,500 messages, or of 30,000 texts with a dense embedder; some 4 ms


@dataclass(frozen=True, slots=True)
class CodeSegments:
    """Row numbers run through base and tail. Rows may be without codes; then they score zero."""

    base: TokenCodes
    tail: TokenCodes

    @classmethod
    def empty(cls) -> CodeSegments:
        return cls(TokenCodes.build([]), TokenCodes.build([]))

    @property
    def nbytes(self) -> int:
        return self.base.nbytes + self.tail.nbytes

    def extended(self, codes: Sequence[bytes | None]) -> CodeSegments:
        """With new rows in the tail."""
        return CodeSegments(self.base, self.tail.extended(codes))

    def merged(self, rows: Ints) -> CodeSegments:
        """Only these rows, in this order, all in the base."""
        whole = self.tail if not len(self.base) else _joined(self.base, self.tail)
        kept = whole if np.array_equal(rows, np.arange(len(whole))) else whole.taken(rows)
        return CodeSegments(kept, TokenCodes.build([]))

    @property
    def filled(self) -> bool:
        """Whether any row has codes."""
        return bool(len(self.base.packed.body) or len(self.tail.packed.body))

    def many(self, rows: Ints) -> bool:
        """Whether these rows have more vectors than can be compared in a few milliseconds."""
        whole = len(self.base.packed.body) + len(self.tail.packed.body)
        size = len(self.base) + len(self.tail)
        return whole * len(rows) > MANY * size

    def best(self, query: Floats) -> Floats:
        """(query vectors, rows) the best cosine of each row for each vector of the question, in [0, 1]."""
        parts = [part.best(query) for part in (self.base, self.tail) if len(part)]
        return np.concatenate(parts).T if parts else np.zeros((len(query), 0), dtype=np.float32)

    def best_of(self, rows: Ints, query: Floats) -> Floats:
        """`best` of these rows only, in their order."""
        found = np.zeros((len(rows), len(query)), dtype=np.float32)
        early = rows < len(self.base)
        found[early] = self.base.best_of(rows[early], query)
        found[~early] = self.tail.best_of(rows[~early] - len(self.base), query)
        return found.T


def _joined(base: TokenCodes, tail: TokenCodes) -> TokenCodes:
    """Both together; a side without any vectors takes the kind and size of the other."""
    first, second = base.packed, tail.packed
    shape = first if first.dims else second
    if first.dims and second.dims and (first.kind, first.dims) != (second.kind, second.dims):
        raise ValueError(f"codes of {second.dims} dims in a scope of {first.dims}")
    bodies = [packed.body for packed in (first, second) if packed.dims] or [first.body]
    counts = np.concatenate([first.counts, second.counts])
    return TokenCodes.of(Packed(shape.kind, shape.dims, np.concatenate(bodies), counts))

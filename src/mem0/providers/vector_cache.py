"""Remember the vectors of texts that come again, bounded in bytes, in memory only: nothing on disk to erase."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from ..ports import Floats

OVERHEAD = 250  # bytes an entry beside its numbers, measured


class VectorCache:
    """An LRU from text to vector, for one model. Texts are kept as hashes. Several threads may use it."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.nbytes = 0
        self._kept: OrderedDict[bytes, Floats] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str, purpose: str) -> Floats | None:
        key = _key(text, purpose)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, text: str, purpose: str, vector: Floats) -> None:
        size = vector.nbytes + OVERHEAD
        if size > self.limit_bytes:
            return
        key = _key(text, purpose)
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = vector
            self.nbytes += size
            while self.nbytes > self.limit_bytes:
                _, oldest = self._kept.popitem(last=False)
                self.nbytes -= oldest.nbytes + OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.nbytes = 0


def _key(text: str, purpose: str) -> bytes:
    return hashlib.blake2b(f"{purpose}\0{text}".encode(), digest_size=16).digest()

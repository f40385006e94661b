"""FAISS as an index: two files in a folder, every search exact."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from mem0.errors import ConfigurationError, VectorSearchError, VectorStoreError
from mem0.filters import Filter
from mem0.ports import Floats, Near, VectorItem

from .settings import collection_of, known_only, translating, wrong_dims
from .translate import Tests, said

KEYS: Final = ("path", "distance_strategy", "normalize_L2")
RETRIES = 20
STRATEGIES: Final = ("euclidean", "inner_product", "cosine")


@dataclass(slots=True)
class _Loaded:
    """One state of the files: the FAISS index by numbers, and what stands behind each number."""

    index: Any = None
    items: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    stamp: str | None = None  # of the files; None: there are none


class FaissIndex:
    """ports.VectorIndex in `<path>/<collection_name>.faiss.json`, which names the file with the vectors.

    Both are written anew at every change (the list last, in one step, so that a crash leaves the older state): meant for
    up to some ten thousand memories. Other processes see the change at their next call. Vectors have unit length, so
    the three distance strategies order alike.
    """

    name = "faiss"

    def __init__(self, config: Mapping[str, Any]) -> None:
        settings = known_only(self.name, config, KEYS)
        strategy = settings.get("distance_strategy", "euclidean")
        if "path" not in settings or strategy not in STRATEGIES:
            wrong = "needs a path" if "path" not in settings else f"knows no distance_strategy {strategy!r}"
            raise ConfigurationError(f"faiss {wrong}.", suggestion=f"Strategies: {', '.join(STRATEGIES)}.")
        self._euclidean = strategy == "euclidean"
        self._folder = Path(str(settings["path"])).expanduser().resolve()
        self._collection = collection_of(config)
        self._list = self._folder / f"{self._collection}.faiss.json"
        self._lock = threading.RLock()
        self._kept = _Loaded()

    def upsert(self, items: Sequence[VectorItem]) -> None:
        with self._lock, translating(self.name):
            now = self._fresh()
            if not items:
                return
            dims = len(items[0].vector)
            if now.index is None:
                now = _Loaded(_made(dims, euclidean=self._euclidean))
            if now.index.d != dims:
                raise wrong_dims(self.name, self._collection, there=now.index.d, ours=dims)
            latest = {_number(item.id): item for item in items}
            numbers = np.array(list(latest), dtype=np.int64)
            now.index.remove_ids(numbers)
            now.index.add_with_ids(np.stack([item.vector for item in latest.values()]).astype(np.float32), numbers)
            now.items.update({number: (item.id, dict(item.payload)) for number, item in latest.items()})
            self._save(now)

    def delete(self, ids: Sequence[str]) -> None:
        with self._lock, translating(self.name):
            now = self._fresh()
            gone = [number for number in map(_number, ids) if number in now.items]
            if gone:
                now.index.remove_ids(np.array(gone, dtype=np.int64))
                for number in gone:
                    now.items.pop(number)
                self._save(now)

    def search(self, vector: Floats, k: int, where: Filter, *, text: str = "") -> list[Near]:
        del text
        with self._lock, translating(self.name, VectorSearchError):
            now = self._fresh()
            if not now.items or k <= 0:
                return []
            if now.index.d != len(vector):
                raise wrong_dims(self.name, self._collection, there=now.index.d, ours=len(vector))
            scores, numbers = now.index.search(vector[None, :], min(k, len(now.items)), params=_chosen(now, where))
            found = [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]
            return [(now.items[n][0], 1.0 - s / 2 if self._euclidean else s) for n, s in found]

    def count(self) -> int:
        with self._lock, translating(self.name):
            return len(self._fresh().items)

    def ids(self) -> Iterator[str]:
        with self._lock, translating(self.name):
            return iter([one for one, _ in self._fresh().items.values()])

    def clear(self) -> None:
        with self._lock, translating(self.name):
            self._kept = _Loaded()
            for file in (self._list, *self._vector_files()):
                file.unlink(missing_ok=True)

    def scrub(self) -> None:
        """Nothing to do: the files are written anew without what was deleted."""

    def close(self) -> None:
        with self._lock:
            self._kept = _Loaded()

    def _fresh(self) -> _Loaded:
        """The state of the files, read again when another process wrote them."""
        for _ in range(RETRIES):
            if not self._list.exists():
                self._kept = _Loaded()
                return self._kept
            with suppress(FileNotFoundError):  # the other process has just put a newer file in its place
                if self._stamp() != self._kept.stamp:
                    self._kept = self._read()
                return self._kept
        raise VectorStoreError(f"The files of {self._list} change faster than they can be read.")

    def _read(self) -> _Loaded:
        import faiss

        told = json.loads(self._list.read_text("utf-8"))
        items = {int(number): (one, payload) for number, one, payload in told["items"]}
        vectors = np.frombuffer((self._folder / told["vectors"]).read_bytes(), dtype=np.uint8)
        return _Loaded(faiss.deserialize_index(vectors), items, told["vectors"])

    def _stamp(self) -> str | None:
        """The name of the present file with vectors, from the first line of the list."""
        with self._list.open(encoding="utf-8") as lines:
            first = lines.readline()
        return str(json.loads(first.rstrip().removesuffix(",") + "}")["vectors"])

    def _save(self, now: _Loaded) -> None:
        import faiss

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        old, name = self._vector_files(), f"{self._collection}.{uuid.uuid4().hex[:12]}.faiss"
        _write(self._folder / name, faiss.serialize_index(now.index).tobytes())
        items = [[number, one, payload] for number, (one, payload) in now.items.items()]
        text = f'{{"vectors": {json.dumps(name)},\n"items": {json.dumps(items, ensure_ascii=False)}}}\n'
        fresh = self._list.with_suffix(".new")
        _write(fresh, text.encode("utf-8"))
        fresh.replace(self._list)
        for file in old:
            with suppress(OSError):
                file.unlink()
        self._kept = _Loaded(now.index, now.items, name)

    def _vector_files(self) -> list[Path]:
        return list(self._folder.glob(f"{_literal(self._collection)}.????????????.faiss"))


def _made(dims: int, *, euclidean: bool) -> Any:
    import faiss

    return faiss.IndexIDMap2(faiss.IndexFlatL2(dims) if euclidean else faiss.IndexFlatIP(dims))


def _chosen(now: _Loaded, where: Filter) -> Any:
    """Which numbers the filter leaves; None for all."""
    import faiss

    told = said(where, Tests()).what
    if told is None:
        return None
    numbers = np.array([number for number, (_, payload) in now.items.items() if told(payload)], dtype=np.int64)
    return faiss.SearchParameters(sel=faiss.IDSelectorBatch(numbers))  # type: ignore[call-arg]  # its stubs know no keywords


def _number(memory_id: str) -> int:
    """63 bits of a hash: FAISS knows whole numbers only, and two of a million ids meet once in 18 million such indexes."""
    return int.from_bytes(hashlib.blake2b(memory_id.encode("utf-8"), digest_size=8).digest(), "big") >> 1


def _write(file: Path, content: bytes) -> None:
    """A private file, whole on the disk when this returns."""
    with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)

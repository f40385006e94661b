"""Qdrant as an index: a local folder, a server, or its cloud."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from mem0.errors import ConfigurationError, VectorSearchError
from mem0.filters import Filter
from mem0.ports import Floats, Near, VectorItem
from mem0.records import ENTITY_KINDS

from .files import vacuum
from .settings import collection_of, known_only, translating, wrong_dims
from .shared import Shared
from .translate import said

KEYS: Final = ("client", "host", "port", "path", "url", "api_key", "https", "on_disk", "timeout")
TIMEOUT_S = 30
BATCH, PAGE = 128, 1000
OUR_ID: Final = "mem0_id"  # in the payload of a memory whose id is no UUID, which Qdrant cannot take as a point's


class QdrantIndex:
    """ports.VectorIndex in one collection of Qdrant, compared by cosine.

    A local folder can be open in one process at a time (Qdrant's own rule); the indexes of one process share it.
    `embedding_model_dims` is accepted and not needed: dims are found out. `on_disk` keeps vectors on the server's disk.
    """

    name = "qdrant"

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = known_only(self.name, config, KEYS)
        self._collection = collection_of(config)
        self._path = None if "path" not in self._config else Path(str(self._config["path"])).expanduser().resolve()
        self._opening = threading.Lock()
        self._client: Any = None
        self._dims: int | None = None  # of the collection, once it is known to be there

    def upsert(self, items: Sequence[VectorItem]) -> None:
        if not items:
            return
        with self._using() as (client, models):
            self._ensure(client, models, len(items[0].vector))
            for start in range(0, len(items), BATCH):
                points = [
                    models.PointStruct(id=_point(one.id), vector=one.vector.tolist(), payload=_payload(one))
                    for one in items[start : start + BATCH]
                ]
                client.upsert(self._collection, points, wait=True)

    def delete(self, ids: Sequence[str]) -> None:
        with self._using() as (client, models):
            if ids and self._there(client):
                chosen = models.PointIdsList(points=[_point(one) for one in ids])
                client.delete(self._collection, points_selector=chosen, wait=True)

    def search(self, vector: Floats, k: int, where: Filter, *, text: str = "") -> list[Near]:
        del text
        with self._using(VectorSearchError) as (client, models):
            if not self._there(client):
                return []
            if self._dims != len(vector):
                raise wrong_dims(self.name, self._collection, there=self._dims, ours=len(vector))
            told = said(where, _Filters(models)).what
            chosen = told if told is None or isinstance(told, models.Filter) else models.Filter(must=[told])
            answer = client.query_points(
                self._collection, query=vector.tolist(), limit=k, query_filter=chosen, with_payload=[OUR_ID]
            )
            return [(_memory(point), float(point.score)) for point in answer.points]

    def count(self) -> int:
        with self._using() as (client, _):
            return int(client.count(self._collection, exact=True).count) if self._there(client) else 0

    def ids(self) -> Iterator[str]:
        offset: Any = None
        while True:
            with self._using() as (client, _):
                if not self._there(client):
                    return
                points, offset = client.scroll(
                    self._collection, limit=PAGE, offset=offset, with_payload=[OUR_ID], with_vectors=False
                )
            yield from (_memory(point) for point in points)
            if offset is None:
                return

    def clear(self) -> None:
        with self._using() as (client, _):
            if self._there(client):
                client.delete_collection(self._collection)
            self._dims = None

    def scrub(self) -> None:
        """The local database overwrites what it deletes; its file is written anew. A server does so in its own time."""
        if self._path is not None:
            with self._using():
                vacuum(self._path / "collection" / self._collection / "storage.sqlite")

    def close(self) -> None:
        with self._opening:
            client, self._client = self._client, None
        if client is not None and self._path is not None:
            _FOLDERS.give_back(self._path)
        elif client is not None and "client" not in self._config:
            client.close()

    @contextmanager
    def _using(self, kind: Any = None) -> Iterator[tuple[Any, Any]]:
        """The client and the module of its models, one thread at a time where the database runs in this process."""
        with translating(self.name, *([kind] if kind else [])):
            from qdrant_client import models

            client = self._opened()
            try:
                with self._alone():
                    yield client, models
            except Exception:
                self._dims = None  # the collection may have been taken away: look again next time
                raise

    def _alone(self) -> AbstractContextManager[Any]:
        return nullcontext() if self._path is None else _FOLDERS.lock(self._path)

    def _opened(self) -> Any:
        with self._opening:
            if self._client is None:
                self._client = self._config.get("client") or self._connected()
            return self._client

    def _connected(self) -> Any:
        from qdrant_client import QdrantClient

        path = self._path
        if path is not None:
            return _FOLDERS.take(path, lambda: QdrantClient(path=str(path), force_disable_check_same_thread=True))
        named = {key: self._config[key] for key in ("url", "host", "port", "api_key", "https") if key in self._config}
        return QdrantClient(**named, timeout=int(self._config.get("timeout", TIMEOUT_S)), check_compatibility=False)

    def _there(self, client: Any) -> bool:
        if self._dims is None and client.collection_exists(self._collection):
            vectors = client.get_collection(self._collection).config.params.vectors
            self._dims = int(getattr(vectors, "size", 0))  # 0: named vectors, which are not ours
        return self._dims is not None

    def _ensure(self, client: Any, models: Any, dims: int) -> None:
        """The collection for vectors of this size, made if it is not there."""
        if not self._there(client):
            size = models.VectorParams(size=dims, distance=models.Distance.COSINE, on_disk=self._config.get("on_disk"))
            client.create_collection(self._collection, vectors_config=size)
            self._dims = dims
            if self._path is None and not _is_local(client):
                for kind in ENTITY_KINDS:
                    client.create_payload_index(self._collection, f"{kind}_id", models.PayloadSchemaType.KEYWORD)
        if self._dims != dims:
            raise wrong_dims(self.name, self._collection, there=self._dims, ours=dims)


class QdrantCloudIndex(QdrantIndex):
    """ports.VectorIndex in Qdrant's cloud: `url` and `api_key` are needed."""

    name = "qdrant_cloud"

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__(config)
        missing = [key for key in ("url", "api_key") if not self._config.get(key)]
        if missing:
            raise ConfigurationError(
                f"qdrant_cloud needs {' and '.join(missing)}.",
                details={"missing": missing},
                suggestion="Both stand on the page of the cluster in the Qdrant console.",
            )


class _Filters:
    """The dialect of Qdrant."""

    def __init__(self, models: Any) -> None:
        self._models = models

    def one_of(self, key: str, values: Sequence[str | bool]) -> Any:
        bools = [value for value in values if isinstance(value, bool)]
        texts = [value for value in values if isinstance(value, str)]
        matches = [self._models.MatchValue(value=value) for value in bools]
        matches += [self._models.MatchAny(any=texts)] if texts else []
        conditions = [self._models.FieldCondition(key=key, match=match) for match in matches]
        return conditions[0] if len(conditions) == 1 else self._models.Filter(should=conditions)

    def every(self, parts: Sequence[Any]) -> Any:
        return self._models.Filter(must=list(parts))

    def some(self, parts: Sequence[Any]) -> Any:
        return self._models.Filter(should=list(parts))

    def none(self, part: Any) -> Any:
        return self._models.Filter(must_not=[part])


_FOLDERS: Shared[Any] = Shared(lambda client: client.close())


def _is_local(client: Any) -> bool:
    return type(getattr(client, "_client", None)).__name__ == "QdrantLocal"


def _point(memory_id: str) -> str:
    """The id of a point: the memory's own where it is a UUID in its usual writing, else a UUID made from it."""
    try:
        if str(uuid.UUID(memory_id)) == memory_id:
            return memory_id
    except ValueError:
        pass
    return str(uuid.uuid5(uuid.NAMESPACE_OID, memory_id))


def _payload(item: VectorItem) -> dict[str, Any]:
    own = {} if _point(item.id) == item.id else {OUR_ID: item.id}
    return {key: value for key, value in item.payload.items() if key != OUR_ID} | own


def _memory(point: Any) -> str:
    return str((point.payload or {}).get(OUR_ID, point.id))

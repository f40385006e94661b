"""Chroma as an index: embedded in a local folder, a server, or its cloud. Its telemetry is switched off."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from mem0.errors import ConfigurationError, VectorSearchError
from mem0.filters import Filter
from mem0.ports import Closeable, Floats, Near, VectorItem

from .files import vacuum
from .settings import collection_of, known_only, translating, wrong_dims
from .translate import said

KEYS: Final = ("client", "path", "host", "port", "api_key", "tenant", "database", "ssl")
BATCH, PAGE = 500, 1000
_RESERVED: Final = "chroma:document"  # a name that Chroma keeps for itself
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1  # whole numbers that Chroma takes
_SEGMENT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # the folder of a collection's graph
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,510}[A-Za-z0-9]")


def _chromas(name: str) -> str:
    """A name that Chroma takes for a collection."""
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"Chroma takes no collection named {name!r}.",
            details={"key": "collection_name"},
            suggestion="It takes 3 to 512 of a-z A-Z 0-9 . _ - that begin and end with a letter or a digit.",
        )
    return name


class ChromaIndex:
    """ports.VectorIndex in one collection of Chroma, compared by cosine; the text is the document, the rest metadata.

    Chroma keeps texts, numbers, bools and lists of texts; other metadata is written as JSON text. Of a list with texts
    and other values Chroma gets the texts; names that it keeps for itself (or that are empty) are left out.
    """

    name = "chroma"

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = known_only(self.name, config, KEYS)
        self._name = _chromas(collection_of(config))
        self._path = None if "path" not in self._config else Path(str(self._config["path"])).expanduser().resolve()
        self._opening = threading.Lock()
        self._client: Any = None
        self._made: Any = None  # the collection, once it is known to be there

    def upsert(self, items: Sequence[VectorItem]) -> None:
        with self._collection(making=True) as collection:
            for start in range(0, len(items), BATCH):
                batch = items[start : start + BATCH]
                self._put(collection, batch)

    def _put(self, collection: Any, batch: Sequence[VectorItem]) -> None:
        with self._telling_sizes(collection, len(batch[0].vector)):
            collection.upsert(
                ids=[item.id for item in batch],
                embeddings=[item.vector.tolist() for item in batch],
                metadatas=[_metadata(item.payload) for item in batch],
                documents=[str(item.payload.get("data", "")) for item in batch],
            )

    @contextmanager
    def _telling_sizes(self, collection: Any, ours: int) -> Iterator[None]:
        """Inside, the fault of vectors of another size than the collection's names both."""
        try:
            yield
        except Exception as error:  # only to say more exactly what is wrong; else it goes on as it is
            if "dimension" not in str(error):
                raise
            there = collection.get(limit=1, include=["embeddings"])["embeddings"]
            size = len(there[0]) if len(there) else "another number of"
            raise wrong_dims(self.name, self._name, there=size, ours=ours) from None

    def delete(self, ids: Sequence[str]) -> None:
        with self._collection() as collection:
            for start in range(0, len(ids) if collection is not None else 0, BATCH):
                collection.delete(ids=list(ids[start : start + BATCH]))

    def search(self, vector: Floats, k: int, where: Filter, *, text: str = "") -> list[Near]:
        del text
        with self._collection(kind=VectorSearchError) as collection:
            if collection is None:
                return []
            most = min(k, collection.count())
            if most == 0:
                return []
            told = said(where, _Filters()).what
            with self._telling_sizes(collection, len(vector)):
                found = collection.query(
                    query_embeddings=[vector.tolist()], n_results=most, where=told, include=["distances"]
                )
            pairs = zip(found["ids"][0], found["distances"][0], strict=True)
            return [(str(one), 1.0 - float(distance)) for one, distance in pairs]

    def count(self) -> int:
        with self._collection() as collection:
            return 0 if collection is None else int(collection.count())

    def ids(self) -> Iterator[str]:
        offset = 0
        while True:
            with self._collection() as collection:
                found = [] if collection is None else collection.get(limit=PAGE, offset=offset, include=[])["ids"]
            yield from found
            offset += len(found)
            if len(found) < PAGE:
                return

    def clear(self) -> None:
        with self._collection() as collection:
            if collection is not None:
                self._opened().delete_collection(self._name)
            self._made = None

    def scrub(self) -> None:
        """Empty the log of what was deleted and write the embedded database's file anew; servers keep their own files.

        Folders of deleted collections, which Chroma leaves behind, go. Numbers of deleted vectors may stay in the graph file
        of a living collection until their place is taken again.
        """
        if self._path is not None:
            with translating(self.name):
                vacuum(self._path / "chroma.sqlite3", _forget_log)
                _remove_left_folders(self._path)

    def close(self) -> None:
        with self._opening:
            client, self._client, self._made = self._client, None, None
        if client is None or "client" in self._config:
            return
        session = getattr(getattr(client, "_server", None), "_session", None)  # of HTTP, which Chroma leaves open
        for one in (client, session):
            if isinstance(one, Closeable):
                one.close()

    @contextmanager
    def _collection(self, *, making: bool = False, kind: Any = None) -> Iterator[Any]:
        """The collection; None where it is not there and not to be made."""
        with translating(self.name, *([kind] if kind else [])):
            client = self._opened()
            if self._made is None and (making or self._name in _names(client)):
                settings = {"hnsw": {"space": "cosine"}}
                self._made = client.get_or_create_collection(
                    self._name, embedding_function=None, configuration=settings
                )
            try:
                yield self._made
            except Exception:
                self._made = None  # the collection may have been taken away: look again next time
                raise

    def _opened(self) -> Any:
        with self._opening:
            if self._client is None:
                self._client = self._config.get("client") or self._connected()
            return self._client

    def _connected(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        given, quiet = self._config, Settings(anonymized_telemetry=False)
        place = {key: given[key] for key in ("tenant", "database") if key in given}
        if self._path is not None:
            return chromadb.PersistentClient(path=str(self._path), settings=quiet, **place)
        if "host" not in given:
            return chromadb.CloudClient(api_key=given.get("api_key"), settings=quiet, **place)
        headers = {"x-chroma-token": str(given["api_key"])} if "api_key" in given else None
        server = {"host": str(given["host"]), "port": int(given.get("port", 8000)), "ssl": bool(given.get("ssl"))}
        return chromadb.HttpClient(**server, headers=headers, settings=quiet, **place)


class _Filters:
    """The dialect of Chroma. Lists in the metadata are asked for by `$contains`, single values by `$in`."""

    def one_of(self, key: str, values: Sequence[str | bool]) -> Any:
        if any(isinstance(value, bool) for value in values):
            return None  # bools in a list with texts are not held
        within = [{key: {"$contains": value}} for value in values]
        return {"$or": [{key: {"$in": list(values)}}, *within]}

    def every(self, parts: Sequence[Any]) -> Any:
        return {"$and": list(parts)}

    def some(self, parts: Sequence[Any]) -> Any:
        return {"$or": list(parts)}

    def none(self, part: Any) -> Any:
        """Chroma has no negation of a whole expression."""
        del part


def _names(client: Any) -> set[str]:
    return {str(getattr(one, "name", one)) for one in client.list_collections()}


def _metadata(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload as Chroma takes it. `data` stays beside the document, where programs of mem0 look for it."""
    return {key: _plain(value) for key, value in payload.items() if value is not None and _may_stand(key)}


def _may_stand(key: str) -> bool:
    return bool(key) and key[0] not in "$#" and key != _RESERVED


def _plain(value: Any) -> Any:
    if isinstance(value, str | bool | float):
        return value
    if isinstance(value, int) and _SMALLEST <= value <= _LARGEST:
        return value
    texts = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if texts:
        return texts
    return json.dumps(value, ensure_ascii=False)


def _forget_log(db: sqlite3.Connection) -> None:
    """Empty what the log says of memories that are gone; its rows stay, since Chroma may read them again to know that.

    The log keeps every change until a thousand have come together, deleted texts too.
    """
    columns = {row[1] for row in db.execute("PRAGMA table_info(embeddings_queue)")}
    if {"id", "metadata", "vector"} <= columns and db.execute("PRAGMA table_info(embeddings)").fetchone():
        db.execute(
            "UPDATE embeddings_queue SET metadata = NULL, vector = zeroblob(length(vector)) "
            "WHERE id NOT IN (SELECT embedding_id FROM embeddings)"
        )


def _remove_left_folders(place: Path) -> None:
    """Remove the graph files of collections that are no more: they hold vectors, and whatever lay in memory before.

    Chroma notes a segment before it makes the folder of it, so a folder without a note is nobody's.
    """
    folders = [path.parent for path in place.glob("*/header.bin") if _SEGMENT.fullmatch(path.parent.name)]
    if not folders:
        return
    with closing(sqlite3.connect(place / "chroma.sqlite3", timeout=10)) as db:
        noted = {row[0] for row in db.execute("SELECT id FROM segments")}
    for folder in folders:
        if folder.name not in noted:
            shutil.rmtree(folder, ignore_errors=True)  # on Windows a file that is open stays until the next time

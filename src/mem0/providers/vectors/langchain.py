"""Any vector store of LangChain as an index: it embeds the texts itself, with the embeddings that it was made with."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from mem0.errors import ConfigurationError, VectorSearchError
from mem0.filters import Filter, needs
from mem0.filters.tree import ENTITY_FIELDS
from mem0.ports import Floats, Near, VectorItem

from .settings import known_only, translating
from .translate import Tests, said

log = logging.getLogger("mem0")

OUR_ID: Final = "mem0_id"  # in the metadata: not every store gives its documents' ids back


class LangChainIndex:
    """ports.VectorIndex over `config["client"]`, a LangChain VectorStore.

    Texts and questions go in as texts, so the vectors of a search are always those of the store's own embeddings. The
    store must take `ids` and delete by them. Nothing in LangChain lists or counts, so nothing can be reconciled.
    """

    name = "langchain"

    def __init__(self, config: Mapping[str, Any]) -> None:
        settings = known_only(self.name, config, ("client",))
        self._store: Any = settings.get("client")
        if not callable(getattr(self._store, "add_texts", None)):
            raise ConfigurationError(
                'The vector store "langchain" needs a LangChain VectorStore.',
                suggestion='Write {"provider": "langchain", "config": {"client": your_vector_store}}.',
            )
        self._filters = _way_of_filtering(self._store)

    def upsert(self, items: Sequence[VectorItem]) -> None:
        if not items:
            return
        ids = [item.id for item in items]
        with translating(self.name):
            self._store.delete(ids=ids)  # not every store takes a known id as a change
            texts = [str(item.payload.get("data", "")) for item in items]
            metadatas = [{**item.payload, OUR_ID: item.id} for item in items]
            self._store.add_texts(texts, metadatas=metadatas, ids=ids)

    def delete(self, ids: Sequence[str]) -> None:
        if ids:
            with translating(self.name):
                self._store.delete(ids=list(ids))

    def search(self, vector: Floats, k: int, where: Filter, *, text: str = "") -> list[Near]:
        """Scores are those of the place in the order: what a store's own score means, it alone knows."""
        del vector
        chosen = self._filters(where)
        with translating(self.name, VectorSearchError):
            found = self._store.similarity_search(text, k=k, **({} if chosen is None else {"filter": chosen}))
        ids = [str(document.metadata.get(OUR_ID) or document.id) for document in found]
        return [(one, 1.0 - n / len(ids)) for n, one in enumerate(ids)]

    def count(self) -> None:
        """LangChain cannot tell."""

    def ids(self) -> Iterator[str] | None:
        """LangChain cannot tell."""
        return None

    def clear(self) -> None:
        """Where the store has a way to it; where it has none, its entries go one by one, as far as their ids are known."""
        ways = [getattr(self._store, name, None) for name in ("reset_collection", "delete_collection")]
        held = getattr(self._store, "store", None)
        ways.append(getattr(held, "clear", None))
        way = next((one for one in ways if callable(one)), None)
        if way is None:
            log.warning("%s of LangChain has no way to remove everything at once.", type(self._store).__name__)
            return
        with translating(self.name):
            way()

    def scrub(self) -> None:
        """The store is not ours."""

    def close(self) -> None:
        """The store is not ours."""


def _way_of_filtering(store: Any) -> Callable[[Filter], Any]:
    """What a store's `filter` is: a function of documents where it says so, else a dict with one equality."""
    search = getattr(type(store), "_similarity_search_with_score_by_vector", None)
    parameters = inspect.signature(search).parameters if search is not None else {}
    if "filter" in parameters and "Callable" in str(parameters["filter"].annotation):
        return _as_function
    return _as_dict


def _as_function(where: Filter) -> Any:
    told = said(where, Tests()).what
    return None if told is None else lambda document: told(document.metadata)


def _as_dict(where: Filter) -> dict[str, str] | None:
    """One equality with an id, the narrowest that there is: more than one every store writes differently."""
    found = {str(one.field): str(one.value) for one in needs(where) if one.field in ENTITY_FIELDS and one.op == "eq"}
    narrow_first = ("run_id", "user_id", "agent_id", "app_id")
    return next(({name: found[name]} for name in narrow_first if name in found), None)

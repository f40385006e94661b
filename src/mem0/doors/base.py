"""What both doors are: the parts behind them, which keywords each verb takes, and closing."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any, Self

from .. import errors
from ..build import build, close_llm, close_part, make_llm
from ..choices import read_settings
from ..config import ASKING_KEYS, LlmConfig, MemoryConfig
from ..encoders import changed
from ..pipeline import mirroring
from ..pipeline.fading import write_uses
from ..pipeline.indexes import Indexes
from ..pipeline.parts import Parts
from ..pipeline.permits import permit_whole
from ..pipeline.reembed import Progress, reembed
from ..pipeline.settled import ENCODER_SETTING, SettledStore, unsettled
from ..ports import Runner
from ..render import Results
from ..roles import Actor, Role, actor
from ..scope import add_scope
from .attributes import EmbeddingView, HistoryView, VectorStoreView

Embedder = str | Mapping[str, Any]  # a provider's name, or {"provider", "config"}


class Keywords(tuple[str, ...]):
    """The arguments that a verb takes."""

    def of(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """These arguments out of a method's `locals()`."""
        return {name: given[name] for name in self}

    def call(self, **given: Any) -> dict[str, Any]:
        """All arguments of `add`, those that are not given as it takes them then."""
        return dict.fromkeys(self) | {"infer": True, "immutable": False} | given


_IDS = ("user_id", "agent_id", "run_id", "app_id")
ADD = Keywords(
    (
        "messages",
        *_IDS,
        "metadata",
        "filters",
        "prompt",
        "infer",
        "memory_type",
        "timestamp",
        "expiration_date",
        "immutable",
        "includes",
        "excludes",
        "custom_categories",
        "custom_instructions",
    )
)
SEARCH = Keywords(
    (
        "query",
        *_IDS,
        "limit",
        "filters",
        "top_k",
        "k",
        "threshold",
        "rerank",
        "explain",
        "as_of",
        "reference_date",
        "show_expired",
        "metadata_filters",
    )
)
GET_ALL = Keywords(
    (
        *_IDS,
        "limit",
        "filters",
        "top_k",
        "offset",
        "as_of",
        "include_superseded",
        "show_expired",
    )
)
UPDATE = Keywords(("memory_id", "text", "metadata", "expiration_date", "data", "timestamp"))
DELETE_ALL = Keywords((*_IDS, "filters"))
REKEY = Keywords(_IDS)


class Door:
    """The parts behind a Memory or an AsyncMemory."""

    api_version: str

    def __init__(self, config: MemoryConfig, runner: Runner) -> None:
        self._config = config
        self.api_version = config.version
        self._acting: tuple[Door, Actor] | None = None
        self._open_parts: Parts | None = build(config, runner)

    @property
    def config(self) -> MemoryConfig:
        """The configuration. One that differs in what the language model is told may be put in its place, on a copy of a
        memory too (`copy.copy(memory)`); everything else is read when a memory is opened: ConfigurationError."""
        return self._config

    @config.setter
    def config(self, config: MemoryConfig) -> None:
        fixed = [key for key in MemoryConfig.model_fields if getattr(config, key) != getattr(self._config, key)]
        fixed = [key for key in fixed if key not in ASKING_KEYS]
        if fixed or self._acting is not None:
            raise errors.ConfigurationError(
                f"{', '.join(map(repr, fixed)) or 'The configuration'} cannot be changed on an open memory.",
                details={"keys": fixed},
                suggestion="Make a new one with this configuration.",
            )
        self._open_parts = replace(self._parts, settings=read_settings(config))
        self._config = config

    @property
    def _parts(self) -> Parts:
        if self._acting is not None:
            door, actor = self._acting
            return replace(door._parts, actor=actor)
        if self._open_parts is None:
            raise errors.MemoryError("This memory is closed.", error_code="MEM_CLOSED", suggestion="Make a new one.")
        return self._open_parts

    def as_actor(
        self,
        name: str,
        role: Role = "member",
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> Self:
        """This memory in the hands of one person, held to a role; everything else is as before.

        viewer: reads only. member: reads, adds in the own name (messages without a name get it), updates and deletes
        what bears the own name (`actor_id`). admin: everything. With ids, all that is done is confined to them: calls
        need not name them, and nothing else can be read or changed. Closing it closes nothing but itself.
        Raises ValidationError for an unknown role; calls that are not allowed raise ForbiddenError (403) and change
        nothing.
        """
        ids = {"user_id": user_id, "agent_id": agent_id, "run_id": run_id, "app_id": app_id}
        within = add_scope(ids) if any(value is not None for value in ids.values()) else None
        if self._acting is not None:
            raise errors.ForbiddenError(
                f"{self._acting[1].name} acts under a role and gives none.", suggestion="Ask the memory itself for it."
            )
        door = copy(self)
        door._acting = (self, actor(name, role, within=within))
        return door

    @property
    def parts(self) -> Parts:
        """What is behind this door, for the rooms that stand on it (server, MCP); no part of the public interface."""
        return self._parts

    @property
    def llm(self) -> Any:
        """The language model, with `complete(prompt)` and mem0ai's `generate_response(messages, ...)`; None without one."""
        return self._parts.llm

    @llm.setter
    def llm(self, model: Any) -> None:
        """Ask this model from the next call on: an object with `complete` or mem0ai's `generate_response`; None: the rules
        decide. It stays the program's own: `close` leaves it open. Raises ConfigurationError for anything else.
        """
        if self._acting is not None:
            raise _fixed("llm")
        former = self._parts.llm
        part = None if model is None else LlmConfig(provider="custom", config={"model": model})
        self._open_parts = replace(self._parts, llm=make_llm(part))
        close_llm(self._config, former)
        self._config = self._config.model_copy(update={"llm": part})

    @property
    def read_only(self) -> bool:
        """Whether it is in the hands of a viewer (`as_actor`); CrewAI asks a memory for it before it saves by itself."""
        return self._acting is not None and self._acting[1].role == "viewer"

    @property
    def enable_graph(self) -> bool:
        """Whether entities and relations are kept too (configuration: `enable_graph`, or a `graph_store`)."""
        return self.config.has_graph

    @property
    def collection_name(self) -> str:
        """The name of the collection in the vector database of the configuration; "mem0" where none is named."""
        part = self.config.vector_store
        return str((part.config if part is not None else {}).get("collection_name") or "mem0")

    @property
    def reranker(self) -> Any:
        """The model that orders the best answers once more; None without one."""
        return None if self._parts.reranking is None else self._parts.reranking.reranker

    @property
    def custom_update_memory_prompt(self) -> str | None:
        """The prompt of the configuration for consolidation; it needs a language model to have an effect."""
        return self.config.custom_update_memory_prompt

    @property
    def custom_fact_extraction_prompt(self) -> str | None:
        """The prompt of the configuration; it needs a language model to have an effect."""
        return self.config.custom_fact_extraction_prompt

    @property
    def embedding_model(self) -> EmbeddingView:
        """Texts as vectors of the store's encoder."""
        return EmbeddingView(self._parts)

    @embedding_model.setter
    def embedding_model(self, _: object) -> None:
        raise _fixed("embedder")

    @property
    def vector_store(self) -> VectorStoreView:
        """The store, read in the manner of mem0ai's vector stores."""
        permit_whole(self._parts, "read the store behind the memory")
        return VectorStoreView(self._parts)

    @vector_store.setter
    def vector_store(self, _: object) -> None:
        raise _fixed("vector_store")

    @property
    def db(self) -> HistoryView:
        """The history, read in the manner of mem0ai's storage."""
        permit_whole(self._parts, "read the store behind the memory")
        return HistoryView(self._parts)

    def _close(self) -> None:
        parts, self._open_parts = self._open_parts, None
        if parts is not None and self._acting is None:
            write_uses(parts)
            parts.indexes.clear()
            for mirror in parts.mirrors:
                mirror.close()
            parts.graphs.clear()
            parts.store.close()
            reranker = None if parts.reranking is None else parts.reranking.reranker
            for part in (parts.encoder, reranker):
                close_part(part)
            close_llm(self.config, parts.llm)

    def _listed(self, answer: Results) -> Results:
        """With version "v1.0", add and get_all answer with the bare list, as mem0ai 0.1 does."""
        bare: Any = answer["results"]
        return bare if self.api_version == "v1.0" else answer

    async def _reindex(
        self, embedder: Embedder | None, progress: Progress | None, *, vectors: bool = False, graph: bool = False
    ) -> int:
        parts = self._parts
        if (vectors or graph) and embedder is None:
            return await mirroring.rebuild(parts, progress, vectors=vectors, graph=graph)
        store, config, encoder = unsettled(parts.store), self.config, parts.encoder
        if embedder is None:
            provider = (store.read(lambda snapshot: snapshot.setting(ENCODER_SETTING)) or "").partition(":")[0]
        else:
            config, provider, encoder = changed(config, embedder)
        renewed = replace(parts, store=store, encoder=encoder, indexes=Indexes(parts.indexes.limit_bytes, encoder))
        count = await reembed(renewed, provider=provider, progress=progress)
        self._open_parts = await mirroring.renewed(replace(renewed, store=SettledStore(store, provider, encoder)))
        self._config = config
        return count


def _fixed(part: str) -> errors.ConfigurationError:
    hint = ' A full store is embedded anew by "mem0 reembed".' if part == "embedder" else ""
    return errors.ConfigurationError(
        f'The "{part}" of an open memory cannot be changed.',
        details={"key": part},
        suggestion=f"Make a memory whose configuration names it.{hint}",
    )

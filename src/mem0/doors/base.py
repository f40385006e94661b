"""What both doors are: the parts behind them, which keywords each verb takes, and closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .. import errors
from ..build import build, encoder_setting, make_encoder
from ..config import EmbedderConfig, MemoryConfig
from ..pipeline import upkeep
from ..pipeline.indexes import Indexes
from ..pipeline.parts import Parts
from ..ports import Runner
from ..render import Results
from .attributes import EmbeddingView, HistoryView, VectorStoreView


class Keywords(tuple[str, ...]):
    """The arguments that a verb takes."""

    def of(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """These arguments out of a method's `locals()`."""
        return {name: given[name] for name in self}


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
UPDATE = Keywords(("memory_id", "text", "metadata", "expiration_date", "data"))
DELETE_ALL = Keywords((*_IDS, "filters"))


class Door:
    """The parts behind a Memory or an AsyncMemory."""

    api_version: str
    enable_graph = False

    def __init__(self, config: MemoryConfig, runner: Runner) -> None:
        self.config = config
        self.api_version = config.version
        self._open_parts: Parts | None = build(config, runner)

    @property
    def _parts(self) -> Parts:
        if self._open_parts is None:
            raise errors.MemoryError("This memory is closed.", error_code="MEM_CLOSED", suggestion="Make a new one.")
        return self._open_parts

    @property
    def llm(self) -> None:
        """No language model is configured in this version."""

    @property
    def graph(self) -> None:
        """No graph memory is configured in this version."""

    @property
    def custom_fact_extraction_prompt(self) -> str | None:
        """The prompt of the configuration; it needs a language model to have an effect."""
        return self.config.custom_fact_extraction_prompt

    @property
    def embedding_model(self) -> EmbeddingView:
        """Texts as vectors of the store's encoder."""
        return EmbeddingView(self._parts)

    @property
    def vector_store(self) -> VectorStoreView:
        """The store, read in the manner of mem0ai's vector stores."""
        return VectorStoreView(self._parts)

    @property
    def db(self) -> HistoryView:
        """The history, read in the manner of mem0ai's storage."""
        return HistoryView(self._parts)

    def _close(self) -> None:
        parts, self._open_parts = self._open_parts, None
        if parts is not None:
            parts.indexes.clear()
            parts.store.close()

    def _listed(self, answer: Results) -> Results:
        """With version "v1.0", add and get_all answer with the bare list, as mem0ai 0.1 does."""
        bare: Any = answer["results"]
        return bare if self.api_version == "v1.0" else answer

    async def _reindex(self, embedder: str | None, progress: Callable[[int, int], None] | None) -> int:
        parts = self._parts
        kept = parts.store.read(lambda snapshot: snapshot.setting(upkeep.ENCODER_SETTING)) or ""
        provider = embedder or kept.partition(":")[0]
        encoder = parts.encoder if embedder is None else make_encoder(provider, self.config.embedder)
        renewed = replace(parts, encoder=encoder, indexes=Indexes(parts.indexes.limit_bytes, encoder))
        count = await upkeep.reindex(renewed, setting=encoder_setting(provider, encoder), progress=progress)
        self._open_parts = renewed
        if embedder is not None:
            self.config = self.config.model_copy(update={"embedder": EmbedderConfig(provider=embedder)})
        return count

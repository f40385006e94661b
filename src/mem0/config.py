"""The configuration of a Memory: the keys that programs already write, and ours."""

from __future__ import annotations

import difflib
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic import ValidationError as PydanticError

from .errors import ConfigurationError

log = logging.getLogger("mem0")


class ProviderConfig(BaseModel):
    """A provider by name with its own settings. `provider` None lets the library choose."""

    model_config = ConfigDict(extra="allow", arbitrary_types_allowed=True)

    provider: str | None = None
    config: dict[str, Any] = Field(default_factory=dict)

    @field_validator("config", mode="before")
    @classmethod
    def _no_config(cls, value: object) -> object:
        if isinstance(value, BaseModel):  # a class of settings, as programs of mem0ai write them
            return value.model_dump(exclude_none=True)
        return {} if value is None else value


class LlmConfig(ProviderConfig):
    """The language model that extracts and consolidates; none: the embedded rules do."""


class EmbedderConfig(ProviderConfig):
    """What turns texts into vectors; none: the best embedded one that is installed."""


class VectorStoreConfig(ProviderConfig):
    """Where memories are kept; none: one SQLite file in the memory folder."""


class GraphStoreConfig(ProviderConfig):
    """The graph of entities and relations: embedded in the store, or mirrored into a graph database too.

    threshold: how similar two names of one entity must be, 0 to 1 (0.7 as in the paper). custom_prompt: which entities
    and relations are wanted, in words; a language model is told. `llm` is taken for programs of 1.x and has no effect: the
    graph is extracted in the same call as the memories.
    """

    llm: dict[str, Any] | None = None
    custom_prompt: str | None = None
    threshold: float = Field(default=0.7, ge=0, le=1)


class RerankerConfig(ProviderConfig):
    """A model that orders the best answers once more."""


class RetentionConfig(BaseModel):
    """When memories fade (see mem0.retention.Retention)."""

    model_config = ConfigDict(extra="forbid")

    archive_after_days: float | None = Field(default=None, ge=0, le=100_000)
    min_relevance: float = Field(default=0.3, ge=0, le=1)
    half_life_days: float = Field(default=30.0, gt=0, le=100_000)
    decay: float = Field(default=0.0, ge=0, le=1)


class MemoryConfig(BaseModel):
    """All settings; every one may be left out.

    path: the store file (default: mem0.db in $MEM0_DIR, else ~/.mem0). durability: "full" survives a power cut,
    "normal" survives a process kill and is faster. evidence: "search" lets kept messages answer where no memory does,
    "keep" keeps them for `sources` only. events: "all", or "add_only" to be told of additions alone (mem0ai 2.x).
    retention: {"archive_after_days", "min_relevance", "half_life_days", "decay"}: when `sweep` archives, and how much
    what is old and not used falls back in the ranking (default: nothing does).
    privacy: what is done about personal data and secrets in what is added: one of off, tag, redact, reject, encrypt for
    all, or {"email": ..., "phone": ..., "secrets": ..., "default": ..., "regions": [...]} (extra `pii`).
    enable_graph: whether entities and relations are kept too; left out, they are where a `graph_store` is given.
    health: what `health` counts as ill: {check: a number from which on it warns, or [warn, critical], or None for off},
    "stale_after_days", "alert" (a callable, or a URL that is posted to) and "alert_timeout" (docs/how-to/watch-a-memory.md).
    index_cache_mb: megabytes of search indexes kept in memory. vector_search: where an external vector index does not
    answer, "fallback" searches the embedded one alone, "require" raises VectorSearchError. version: "v1.0" makes add and
    get_all answer with a list.
    audit: "on", or "off": then only forgetting, resets and changes of keys are written to the audit log.
    encryption_key: seals everything that carries content: a passphrase, 32 bytes (raw, hex or base64), a callable that
    gives one, or `wrap` and `unwrap` of a key service; it may stand in the settings of `vector_store` too, and
    MEM0_ENCRYPTION_KEY counts where nothing does. encryption_key_file: a file that holds the key. encryption_keyring:
    "service/user" in the system's keyring, where the key is kept.

    strategy: with a language model (docs/how-to/use-a-language-model.md) "hybrid" (default: the model
    extracts, the rules consolidate; one call an add), "paper" (the model does both, two calls), "single" (both in one
    call), "add_only" (facts are only added, as in mem0ai 2.x) or "rules" (no call). custom_instructions: what the model
    should heed. includes: the topics that facts are kept to. excludes: topics that no fact may be about.
    custom_categories: [{name: description}], put on memories. custom_fact_extraction_prompt: a prompt for mem0ai 1.x in
    place of ours. custom_update_memory_prompt: the same for consolidation; it makes "paper" the default strategy.
    context_messages: how many earlier messages the model sees (m of the paper). similar_memories: with how many known
    memories each fact is compared (s of the paper). summary_after: new messages until the summary of a conversation is
    renewed; 0 keeps none. llm_attempts: how often one question is put to the model. llm_patience: the longest wait before
    it is put again, in seconds.
    """

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    path: Path | None = None
    durability: Literal["full", "normal"] = "full"
    evidence: Literal["search", "keep"] = "search"
    events: Literal["all", "add_only"] = "all"
    index_cache_mb: int = Field(default=256, ge=1, le=1_000_000)
    audit: Literal["on", "off"] = "on"
    encryption_key: Any = Field(default=None, repr=False)
    encryption_key_file: Path | None = None
    encryption_keyring: str | None = None
    llm: LlmConfig | None = None
    embedder: EmbedderConfig | None = None
    vector_store: VectorStoreConfig | None = None
    graph_store: GraphStoreConfig | None = None
    enable_graph: bool | None = None
    reranker: RerankerConfig | None = None
    retention: RetentionConfig = Field(default_factory=RetentionConfig)
    privacy: dict[str, Any] | str | None = None
    health: dict[str, Any] | None = None
    history_db_path: str | None = None
    vector_search: Literal["fallback", "require"] = "fallback"
    version: str = "v1.1"
    custom_instructions: str | None = None
    custom_fact_extraction_prompt: str | None = None
    custom_update_memory_prompt: str | None = None
    strategy: Literal["paper", "single", "hybrid", "rules", "add_only"] | None = None
    includes: str | None = None
    excludes: str | None = None
    custom_categories: list[dict[str, str]] | None = None
    context_messages: int = Field(default=10, ge=0, le=100)
    similar_memories: int = Field(default=10, ge=1, le=100)
    summary_after: int = Field(default=10, ge=0, le=1000)
    llm_attempts: int = Field(default=3, ge=1, le=10)
    llm_patience: float = Field(default=30.0, ge=0, le=600)

    @property
    def has_graph(self) -> bool:
        return self.graph_store is not None if self.enable_graph is None else self.enable_graph


# What a language model is told and how it is asked: the settings that an open memory may be given anew.
ASKING_KEYS: Final = frozenset(
    {
        "custom_instructions",
        "custom_fact_extraction_prompt",
        "custom_update_memory_prompt",
        "strategy",
        "includes",
        "excludes",
        "custom_categories",
        "context_messages",
        "similar_memories",
        "summary_after",
        "llm_attempts",
        "llm_patience",
    }
)


def memory_dir() -> Path:
    """The folder for everything that is kept by default: $MEM0_DIR, else ~/.mem0."""
    return Path(os.environ.get("MEM0_DIR") or Path.home() / ".mem0")


def read_config(raw: object) -> MemoryConfig:
    """A configuration from a dict. A key close to a known one is refused; a wholly unknown one is named in the log."""
    if isinstance(raw, MemoryConfig):
        return raw
    if not isinstance(raw, Mapping):
        raise ConfigurationError(f"The configuration must be a dict, not {type(raw).__name__}.")
    raw = {**{now: raw[older] for older, now in _OLDER.items() if older in raw}, **_without_older(raw)}
    known = {key: value for key, value in raw.items() if _is_known(key, MemoryConfig, "")}
    for name, part in _PARTS.items():
        given = known.get(name)
        for key in given if isinstance(given, Mapping) else ():
            _is_known(key, part, f" under {name!r}")
    try:
        return MemoryConfig.model_validate(known)
    except PydanticError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"Configuration key {where!r}: {first['msg']}.", details={"key": where}) from None


_OLDER: Final = {"custom_prompt": "custom_fact_extraction_prompt"}  # as mem0ai 0.1 called it
_PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "llm": LlmConfig,
    "embedder": EmbedderConfig,
    "vector_store": VectorStoreConfig,
    "graph_store": GraphStoreConfig,
    "reranker": RerankerConfig,
}
_BESIDE: Final = ("collection_name",)  # what programs write beside the "config" of a part, and mean


def _without_older(raw: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in raw.items() if key not in _OLDER}


def _is_known(key: object, model: type[BaseModel], where: str) -> bool:
    if key in model.model_fields or (where and key in _BESIDE):
        return True
    near = difflib.get_close_matches(str(key), model.model_fields, n=1, cutoff=0.75)
    if near:
        raise ConfigurationError(
            f"There is no configuration key {key!r}{where}.",
            details={"key": str(key)},
            suggestion=f'Did you mean "{near[0]}"?',
        )
    log.warning("The configuration key %r%s is unknown and has no effect.", key, where)
    return False

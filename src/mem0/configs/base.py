"""Import path of mem0ai: the configuration lives in mem0.config."""

from typing import Any

from pydantic import BaseModel, Field

from ..config import (
    EmbedderConfig,
    GraphStoreConfig,
    LlmConfig,
    MemoryConfig,
    RerankerConfig,
    VectorStoreConfig,
)


class MemoryItem(BaseModel):
    """A memory as `search` and `get_all` give it, for programs that want a class."""

    id: str
    memory: str
    hash: str | None = None
    metadata: dict[str, Any] | None = Field(default_factory=dict)
    score: float | None = None
    created_at: str | None = None
    updated_at: str | None = None


__all__ = [
    "EmbedderConfig",
    "GraphStoreConfig",
    "LlmConfig",
    "MemoryConfig",
    "MemoryItem",
    "RerankerConfig",
    "VectorStoreConfig",
]

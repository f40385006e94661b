"""Import path of mem0ai: the configuration of a vector store."""

from ..config import VectorStoreConfig

__all__ = ["VectorStoreConfig"]

"""Import path of mem0ai: the base class of vector stores that programs write themselves."""

from ..providers.vectors.base import VectorStoreBase

__all__ = ["VectorStoreBase"]

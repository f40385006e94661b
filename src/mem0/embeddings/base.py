"""Import path of mem0ai: the base class of embedders."""

from ..providers.embedders.base import BaseEmbedderConfig, EmbeddingBase

__all__ = ["BaseEmbedderConfig", "EmbeddingBase"]

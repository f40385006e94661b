"""Import path of mem0ai: the settings of an embedder."""

from ...providers.embedders.base import BaseEmbedderConfig

__all__ = ["BaseEmbedderConfig"]

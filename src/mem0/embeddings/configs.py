"""Import path of mem0ai: the settings of embedders live in mem0.config."""

from ..config import EmbedderConfig

__all__ = ["EmbedderConfig"]

"""Import path of mem0ai: the configuration lives in mem0.config."""

from ..config import LlmConfig

__all__ = ["LlmConfig"]

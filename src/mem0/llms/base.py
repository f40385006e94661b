"""Import path of mem0ai: the base class lives in mem0.providers.llms.base."""

from ..providers.llms.base import LLMBase

__all__ = ["LLMBase"]

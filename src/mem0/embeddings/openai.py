"""Import path of mem0ai: the provider lives in mem0.providers.embedders."""

from ..providers.embedders.classes import OpenAIEmbedding

__all__ = ["OpenAIEmbedding"]

"""Import path of mem0ai: the base class of rerankers."""

from ..providers.rerankers.base import BaseReranker

__all__ = ["BaseReranker"]

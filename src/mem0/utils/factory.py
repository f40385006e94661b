"""Import path of mem0ai: the factories by which programs make and register providers of their own."""

from ..providers.embedders.factory import EmbedderFactory
from ..providers.graphs.factory import GraphStoreFactory
from ..providers.llms.factory import LlmFactory
from ..providers.rerankers.factory import RerankerFactory
from ..providers.vectors.factory import VectorStoreFactory

__all__ = ["EmbedderFactory", "GraphStoreFactory", "LlmFactory", "RerankerFactory", "VectorStoreFactory"]

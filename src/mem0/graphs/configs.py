"""Import path of mem0ai 1.x: the settings of a graph store live in mem0.config, those of databases in mem0.providers.graphs."""

from ..config import GraphStoreConfig
from ..providers.graphs.settings import KuzuConfig, MemgraphConfig, Neo4jConfig

__all__ = ["GraphStoreConfig", "KuzuConfig", "MemgraphConfig", "Neo4jConfig"]

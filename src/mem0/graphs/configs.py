"""Import path of mem0ai 1.x: the settings of a graph store live in mem0.config."""

from ..config import GraphStoreConfig

__all__ = ["GraphStoreConfig"]

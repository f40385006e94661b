"""Import path of mem0ai 1.x: the graph of a configuration by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..config import GraphStoreConfig, MemoryConfig, read_config
from ..doors.graph import Graph
from .main import Memory


class MemoryGraph(Graph):
    """The graph of the store that a configuration names, without the methods of its memories.

    `config` is a MemoryConfig or a dict of the same; a `provider` takes the place of the one in its `graph_store`. Opens the
    store: `close` gives it back. Raises ConfigurationError where the store or the provider cannot be opened.
    """

    def __init__(self, config: MemoryConfig | Mapping[str, Any], provider: str | None = None) -> None:
        whole = read_config(config)
        part = whole.graph_store or GraphStoreConfig()
        named = part if provider is None else part.model_copy(update={"provider": provider})
        self._memory = Memory(whole.model_copy(update={"graph_store": named, "enable_graph": True}))
        super().__init__(replace(self._memory.parts, mirror=None))  # nothing here changes what a vector index shows

    def close(self) -> None:
        """Give back the store's files and connections."""
        self._memory.close()

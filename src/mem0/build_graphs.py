"""Where the graph of a configuration is kept: always in the store, and shown in a graph database where one is named."""

from __future__ import annotations

import hashlib
import logging
from typing import Final

from .config import GraphStoreConfig, MemoryConfig
from .errors import ConfigurationError, MissingExtra
from .pipeline.graph_mirror import GraphMirror
from .ports import Encoder, Store
from .providers.catalog import EMBEDDED_GRAPHS, GRAPHS, entry

log = logging.getLogger("mem0")

_ELSEWHERE: Final = ("neptune", "neptunedb", "apache_age")  # of mem0ai 1.x, not served here
_PLACES: Final = ("url", "database")  # what tells one database from another


def check_graph_store(config: MemoryConfig) -> str | None:
    """The provider of the database that shows the graph; None: nothing beside the store. Raises ConfigurationError."""
    part = config.graph_store
    if not config.has_graph or part is None:
        return None
    if part.llm is not None:
        log.warning('"llm" under "graph_store" has no effect: the graph is extracted in the same call as the memories.')
    provider = part.provider or EMBEDDED_GRAPHS[0]
    if provider == "kuzu":
        log.info("The graph is kept in the memory's own store; kuzu is not needed.")
    if provider in EMBEDDED_GRAPHS:
        return None
    if provider in _ELSEWHERE:
        raise ConfigurationError(
            f'This version does not feed a "{provider}" database.',
            details={"graph_store": provider},
            suggestion='The graph is kept in the store: "graph_store": {"provider": "embedded"}. Databases that speak Bolt '
            f"can show it too: {', '.join(GRAPHS)}.",
        )
    found = entry(GRAPHS, "graph_store", provider, besides=EMBEDDED_GRAPHS)
    if not found.installed():
        raise MissingExtra(provider, found.extra or provider)
    return provider


def make_graph_mirror(config: MemoryConfig, store: Store, encoder: Encoder, *, encrypted: bool) -> GraphMirror | None:
    """The database that shows the graph; None without one. Touches no network."""
    provider, part = check_graph_store(config), config.graph_store
    if provider is None or part is None:
        return None
    if encrypted:
        raise ConfigurationError(
            f'"{provider}" would hold names and relations in clear beside an encrypted store.',
            details={"graph_store": provider},
            suggestion='Keep the graph in the store alone: "graph_store": {"provider": "embedded"}.',
        )
    return GraphMirror(store, GRAPHS[provider].load()(dict(part.config)), encoder, _place(provider, part))


def _place(provider: str, part: GraphStoreConfig) -> str:
    """The database's name in the outbox: the same for the same database. Holds no address."""
    place = "\n".join(f"{key}={part.config[key]}" for key in _PLACES if part.config.get(key) is not None)
    return f"graph {provider} {hashlib.blake2b(place.encode('utf-8'), digest_size=6).hexdigest()}"

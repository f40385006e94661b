"""From a configuration to working parts: the only place that creates providers."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from .choices import read_settings
from .clock import SystemClock
from .config import MemoryConfig, ProviderConfig, memory_dir
from .encoders import settled
from .errors import ConfigurationError
from .pipeline.fading import Uses
from .pipeline.indexes import Indexes
from .pipeline.parts import Parts
from .ports import LLM, Clock, Runner, Store
from .privacy import Policy, read_policy
from .providers.catalog import EMBEDDED_STORES, MEMORY_STORES
from .providers.llms.registry import as_llm
from .providers.llms.registry import make as make_by_name

log = logging.getLogger("mem0")
_REMOTE_KEYS = ("url", "host", "api_key", "client", "connection_string")


def build(config: MemoryConfig, runner: Runner, *, clock: Clock | None = None) -> Parts:
    """Everything a Memory works with. Opens (and, when new, creates) the store; touches no network."""
    _refuse_what_is_missing(config)
    llm = make_llm(config.llm)
    settings = read_settings(config)
    privacy = _policy(config)
    opened = open_store(config)
    try:
        store = settled(opened, config)
    except BaseException:
        opened.close()
        raise
    if llm is None:
        log.info("No language model is configured: the embedded rules decide what is remembered.")
    return Parts(
        store=store,
        encoder=store.encoder,
        clock=clock or SystemClock(),
        runner=runner,
        indexes=Indexes(config.index_cache_mb * 1_000_000, store.encoder),
        settings=settings,
        uses=Uses() if settings.retention.counts_use else None,
        llm=llm,
        privacy=privacy,
    )


def _policy(config: MemoryConfig) -> Policy | None:
    """What is done about personal data. Raises ConfigurationError where a store in clear is to keep it encrypted."""
    policy = read_policy(config.privacy)
    if policy is not None and policy.needs_encryption:
        raise ConfigurationError(
            '"encrypt" under "privacy" needs an encrypted store.',
            details={"key": "privacy"},
            suggestion='Give the store an "encryption_key", or choose another mode.',
        )
    return policy


def _refuse_what_is_missing(config: MemoryConfig) -> None:
    """What this version cannot do must not look as if it worked."""
    for name in ("graph_store", "reranker"):
        part: ProviderConfig | None = getattr(config, name)
        if part is not None and part.provider is not None:
            raise ConfigurationError(
                f'This version has no {name} provider "{part.provider}".',
                details={name: part.provider},
                suggestion=f'Leave "{name}" out: the embedded engine needs none.',
            )


def _refuse_encryption(settings: dict[str, Any]) -> None:
    """Keeping content in clear although a key was given would be the worst of all answers."""
    if settings.get("encryption_key"):
        raise ConfigurationError(
            "This version cannot encrypt a store: encryption_key is refused rather than ignored.",
            details={"key": "encryption_key"},
            suggestion="Keep the file on an encrypted disk until it can.",
        )


def open_store(config: MemoryConfig) -> Store:
    """The store that a configuration names."""
    from .providers.stores.inmemory import InMemoryStore
    from .providers.stores.sqlite import SQLiteStore

    part = config.vector_store or ProviderConfig()
    _refuse_encryption(part.config)
    provider = part.provider or "sqlite"
    path = config.path or part.config.get("path")
    if provider in MEMORY_STORES or str(path) == ":memory:":
        return InMemoryStore()
    if provider not in EMBEDDED_STORES or any(part.config.get(key) for key in _REMOTE_KEYS):
        raise ConfigurationError(
            f'This version keeps memories in its embedded store; it cannot use a "{provider}" server.',
            details={"vector_store": provider},
            suggestion='Leave "vector_store" out, or give it a local "path".',
        )
    return SQLiteStore(_store_file(config, part.config), durability=config.durability)


def _store_file(config: MemoryConfig, settings: dict[str, Any]) -> Path:
    """The store file: `path` itself, or one file a collection inside the folder that a vector store is given."""
    if config.path is not None:
        return config.path.expanduser()
    name = str(settings.get("collection_name") or "mem0")
    if Path(name).name != name or name in (".", ".."):
        raise ConfigurationError(f"The collection name {name!r} must be a plain name.")
    if settings.get("path") is None:
        return memory_dir() / f"{name}.db"
    path = Path(str(settings["path"])).expanduser()
    return path if path.suffix in (".db", ".sqlite", ".sqlite3") else path / f"{name}.db"


def make_llm(part: ProviderConfig | None) -> LLM | None:
    """The language model of a configuration; None without one. Touches no network.

    Raises ConfigurationError for an unknown provider or setting, AuthenticationError without a key, MissingExtra.
    """
    if part is None or (part.provider is None and not part.config):
        return None
    provider = part.provider or "openai"  # as mem0ai reads a config without a provider
    return as_llm(make_by_name(provider, part.config), provider)

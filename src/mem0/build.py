"""From a configuration to working parts: the only place that creates providers."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .build_graphs import check_graph_store, make_graph_mirror
from .build_vectors import is_index, is_remote, make_mirror, vector_part
from .choices import read_settings
from .clock import SystemClock
from .config import MemoryConfig, ProviderConfig, memory_dir
from .crypto import KEY_PLACES, KeySource, key_from_environment
from .encoders import settled
from .errors import ConfigurationError
from .pipeline.fading import Uses
from .pipeline.indexes import Indexes
from .pipeline.linker import GraphLinker
from .pipeline.parts import Parts, Reranking
from .ports import LLM, Clock, Closeable, Runner, Store
from .privacy import Policy, read_policy
from .providers.catalog import EMBEDDED_STORES, MEMORY_STORES
from .providers.llms.registry import as_llm
from .providers.llms.registry import make as make_by_name
from .providers.rerankers.factory import make_reranker
from .providers.settings import count

if TYPE_CHECKING:
    from .providers.stores.sqlite import SQLiteStore

log = logging.getLogger("mem0")


def build(config: MemoryConfig, runner: Runner, *, clock: Clock | None = None) -> Parts:
    """Everything a Memory works with. Opens (and, when new, creates) the store; touches no network.

    Where a part cannot be made, those that were made already are closed.
    """
    check_graph_store(config)
    with ExitStack() as made:
        llm = make_llm(config.llm)
        made.callback(close_llm, config, llm)
        reranking = make_reranking(config.reranker, llm)
        made.callback(close_part, None if reranking is None else reranking.reranker)
        parts = _built(config, runner, clock or SystemClock(), made)
        made.pop_all()
    return replace(parts, llm=llm, reranking=reranking)


def _built(config: MemoryConfig, runner: Runner, clock: Clock, made: ExitStack) -> Parts:
    settings = read_settings(config)
    privacy = _policy(config)
    opened, encrypted = open_store(config), encryption_key(config) is not None
    made.callback(opened.close)
    store = settled(opened, config)
    made.callback(close_part, store.encoder)
    mirror = make_mirror(config, store, store.encoder, encrypted=encrypted)
    made.callback(close_part, mirror)
    return Parts(
        store=store,
        encoder=store.encoder,
        clock=clock,
        runner=runner,
        indexes=Indexes(config.index_cache_mb * 1_000_000, store.encoder),
        settings=settings,
        uses=Uses() if settings.retention.counts_use else None,
        privacy=privacy,
        mirror=mirror,
        graph_mirror=make_graph_mirror(config, store, store.encoder, encrypted=encrypted),
        linker=GraphLinker(clock, settings.same_name) if config.has_graph else None,
    )


def close_part(part: object) -> None:
    """Give back the files and connections of a part that has any."""
    if isinstance(part, Closeable):
        part.close()


def _policy(config: MemoryConfig) -> Policy | None:
    """What is done about personal data. Raises ConfigurationError where a store in clear is to keep it encrypted."""
    policy = read_policy(config.privacy)
    if policy is not None and policy.needs_encryption and encryption_key(config) is None:
        raise ConfigurationError(
            '"encrypt" under "privacy" needs an encrypted store.',
            details={"key": "privacy"},
            suggestion='Give the store an "encryption_key", or choose another mode.',
        )
    return policy


def open_store(config: MemoryConfig) -> Store:
    """The store that a configuration names, unlocked with its key if one is given."""
    from .providers.stores.inmemory import InMemoryStore

    part = vector_part(config)
    key = encryption_key(config)
    if part.provider in MEMORY_STORES or str(config.path or part.config.get("path")) == ":memory:":
        return InMemoryStore(audit=config.audit == "on")  # a key has nothing to seal there: nothing is written
    return _open_file(config, key)


def encrypt_store(config: MemoryConfig) -> int:
    """Encrypt the clear store that a configuration names with the key that it names; returns how many rows were sealed."""
    key = encryption_key(config)
    if key is None:
        raise ConfigurationError(
            "No key was given to encrypt with.", suggestion="Set MEM0_ENCRYPTION_KEY, or name a file: --key-file FILE"
        )
    store = _open_file(config, None)
    try:
        return store.encrypt(key)
    finally:
        store.close()


def _open_file(config: MemoryConfig, key: KeySource | None) -> SQLiteStore:
    from .providers.stores.sqlite import SQLiteStore

    part = vector_part(config)
    provider = part.provider or "sqlite"
    if not (is_index(provider) or (provider in EMBEDDED_STORES and not is_remote(part))):
        raise ConfigurationError(
            f'This version keeps memories in its embedded store; it cannot use a "{provider}" server.',
            details={"vector_store": provider},
            suggestion='Leave "vector_store" out, or name it as a LangChain store: {"provider": "langchain", ...}.',
        )
    return SQLiteStore(_store_file(config, part.config), durability=config.durability, key=key, audit=config.audit == "on")


def encryption_key(config: MemoryConfig) -> KeySource | None:
    """The master key that a configuration names, else that of the environment; None: content is kept in clear."""
    settings = (config.vector_store or ProviderConfig()).config
    above = {name: getattr(config, name) for name in KEY_PLACES}
    given = [(n, v) for place in (above, settings) for n, v in place.items() if n in KEY_PLACES and v is not None]
    if len(given) > 1:
        raise ConfigurationError(f"The encryption key is given more than once: {', '.join(n for n, _ in given)}.")
    return KEY_PLACES[given[0][0]](given[0][1]) if given else key_from_environment()


def store_file(config: MemoryConfig) -> Path:
    """The file of the store that a configuration names. Raises ConfigurationError for a store that has none."""
    part = config.vector_store or ProviderConfig()
    if part.provider in MEMORY_STORES or str(config.path or part.config.get("path")) == ":memory:":
        raise ConfigurationError("A store in memory has no file.", details={"path": ":memory:"})
    return _store_file(config, part.config)


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


def make_reranking(part: ProviderConfig | None, llm: LLM | None) -> Reranking | None:
    """The reranker of a configuration; None without one.

    Beside the provider's own settings: `top_k`, how many answers are given at most; `on_failure` "keep" (the search's own
    order, with a warning) or "raise".
    """
    if part is None or part.provider is None:
        return None
    given = {key: value for key, value in part.config.items() if key not in ("top_k", "on_failure")}
    on_failure = part.config.get("on_failure", "keep")
    if on_failure not in ("keep", "raise"):
        raise ConfigurationError(f'"on_failure" of the reranker is "keep" or "raise", not {on_failure!r}.')
    top_k = count(part.config, "top_k", most=10_000)
    return Reranking(make_reranker(part.provider, given, llm=llm), top_k, on_failure == "raise")


def make_llm(part: ProviderConfig | None) -> LLM | None:
    """The language model of a configuration; None without one. Touches no network.

    Raises ConfigurationError for an unknown provider or setting, AuthenticationError without a key, MissingExtra.
    """
    if part is None or (part.provider is None and not part.config):
        log.info("No language model is configured: the embedded rules decide what is remembered.")
        return None
    provider = part.provider or "openai"  # as mem0ai reads a config without a provider
    return as_llm(make_by_name(provider, part.config), provider)


def close_llm(config: MemoryConfig, llm: LLM | None) -> None:
    """Give back the connections of a language model that was made here; a program's own stays as it is."""
    ours = config.llm is not None and config.llm.provider != "custom"
    if ours and isinstance(llm, Closeable):
        llm.close()

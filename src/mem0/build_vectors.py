"""Which external vector index a configuration means, if any: local ones beside the store, servers, and strangers'."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any, Final

from .config import MemoryConfig, ProviderConfig, memory_dir
from .errors import ConfigurationError
from .pipeline.mirror import Mirror
from .ports import Encoder, Store
from .providers.catalog import EMBEDDED_STORES, VECTORS
from .providers.vectors.factory import make_index, registered

log = logging.getLogger("mem0")

_REMOTE: Final = ("url", "host", "api_key", "client", "connection_string")
PREFIX: Final = "vectors "  # of the names of vector indexes in the outbox
_FILES: Final = (".db", ".sqlite", ".sqlite3")  # a `path` that names the store's file rather than a folder
_PLACES: Final = ("path", "url", "host", "port", "tenant", "database")  # what tells one database from another


def vector_part(config: MemoryConfig) -> ProviderConfig:
    """The part `vector_store`; a `collection_name` that stands beside `config` rather than in it counts too."""
    part = config.vector_store or ProviderConfig()
    beside = (part.model_extra or {}).get("collection_name")
    if beside is None:
        return part
    return part.model_copy(update={"config": {**part.config, "collection_name": beside}})


def is_remote(part: ProviderConfig) -> bool:
    """Whether it names something outside this library rather than a folder."""
    return any(part.config.get(key) for key in _REMOTE)


def is_index(provider: str) -> bool:
    """Whether a provider is an external index, ours or one that a program has registered."""
    return provider in VECTORS or registered(provider)


def make_mirror(config: MemoryConfig, store: Store, encoder: Encoder, *, encrypted: bool) -> Mirror | None:
    """The external index of a configuration; None where the embedded store alone serves. Opens nothing."""
    if encrypted:
        _refuse_beside_sealed(vector_part(config), store)
        return None
    part = vector_part(config)
    provider = part.provider
    if provider is None or not is_index(provider) or str(part.config.get("path")) == ":memory:":
        return None
    if provider in EMBEDDED_STORES and not is_remote(part):
        if not VECTORS[provider].installed():
            log.info('"%s" is not installed: the embedded store at its path serves alone.', provider)
            return None
        part = part.model_copy(update={"config": {**part.config, "path": _folder(part)}})
    index = make_index(provider, part.config)
    return Mirror(store, index, encoder, _target(provider, part.config), strict=config.vector_search == "require")


def _folder(part: ProviderConfig) -> str:
    """Where a local database lies: in the folder that it is given, which is the store's too."""
    given = part.config.get("path")
    if given is None:
        return str(memory_dir() / str(part.provider))
    path = Path(str(given)).expanduser()
    return str(path.with_suffix("") if path.suffix in _FILES else path)


def _refuse_beside_sealed(part: ProviderConfig, store: Store) -> None:
    """Beside an encrypted store no index is kept: its vectors and payloads would lie in clear. A server is an error."""
    if part.provider is not None and is_index(part.provider) and is_remote(part):
        raise ConfigurationError(
            f'"{part.provider}" would hold vectors and texts in clear beside an encrypted store.',
            details={"vector_store": part.provider},
            suggestion='Leave "vector_store" out: the encrypted store searches by itself.',
        )
    left = [name for name in store.read(lambda view: view.outbox.targets()) if name.startswith(PREFIX)]
    if left:
        log.warning("Vector indexes of before it was encrypted may still lie in clear; remove them: %s", ", ".join(left))


def _target(provider: str, settings: dict[str, Any]) -> str:
    """The index's name in the outbox: the same for the same collection of the same database. Holds no address."""
    place = "\n".join(f"{key}={settings[key]}" for key in _PLACES if settings.get(key) is not None)
    digest = hashlib.blake2b(place.encode("utf-8"), digest_size=6).hexdigest()
    return f"{PREFIX}{provider} {settings.get('collection_name') or 'mem0'} {digest}"

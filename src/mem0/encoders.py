"""From a configuration to the encoder of a store: which one is asked for, and which one the store was made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .config import EmbedderConfig, MemoryConfig
from .errors import ConfigurationError
from .pipeline.settled import (
    ENCODER_SETTING,
    SettledStore,
    encoder_setting,
    other_encoder,
    same_encoder,
    size_in,
    without_size,
)
from .ports import Encoder, Store, Transaction
from .providers.catalog import EMBEDDED, EMBEDDERS
from .providers.dense import DenseEncoder
from .providers.embedders import factory
from .providers.embedders.absent import AbsentEmbedder

_BEST_FIRST = ("minilm", "static")
# Settings that tell whose they are, for programs that name no provider; "model" and the rest mean OpenAI, as in mem0ai.
_TELLING = {
    "azure_kwargs": "azure_openai",
    "ollama_base_url": "ollama",
    "huggingface_base_url": "huggingface",
    "lmstudio_base_url": "lmstudio",
    "vertex_credentials_json": "vertexai",
    "aws_region": "aws_bedrock",
    "aws_access_key_id": "aws_bedrock",
    "openai_base_url": "openai",
    "model": "openai",
    "api_key": "openai",
}

_OBJECTS = {"embed": "custom", "embed_batch": "custom", "embed_documents": "langchain"}


def asked_for(config: MemoryConfig) -> tuple[str | None, dict[str, Any]]:
    """The provider that a configuration asks for (None: the library chooses) and its settings.

    A provider that is not named is seen by its settings; the vector store's `embedding_model_dims` counts too.
    """
    part = config.embedder
    given = dict(part.config) if part is not None else {}
    provider = part.provider if part is not None else None
    if provider is None:
        provider = next((name for method, name in _OBJECTS.items() if callable(getattr(given.get("model"), method, None))), None)
    provider = provider or next((name for key, name in _TELLING.items() if given.get(key)), None)
    dims = config.vector_store.config.get("embedding_model_dims") if config.vector_store is not None else None
    if dims is not None and provider is not None and provider not in EMBEDDED:
        given.setdefault("embedding_model_dims", dims)
    return provider, given if provider is not None else {}


def changed(config: MemoryConfig, embedder: str | Mapping[str, Any]) -> tuple[MemoryConfig, str, Encoder]:
    """The configuration with another embedder (a provider's name, or {"provider", "config"}), its provider and encoder."""
    if embedder != asked_for(config)[0]:
        if not isinstance(embedder, str | Mapping):
            raise ConfigurationError('An embedder is a name or {"provider", "config"}.', details={"embedder": "provider"})
        part = {"provider": embedder} if isinstance(embedder, str) else dict(embedder)
        config = config.model_copy(update={"embedder": EmbedderConfig.model_validate(part)})
    provider, given = asked_for(config)
    if provider is None:
        raise ConfigurationError("Which embedder? Name its provider.", details={"embedder": "provider"})
    return config, provider, _named(provider, given)


def settled(store: Store, config: MemoryConfig) -> SettledStore:
    """The store with the encoder that it was made with; a new store takes the one asked for, else the best installed.

    Raises ConfigurationError when another one is asked for and the store holds vectors.
    """
    wanted, given = asked_for(config)
    kept = store.read(lambda snapshot: snapshot.setting(ENCODER_SETTING))
    if kept is None:
        chosen = wanted or next(name for name in _BEST_FIRST if _usable(name))
        ours = encoder_setting(chosen, _named(chosen, given))
        kept = store.write(lambda tx: _settle(tx, ours))
    provider, _, name = kept.partition(":")
    encoder = _named(wanted, given) if wanted else remembered(provider, name)
    return _joined(store, wanted or provider, encoder, name)


def _named(provider: str, given: Mapping[str, Any]) -> Encoder:
    """The encoder that somebody named: a key that it needs must be there. Raises AuthenticationError."""
    encoder = factory.make_encoder(provider, given)
    if isinstance(encoder, DenseEncoder):
        encoder.need_key()
    return encoder


def remembered(provider: str, name: str) -> Encoder:
    """The encoder that a name tells of: a store opened without a configuration finds its model again."""
    if provider in EMBEDDED:
        return factory.make_encoder(provider, {})
    model, dims = without_size(name), size_in(name)
    if provider in _OBJECTS.values() or provider not in EMBEDDERS:
        return DenseEncoder(AbsentEmbedder(model, dims))
    return factory.make_encoder(
        provider, {"model": model.removeprefix(f"{provider}/"), "embedding_model_dims": dims}
    )


def _joined(store: Store, provider: str, encoder: Encoder, kept: str) -> SettledStore:
    if not same_encoder(kept, encoder.name):
        if not store.write(lambda tx: _resettle_empty(tx, encoder_setting(provider, encoder))):
            raise other_encoder(kept, encoder.name, provider)
    elif isinstance(encoder, DenseEncoder):
        encoder.dims = encoder.dims or size_in(kept)
    return SettledStore(store, provider, encoder)


def _settle(tx: Transaction, ours: str) -> str:
    """Write our choice, unless another process was first."""
    kept = tx.setting(ENCODER_SETTING)
    if kept is None:
        tx.set_setting(ENCODER_SETTING, ours)
    return kept or ours


def _resettle_empty(tx: Transaction, ours: str) -> bool:
    """Give a store in which nothing is searched another encoder; False when there is something."""
    empty = not len(tx.index_keys(None))
    if empty:
        tx.set_setting(ENCODER_SETTING, ours)
    return empty


def _usable(name: str) -> bool:
    """Whether an embedded encoder and its weights are there, without loading them."""
    if not EMBEDDERS[name].installed():
        return False
    available = getattr(EMBEDDERS[name].load(), "available", None)
    return bool(available()) if callable(available) else True

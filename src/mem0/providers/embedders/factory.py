"""Make embedders by name: ours and those that strangers have put into the table (mem0ai's EmbedderFactory)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from ...errors import ConfigurationError, MissingExtra
from ...ports import Embedder, Encoder
from .. import catalog
from ..dense import DenseEncoder
from .base import BaseEmbedderConfig, EmbeddingBase, ModelEmbedder


class EmbedderFactory:
    """`provider_to_class` maps a provider's name to "module.Class", a subclass of EmbeddingBase.

    Programs write their own names into it; an own entry goes before the one of the library.
    """

    provider_to_class: ClassVar[dict[str, str | type]] = {}

    @classmethod
    def register_provider(cls, name: str, class_path: str | type) -> None:
        """Make `name` an embedder provider."""
        cls.provider_to_class[name] = class_path

    @classmethod
    def create(cls, provider_name: str, config: Any = None, vector_config: Any = None) -> EmbeddingBase:
        """An embedder in the shape of mem0ai. `vector_config` is not needed."""
        del vector_config
        if provider_name in cls.provider_to_class:
            return cast(EmbeddingBase, _strangers(provider_name, as_settings(config)))
        return EncoderAsEmbedding(make_encoder(provider_name, as_settings(config)))


class EncoderAsEmbedding(EmbeddingBase):
    """One of the library's encoders in the shape of mem0ai."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(BaseEmbedderConfig(model=encoder.name))
        self.encoder = encoder

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        return self.embed_batch([text], memory_action)[0]

    def embed_batch(self, texts: list[str], memory_action: str | None = "add") -> list[list[float]]:
        """One unit vector a text; a search gets the vector of a question where the model makes a difference."""
        return embedded(self.encoder, texts, memory_action)


def embedded(encoder: Encoder, texts: list[str], memory_action: str | None) -> list[list[float]]:
    """Whole texts as unit vectors of an encoder."""
    if isinstance(encoder, DenseEncoder):
        return encoder.plain(texts, "search" if memory_action == "search" else "add")
    return [[float(x) for x in row] for row in encoder.sentence(texts)]


def make_encoder(provider: str, config: Mapping[str, Any]) -> Encoder:
    """An encoder by its provider's name. Raises ConfigurationError, MissingExtra; asks nothing of the network."""
    if provider in EmbedderFactory.provider_to_class:
        return DenseEncoder(_Registered(provider, config))
    found = catalog.entry(catalog.EMBEDDERS, "embedder", provider)
    if not found.installed():
        raise MissingExtra(provider, found.extra or provider)
    made = found.load()(dict(config))
    return DenseEncoder(made) if isinstance(made, Embedder) else cast(Encoder, made)


class _Registered(ModelEmbedder):
    """The embedder of a stranger's class, made with all the settings that the configuration holds."""

    def __init__(self, provider: str, config: Mapping[str, Any]) -> None:
        self.provider = provider
        dims = config.get("embedding_dims") or config.get("embedding_model_dims")
        super().__init__({"model": _strangers(provider, config), "embedding_dims": dims})

    def _own_name(self) -> str:
        named = getattr(getattr(self.model, "config", None), "model", None)
        return named if isinstance(named, str) and named else type(self.model).__name__


def _strangers(provider: str, config: Mapping[str, Any]) -> object:
    """An object of the class that was registered under this name."""
    target = EmbedderFactory.provider_to_class[provider]
    try:
        made = catalog.loaded(target) if isinstance(target, str) else target
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"The embedder {provider!r} names {target!r}, which cannot be loaded: {error}") from None
    known = {key: value for key, value in config.items() if key != "embedding_model_dims"}
    return made(BaseEmbedderConfig(**known))


def as_settings(config: Any) -> dict[str, Any]:
    """Settings as mem0ai's callers give them: a dict, a BaseEmbedderConfig, or none."""
    if config is None:
        return {}
    found = config if isinstance(config, Mapping) else vars(config)
    return {str(key): value for key, value in found.items() if value is not None and value != {}}

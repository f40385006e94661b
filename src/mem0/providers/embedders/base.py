"""What embedders of strangers are made from: the base class and settings of mem0ai, served to the pipeline as a port."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...errors import ConfigurationError, EmbeddingError
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating


class BaseEmbedderConfig:
    """The settings of an embedder, as attributes; further ones may be given and are kept too.

    model (a name, or an object that embeds), api_key, embedding_dims; the other names belong to single providers and
    are None where they are not given.
    """

    NAMES = (
        "model", "api_key", "embedding_dims", "ollama_base_url", "openai_base_url", "model_kwargs",
        "huggingface_base_url", "azure_kwargs", "http_client_proxies", "vertex_credentials_json",
        "memory_add_embedding_type", "memory_update_embedding_type", "memory_search_embedding_type",
        "output_dimensionality", "lmstudio_base_url", "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
        "aws_region",
    )  # fmt: skip

    def __init__(self, model: Any = None, api_key: str | None = None, embedding_dims: int | None = None, **more: Any) -> None:
        given = {"model": model, "api_key": api_key, "embedding_dims": embedding_dims, **more}
        for name in self.NAMES:
            setattr(self, name, {} if name in ("model_kwargs", "azure_kwargs") else None)
        for name, value in given.items():
            if value is not None or name not in self.NAMES:
                setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no setting {name!r}")


class EmbeddingBase(ABC):
    """Subclass it, write `embed`, and give an instance as {"provider": "custom", "config": {"model": instance}}, or
    register the class with EmbedderFactory.

    `embed_batch` may be written too, where the model takes many texts at once.
    """

    def __init__(self, config: BaseEmbedderConfig | None = None) -> None:
        self.config = config if config is not None else BaseEmbedderConfig()

    @abstractmethod
    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        """The vector of a text; `memory_action` is "add", "search" or "update"."""

    def embed_batch(self, texts: list[str], memory_action: str | None = "add") -> list[list[float]]:
        """One vector a text."""
        return [self.embed(text, memory_action) for text in texts]


class ModelEmbedder:
    """Provider "custom". config: `model`, an object with `embed(text, memory_action)` and perhaps `embed_batch`.

    The store knows it by `config["name"]`, else by the object's `name` or `model`, else by its class.
    `embedding_dims` says which size the vectors must have; it is not passed on.
    """

    known = frozenset({"model", "name", "embedding_dims", "embedding_model_dims"})
    limits = Limits(texts=64, bytes=200_000, text_bytes=16_000)
    tells_purposes = True
    remote = True  # for all we know
    provider = "custom"

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self.config = settings.known_only(f"The embedder {self.provider}", config or {}, self.known)
        self.model = self.config.get("model")
        if not self.fits(self.model):
            raise ConfigurationError(
                f'The embedder {self.provider} needs a "model" that embeds, not {type(self.model).__name__}.',
                suggestion="Give an object with embed(text, memory_action): mem0.embeddings.base.EmbeddingBase shows how.",
            )
        self.name = f"{self.provider}/{self._own_name()}"
        self.dims = settings.count(self.config, "embedding_dims", "embedding_model_dims", most=65_535)

    @staticmethod
    def fits(model: object) -> bool:
        return callable(getattr(model, "embed", None)) or callable(getattr(model, "embed_batch", None))

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Sequence[Sequence[float]]:
        with translating(self.name, EmbeddingError, hide=texts):
            return self._embedded(list(texts), purpose)

    def _embedded(self, texts: list[str], purpose: Purpose) -> Sequence[Sequence[float]]:
        many: Callable[..., Any] | None = getattr(self.model, "embed_batch", None)
        if callable(many):
            answer: Sequence[Sequence[float]] = _told(many, texts, purpose)
            return answer
        one: Callable[..., Any] = self.model.embed  # type: ignore[union-attr]  # `fits` looked for it
        return [_told(one, text, purpose) for text in texts]

    def _own_name(self) -> str:
        for found in (self.config.get("name"), getattr(self.model, "name", None), getattr(self.model, "model", None)):
            if isinstance(found, str) and found:
                return found
        return type(self.model).__name__


def _told(method: Callable[..., Any], what: Any, purpose: Purpose) -> Any:
    """Call with the purpose, where the method has a place for it."""
    places = [
        p for p in inspect.signature(method).parameters.values()
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)
    ]  # fmt: skip
    takes = len(places) > 1 or any(p.kind is p.VAR_POSITIONAL for p in places)
    return method(what, purpose) if takes else method(what)

"""Make rerankers by name: ours and those that strangers have put into the table (mem0ai's RerankerFactory)."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

from ...errors import ConfigurationError, MissingExtra
from ...ports import LLM, Reranker
from .. import catalog
from .base import BaseReranker, ModelReranker

UNSERVED = {"zero_entropy": "llm_reranker, cohere or late_interaction"}


class RerankerFactory:
    """`provider_to_class` maps a provider's name to "module.Class" (or to (path, config class)), a subclass of BaseReranker."""

    provider_to_class: ClassVar[dict[str, Any]] = {}

    @classmethod
    def register_provider(cls, name: str, class_path: str | type, config_class: type | None = None) -> None:
        """Make `name` a reranker provider."""
        cls.provider_to_class[name] = class_path if config_class is None else (class_path, config_class)

    @classmethod
    def create(cls, provider_name: str, config: Any = None, **more: Any) -> BaseReranker:
        """A reranker in the shape of mem0ai."""
        given = {**(config if isinstance(config, Mapping) else vars(config) if config is not None else {}), **more}
        return RerankerAsBase(make_reranker(provider_name, given))


class RerankerAsBase(BaseReranker):
    """One of the library's rerankers in the shape of mem0ai."""

    def __init__(self, reranker: Reranker) -> None:
        self.reranker = reranker

    def rerank(self, query: str, documents: list[dict[str, Any]], top_k: int | None = None) -> list[dict[str, Any]]:
        texts = [str(one.get("memory") or one.get("text") or one.get("content") or "") for one in documents]
        scores = self.reranker.scores(query, texts) if texts else []
        scored = [{**one, "rerank_score": score} for one, score in zip(documents, scores, strict=True)]
        return sorted(scored, key=lambda one: -float(one["rerank_score"]))[:top_k]


def make_reranker(provider: str, config: Mapping[str, Any], *, llm: LLM | None = None) -> Reranker:
    """A reranker by its provider's name; `llm` is the memory's language model. Asks nothing of the network."""
    if provider in RerankerFactory.provider_to_class:
        return ModelReranker(_strangers(provider, config), provider)
    if provider == "custom":
        return _given(config)
    if provider in UNSERVED:
        raise ConfigurationError(
            f'This version has no reranker provider "{provider}".',
            details={"reranker": provider},
            suggestion=f"Take {UNSERVED[provider]}, or give your own object: provider custom.",
        )
    found = catalog.entry(catalog.RERANKERS, "reranker", provider)
    if not found.installed():
        raise MissingExtra(provider, found.extra or provider)
    made: Reranker = found.load()(config, llm=llm) if provider in ("llm", "llm_reranker") else found.load()(config)
    return made


def _given(config: Mapping[str, Any]) -> Reranker:
    model = config.get("model")
    if not callable(getattr(model, "rerank", None)):
        raise ConfigurationError(
            'The reranker custom needs a "model" with rerank(query, documents, top_k).',
            suggestion="mem0.reranker.base.BaseReranker shows how.",
        )
    return ModelReranker(model, f"custom/{type(model).__name__}")


def _strangers(provider: str, config: Mapping[str, Any]) -> Any:
    """An object of the class that was registered under this name, made with its settings."""
    target = RerankerFactory.provider_to_class[provider]
    path, config_class = target if isinstance(target, tuple) else (target, SimpleNamespace)
    try:
        made = catalog.loaded(path) if isinstance(path, str) else path
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"The reranker {provider!r} names {path!r}, which cannot be loaded: {error}") from None
    return made(config_class(**config))

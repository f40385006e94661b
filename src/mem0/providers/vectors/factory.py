"""Make vector indexes by name: ours, and those that strangers have put into the table (mem0ai's VectorStoreFactory)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, cast

from mem0.errors import ConfigurationError, MissingExtra
from mem0.ports import VectorIndex

from ..catalog import VECTORS, entry
from .base import StrangersIndex, plain_config


class VectorStoreFactory:
    """`provider_to_class` maps a provider's name to "module.Class", a subclass of VectorStoreBase.

    Programs write their own names into it; an own entry goes before the one of the library.
    """

    provider_to_class: ClassVar[dict[str, str | type]] = {}

    @classmethod
    def register_provider(cls, name: str, class_path: str | type) -> None:
        """Make `name` a provider of vector stores."""
        cls.provider_to_class[name] = class_path

    @classmethod
    def create(cls, provider_name: str, config: Any = None) -> Any:
        """A registered provider's own object, or one of the library's indexes (mem0.ports.VectorIndex)."""
        settings = plain_config(config)
        return _strangers(provider_name, settings) if registered(provider_name) else make_index(provider_name, settings)

    @classmethod
    def reset(cls, instance: Any) -> Any:
        """Empty a vector store; gives it back."""
        (instance.reset if hasattr(instance, "reset") else instance.clear)()
        return instance


def registered(provider: str) -> bool:
    """Whether a program has brought this provider."""
    return provider in VectorStoreFactory.provider_to_class


def make_index(provider: str, config: Mapping[str, Any]) -> VectorIndex:
    """An index by its provider's name. Raises ConfigurationError, MissingExtra; opens nothing, asks no network."""
    if registered(provider):
        return StrangersIndex(provider, _strangers(provider, config))
    found = entry(VECTORS, "vector_store", provider)
    if not found.installed():
        raise MissingExtra(provider, found.extra or provider)
    return cast(VectorIndex, found.load()(dict(config)))


def _strangers(provider: str, config: Mapping[str, Any]) -> Any:
    """An object of the class that was registered under this name, made with the settings as keywords."""
    target = VectorStoreFactory.provider_to_class[provider]
    if not isinstance(target, str):
        return target(**config)
    module, _, name = target.replace(":", ".").rpartition(".")
    try:
        made = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigurationError(
            f"The vector store {provider!r} names {target!r}, which cannot be loaded: {error}"
        ) from None
    return made(**config)

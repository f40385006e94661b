"""mem0ai's factory of language models, by which programs make and register providers of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from . import registry
from .settings import BaseLlmConfig


class LlmFactory:
    """Language models by provider name; its import path in mem0ai is `mem0.utils.factory`."""

    provider_to_class: ClassVar[dict[str, registry.Registration]] = registry.provider_to_class

    @classmethod
    def create(
        cls, provider_name: str, config: BaseLlmConfig | Mapping[str, Any] | None = None, **settings: Any
    ) -> Any:
        """A language model with mem0ai's `generate_response`. Raises as a Memory with this configuration does."""
        if isinstance(config, Mapping) or config is None:
            return registry.make(provider_name, {**(config or {}), **settings})
        return registry.make(provider_name, config)

    @classmethod
    def register_provider(cls, name: str, class_path: str, config_class: type | None = None) -> None:
        """Make a class known: `class_path` "package.module.Class", made with one `config_class` (BaseLlmConfig)."""
        cls.provider_to_class[name] = (class_path, config_class or BaseLlmConfig)

    @classmethod
    def get_supported_providers(cls) -> list[str]:
        """The names that there are."""
        return list(cls.provider_to_class)

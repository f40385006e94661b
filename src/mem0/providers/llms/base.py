"""The base class of language models that programs written for mem0ai subclass."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from .dialect import thinks
from .settings import BaseLlmConfig


class LLMBase(ABC):
    """A language model with mem0ai's `generate_response`; its import path there is `mem0.llms.base`.

    Make it known with `LlmFactory.register_provider`, or hand an instance over as {"provider": "custom", "config":
    {"model": instance}}.
    """

    def __init__(self, config: BaseLlmConfig | Mapping[str, Any] | None = None) -> None:
        if config is None:
            config = BaseLlmConfig()
        self.config: BaseLlmConfig = BaseLlmConfig(**config) if isinstance(config, Mapping) else config
        self._validate_config()

    @abstractmethod
    def generate_response(
        self, messages: Any, response_format: Any = None, tools: Any = None, tool_choice: Any = "auto", **more: Any
    ) -> Any:
        """The answer to OpenAI-style messages: a text, or {"content", "tool_calls": [{"name", "arguments"}]} with tools."""

    def _validate_config(self) -> None:  # noqa: B027  (subclasses may refuse settings here, and need not)
        """A place for subclasses to refuse settings."""

    def _is_reasoning_model(self, model: str) -> bool:
        """Whether a model thinks before it answers, by what the configuration says, else by its name."""
        return thinks(self.config, model)

    def _get_common_params(self, **more: Any) -> dict[str, Any]:
        """The sampling settings as OpenAI names them."""
        config = self.config
        return {"temperature": config.temperature, "max_tokens": config.max_tokens, "top_p": config.top_p, **more}

    def _get_supported_params(self, **more: Any) -> dict[str, Any]:
        """Those of them that the model takes: a reasoning model takes no sampling settings."""
        if not self._is_reasoning_model(str(self.config.model)):
            return self._get_common_params(**more)
        return {key: value for key, value in more.items() if key not in ("temperature", "max_tokens", "top_p")}

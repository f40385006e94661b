"""OpenAI's models on Azure through the official SDK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ...errors import ConfigurationError
from ..settings import from_environment
from .openai import OpenAI
from .sdk import given, proxy_for
from .settings import key_of

_API_VERSION = "2024-10-21"


class AzureOpenAI(OpenAI):
    """A deployment on Azure: `azure_kwargs` as mem0ai has them, or the same keys beside `model`."""

    vendor: ClassVar[str] = "azure_openai"
    default_model: ClassVar[str | None] = "gpt-5-mini"
    own_keys: ClassVar[frozenset[str]] = frozenset(
        {
            "azure_kwargs",
            "azure_deployment",
            "azure_endpoint",
            "api_version",
            "azure_ad_token_provider",
            "default_headers",
            "response_callback",
        }
    )
    aliases: ClassVar[Mapping[str, str]] = {
        "endpoint": "azure_endpoint",
        "base_url": "azure_endpoint",
        "deployment": "azure_deployment",
        "openai_base_url": "azure_endpoint",
    }

    def _client(self) -> Any:
        endpoint = self._said("azure_endpoint", "LLM_AZURE_ENDPOINT", "AZURE_OPENAI_ENDPOINT")
        if endpoint is None:
            raise ConfigurationError(
                'The llm provider "azure_openai" needs the address of its resource.',
                details={"llm": self.provider},
                suggestion='Set LLM_AZURE_ENDPOINT, or "azure_endpoint" in its azure_kwargs.',
            )
        token = self._said("azure_ad_token_provider")
        if token is None:
            names = ("LLM_AZURE_OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY")
            self._key = key_of(self.provider, self._said("api_key") or self.config.api_key, *names)
        proxy = proxy_for(endpoint, self.config.http_client_proxies)
        return self._sdk.AzureOpenAI(
            azure_endpoint=endpoint,
            api_version=self._said("api_version", "LLM_AZURE_API_VERSION", "OPENAI_API_VERSION") or _API_VERSION,
            http_client=self._sdk.DefaultHttpxClient(proxy=proxy) if proxy else None,
            **given(
                api_key=self._key,
                azure_ad_token_provider=token,
                azure_deployment=self._said("azure_deployment", "LLM_AZURE_DEPLOYMENT"),
                default_headers=self._said("default_headers"),
                timeout=self.config.timeout,
                max_retries=self.config.max_retries,
            ),
        )

    def _said(self, key: str, *variables: str) -> Any:
        """A setting: in azure_kwargs, beside `model`, or in the environment."""
        options = self.config.own
        inner = options.get("azure_kwargs") or {}
        return inner.get(key) or options.get(key) or from_environment(*variables)

"""OpenAI's chat completions, and every vendor that speaks their protocol (presets.py), through the official SDK."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar

from ..settings import from_environment
from .asking import Answer, Request
from .chat_model import ChatModel
from .dialect import first
from .openai_form import params, read
from .presets import OPENROUTER_URL, preset_of
from .sdk import given, load_sdk, proxy_for, translating
from .settings import key_of

_UNNEEDED_KEY = "not-needed"  # the SDK insists on a key; local servers do not


class OpenAI(ChatModel):
    """A model behind chat completions: `provider` names the preset."""

    vendor: ClassVar[str] = "openai"
    own_keys: ClassVar[frozenset[str]] = frozenset(
        {
            "models",
            "route",
            "openrouter_base_url",
            "site_url",
            "app_name",
            "store",
            "response_callback",
            "default_headers",
            "lmstudio_response_format",
        }
    )
    aliases: ClassVar[Mapping[str, str]] = {
        f"{name}_base_url": "base_url"
        for name in ("openai", "vllm", "lmstudio", "groq", "together", "deepseek", "xai", "minimax", "sarvam")
    }

    def _make(self) -> None:
        self._sdk = load_sdk("openai", self.provider, "openai")
        self._preset = preset_of(self.provider)
        self.config.model = self.config.model or self._preset.model
        self._dialect = first(self.ways[self.ways.index(self._preset.way) :], self.config)
        self.client = self._client()

    def _client(self) -> Any:
        base_url, self._key = self._where()
        proxy = proxy_for(base_url, self.config.http_client_proxies)
        return self._sdk.OpenAI(
            api_key=self._key,
            http_client=self._sdk.DefaultHttpxClient(proxy=proxy) if proxy else None,
            default_headers={**self._headers(), **self.config.own.get("default_headers", {})} or None,
            **given(base_url=base_url, timeout=self.config.timeout, max_retries=self.config.max_retries),
        )

    def _where(self) -> tuple[str | None, str]:
        """The address and the key. OPENROUTER_API_KEY serves "openai" only where nothing else says where to ask."""
        said, preset = self.config.base_url, self._preset
        base_url = said or from_environment(*preset.addresses) or preset.base_url
        if not preset.keys:
            own = f"{self.provider.upper()}_API_KEY"
            return base_url, self.config.api_key or from_environment(own) or _UNNEEDED_KEY
        routed = os.environ.get("OPENROUTER_API_KEY")
        if (
            self.provider == "openai"
            and routed
            and not (self.config.api_key or base_url or from_environment(*preset.keys))
        ):
            return self.config.own.get("openrouter_base_url") or OPENROUTER_URL, routed
        if self.provider == "openrouter":
            base_url = said or self.config.own.get("openrouter_base_url") or base_url
        return base_url, key_of(self.provider, self.config.api_key, *preset.keys)

    def _headers(self) -> dict[str, str]:
        """By which OpenRouter knows whose program asks."""
        options = self.config.own
        return given(**{"HTTP-Referer": options.get("site_url"), "X-Title": options.get("app_name")})

    def _params(self, request: Request) -> dict[str, Any]:
        options = self.config.own
        sent = params(self._dialect, self.config, request)
        if options.get("lmstudio_response_format") is not None and request.shape is None and not request.tools:
            sent["response_format"] = options["lmstudio_response_format"]
        routing = given(models=options.get("models"), route=options.get("route") if options.get("models") else None)
        return {**sent, **given(store=options.get("store"), extra_body=routing or None)}

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        with translating(self._sdk, self.provider, self._sdk.OpenAIError):
            return self.client.chat.completions.create(**sent)

    def _read(self, response: Any) -> Answer:
        return read(self.provider, response)

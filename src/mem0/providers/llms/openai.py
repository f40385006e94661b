"""OpenAI's chat completions, and every vendor that speaks their protocol (presets.py), through the official SDK."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ... import errors
from ...chat import Finish
from .asking import Answer, Request, ToolCall
from .chat_model import ChatModel
from .dialect import Dialect, learned, params
from .failures import not_reached, refused, timed_out, unreadable
from .presets import OPENROUTER_URL, preset_of
from .sdk import given, load_sdk, proxy_for
from .settings import from_environment, key_of

_FINISHES: Final[Mapping[str, Finish]] = {"length": "length", "content_filter": "refusal"}
_LEARNS = 6  # how often one question may be asked another way after a refusal
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
        self._dialect = Dialect.first(self._preset.structure, self.config)
        self.client = self._client()

    def _client(self) -> Any:
        base_url, self._key = self._where()
        proxy = proxy_for(base_url, self.config.http_client_proxies)
        return self._sdk.OpenAI(
            api_key=self._key,
            http_client=self._sdk.DefaultHttpxClient(proxy=proxy) if proxy else None,
            default_headers={**self._headers(), **self.config.options.get("default_headers", {})} or None,
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
            return self.config.options.get("openrouter_base_url") or OPENROUTER_URL, routed
        if self.provider == "openrouter":
            base_url = said or self.config.options.get("openrouter_base_url") or base_url
        return base_url, key_of(self.provider, self.config.api_key, *preset.keys)

    def _headers(self) -> dict[str, str]:
        """By which OpenRouter knows whose program asks."""
        options = self.config.options
        return given(**{"HTTP-Referer": options.get("site_url"), "X-Title": options.get("app_name")})

    def _params(self, request: Request) -> dict[str, Any]:
        options = self.config.options
        sent = params(self._dialect, self.config, request)
        if options.get("lmstudio_response_format") is not None and request.shape is None and not request.tools:
            sent["response_format"] = options["lmstudio_response_format"]
        routing = given(models=options.get("models"), route=options.get("route") if options.get("models") else None)
        return {**sent, **given(store=options.get("store"), extra_body=routing or None)}

    def _send(self, request: Request) -> Any:
        for _ in range(_LEARNS):
            sent = self._params(request)
            try:
                response = self._ask(sent)
            except self._sdk.APIStatusError as error:
                after = learned(self._dialect, _reason(error), sent) if error.status_code in (400, 422) else None
                if after is None:
                    raise self._told(error) from None
                self._dialect = after  # for all later questions too
                continue
            self._called_back(response, sent)
            return response
        raise unreadable(self.provider, "one refusal after the other")

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        """One request; every error but a refusal by status is ours when it leaves."""
        try:
            return self.client.chat.completions.create(**sent)
        except self._sdk.APIStatusError:
            raise
        except self._sdk.APITimeoutError:
            raise timed_out(self.provider) from None
        except self._sdk.APIConnectionError:
            raise not_reached(self.provider) from None
        except (self._sdk.OpenAIError, ValueError):  # ValueError: the SDK lets the fault of broken JSON through
            raise unreadable(self.provider) from None

    def _told(self, error: Any) -> errors.MemoryError:
        return refused(self.provider, error.status_code, _reason(error), error.response.headers, key=self._key)

    def _read(self, response: Any) -> Answer:
        choices = getattr(response, "choices", None) or [None]
        message = getattr(choices[0], "message", None)
        if message is None:
            raise unreadable(self.provider)
        usage = getattr(response, "usage", None)
        refusal = getattr(message, "refusal", None)
        return Answer(
            text=message.content or refusal or "",
            finish="refusal" if refusal else _FINISHES.get(str(getattr(choices[0], "finish_reason", None)), "stop"),
            tokens_in=getattr(usage, "prompt_tokens", 0) or 0,
            tokens_out=getattr(usage, "completion_tokens", 0) or 0,
            calls=tuple(_calls(message)),
            details=given(model=getattr(response, "model", None), id=getattr(response, "id", None)),
        )


def _calls(message: Any) -> list[ToolCall]:
    functions = [getattr(call, "function", None) for call in message.tool_calls or ()]
    return [ToolCall(one.name, one.arguments or "{}") for one in functions if one is not None]


def _reason(error: Any) -> str:
    """The vendor's own words."""
    body = error.body
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    return str(inner.get("message") or inner) if isinstance(inner, Mapping) else str(error.message)

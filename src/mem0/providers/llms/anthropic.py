"""Anthropic's messages API through the official SDK."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ...chat import Finish, Picture, Turn
from ..settings import from_environment
from .asking import Answer, Request, Tool, ToolCall, count, inline, with_words
from .chat_model import ChatModel
from .dialect import Way
from .failures import unreadable
from .sdk import given, load_sdk, proxy_for, translating
from .settings import key_of

_FINISHES: Final[Mapping[str, Finish]] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}
_LONGEST_ANSWER = 4096  # tokens: the API insists on a limit, and this one every model takes
# Said, because the SDK refuses long answers without streaming where it is left at the same default.
_TIMEOUT_SECONDS = 600.0


class Anthropic(ChatModel):
    """A Claude model. A shape is asked for by a forced tool call."""

    vendor: ClassVar[str] = "anthropic"
    default_model: ClassVar[str | None] = "claude-sonnet-4-6"
    ways: ClassVar[tuple[Way, ...]] = ("tool", "schema", "words")
    unsaid: ClassVar[Mapping[str, Any]] = {"temperature": None}  # newer models refuse it
    own_keys: ClassVar[frozenset[str]] = frozenset(
        {"enable_sampling_parameters", "response_callback", "default_headers"}
    )
    aliases: ClassVar[Mapping[str, str]] = {"anthropic_base_url": "base_url"}

    def _make(self) -> None:
        self._sdk = load_sdk("anthropic", self.provider, "anthropic")
        config = self.config
        token = None if config.api_key else from_environment("ANTHROPIC_AUTH_TOKEN")
        if token is None:
            self._key = key_of(self.provider, config.api_key, "ANTHROPIC_API_KEY")
        proxy = proxy_for(config.base_url, config.http_client_proxies)
        self.client = self._sdk.Anthropic(
            timeout=config.timeout or _TIMEOUT_SECONDS,
            http_client=self._sdk.DefaultHttpxClient(proxy=proxy) if proxy else None,
            default_headers=config.own.get("default_headers"),
            **given(api_key=self._key, auth_token=token, base_url=config.base_url, max_retries=config.max_retries),
        )

    def _params(self, request: Request) -> dict[str, Any]:
        asks_in_words = request.json or (request.shape is not None and self._dialect.way == "words")
        told = with_words(request) if asks_in_words else request
        return {
            "model": self.config.model,
            "max_tokens": request.max_tokens or self.config.max_tokens or _LONGEST_ANSWER,
            "messages": [{"role": turn.role, "content": _content(turn)} for turn in told.talk],
            **given(system=told.system or None),
            **self._tools(request),
            "extra_body": self._more(request) or None,
        }

    def _tools(self, request: Request) -> dict[str, Any]:
        if request.shape is not None and self._dialect.way == "tool":
            tool = request.shape_as_tool(request.shape)
            choice = {"type": "tool", "name": tool.name, "disable_parallel_tool_use": True}
            return {"tools": [_tool(tool)], "tool_choice": choice}
        if request.tools:
            return {"tools": [_tool(tool) for tool in request.tools], "tool_choice": _choice(request.choice)}
        return {}

    def _more(self, request: Request) -> dict[str, Any]:
        """What not every version of the SDK has as an argument."""
        config = self.config
        output: dict[str, Any] = {}
        if request.shape is not None and self._dialect.way == "schema":
            output["format"] = {"type": "json_schema", "schema": dict(request.shape.schema)}
        if config.reasoning_effort and self._dialect.effort:
            output["effort"] = config.reasoning_effort
        body = {"output_config": output} if output else {}
        if self._dialect.sampling and config.own.get("enable_sampling_parameters") is not False:
            body |= given(temperature=request.temperature_of(config), top_p=config.top_p, top_k=config.top_k)
        return body

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        with translating(self._sdk, self.provider, self._sdk.AnthropicError):
            return self.client.messages.create(**sent)

    def _read(self, response: Any) -> Answer:
        blocks = getattr(response, "content", None)
        if not isinstance(blocks, list):
            raise unreadable(self.provider)
        usage = getattr(response, "usage", None)
        return Answer(
            text="".join(block.text or "" for block in blocks if block.type == "text"),
            finish=_FINISHES.get(str(response.stop_reason), "stop"),
            tokens_in=count(getattr(usage, "input_tokens", 0)),
            tokens_out=count(getattr(usage, "output_tokens", 0)),
            calls=tuple(
                ToolCall(block.name, json.dumps(block.input, ensure_ascii=False))
                for block in blocks
                if block.type == "tool_use"
            ),
            details=given(model=getattr(response, "model", None), id=getattr(response, "id", None)),
        )


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "input_schema": dict(tool.schema)}


def _choice(choice: str) -> dict[str, str]:
    known = {"auto": "auto", "none": "none", "required": "any"}
    return {"type": known[choice]} if choice in known else {"type": "tool", "name": choice}


def _content(turn: Turn) -> Any:
    if not turn.pictures:
        return turn.text
    words = [{"type": "text", "text": turn.text}] if turn.text else []
    return [*({"type": "image", "source": _source(one)} for one in turn.pictures), *words]


def _source(picture: Picture) -> dict[str, str]:
    data = inline(picture)
    if data is None:
        return {"type": "url", "url": picture.url}
    return {"type": "base64", "media_type": data[0], "data": base64.b64encode(data[1]).decode()}

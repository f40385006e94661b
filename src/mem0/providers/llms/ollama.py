"""Models of a local (or hosted) Ollama server through its official SDK."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any, ClassVar

from ...chat import Turn
from ...errors import ValidationError
from ..settings import from_environment
from .asking import Answer, Request, ToolCall, inline, with_words
from .chat_model import ChatModel
from .dialect import Way
from .failures import Refused, not_reached, unreadable
from .openai_form import function
from .sdk import given, load_sdk, proxy_for, transport_error


class Ollama(ChatModel):
    """A model that an Ollama server has; it is never pulled unasked. `base_url`, else OLLAMA_HOST, else localhost:11434."""

    vendor: ClassVar[str] = "ollama"
    default_model: ClassVar[str | None] = "llama3.1:70b"
    ways: ClassVar[tuple[Way, ...]] = ("schema", "object", "words")
    own_keys: ClassVar[frozenset[str]] = frozenset({"response_callback", "keep_alive", "options"})
    aliases: ClassVar[Mapping[str, str]] = {"ollama_base_url": "base_url", "host": "base_url"}

    def _make(self) -> None:
        sdk = load_sdk("ollama", self.provider, "ollama")
        self._response_error: type[Exception] = sdk.ResponseError
        self._last = threading.local()
        config = self.config
        self._key = config.api_key or from_environment("OLLAMA_API_KEY")
        self.client = sdk.Client(
            host=config.base_url,
            # The SDK's errors carry no headers, and Retry-After is one.
            event_hooks={"response": [self._seen]},
            **given(
                timeout=config.timeout,
                headers={"Authorization": f"Bearer {self._key}"} if self._key else None,
                proxy=proxy_for(config.base_url or "http://", config.http_client_proxies),
            ),
        )

    def _seen(self, response: Any) -> None:
        self._last.headers = dict(response.headers)

    def _params(self, request: Request) -> dict[str, Any]:
        config, way = self.config, self._dialect.way
        wanted = request.shape is not None or request.json
        # The schema binds what the model may write, but it does not see it: the words tell it what the fields mean.
        told = with_words(request) if wanted else request
        form: Any = None
        if wanted and way != "words":
            form = dict(request.shape.schema) if request.shape is not None and way == "schema" else "json"
        return {
            "model": config.model,
            "messages": [_message(turn) for turn in told.turns],
            "options": self._options(request),
            **given(
                format=form,
                tools=[function(tool) for tool in request.tools] or None,
                keep_alive=config.own.get("keep_alive"),
                think=config.reasoning_effort if self._dialect.effort else None,
            ),
        }

    def _options(self, request: Request) -> dict[str, Any]:
        config = self.config
        options = given(num_predict=request.max_tokens or config.max_tokens)
        if self._dialect.sampling:
            options |= given(temperature=request.temperature_of(config), top_p=config.top_p, top_k=config.top_k)
        return {**options, **(config.own.get("options") or {})}

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        self._last.headers = {}
        try:
            return self.client.chat(**sent)
        except self._response_error as error:
            raise Refused(error.status_code, str(error), self._last.headers) from None  # type: ignore[attr-defined]
        except ConnectionError:
            raise not_reached(self.provider) from None
        except Exception as error:  # raised again as ours: the SDK lets its HTTP client's errors through
            raise transport_error(self.provider, error) from error

    def _read(self, response: Any) -> Answer:
        message = getattr(response, "message", None)
        if message is None:
            raise unreadable(self.provider)
        functions = [call.function for call in message.tool_calls or ()]
        return Answer(
            text=message.content or "",
            finish="length" if response.done_reason == "length" else "stop",
            tokens_in=response.prompt_eval_count or 0,
            tokens_out=response.eval_count or 0,
            calls=tuple(ToolCall(one.name, json.dumps(dict(one.arguments), ensure_ascii=False)) for one in functions),
            details=given(model=response.model),
        )


def _message(turn: Turn) -> dict[str, Any]:
    pictures = [inline(one) for one in turn.pictures]
    if None in pictures:
        raise ValidationError("Ollama is shown pictures as data URLs (data:image/png;base64,...) only.")
    shown = {"images": [one[1] for one in pictures if one is not None]} if pictures else {}
    return {"role": turn.role, "content": turn.text, **shown}

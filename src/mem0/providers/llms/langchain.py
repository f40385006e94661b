"""Any chat model of LangChain: the program makes it, and hands the instance over as `model`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from ...chat import Finish
from ...errors import ConfigurationError
from .asking import Answer, Request, ToolCall, with_words
from .chat_model import ChatModel
from .dialect import Way
from .failures import Refused, unreadable
from .openai_form import function, messages
from .sdk import given, load_sdk, transport_error

_LENGTH = ("length", "max_tokens", "MAX_TOKENS")
_REFUSAL = ("content_filter", "refusal", "SAFETY")


class LangChain(ChatModel):
    """A LangChain chat model; its own settings are its own."""

    vendor: ClassVar[str] = "langchain"
    ways: ClassVar[tuple[Way, ...]] = ("schema", "words")
    own_keys: ClassVar[frozenset[str]] = frozenset({"response_callback"})

    def _make(self) -> None:
        load_sdk("langchain_core", self.provider, "langchain")
        self.client = self.config.model
        if not callable(getattr(self.client, "invoke", None)):
            raise ConfigurationError(
                'The llm provider "langchain" needs a chat model of LangChain as "model".',
                details={"llm": self.provider},
                suggestion='Write {"provider": "langchain", "config": {"model": ChatOpenAI(...)}}.',
            )

    @property
    def name(self) -> str:
        chosen = next(
            (getattr(self.client, key, None) for key in ("model_name", "model") if hasattr(self.client, key)), None
        )
        return f"{self.provider}/{chosen if isinstance(chosen, str) else type(self.client).__name__}"

    def close(self) -> None:
        """Nothing: the model is the program's."""

    def _params(self, request: Request) -> dict[str, Any]:
        by_words = request.json or (request.shape is not None and self._dialect.way == "words")
        told = with_words(request) if by_words else request
        return {"request": request, "messages": messages(told)}

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        try:
            return self._asker(sent["request"]).invoke(sent["messages"])
        except NotImplementedError:
            raise Refused(422, "no structured output") from None
        except Exception as error:  # raised again as ours: every vendor behind it has errors of its own
            status = getattr(error, "status_code", None)
            if isinstance(status, int):
                headers = getattr(getattr(error, "response", None), "headers", None) or {}
                raise Refused(status, str(error), dict(headers)) from None
            raise transport_error(self.provider, error) from error

    def _asker(self, request: Request) -> Any:
        """The model, bound to what is asked of it."""
        if request.tools:
            choice = {"auto": {}, "none": {}, "required": {"tool_choice": "any"}}.get(request.choice)
            bound = {"tool_choice": request.choice} if choice is None else choice
            return self.client.bind_tools([function(tool) for tool in request.tools], **bound)
        if request.shape is not None and self._dialect.way == "schema":
            shape = request.shape
            schema = {**shape.schema, "title": shape.name, "description": shape.description}
            return self.client.with_structured_output(schema, include_raw=True)
        return self.client

    def _read(self, response: Any) -> Answer:
        structured = isinstance(response, Mapping)
        message = response.get("raw") if structured else response
        if message is None or not hasattr(message, "content"):
            raise unreadable(self.provider)
        text = _text(message.content)
        if structured and isinstance(response.get("parsed"), Mapping):
            text = json.dumps(response["parsed"], ensure_ascii=False)
        usage = getattr(message, "usage_metadata", None) or {}
        calls = getattr(message, "tool_calls", None) or ()
        return Answer(
            text=text,
            finish=_finish(getattr(message, "response_metadata", None) or {}),
            tokens_in=usage.get("input_tokens", 0),
            tokens_out=usage.get("output_tokens", 0),
            calls=tuple(ToolCall(one["name"], json.dumps(one["args"], ensure_ascii=False)) for one in calls),
            details=given(id=getattr(message, "id", None)),
        )


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = [part if isinstance(part, str) else part.get("text", "") for part in content or ()]
    return "".join(str(part) for part in parts)


def _finish(metadata: Mapping[str, Any]) -> Finish:
    reason = str(metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason"))
    return "length" if reason in _LENGTH else "refusal" if reason in _REFUSAL else "stop"

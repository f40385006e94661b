"""Questions in the form of OpenAI's chat completions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...chat import Finish, Shape, Turn
from .asking import Answer, Request, Tool, ToolCall, count, with_words
from .dialect import Dialect
from .failures import unreadable
from .sdk import given
from .settings import BaseLlmConfig

_FINISHES: Final[Mapping[str, Finish]] = {"length": "length", "content_filter": "refusal"}


def params(dialect: Dialect, config: BaseLlmConfig, request: Request) -> dict[str, Any]:
    """The arguments of `chat.completions.create`."""
    asked = structure(dialect, request)
    told = with_words(request) if in_words(dialect, request) else request
    body: dict[str, Any] = {"model": config.model, "messages": messages(told, config.vision_details or "auto"), **asked}
    if dialect.sampling:
        body |= {"temperature": request.temperature_of(config), "top_p": config.top_p}
    body[dialect.limit] = request.max_tokens or config.max_tokens
    if dialect.effort:
        body["reasoning_effort"] = config.reasoning_effort
    if request.tools:
        body |= {"tools": [function(tool) for tool in request.tools], "tool_choice": _choice(request.choice)}
    return {name: value for name, value in body.items() if value is not None}


def messages(request: Request, detail: str = "auto") -> list[dict[str, Any]]:
    """Turns as OpenAI's messages."""
    return [{"role": turn.role, "content": _content(turn, detail)} for turn in request.turns]


def function(tool: Tool) -> dict[str, Any]:
    """A tool in OpenAI's form."""
    inner = {"name": tool.name, "description": tool.description, "parameters": dict(tool.schema)}
    return {"type": "function", "function": inner}


def in_words(dialect: Dialect, request: Request) -> bool:
    """Whether the prompt itself must ask for JSON."""
    if request.shape is not None:
        return dialect.way in ("object", "words")
    # JSON mode refuses a prompt that does not speak of JSON.
    return request.json and (dialect.way == "words" or not any("json" in turn.text.lower() for turn in request.turns))


def structure(dialect: Dialect, request: Request) -> dict[str, Any]:
    """The arguments that ask for JSON."""
    if request.shape is not None and dialect.way == "schema":
        return {"response_format": schema_format(request.shape)}
    if request.shape is not None and dialect.way == "tool":
        tool = request.shape_as_tool(request.shape)
        return {"tools": [function(tool)], "tool_choice": _choice(tool.name)}
    wanted = request.json or request.shape is not None
    return {"response_format": {"type": "json_object"}} if wanted and dialect.way != "words" else {}


def schema_format(shape: Shape) -> dict[str, Any]:
    """A shape as OpenAI's response_format; strict where the schema is of the strict kind."""
    inner = {
        "name": shape.name,
        "description": shape.description,
        "schema": dict(shape.schema),
        "strict": is_strict(shape.schema),
    }
    return {"type": "json_schema", "json_schema": inner}


def is_strict(schema: Any) -> bool:
    """Whether every object of a JSON Schema requires all its properties and allows no others, as strict mode wants."""
    if isinstance(schema, Mapping):
        if schema.get("type") == "object" or "properties" in schema:
            names = set(schema.get("properties") or {})
            if schema.get("additionalProperties") is not False or set(schema.get("required") or ()) != names:
                return False
        return all(is_strict(value) for value in schema.values())
    return all(is_strict(value) for value in schema) if isinstance(schema, list) else True


def read(provider: str, response: Any) -> Answer:
    """A chat completion as an answer. Raises LLMError where it is not one."""
    choices = getattr(response, "choices", None) or [None]
    message = getattr(choices[0], "message", None)
    if message is None:
        raise unreadable(provider, _shown(response))
    usage = getattr(response, "usage", None)
    refusal = getattr(message, "refusal", None)
    functions = [getattr(call, "function", None) for call in getattr(message, "tool_calls", None) or ()]
    return Answer(
        text=_text(getattr(message, "content", None)) or refusal or "",
        finish="refusal" if refusal else _FINISHES.get(str(getattr(choices[0], "finish_reason", None)), "stop"),
        tokens_in=count(getattr(usage, "prompt_tokens", 0)),
        tokens_out=count(getattr(usage, "completion_tokens", 0)),
        calls=tuple(ToolCall(one.name, one.arguments or "{}") for one in functions if one is not None),
        details=given(model=getattr(response, "model", None), id=getattr(response, "id", None)),
    )


def _text(content: Any) -> str:
    """Some servers give the text in parts, thoughts among them, as they are asked."""
    if not isinstance(content, Sequence) or isinstance(content, str):
        return str(content or "")
    texts = (part.get("text") for part in content if isinstance(part, Mapping) and part.get("type", "text") == "text")
    return "".join(text for text in texts if isinstance(text, str))


def _shown(response: Any) -> str:
    """What came back instead of an answer: a text (a page, a stream), or an object, whose "error" says most."""
    return str(getattr(response, "error", None) or response)


def _choice(choice: str) -> Any:
    return choice if choice in ("auto", "none", "required") else {"type": "function", "function": {"name": choice}}


def _content(turn: Turn, detail: str) -> Any:
    if not turn.pictures:
        return turn.text
    shown = [
        {"type": "image_url", "image_url": {"url": one.url, "detail": detail if one.detail == "auto" else one.detail}}
        for one in turn.pictures
    ]
    return [{"type": "text", "text": turn.text}, *shown] if turn.text else shown

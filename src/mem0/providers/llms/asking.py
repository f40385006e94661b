"""What a vendor is asked and what it answered, as records that no SDK knows, and the way there from mem0ai's messages."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ...chat import Completion, Finish, Picture, Prompt, Shape, Turn, Voice
from ...errors import ValidationError
from .settings import BaseLlmConfig


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call: its arguments as JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model made; `arguments` as the model wrote them (JSON)."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a vendor. `json` asks for some JSON object where there is no shape; `choice` is "auto", "none",
    "required" or a tool's name."""

    turns: tuple[Turn, ...]
    shape: Shape | None = None
    json: bool = False
    tools: tuple[Tool, ...] = ()
    choice: str = "auto"
    max_tokens: int | None = None
    temperature: float | None = None

    @classmethod
    def of(cls, prompt: Prompt) -> Request:
        return cls(prompt.turns, prompt.shape, max_tokens=prompt.max_tokens, temperature=prompt.temperature)

    @property
    def system(self) -> str:
        """All system turns as one text, for vendors that take it apart from the conversation."""
        return "\n\n".join(turn.text for turn in self.turns if turn.role == "system")

    def temperature_of(self, config: BaseLlmConfig) -> float | None:
        """What the prompt says, else the configuration."""
        return self.temperature if self.temperature is not None else config.temperature

    @staticmethod
    def shape_as_tool(shape: Shape) -> Tool:
        """The tool whose forced call is an answer of that shape."""
        return Tool(shape.name, shape.description, shape.schema)

    @property
    def talk(self) -> tuple[Turn, ...]:
        """What was said without the system turns; at least one user turn, which most vendors insist on."""
        said = tuple(turn for turn in self.turns if turn.role != "system")
        return said or (Turn("user", "Begin."),)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor answered."""

    text: str
    finish: Finish = "stop"
    tokens_in: int = 0
    tokens_out: int = 0
    calls: tuple[ToolCall, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The text; where a tool was called instead, as a shape is asked for, the arguments of that call."""
        return "\n".join(call.arguments for call in self.calls) if self.calls else self.text

    def completion(self) -> Completion:
        """For the pipeline."""
        return Completion(self.said, self.finish, self.tokens_in, self.tokens_out, self.details)


_ROLES: Final[Mapping[str, Voice]] = {
    "system": "system",
    "developer": "system",
    "assistant": "assistant",
    "model": "assistant",
    "user": "user",
    "tool": "user",  # what a tool gave back is told to the model as the user's words
    "function": "user",
}


def request_of(
    messages: Sequence[Mapping[str, Any]], response_format: object, tools: object, tool_choice: object
) -> Request:
    """The request that mem0ai's `generate_response` means. Raises ValidationError for messages that cannot be read."""
    if isinstance(messages, str | Mapping) or not isinstance(messages, Sequence) or not messages:
        raise ValidationError('messages must be a list of {"role", "content"}, at least one.')
    shape, any_json = _asked_format(response_format)
    return Request(
        tuple(_turn(message) for message in messages),
        shape,
        any_json,
        tuple(_tool(tool) for tool in tools) if isinstance(tools, Iterable) else (),
        _choice(tool_choice),
    )


def _turn(message: Mapping[str, Any]) -> Turn:
    role = _ROLES.get(str(message.get("role"))) if isinstance(message, Mapping) else None
    if role is None:
        raise ValidationError('Each message needs a "role" (system, user, assistant, tool) and "content".')
    content = message.get("content")
    if content is None and message.get("tool_calls"):
        content = json.dumps(message["tool_calls"], ensure_ascii=False, default=str)
    if content is None or isinstance(content, str):
        return Turn(role, content or "")
    parts = [content] if isinstance(content, Mapping) else [part for part in content if isinstance(part, Mapping)]
    text = "\n".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str))
    return Turn(role, text, tuple(_pictures(parts)))


def _pictures(parts: Iterable[Mapping[str, Any]]) -> Iterable[Picture]:
    for part in parts:
        image = part.get("image_url")
        url = image.get("url") if isinstance(image, Mapping) else image
        if isinstance(url, str) and url:
            detail = image.get("detail") if isinstance(image, Mapping) else None
            yield Picture(url, detail if detail in ("low", "high") else "auto")


def _asked_format(response_format: object) -> tuple[Shape | None, bool]:
    if not isinstance(response_format, Mapping):
        return None, False
    if response_format.get("type") != "json_schema":
        return None, response_format.get("type") == "json_object"
    asked = response_format.get("json_schema") or {}
    name, schema = str(asked.get("name") or "answer"), asked.get("schema")
    return (Shape(name, str(asked.get("description") or ""), schema), False) if schema else (None, True)


def _tool(raw: object) -> Tool:
    inner = raw.get("function", raw) if isinstance(raw, Mapping) else None
    if not isinstance(inner, Mapping) or not inner.get("name"):
        raise ValidationError('Each tool must be {"type": "function", "function": {"name", "parameters"}}.')
    parameters = inner.get("parameters") or {"type": "object", "properties": {}}
    return Tool(str(inner["name"]), str(inner.get("description") or ""), parameters)


def _choice(raw: object) -> str:
    if isinstance(raw, Mapping):
        inner = raw.get("function", raw)
        return str(inner.get("name") or "auto") if isinstance(inner, Mapping) else "auto"
    return {"any": "required", None: "auto"}.get(raw, str(raw)) if raw is None or isinstance(raw, str) else "auto"


def alternating(turns: Sequence[Turn]) -> list[Turn]:
    """Turns of the same role one after the other as one, the first one the user's: as some vendors insist."""
    told: list[Turn] = [] if turns and turns[0].role == "user" else [Turn("user", "Begin.")]
    for turn in turns:
        if told and told[-1].role == turn.role:
            last = told.pop()
            turn = Turn(turn.role, f"{last.text}\n\n{turn.text}".strip(), (*last.pictures, *turn.pictures))
        told.append(turn)
    return told


def inline(picture: Picture) -> tuple[str, bytes] | None:
    """The media type and the bytes of a picture that is a data URL; None for one that lies elsewhere."""
    head, comma, data = picture.url.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return None
    try:
        return head[len("data:") : -len(";base64")] or "image/png", base64.b64decode(data, validate=True)
    except binascii.Error:
        raise ValidationError("A picture's data URL is not base64.") from None


def described(shape: Shape) -> str:
    """A shape in words, for models that take it no other way."""
    schema = json.dumps(shape.schema, ensure_ascii=False)
    return f"Answer with one JSON object and nothing else. {shape.description} It must fit this JSON Schema: {schema}"


def with_words(request: Request) -> Request:
    """The request with its wish for JSON told in words at the end of the system turn."""
    words = described(request.shape) if request.shape else "Answer with one JSON object and nothing else."
    system = f"{request.system}\n\n{words}".strip()
    return Request(
        (Turn("system", system), *request.talk),
        max_tokens=request.max_tokens,
        temperature=request.temperature,
    )


def count(said: Any) -> int:
    """A number of tokens; 0 where a server writes anything else."""
    return said if isinstance(said, int) and said >= 0 else 0

"""How one endpoint of OpenAI's protocol wants to be asked, and what is learnt from its refusals. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ...chat import Shape, Turn
from .asking import Request, Tool, with_words
from .presets import Structure
from .settings import BaseLlmConfig

# Models that think before they answer: they take no temperature, and count their thoughts among the tokens.
_REASONING: Final = re.compile(r"(?:^|/)(?:o[1-9](?:-|$)|gpt-[5-9](?!\S*chat))", re.IGNORECASE)
_NEXT: Final[Mapping[Structure, Structure]] = {"schema": "tool", "tool": "object", "object": "words"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint takes. limit: the name of the token limit."""

    structure: Structure
    sampling: bool = True
    limit: str = "max_tokens"
    effort: bool = True

    @classmethod
    def first(cls, structure: Structure, config: BaseLlmConfig) -> Dialect:
        """The best guess before the first answer, by the model's name or what the configuration says of it."""
        reasons = thinks(config, str(config.model))
        return cls(structure, not reasons, "max_completion_tokens" if reasons else "max_tokens")


def thinks(config: BaseLlmConfig, model: str) -> bool:
    """Whether a model thinks before it answers: as the configuration says, else by its name."""
    said = config.is_reasoning_model
    return bool(_REASONING.search(model)) if said is None else said


def params(dialect: Dialect, config: BaseLlmConfig, request: Request) -> dict[str, Any]:
    """The arguments of `chat.completions.create`."""
    asked = {**_structured(dialect.structure, request)}
    told = with_words(request) if asked.pop("in_words", False) else request
    body: dict[str, Any] = {"model": config.model, "messages": messages(told, config.vision_details or "auto"), **asked}
    if dialect.sampling:
        temperature = request.temperature if request.temperature is not None else config.temperature
        body |= {"temperature": temperature, "top_p": config.top_p}
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


def learned(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect | None:
    """The dialect after a refusal (status 400 or 422) of what was sent; None when the refusal is about something else."""
    words = said.lower()
    return next((after for step in _STEPS if (after := step(dialect, words, sent)) is not None), None)


def _other_limit(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect | None:
    other = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}[dialect.limit]
    unknown = dialect.limit in said and any(w in said for w in ("unsupported", "not supported", "unrecognized", other))
    return replace(dialect, limit=other) if dialect.limit in sent and unknown else None


def _no_sampling(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect | None:
    named = ("temperature" in sent and "temperature" in said) or ("top_p" in sent and "top_p" in said)
    return replace(dialect, sampling=False) if named else None


def _no_effort(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect | None:
    return replace(dialect, effort=False) if "reasoning_effort" in sent and "reasoning" in said else None


def _other_structure(dialect: Dialect, said: str, sent: Mapping[str, Any]) -> Dialect | None:
    structured = "response_format" in sent or ("tools" in sent and dialect.structure in ("tool", "object"))
    named = any(word in said for word in ("response_format", "response format", "schema", "json", "tool", "function"))
    return replace(dialect, structure=_NEXT[dialect.structure]) if structured and named else None


_STEPS: Final[tuple[Callable[[Dialect, str, Mapping[str, Any]], Dialect | None], ...]] = (
    _other_limit,
    _no_sampling,
    _no_effort,
    _other_structure,
)


def _structured(structure: Structure, request: Request) -> dict[str, Any]:
    """What asks for JSON; `in_words` says that the prompt must ask for it too."""
    shape = request.shape
    if shape is None:
        if not request.json:
            return {}
        return {"in_words": True} if structure == "words" else {"response_format": {"type": "json_object"}}
    if structure == "schema":
        return {"response_format": schema_format(shape)}
    if structure == "tool":
        forced = {"type": "function", "function": {"name": shape.name}}
        return {"tools": [function(Tool(shape.name, shape.description, shape.schema))], "tool_choice": forced}
    any_json = {"response_format": {"type": "json_object"}} if structure == "object" else {}
    return {"in_words": True, **any_json}


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

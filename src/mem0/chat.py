"""What is said to a language model and what it answers, as frozen records that no vendor's SDK knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

Voice: TypeAlias = Literal["system", "user", "assistant"]
Finish: TypeAlias = Literal["stop", "length", "refusal"]
UNREADABLE: Final = "LLM_005"  # `error_code` of an LLMError: what came back was no answer at all; asked again, it may be one


@dataclass(frozen=True, slots=True)
class Picture:
    """An image shown to a vision model: an http(s) URL or a data URL (`data:image/png;base64,...`)."""

    url: str
    detail: Literal["auto", "low", "high"] = "auto"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a prompt."""

    role: Voice
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The JSON object that an answer must be: a name (letters, digits, _), what it is, and its JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a language model. None leaves a setting to the provider's configuration."""

    turns: tuple[Turn, ...]
    shape: Shape | None = None
    max_tokens: int | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered. `finish` "length": cut at the token limit; "refusal": it declined (text may say why).

    Token counts are the provider's; 0 where it does not tell. `details` is for logs and never holds secrets.
    """

    text: str
    finish: Finish = "stop"
    tokens_in: int = 0
    tokens_out: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)

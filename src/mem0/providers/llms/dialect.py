"""How one endpoint wants to be asked, and what is learnt from its refusals. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from .asking import Request
from .settings import BaseLlmConfig

# A shape is asked for by a JSON Schema, a forced tool call, any JSON object with the schema in words, or words alone.
Way = Literal["schema", "tool", "object", "words"]

# Models that think before they answer: they take no temperature, and count their thoughts among the tokens.
_REASONING: Final = re.compile(r"(?:^|/)(?:o[1-9](?:-|$)|gpt-[5-9](?!\S*chat))", re.IGNORECASE)
_OTHER_LIMIT: Final = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
_STRUCTURE: Final = re.compile(
    r"response.?(?:format|schema)|schema|json|\btools?\b|tool_?choice|function|structured|format"
)
_SAMPLING: Final = re.compile(r"temperature|top_?[pk]\b|sampling")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint takes. ways: how it may still be asked for JSON, the first is used; limit: the name of the token
    limit; sampling, effort: whether it is sent temperature and the like, and how long to think."""

    ways: tuple[Way, ...]
    sampling: bool = True
    limit: str = "max_tokens"
    effort: bool = True

    @property
    def way(self) -> Way:
        return self.ways[0]


def first(ways: tuple[Way, ...], config: BaseLlmConfig) -> Dialect:
    """The best guess before the first answer, by the model's name or what the configuration says of it."""
    if thinks(config, str(config.model)):
        return Dialect(ways, sampling=False, limit="max_completion_tokens")
    return Dialect(ways)


def thinks(config: BaseLlmConfig, model: str) -> bool:
    """Whether a model thinks before it answers: as the configuration says, else by its name."""
    said = config.is_reasoning_model
    return bool(_REASONING.search(model)) if said is None else said


def learned(dialect: Dialect, said: str, request: Request) -> Dialect | None:
    """The dialect after a request was refused (status 400 or 422) with these words; None when they are about something
    else. Each step goes one way only, so that an endpoint that refuses everything is soon believed."""
    words = said.lower()
    return next((after for step in _STEPS if (after := step(dialect, words, request)) is not None), None)


def _other_limit(dialect: Dialect, said: str, _: Request) -> Dialect | None:
    other = _OTHER_LIMIT[dialect.limit]
    named = dialect.limit in said and any(
        word in said for word in ("unsupported", "not support", "unrecognized", other)
    )
    return replace(dialect, limit=other) if named else None


def _no_sampling(dialect: Dialect, said: str, _: Request) -> Dialect | None:
    return replace(dialect, sampling=False) if dialect.sampling and _SAMPLING.search(said) else None


def _no_effort(dialect: Dialect, said: str, _: Request) -> Dialect | None:
    named = dialect.effort and ("effort" in said or "reasoning" in said)
    return replace(dialect, effort=False) if named else None


def _next_way(dialect: Dialect, said: str, request: Request) -> Dialect | None:
    asked = request.shape is not None or request.json
    if not asked or len(dialect.ways) < 2 or not _STRUCTURE.search(said):
        return None
    return replace(dialect, ways=dialect.ways[1:])


_STEPS: Final[tuple[Callable[[Dialect, str, Request], Dialect | None], ...]] = (
    _other_limit,
    _no_sampling,
    _no_effort,
    _next_way,
)

"""The settings of a language model, under the keys that programs already write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from ...errors import ConfigurationError
from ..settings import from_environment, missing_key, unknown_key


class BaseLlmConfig:
    """Settings of one language model; import path of mem0ai, made for programs that subclass `LLMBase`.

    model: the vendor's name of it, or, for some providers, the model object itself. temperature: 0 is the most
    repeatable. max_tokens: the longest answer. top_p, top_k: sampling. enable_vision: pictures are shown to the model;
    vision_details: "auto", "low" or "high". http_client_proxies: a proxy URL, or a dict of them by scheme.
    reasoning_effort: how long a reasoning model thinks; is_reasoning_model: says that it is one where the name does not.
    timeout: seconds for one request; max_retries: how often the SDK tries again. base_url: another address.
    own: the keys of one vendor alone; each is an attribute too.
    """

    def __init__(
        self,
        model: Any = None,
        temperature: float | None = 0.1,
        api_key: str | None = None,
        max_tokens: int | None = 2000,
        top_p: float | None = 0.1,
        top_k: int | None = 1,
        enable_vision: bool = False,
        vision_details: str | None = "auto",
        http_client_proxies: Mapping[str, str] | str | None = None,
        reasoning_effort: str | None = None,
        is_reasoning_model: bool | None = None,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        base_url: str | None = None,
        **options: Any,
    ) -> None:
        self.model = model
        self.temperature = temperature
        self.api_key = api_key
        self.max_tokens = max_tokens
        self.top_p = top_p
        self.top_k = top_k
        self.enable_vision = enable_vision
        self.vision_details = vision_details
        self.http_client_proxies = http_client_proxies
        self.reasoning_effort = reasoning_effort
        self.is_reasoning_model = is_reasoning_model
        self.timeout = timeout
        self.max_retries = max_retries
        self.base_url = base_url
        self.own = options
        self.__dict__.update(options)

    def __repr__(self) -> str:
        """Without the key."""
        return f"{type(self).__name__}(model={self.model!r})"


COMMON_KEYS: Final = frozenset(
    {
        "model",
        "temperature",
        "api_key",
        "max_tokens",
        "top_p",
        "top_k",
        "enable_vision",
        "vision_details",
        "http_client_proxies",
        "reasoning_effort",
        "is_reasoning_model",
        "timeout",
        "max_retries",
        "base_url",
    }
)
_ALSO: Final[Mapping[str, str]] = {"api_base": "base_url"}  # as litellm and older SDKs call it
# What is not said is not sent: mem0ai sends top_p 0.1 and top_k 1 always, which newer models refuse beside a temperature.
_UNSAID: Final[Mapping[str, Any]] = {"top_p": None, "top_k": None, "max_tokens": None}


def read_settings(
    provider: str,
    raw: Mapping[str, Any],
    own: Collection[str],
    aliases: Mapping[str, str],
    unsaid: Mapping[str, Any],
) -> BaseLlmConfig:
    """The settings a user wrote for a provider; raises ConfigurationError for a key it does not have, with the near one.

    own: the keys of this vendor alone. aliases: other spellings of keys. unsaid: what stands for keys that are not there.
    """
    known: dict[str, Any] = {}
    for key, value in raw.items():
        name = aliases.get(str(key), _ALSO.get(str(key), str(key)))
        if name not in COMMON_KEYS and name not in own:
            raise unknown_key(_who(provider), str(key), {*COMMON_KEYS, *own, *aliases}, llm=provider)
        if known.get(name) is None:
            known[name] = value
    _check_numbers(provider, known)
    return BaseLlmConfig(**{**_UNSAID, **unsaid, **known})


_NUMBERS: Final[Mapping[str, tuple[float, float]]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "top_k": (0, 1_000_000),
    "max_tokens": (1, 10_000_000),
    "timeout": (0.001, 86_400),
    "max_retries": (0, 100),
}


def _check_numbers(provider: str, settings: Mapping[str, Any]) -> None:
    for key, (least, most) in _NUMBERS.items():
        value = settings.get(key)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ConfigurationError(
                f'The setting "{key}" of the llm provider "{provider}" must be a number from {least:g} to {most:g}.',
                details={"llm": provider, "key": key},
            )


def key_of(provider: str, given: str | None, *names: str) -> str:
    """The API key: what the configuration says, else the first of these environment variables that is set."""
    found = given or from_environment(*names)
    if found is None:
        raise missing_key(_who(provider), *names, llm=provider, environment=list(names))
    return str(found)


def _who(provider: str) -> str:
    return f'The llm provider "{provider}"'

"""The configuration of a project's memory over HTTP: read with secrets hidden, changed in part, kept.

Who configures a project is not who runs the server. So places (paths, addresses, databases) belong to the server's own
configuration, and only models of known services can be chosen here, with a key that the project brings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from ...errors import ConfigurationError, MemoryError, ValidationError  # noqa: A004 - the base of this library's errors
from ...values import clean_text
from ..call import Call, Json
from ..control import tenants
from ..projects import merged
from ..routing import Table
from ..schemas import OBJECT, TEXT, body

table = Table("self-hosted", "Self-hosted")
_HIDDEN: Final = "***"
_SECRET: Final = ("key", "token", "secret", "password", "credential", "connection_string", "alert")
PROVIDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "llm": ("openai", "anthropic", "gemini"),
    "embedder": ("static", "minilm", "openai", "gemini"),
}
_NEED_KEYS: Final = ("openai", "anthropic", "gemini")
_PARTS: Final = ("model", "api_key", "temperature", "max_tokens", "top_p", "top_k", "embedding_dims")
_TEXTS: Final = ("custom_instructions", "custom_fact_extraction_prompt", "custom_update_memory_prompt")
_CONFIG: Final = body(llm=OBJECT, embedder=OBJECT, **dict.fromkeys(_TEXTS, TEXT), evidence=TEXT, events=TEXT)
_CHOICES: Final = ("evidence", "events")


@table.row("GET", "/configure", "read")
def configuration(call: Call) -> Any:
    """The configuration in force, secrets hidden."""
    return redacted(call.services.projects.config_of(call.project))


@table.row("GET", "/configure/providers", "read")
def providers(_: Call) -> Json:
    """Which services can be chosen."""
    return {kind: list(names) for kind, names in PROVIDERS.items()}


@table.row("POST", "/configure", "manage", body=_CONFIG)
async def configure(call: Call) -> Json:
    """Change a part of the configuration; what is not named stays, null takes a part back."""
    control, now = call.services.control, call.services.clock.now()
    given = _checked(_without_hidden(call.body), own=call.project == call.services.first.project)
    before = (await asyncio.to_thread(tenants.project, control, call.project)).config
    await _put(call, merged(before, given), now)
    try:
        await call.memory()
    except MemoryError:
        await _put(call, before, now)
        raise
    return {"message": "Configuration set successfully"}


async def _put(call: Call, config: Mapping[str, Any], at: int) -> None:
    await asyncio.to_thread(tenants.change_project, call.services.control, call.project, {"config": config}, at=at)
    call.services.projects.reopen(call.project)


def _checked(given: Mapping[str, Any], *, own: bool) -> Json:
    """What may be configured here. `own`: by whoever runs the server, whose keys stand in its environment."""
    for name, value in given.items():
        if name in PROVIDERS:
            _check_provider(name, value, own=own)
        elif name in _TEXTS:
            clean_text(value, name=name) if value is not None else None
        elif name not in _CHOICES:
            raise ConfigurationError(
                f"{name!r:.80} cannot be configured here.",
                details={"key": name},
                suggestion=f"These can: {', '.join((*PROVIDERS, *_TEXTS, *_CHOICES))}. The rest is the server's (--config).",
            )
    return dict(given)


def _check_provider(kind: str, value: object, *, own: bool) -> None:
    if value is None:
        return
    if not isinstance(value, Mapping) or set(value) - {"provider", "config"}:
        raise ConfigurationError(f'{kind} is {{"provider": ..., "config": {{...}}}}.', details={"key": kind})
    provider, config = value.get("provider"), value.get("config") or {}
    if provider is not None and provider not in PROVIDERS[kind]:
        raise ConfigurationError(f"{kind} is one of {', '.join(PROVIDERS[kind])}.", details={"key": f"{kind}.provider"})
    if not isinstance(config, Mapping) or set(config) - set(_PARTS):
        raise ConfigurationError(f"{kind}.config takes {', '.join(_PARTS)}.", details={"key": f"{kind}.config"})
    if provider in _NEED_KEYS and not own and not config.get("api_key"):
        raise ConfigurationError(f"{provider} needs an api_key of yours.", details={"key": f"{kind}.config.api_key"})


def _without_hidden(given: Mapping[str, Any]) -> Json:
    """A configuration that was read and sent back: hidden values are left as they are."""
    found = {k: _without_hidden(v) if isinstance(v, Mapping) else v for k, v in given.items()}
    return {name: value for name, value in found.items() if value != _HIDDEN}


def redacted(config: object) -> Any:
    """The same with every secret hidden."""
    if isinstance(config, list):
        return [redacted(one) for one in config]
    if not isinstance(config, Mapping):
        return config
    return {name: _HIDDEN if _is_secret(name) and value else redacted(value) for name, value in config.items()}


def _is_secret(name: object) -> bool:
    return any(word in str(name).lower() for word in _SECRET)


@table.row("POST", "/generate-instructions", "read", body=body(["use_case"], use_case=TEXT))
def generate_instructions(call: Call) -> Json:
    """Instructions on what to remember for a use case, to start from, and a message to try them with."""
    given = call.body.get("use_case")
    if given is None:
        raise ValidationError("use_case is required.", details={"argument": "use_case"})
    use_case = " ".join(clean_text(given, name="use_case", limit=2_000).split()).rstrip(".")
    return {
        "custom_instructions": (
            f"These memories serve this purpose: {use_case}.\n"
            "Remember what will still matter in a later conversation for it: facts about the user, their preferences, "
            "goals, constraints, decisions, and what changed since before.\n"
            "Leave out greetings, small talk, questions, passing moods, and anything that does not concern the purpose.\n"
            "Never remember passwords, keys, card numbers or other secrets."
        ),
        "test_message": f"Hi! I would like to use this for: {use_case}. Please remember that I prefer short answers.",
    }



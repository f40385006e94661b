"""Read a provider's `config` dict: known keys, values of the right kind, keys from the environment."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Mapping
from typing import Any

from ..errors import AuthenticationError, ConfigurationError


def known_only(who: str, config: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The settings that are given (None counts as left out); a key that nobody knows is refused with the nearest."""
    for key in config:
        if key not in known:
            raise unknown_key(who, str(key), known)
    return {key: value for key, value in config.items() if value is not None}


def unknown_key(who: str, key: str, known: Collection[str], **about: Any) -> ConfigurationError:
    """The error for a key that nobody knows; it names the nearest. about: more of its `details`."""
    near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.5)
    hint = f'Did you mean "{near[0]}"?' if near else f"It takes: {', '.join(sorted(known))}."
    return ConfigurationError(f"{who} has no setting {key!r}.", details={**about, "key": key}, suggestion=hint)


def from_environment(*names: str) -> str | None:
    """The first of these environment variables that is set."""
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def missing_key(who: str, *names: str, **about: Any) -> AuthenticationError:
    """The error where no key was given and none stands in these environment variables. about: its `details`."""
    return AuthenticationError(
        f"{who} needs a key.",
        details=about,
        suggestion=f'Set {" or ".join(names)}, or write "api_key" into its configuration.',
    )


def text(config: Mapping[str, Any], *names: str, env: Collection[str] = (), default: str | None = None) -> str | None:
    """The first of these settings that is given, else of these environment variables, else the default."""
    for name in names:
        value = config.get(name)
        if value is not None:
            if not isinstance(value, str):
                raise ConfigurationError(f"The setting {name!r} must be a text, not {type(value).__name__}.")
            if value.strip():
                return value.strip()
    return from_environment(*env) or default


def count(config: Mapping[str, Any], *names: str, most: int) -> int | None:
    """The first of these settings that is given: a whole number from 1 to `most`."""
    given = next((name for name in names if config.get(name) is not None), None)
    if given is None:
        return None
    value = config[given]
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ConfigurationError(f"The setting {given!r} must be a whole number from 1 to {most}, not {value!r}.")
    return value


def number(config: Mapping[str, Any], name: str, *, least: int, most: int) -> int | None:
    """A whole number in a range; None when it is not given."""
    value = config.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ConfigurationError(f"The setting {name!r} must be a whole number from {least} to {most}, not {value!r}.")
    return value


def seconds(config: Mapping[str, Any], name: str) -> float | None:
    """A time of more than 0 seconds."""
    value = config.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 86_400:
        raise ConfigurationError(f"The setting {name!r} must be seconds, more than 0, not {value!r}.")
    return float(value)


def mapping(config: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A dict of further settings; empty when it is not given."""
    value = config.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"The setting {name!r} must be a dict, not {type(value).__name__}.")
    return {str(key): one for key, one in value.items() if one is not None}

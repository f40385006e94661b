"""Loading a vendor's SDK when it is first needed, and what SDKs over HTTP have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from ... import errors
from ...errors import MissingExtra
from .failures import Refused, not_reached, timed_out, unreadable


def load_sdk(module: str, provider: str, extra: str) -> Any:
    """The SDK's module; raises MissingExtra with the words that install it."""
    try:
        return import_module(module)
    except ImportError as error:
        if error.name is not None and not module.startswith(error.name.partition(".")[0]):
            raise  # the SDK is there; what it needs itself is not, and its own message names it
        raise MissingExtra(provider, extra) from None


def proxy_for(url: str | None, proxies: Mapping[str, str] | str | None) -> str | None:
    """The proxy for an address: one for all, or by scheme ("https://" and "https" mean the same)."""
    if proxies is None or isinstance(proxies, str):
        return proxies or None
    scheme = urlsplit(url or "https://").scheme or "https"
    return next((proxies[key] for key in (f"{scheme}://", scheme, "all://", "all") if proxies.get(key)), None)


@contextmanager
def translating(sdk: Any, provider: str, base: type[Exception]) -> Iterator[None]:
    """Errors of the SDKs of OpenAI and Anthropic, which are made by one generator, as ours. base: the root of their tree."""
    try:
        yield
    except sdk.APIStatusError as error:
        raise Refused(error.status_code, _reason(error), dict(error.response.headers)) from None
    except sdk.APITimeoutError:
        raise timed_out(provider) from None
    except sdk.APIConnectionError:
        raise not_reached(provider) from None
    except (base, ValueError):  # ValueError: the SDK lets the fault of broken JSON through
        raise unreadable(provider) from None


TIMEOUTS = frozenset({"TimeoutException", "TimeoutError", "Timeout", "APITimeoutError"})
BROKEN = frozenset({"TransportError", "ConnectionError", "ConnectError", "APIConnectionError", "RequestException"})


def transport_error(provider: str, error: Exception) -> errors.MemoryError:
    """What a client library raised, as ours; its kind is known by its name, because which library it is varies."""
    if isinstance(error, errors.MemoryError):
        return error
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & TIMEOUTS:
        return timed_out(provider)
    if names & BROKEN:
        return not_reached(provider)
    if isinstance(error, ValueError | TypeError | AttributeError | KeyError):
        return unreadable(provider)  # the library tripped over what came back
    return errors.LLMError(f"{provider} raised {type(error).__name__}.", details={"llm": provider})


def _reason(error: Any) -> str:
    """The vendor's own words."""
    body = error.body
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    return str(inner.get("message") or inner) if isinstance(inner, Mapping) else str(error.message)


def given(**settings: Any) -> dict[str, Any]:
    """Only what was said: an SDK's own default stands for what is None."""
    return {name: value for name, value in settings.items() if value is not None}

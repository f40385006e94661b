"""Loading a vendor's SDK when it is first needed, and what SDKs over HTTP have in common."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from ...errors import MissingExtra


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


def given(**settings: Any) -> dict[str, Any]:
    """Only what was said: an SDK's own default stands for what is None."""
    return {name: value for name, value in settings.items() if value is not None}

"""Send an alert to a URL: one POST of JSON with the standard library, no redirects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from ..errors import NetworkError, ValidationError
from ..health import Alert
from ..version import __version__

_LONGEST: Final = 2_000


def as_alert(value: object, *, timeout: float) -> Alert | None:
    """What calls whoever is to be told: a callable as it is, a URL as a Webhook; None stays None. Raises ValidationError."""
    if value is None or callable(value):
        return value
    if isinstance(value, str):
        return Webhook(checked_url(value), timeout)
    raise ValidationError(f"alert must be a callable or a URL, not {type(value).__name__}.", details={"argument": "alert"})


def checked_url(url: str) -> str:
    """A URL that can be posted to. The error does not repeat it: the path of a webhook is often its secret."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST
    if not usable or not plain or "@" in parts.netloc:
        raise ValidationError(
            "alert must be an http or https URL, without a name and password in it.", details={"argument": "alert"}
        )
    return url


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts what it is given as JSON. timeout: seconds that the other side may keep silent."""

    url: str
    timeout: float

    def __repr__(self) -> str:
        """Without the address, which may be a secret."""
        return "Webhook(...)"

    def __call__(self, report: dict[str, Any]) -> None:
        """Raises NetworkError where the other side cannot be reached or does not answer with 2xx."""
        from http.client import HTTPException
        from urllib.error import HTTPError, URLError

        try:
            with _opener().open(self._request(report), timeout=self.timeout):
                return
        except HTTPError as error:
            error.close()
            more = " Redirects are not followed." if 300 <= error.code < 400 else ""
            raise NetworkError(f"The alert's URL answered with status {error.code}.{more}") from None
        except (OSError, HTTPException) as error:  # URLError is an OSError
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, TimeoutError):
                raise NetworkError(f"The alert's URL did not answer within {self.timeout:g} s.", "NET_TIMEOUT") from None
            raise NetworkError(f"The alert's URL could not be reached ({type(reason).__name__}).", "NET_CONNECT") from None

    def _request(self, report: dict[str, Any]) -> Any:
        from urllib.request import Request

        headers = {"Content-Type": "application/json", "User-Agent": f"open-mem0/{__version__}"}
        return Request(self.url, json.dumps(report).encode(), headers, method="POST")


def _opener() -> Any:
    """Opens URLs as usual, but takes a redirect for a failure: a report must not wander to an address nobody wrote down."""
    from urllib.request import HTTPRedirectHandler, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    return build_opener(Stay)

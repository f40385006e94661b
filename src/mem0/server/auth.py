"""Who sends a request: an API key or a login, in any of the headers that clients of both dialects use."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from ..errors import AuthenticationError
from ..ports import Clock
from .control import keys
from .control.file import ControlFile
from .roles import MAY, Forbidden, Principal
from .settings import Settings, is_loopback
from .tokens import Tokens

_SCHEMES: Final = ("token", "bearer")
_KEPT: Final = 10_000  # principals kept in memory
_LOOK_S: Final = 0.25  # how long a change of rights by another process may go unnoticed; one of this process never does
CALLER_HEADERS: Final = frozenset({b"x-api-key", b"authorization", b"host", b"origin"})  # those that are looked at here


class Gate:
    """Finds the principal of a request. What it found it keeps until anything about rights changes: at once for a change
    of this process, within a quarter of a second for one of another process."""

    def __init__(self, control: ControlFile, settings: Settings, tokens: Tokens, clock: Clock, first: Principal) -> None:
        self._control, self._clock, self._tokens = control, clock, tokens
        self._open = not settings.auth
        self._pages = settings.cors_origins
        self._first = first
        self._admin_key = None if settings.admin_api_key is None else settings.admin_api_key.get_secret_value()
        self._kept: dict[str, Principal] = {}
        self._generation, self._changes, self._looked = -1, -1, 0.0

    def principal(self, headers: Mapping[str, str]) -> Principal:
        """The one who asks. Raises AuthenticationError; the message tells a missing key from a wrong one, no more."""
        if self._open:
            _refuse_web_pages(headers, self._pages)
        text = headers.get("x-api-key") or _of_header(headers.get("authorization"))
        if not text:
            if self._open:
                return self._first
            raise AuthenticationError("Authentication credentials were not provided.")
        found = self._known(text)
        if found.expires_at is not None and found.expires_at <= self._clock.now():
            raise AuthenticationError("The API key has expired.", error_code="AUTH_002")
        return found

    def _known(self, text: str) -> Principal:
        self._look()
        found = self._kept.get(text)
        if found is None:
            found = self._kept[text] = self._looked_up(text)
        return found

    def _look(self) -> None:
        """Forget what was found before rights changed."""
        changes, now = self._control.changes, time.monotonic()
        if changes == self._changes and now - self._looked < _LOOK_S and len(self._kept) <= _KEPT:
            return
        generation = self._control.generation()
        if generation != self._generation or len(self._kept) > _KEPT:
            self._kept, self._generation = {}, generation
        self._changes, self._looked = changes, now

    def _looked_up(self, text: str) -> Principal:
        if self._admin_key is not None and hmac.compare_digest(text.encode(), self._admin_key.encode()):
            return self._first
        found = self._tokens.principal(text) if text.count(".") == 2 else keys.principal_of(self._control, text)
        if found is None:
            if self._open:  # programs that must send some key work without auth too
                return self._first
            raise AuthenticationError("Invalid API key.", error_code="AUTH_001")
        return found


def owner_of(org: str, project: str) -> Principal:
    """The principal of whoever runs the server."""
    return Principal(org=org, project=project, role="owner", may=MAY["owner"], email="")


def _refuse_web_pages(headers: Mapping[str, str], allowed: Sequence[str]) -> None:
    """Where nobody needs a key, a browser must not be led here: not by a form of a strange page (its Origin tells), nor by a
    name that somebody lets point to this machine (the Host tells). Raises Forbidden."""
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    origin = headers.get("origin")
    strange = origin is not None and origin not in allowed and urlsplit(origin).netloc != headers.get("host")
    if strange or not is_loopback(host):
        raise Forbidden("A server without keys answers programs of its own machine only, not web pages.")


def _of_header(authorization: str | None) -> str:
    scheme, _, value = (authorization or "").partition(" ")
    return value.strip() if scheme.lower() in _SCHEMES else ""

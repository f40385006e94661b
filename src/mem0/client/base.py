"""What both clients are: an address, a key that is shown nowhere, and who the server says we are."""

from __future__ import annotations

import os
from typing import Any

from .failures import PingError, need_httpx, read
from .wire import DEFAULT_HOST, Call, Identity, Request, clean_host, clean_key, headers, key_digest, request


class ClientBase:
    """The state of a client. `client` is the httpx client that it uses; one that the caller gave is never closed or changed."""

    def __init__(
        self, api_key: str | None, host: str | None, org_id: Any, project_id: str | None, client: Any, kind: str
    ) -> None:
        if org_id is not None and not isinstance(org_id, str):
            org_id, client = None, org_id  # in 2.x the HTTP client is the third argument
        environ = os.environ
        self.api_key = clean_key(api_key or environ.get("MEM0_API_KEY"))
        self.host = clean_host(host or environ.get("MEM0_HOST") or environ.get("MEM0_BASE_URL") or DEFAULT_HOST)
        self.user_id = key_digest(self.api_key)
        self._who = Identity(org_id, project_id)
        self._httpx = need_httpx(kind)
        self._given = client
        self._headers = headers(self.api_key, environ, client.headers.get("X-Mem0-Client") if client else None)

    @property
    def org_id(self) -> str | None:
        """The organisation: the one given, else the one that the server told."""
        return self._who.org_id

    @property
    def project_id(self) -> str | None:
        """The project: the one given, else the one that the server told."""
        return self._who.project_id

    @property
    def user_email(self) -> str | None:
        """Whose key it is, where the server told."""
        return self._who.user_email

    def __repr__(self) -> str:
        return f"{type(self).__name__}(host={self.host!r})"

    def _request(self, call: Call) -> Request:
        return request(call, host=self.host, headers=self._headers, who=self._who)

    def _learn(self, response: Any) -> None:
        """Take in the answer to ping. Raises PingError, a ValueError, when the server refuses this client."""
        from ..errors import MemoryError  # noqa: A004 - the base of this library's errors

        try:
            self._who.learn(read(response, self.api_key))
        except MemoryError as refusal:
            raise PingError.of(refusal) from refusal

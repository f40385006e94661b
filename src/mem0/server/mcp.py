"""The tools over streamable HTTP at /mcp: each call asks this server's own routes, with the key that it came with.

What a key may do, how often, and of whom, is thereby decided in one place for REST and MCP.
"""

from __future__ import annotations

import importlib.util
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from ..mcp.stdio import DEFAULT_USER
from . import wire
from .extension import Extension
from .failures import response_to
from .services import Services

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from ..mcp.backends import Backend

PATH: Final = "/mcp"
USER_HEADER: Final = "x-mem0-default-user-id"
_CLIENTS_KEPT: Final = 256
_NOBODY: Final = "no-key"  # what a server without auth is asked with


class Endpoint:
    """The ASGI application at /mcp. Stateless: any process behind a load balancer answers any call."""

    def __init__(self, app: FastAPI, services: Services) -> None:
        self._app, self._services = app, services
        self._clients: OrderedDict[str, Backend] = OrderedDict()
        self._manager: StreamableHTTPSessionManager | None = None
        self._inside: Any = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve while the context lasts."""
        import httpx
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from ..mcp.tools import make_server

        server = make_server(self._desk)
        self._inside = httpx.AsyncClient(transport=httpx.ASGITransport(self._app), timeout=300.0)
        limit = self._services.settings.max_body_bytes
        self._manager = StreamableHTTPSessionManager(
            server._lowlevel_server,  # the SDK gives its manager a server of the lower level only
            json_response=True,
            stateless=True,
            security_settings=self._security(),
            max_request_body_size=limit,
        )
        async with self._manager.run(), self._inside:
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._services.gate.principal(Headers(scope=scope))
        except MemoryError as error:
            request_id = str(scope.get("state", {}).get("request_id", ""))
            await response_to(error, request_id=request_id)(scope, receive, send)
            return
        assert self._manager is not None  # requests come while the application lives
        await self._manager.handle_request(scope, receive, send)

    def _security(self) -> Any:
        """Without keys a web page could ask from a browser on this machine: only its own names are answered then."""
        from mcp.server.transport_security import TransportSecuritySettings

        if self._services.settings.auth:
            return None
        hosts = ["127.0.0.1:*", "localhost:*", "[::1]:*"]
        return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])

    async def _desk(self, ctx: Context) -> tuple[Backend, str]:
        headers = ctx.headers or {}
        _, _, token = headers.get("authorization", "").partition(" ")
        key = headers.get("x-api-key") or token.strip() or _NOBODY
        return self._backend_of(key), headers.get(USER_HEADER) or DEFAULT_USER

    def _backend_of(self, key: str) -> Backend:
        from ..client.aio import AsyncMemoryClient
        from ..mcp.backends import RemoteBackend

        found = self._clients.pop(key, None)
        if found is None:
            found = RemoteBackend(AsyncMemoryClient(api_key=key, host="http://localhost", client=self._inside))
        self._clients[key] = found
        while len(self._clients) > _CLIENTS_KEPT:
            self._clients.popitem(last=False)
        return found


def extension() -> Extension:
    """The extension; without the SDK there is no /mcp."""
    made: list[Endpoint] = []

    def install(app: FastAPI, services: Services) -> None:
        if importlib.util.find_spec("mcp") is not None:
            made.append(Endpoint(app, services))
        for path in (PATH, f"{PATH}/"):
            app.router.routes.append(_route(path, made[-1] if made else _missing))

    @asynccontextmanager
    async def run(_: Services) -> AsyncIterator[None]:
        if not made:
            yield
            return
        async with made[-1].open():
            yield

    return Extension("mcp", install, run)


async def _missing(_: Request) -> Response:
    return wire.answer({"detail": 'There is no MCP here: pip install "open-mem0[server,mcp]".'}, 404)


def _route(path: str, endpoint: Any) -> Any:
    from starlette.routing import Route

    return Route(path, endpoint, methods=["GET", "POST", "DELETE"], include_in_schema=False)

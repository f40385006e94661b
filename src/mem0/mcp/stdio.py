"""Run the tools over standard input and output, on a memory of this computer or on a server."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ..errors import ConfigurationError, MissingExtra

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context

    from .backends import Backend

DEFAULT_USER: Final = "mem0-mcp"


def need_mcp() -> None:
    """Raises MissingExtra where the SDK is not installed, or one of before 2.0."""
    try:
        found = importlib.util.find_spec("mcp.server.mcpserver")
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise MissingExtra("mem0 mcp", "mcp")


def run(settings: Mapping[str, Any], *, url: str | None, api_key: str | None, default_user: str | None = None) -> None:
    """Serve until standard input ends. `url` None: the memory of `settings`, opened here."""
    need_mcp()
    import anyio

    user = default_user or os.environ.get("MEM0_DEFAULT_USER_ID") or DEFAULT_USER
    anyio.run(_serve, settings, url, api_key, user)


async def _serve(settings: Mapping[str, Any], url: str | None, api_key: str | None, user: str) -> None:
    from .tools import make_server

    backend, close = await _open(settings, url, api_key)

    async def desk(_: Context) -> tuple[Backend, str]:
        return backend, user

    try:
        await make_server(desk).run_stdio_async()
    finally:
        await close()


async def _open(settings: Mapping[str, Any], url: str | None, api_key: str | None) -> tuple[Backend, Any]:
    from ..client.aio import AsyncMemoryClient
    from ..doors.aio import AsyncMemory
    from .backends import LocalBackend, RemoteBackend

    if url is None:
        memory = AsyncMemory(settings)

        async def close() -> None:
            memory.close()

        return LocalBackend(memory), close
    if not api_key:
        raise ConfigurationError("A server needs a key.", suggestion="Set MEM0_API_KEY, or leave the URL out.")
    client = AsyncMemoryClient(api_key=api_key, host=url)
    return RemoteBackend(client), client.close

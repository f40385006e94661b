"""The ASGI application: services, routes of both dialects, what every request passes through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from ..version import __version__
from . import failures, mcp, operations, pages, schemas
from .application import Application
from .bootstrap import prepare
from .edge import Edge
from .extension import Extension
from .own import graph, store
from .platform import (
    account,
    adding,
    entities,
    events,
    exports,
    members,
    organizations,
    profiles,
    projects,
    reading,
    single,
    webhooks,
)
from .routing import Direct, Endpoints, Table
from .selfhosted import configure, keys, memories, people
from .services import Services
from .settings import Settings, read_settings
from .waking import Waking

# In this order: what stands first is matched first.
PLATFORM: Final = (
    account, events, adding, entities, single, reading, exports, organizations, projects, members, webhooks, profiles,
)  # fmt: skip
SELF_HOSTED: Final = (memories, configure, people, keys)
OWN: Final = (store, graph)
TABLES: Final[tuple[Table, ...]] = tuple(room.table for room in (*PLATFORM, *SELF_HOSTED, *OWN))
EXTENSIONS: Final[tuple[Callable[[], Extension], ...]] = (mcp.extension, operations.extension)
_WRITE_DOWN_S: Final = 30.0


def create_app(settings: Settings | None = None, *, extensions: Sequence[Extension] | None = None) -> FastAPI:
    """The application for these settings (default: of the environment). Opens its folder; listens nowhere by itself."""
    extensions = [make() for make in EXTENSIONS] if extensions is None else extensions
    services = prepare(settings or read_settings())
    app = Application(
        title="open-mem0",
        version=__version__,
        summary="Long-term memory for AI agents: the platform's and the self-hosted server's REST dialects.",
        redirect_slashes=False, docs_url=None, redoc_url=None,
        lifespan=_living(services, extensions),
    )
    app.state.services = services
    failures.install(app)
    direct: Endpoints = {}
    for table in TABLES:
        direct |= table.install(app, services)
    app.add_middleware(Direct, endpoints=direct)  # the first one added is the innermost
    for extension in extensions:
        if extension.install is not None:
            extension.install(app, services)
    _document(app)
    if services.settings.cors_origins:
        origins = services.settings.cors_origins
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"])
    app.add_middleware(Waking, wake=services.workers.wake)
    app.add_middleware(Edge, max_body_bytes=services.settings.max_body_bytes)  # the last one added is the outermost
    return app


def _living(services: Services, extensions: Sequence[Extension]) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(services.close)
            await stack.enter_async_context(_writing_down(services))
            stack.push_async_callback(services.deliveries.close)
            await stack.enter_async_context(services.workers.at_work())
            for extension in extensions:
                if extension.run is not None:
                    await stack.enter_async_context(extension.run(services))
            yield

    return lifespan


@asynccontextmanager
async def _writing_down(services: Services) -> AsyncIterator[None]:
    """Keep in the control store, now and then, when keys were used and how much they added."""

    async def now_and_then() -> None:
        while True:
            await asyncio.sleep(_WRITE_DOWN_S)
            await asyncio.to_thread(services.limits.write_down)

    task = asyncio.create_task(now_and_then())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _document(app: FastAPI) -> None:
    """Say in the OpenAPI document how keys are sent, and show it as a page."""
    pages.install(app)
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        document.setdefault("components", {}).setdefault("securitySchemes", {}).update(schemas.SECURITY)
        return document

    app.openapi = openapi  # type: ignore[method-assign]

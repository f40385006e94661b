"""For those who run the server: is it alive, is it ready, its figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Response

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from . import wire
from .call import Call, Json
from .extension import Extension
from .metrics import CONTENT_TYPE
from .roles import Forbidden, Principal
from .routing import Table
from .services import Services
from .tracing import tracing
from .watching import Watching

table = Table("self-hosted", "Operations")
UNREADY_S: Final = 3.0  # how long the control store may take to answer


@table.row("GET", "/health/live", None)
async def live(_: Call) -> Json:
    """The process answers. One that does not is to be started anew."""
    return {"status": "ok"}


@table.row("GET", "/health/ready", None)
async def ready(call: Call) -> Response:
    """Requests may be sent here: the control store answers, and the server is not about to stop. Else 503."""
    services = call.services
    checks = {"control_store": await _answers(services), "workers": services.workers.at_work_now}
    good = all(checks.values())
    return wire.answer({"status": "ok" if good else "unavailable", "checks": checks}, 200 if good else 503)


async def _answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(UNREADY_S):
            await asyncio.to_thread(services.control.generation)
    except (MemoryError, TimeoutError):
        return False
    return True


@table.row("GET", "/metrics", None)
async def metrics(call: Call) -> Response:
    """Figures for Prometheus, of the whole server: for an owner of its first project, or anybody where open_metrics is set."""
    services = call.services
    if not services.settings.open_metrics:
        _need_operator(services.gate.principal(call.request.headers), services)
    return Response(await asyncio.to_thread(services.metrics.text), media_type=CONTENT_TYPE)


def _need_operator(who: Principal, services: Services) -> None:
    if who.project != services.first.project or "own" not in who.may:
        raise Forbidden("These figures are of the whole server: they need an owner's key of its first project.")


def extension() -> Extension:
    """Health, metrics, traces and the log of requests."""

    def install(app: FastAPI, services: Services) -> None:
        services.tracing = tracing(services.settings)
        services.metrics.watch(services.projects, lambda: services.workers.running)
        table.install(app, services)
        app.add_middleware(Watching, metrics=services.metrics, tracing=services.tracing)

    @asynccontextmanager
    async def run(services: Services) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.to_thread(services.tracing.close)

    return Extension("operations", install, run)

"""Routes as a table: path, what it needs, what it takes, who handles it. One way in for all of them.

Every route, with and without a slash at its end, goes the same way: who asks, may they, are they asking too often, what is
the body; then the handler, whose answer is written as JSON. What a route needs stands beside its path and nowhere else.
"""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from . import schemas, wire
from .auth import CALLER_HEADERS
from .call import Call, read_body
from .failures import UpstreamError, response_to
from .limits import TooManyRequests
from .roles import Permission, need
from .services import Services

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Dialect = Literal["platform", "self-hosted", "own"]
Handler: TypeAlias = Callable[[Call], Any]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Endpoints: TypeAlias = dict[tuple[str, str], Endpoint]
_PART: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table. `needs` None: open to everybody. `status`: of a good answer."""

    method: Method
    path: str
    needs: Permission | None
    handler: Handler
    body: schemas.Schema | None = None
    query: Mapping[str, schemas.Schema] = field(default_factory=dict)
    status: int = 200
    hidden: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def summary(self) -> str:
        """What it does, in a line."""
        return (inspect.getdoc(self.handler) or "").partition("\n")[0].rstrip(".")


class Table:
    """The routes of one dialect or part of it."""

    def __init__(self, dialect: Dialect, tag: str) -> None:
        self.dialect, self.tag = dialect, tag
        self.routes: list[Route] = []

    def row(
        self,
        method: Method,
        path: str,
        needs: Permission | None,
        *,
        body: schemas.Schema | None = None,
        query: Mapping[str, schemas.Schema] | None = None,
        status: int = 200,
        hidden: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Name the handler of a route."""

        def put(handler: Handler) -> Handler:
            self.routes.append(Route(method, path, needs, handler, body, query or {}, status, hidden))
            return handler

        return put

    def install(self, app: FastAPI, services: Services) -> Endpoints:
        """Put the routes on an application; returns those without parts, by method and path.

        The path with its slash as the dialect writes it is the documented one.
        """
        direct: Endpoints = {}
        for route in self.routes:
            endpoint = _endpoint(route, services, self.dialect)
            for path, documented in _paths(route.path):
                if "{" not in path:
                    direct[route.method, path] = endpoint
                app.add_api_route(
                    path,
                    endpoint,
                    methods=[route.method],
                    status_code=route.status,
                    response_model=None,
                    tags=[self.tag],
                    include_in_schema=documented and not route.hidden,
                    operation_id=_operation(route),
                    summary=route.summary,
                    openapi_extra=schemas.operation(route.body, route.query, _PART.findall(route.path), route.needs),
                    responses=schemas.RESPONSES,
                )
        return direct


class Direct:
    """Takes requests whose path has no parts straight to their endpoint; all others go on to the application.

    An application tries its routes one after the other, and opens stacks for what our endpoints do not use: more than
    half of the time of a request that needs nothing but an answer.
    """

    def __init__(self, app: ASGIApp, endpoints: Endpoints) -> None:
        self._app, self._endpoints = app, endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        response = await endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


def _paths(path: str) -> Iterator[tuple[str, bool]]:
    yield path, True
    if path != "/":
        yield path.removesuffix("/") if path.endswith("/") else f"{path}/", False


def _operation(route: Route) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "_", route.path).strip("_")
    return f"{route.method.lower()}_{words}"


def _endpoint(route: Route, services: Services, dialect: Dialect) -> Endpoint:
    waits = inspect.iscoroutinefunction(route.handler)

    async def endpoint(request: Request) -> Response:
        began = time.perf_counter()
        state = request.scope["state"]
        state["route"] = route.path  # for measures and logs: which route it was, without the ids in the path
        try:
            response = await _answered(route, services, request, waits=waits)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told by its status, and logged where it is ours
            told = _told(error, dialect)
            response = response_to(told, request_id=state["request_id"])
        _remember(services, state, route, response.status_code, time.perf_counter() - began)
        return response

    return endpoint


async def _answered(route: Route, services: Services, request: Request, *, waits: bool) -> Response:
    principal = services.first
    limits: dict[str, str] = {}
    if route.needs is not None:
        principal = services.gate.principal(_of_caller(request.scope))
        request.scope["state"]["principal"] = principal
        limits = services.limits.admit(principal)
        services.limits.note_use(principal, services.clock.now())
        need(principal, route.needs)
    body = await read_body(request) if route.body is not None else {}
    call = Call(request, services, principal, body)
    found = await route.handler(call) if waits else await run_in_threadpool(route.handler, call)
    response = found if isinstance(found, Response) else wire.answer(found, route.status)
    if limits:
        response.headers.update(limits)
    return response


def _of_caller(scope: Scope) -> dict[str, str]:
    """The headers that say who asks, each as it is sent first."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name in CALLER_HEADERS:
            found.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    return found


def _told(error: Exception, dialect: Dialect) -> Exception:
    """The self-hosted dialect tells failures of others (models, databases) in words of its own."""
    foreign = isinstance(error, MemoryError) and error.status >= 502 and not isinstance(error, TooManyRequests)
    return UpstreamError(error) if foreign and dialect == "self-hosted" else error  # type: ignore[arg-type]


def _remember(services: Services, state: Mapping[str, Any], route: Route, status: int, seconds: float) -> None:
    """Note a request for GET /requests: the route, never ids, bodies or keys."""
    principal = state.get("principal")
    if principal is None:
        return
    services.requests.append(
        {
            "request_id": state["request_id"],
            "project": principal.project,
            "at": services.clock.now(),
            "method": route.method,
            "path": route.path,
            "status_code": status,
            "latency_ms": round(seconds * 1_000, 2),
            "key": principal.key,
        }
    )

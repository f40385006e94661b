"""The application with what every request passes through around it, not inside of it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class Application(FastAPI):
    """A FastAPI application whose own middleware stands before everything that FastAPI itself does with a request.

    A request that `Direct` answers so never meets the stacks and tries of the framework, which it does not need.
    """

    _front: ASGIApp | None = None

    def add_middleware(self, middleware_class: Any, *args: Any, **settings: Any) -> None:
        """The first one added is the innermost."""
        self._front = middleware_class(self._inside if self._front is None else self._front, *args, **settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        await (self._inside if self._front is None else self._front)(scope, receive, send)

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)

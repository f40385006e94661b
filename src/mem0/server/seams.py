"""Where parts of the server meet: the queue of work that routes hand things to, and what plugs into the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ..records import Scope

if TYPE_CHECKING:
    from fastapi import FastAPI

    from .services import Services

Item = dict[str, Any]


class Jobs(Protocol):
    """Work that is done after the answer, in order inside a scope; how far it is can be read as events."""

    async def enqueue(
        self, project: str, kind: str, payload: Mapping[str, Any], *, scope: Scope, idempotency_key: str | None = None
    ) -> str:
        """Queue work; returns the id of its event. The same idempotency_key is the same event, and no second work."""

    async def event(self, project: str, event_id: str) -> Item | None:
        """One event in the platform's form: id, event_type, status, payload, metadata, results, error, times, latency."""

    async def events(
        self, project: str, *, limit: int, offset: int, status: str | None = None, kind: str | None = None
    ) -> tuple[list[Item], int]:
        """Events of a project (of one kind), newest first, and how many there are in all."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A part that plugs in: `install` adds routes and middleware, `run` lives while the server runs."""

    name: str
    install: Callable[[FastAPI, Services], None] | None = None
    run: Callable[[Services], AbstractAsyncContextManager[None]] | None = None

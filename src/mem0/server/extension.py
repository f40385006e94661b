"""What plugs into the application."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import FastAPI

from .services import Services


@dataclass(frozen=True, slots=True)
class Extension:
    """A part that plugs in: `install` adds routes and middleware, `run` lives while the server runs."""

    name: str
    install: Callable[[FastAPI, Services], None] | None = None
    run: Callable[[Services], AbstractAsyncContextManager[None]] | None = None

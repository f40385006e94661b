"""A real server on a loopback port: the application under uvicorn in a thread, and ways to talk to it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from mem0 import MemoryClient
from mem0.clock import SystemClock
from mem0.server.app import create_app
from mem0.server.bootstrap import new_owner_key
from mem0.server.control import keys, tenants
from mem0.server.roles import Role
from mem0.server.serve import config
from mem0.server.services import Services
from mem0.server.settings import Settings

STATIC = {"embedder": {"provider": "static"}}


class Live:
    """A server that runs. `key` owns `project`, its first one."""

    def __init__(self, app: FastAPI, url: str) -> None:
        self.app, self.url = app, url
        self.services: Services = app.state.services
        self.key, self.project = new_owner_key(self.services), self.services.first.project
        self.opened: list[MemoryClient] = []
        self.http = httpx.Client(base_url=url, timeout=30)

    def ask(self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> httpx.Response:
        """One request, with the owner's key unless another (or none: "") is given."""
        given = self.key if key is None else key
        headers = {**({"Authorization": f"Token {given}"} if given else {}), **more.pop("headers", {})}
        return self.http.request(method, path, json=body, headers=headers, **more)

    def client(self, key: str | None = None) -> MemoryClient:
        made = MemoryClient(api_key=key or self.key, host=self.url)
        self.opened.append(made)
        return made

    def close(self) -> None:
        self.http.close()
        for client in self.opened:
            client.close()

    def elsewhere(self) -> Live:
        """The same server as the owner of a new project sees it."""
        made = copy(self)
        made.project, made.key = self.new_project()
        return made

    def new_project(self, name: str = "another") -> tuple[str, str]:
        """A project of its own, and a key that owns it."""
        org = self.services.first.org
        made = tenants.add_project(self.services.control, org, name, at=SystemClock().now())
        return made.id, self.new_key("owner", project=made.id)

    def new_key(self, role: Role, **more: Any) -> str:
        new = keys.NewKey("test", more.pop("project", self.services.first.project), role, **more)
        return keys.add_key(self.services.control, new, at=SystemClock().now())[1]


class Prompt(uvicorn.Server):
    """Looks ten times as often whether it is to stop: tests stop many servers."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(0.01)


@contextmanager
def running(data: Path, **settings: Any) -> Iterator[Live]:
    """A server with these settings, stopped and closed at the end."""
    settings = {"memory": STATIC, "rate_per_minute": 0, **settings}
    app = create_app(Settings(data=data, **settings).checked())
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Prompt(config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        live = Live(app, f"http://127.0.0.1:{listening.getsockname()[1]}")
        try:
            yield live
        finally:
            live.close()
            server.should_exit = True
            thread.join()

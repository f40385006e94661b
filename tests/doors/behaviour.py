"""Memory and AsyncMemory behind one face, so that one behaviour suite runs over both doors."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mem0 import AsyncMemory, Memory


class Face:
    """Calls any method of a door and gives its result; coroutines are driven to their end."""

    def __init__(self, door: Memory | AsyncMemory) -> None:
        self.door = door

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            result = getattr(self.door, name)(*args, **kwargs)
            return asyncio.run(_finish(result)) if inspect.isawaitable(result) else result

        return call


async def _finish(awaitable: Any) -> Any:
    return await awaitable


def open_door(kind: str, path: Path, **config: Any) -> Face:
    settings = {"path": path, "embedder": {"provider": "static"}, **config}
    return Face(Memory(settings) if kind == "sync" else AsyncMemory(settings))

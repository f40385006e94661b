"""Long-term memory for AI agents: `from mem0 import Memory`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .client.aio import AsyncMemoryClient
    from .client.sync import MemoryClient
    from .doors.aio import AsyncMemory
    from .doors.sync import Memory

__all__ = ["AsyncMemory", "AsyncMemoryClient", "Memory", "MemoryClient", "__version__"]

_DOORS = {
    "Memory": "mem0.doors.sync",
    "AsyncMemory": "mem0.doors.aio",
    "MemoryClient": "mem0.client.sync",
    "AsyncMemoryClient": "mem0.client.aio",
}


def __getattr__(name: str) -> Any:
    """Load a door when it is first asked for: importing the package costs nothing."""
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(_DOORS[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Long-term memory for AI agents: `from mem0 import Memory`."""

from .doors.aio import AsyncMemory
from .doors.sync import Memory
from .version import __version__

__all__ = ["AsyncMemory", "Memory", "__version__"]

"""Import path of mem0ai: the doors live in mem0.doors."""

from ..config import MemoryConfig
from ..doors.aio import AsyncMemory
from ..doors.sync import Memory

__all__ = ["AsyncMemory", "Memory", "MemoryConfig"]

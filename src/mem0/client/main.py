"""Import path of mem0ai: the clients live in mem0.client.sync and mem0.client.aio."""

from .aio import AsyncMemoryClient
from .sync import MemoryClient

__all__ = ["AsyncMemoryClient", "MemoryClient"]

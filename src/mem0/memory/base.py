"""Import path of mem0ai: what every memory can do. Memory and AsyncMemory count as its subclasses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from ..doors.aio import AsyncMemory
from ..doors.sync import Memory


class MemoryBase(ABC):
    """The least that a memory of a program's own must have to be used in the place of `Memory`."""

    @abstractmethod
    def get(self, memory_id: str) -> Any:
        """One memory by its id; None where there is none."""

    @abstractmethod
    def get_all(self) -> Any:
        """All memories."""

    @abstractmethod
    def update(self, memory_id: str, data: Any) -> Any:
        """Give a memory another text."""

    @abstractmethod
    def delete(self, memory_id: str) -> Any:
        """Remove a memory."""

    @abstractmethod
    def history(self, memory_id: str) -> Any:
        """The changes of a memory."""


MemoryBase.register(Memory)
MemoryBase.register(AsyncMemory)

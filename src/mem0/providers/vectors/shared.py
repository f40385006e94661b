"""Things that a process can open only once: shared by all who ask, closed when the last has given back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """Opened things by their path. The process id is part of the key: a child must not use what its parent opened."""

    def __init__(self, close: Callable[[T], None]) -> None:
        self._close = close
        self._door = threading.Lock()
        self._open: dict[tuple[int, Path], tuple[T, int]] = {}
        self._locks: dict[tuple[int, Path], threading.RLock] = {}

    def take(self, path: Path, opening: Callable[[], T]) -> T:
        """What is open at a path, opened if it is not. Each taking needs a `give_back`."""
        key = (os.getpid(), path)
        with self._door:
            thing, users = self._open[key] if key in self._open else (opening(), 0)
            self._open[key] = (thing, users + 1)
            return thing

    def give_back(self, path: Path) -> None:
        key = (os.getpid(), path)
        with self._door:
            thing, users = self._open[key]
            if users > 1:
                self._open[key] = (thing, users - 1)
                return
            del self._open[key]
            self._close(thing)

    def lock(self, path: Path) -> threading.RLock:
        """The lock of a path, for things that one thread at a time may use."""
        with self._door:
            return self._locks.setdefault((os.getpid(), path), threading.RLock())

"""The sides of the speed bench: how much is measured, and a process for each side on a folder of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import peer
from wire import Side

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. `rounds` of each side in turn; `searches` a round."""

    beside_users: int = 100
    beside_each: int = 100
    big_users: int = 100
    big_each: int = 1000
    rounds: int = 10
    searches: int = 20
    slow_searches: int = 5  # of the peer, and in the greatest scope
    starts: int = 7


QUICK = Sizes(beside_users=6, beside_each=20, big_users=8, big_each=100, rounds=3, searches=7, slow_searches=3, starts=2)


@dataclass(frozen=True, slots=True)
class Sides:
    """Starts the processes of both sides on a folder."""

    folder: Path
    embedder: str
    peer_python: Path | None

    def ours(self, name: str) -> Side:
        home = self._home(name)
        command = (sys.executable, HERE / "ours.py", home, self.embedder)
        return Side(command, {"MEM0_DIR": str(home)}, home.with_suffix(".log"))

    def peer(self, name: str) -> Side | None:
        if self.peer_python is None:
            return None
        home = self._home(name)
        command = (self.peer_python, HERE / "peer.py", "--serve", home)
        return Side(command, peer.environment(home), home.with_suffix(".log"))

    def limit(self) -> Side:
        return Side((sys.executable, HERE / "limit.py"), {}, self.folder / "limit.log")

    @contextmanager
    def both(self, ours: str, theirs: str) -> Iterator[tuple[Side, Side | None]]:
        with ExitStack() as stack:
            mine, other = stack.enter_context(self.ours(ours)), self.peer(theirs)
            yield mine, stack.enter_context(other) if other is not None else None

    def _home(self, name: str) -> Path:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        return home

    def bytes_of(self, name: str) -> int:
        """Apparent size of all files that a side left."""
        return sum(path.stat().st_size for path in self._home(name).rglob("*") if path.is_file())

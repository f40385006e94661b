"""Speed, memory and disk: our library against the peer and against a numpy dot product, taking turns in rounds.

    python bench/speed.py [--quick] [--no-peer] [--json FILE]

Every side has a process of its own with one thread; rounds alternate, so that other load on the machine hits all sides
alike. The texts are made up (texts.py). Ours does all its work (tokens, features, vectors, index); the peer is given its
vectors for nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import alone
import beside
import peer
import startup
from measure import Machine, Row, machine, table
from turns import attempt
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


def rows(sizes: Sizes, python: Path | None, *, embedder: str = "static") -> list[Row]:
    """All rows of the speed bench; `python`: the peer's interpreter."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        sides = Sides(Path(folder), embedder, python)
        found = [
            *attempt("one file of 100,000", lambda: alone.rows(sides, sizes)),
            *attempt("beside the peer", lambda: beside.rows(sides, sizes)),
            *attempt("import", lambda: startup.rows(python, sizes.starts)),
        ]
    return [replace(row, goals=()) for row in found] if sizes is QUICK else found  # the goals are of the full sizes


def where(trouble: str, *, embedder: str = "static") -> Machine:
    """The machine that is measured on; `trouble`: why the peer is not there."""
    data = {"embedder": embedder, "peer's embedder": f"precomputed, {peer.DIMS} dimensions", "texts": "made up, en + ko"}
    return machine({"mem0ai": f"none ({trouble})" if trouble else peer.VERSION}, data)


def peer_python() -> tuple[Path | None, str]:
    try:
        return peer.make(), ""
    except Exception as error:  # noqa: BLE001 - without a network the peer cannot be installed; our own figures still count
        return None, f"could not be installed: {type(error).__name__}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of the library beside the peer and numpy.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it run?")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--embedder", default="static")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    python, trouble = (None, "left out") if chosen.no_peer else peer_python()
    state = where(trouble, embedder=chosen.embedder)
    found = rows(QUICK if chosen.quick else Sizes(), python, embedder=chosen.embedder)
    state.load.append(os.getloadavg()[0])
    print(f"{state}\n\n{table(found)}")
    if chosen.json:
        chosen.json.write_text(json.dumps([row.as_json() for row in found], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

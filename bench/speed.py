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
import tempfile
from dataclasses import replace
from pathlib import Path

import alone
import beside
import peer
import startup
from measure import Machine, Row, machine, table
from sides import QUICK, Sides, Sizes
from turns import attempt


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

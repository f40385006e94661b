"""All figures of the docs in one run and one table: `make bench`, `make bench BENCH_DATA=folder`.

    python bench/run.py [--quick] [--no-peer] [--no-quality] [--only PART ...]

Writes bench/results/<date>.json beside the table (not with --quick); `python bench/figures.py` carries it into the docs. With
--only, the figures of the other parts are those of the newest file of results; each keeps the commit that it was measured on.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import encryption
import graph_cases
import install_size
import llm_concurrency
import llm_overhead
import observations
import quality
import server_load
import speed
import updates_hybrid
from measure import ROOT, Machine, Row, drawn
from sides import QUICK, Sizes
from turns import attempt
from wire import ONE_THREAD

import privacy

RESULTS = ROOT / "bench" / "results"
Kept = dict[str, Any]  # a row as it stands in a file of results


@dataclass(frozen=True, slots=True)
class Wish:
    """What a part should measure. `peer`: its interpreter; `data`: the folder of the data sets. None: not there."""

    quick: bool
    peer: Path | None
    data: Path | None


def _overhead(wish: Wish) -> list[Row]:
    size = {"rounds": 1, "adds": 3} if wish.quick else {}
    return llm_overhead.rows(with_peer=wish.peer is not None, **size)


def _concurrency(wish: Wish) -> list[Row]:
    return llm_concurrency.rows(adds=8, rounds=1) if wish.quick else llm_concurrency.rows()


def _updates(wish: Wish) -> list[Row]:
    sets = updates_hybrid.SETS[:1] if wish.quick else updates_hybrid.SETS
    return updates_hybrid.rows((wish.data / "updates_dev.jsonl", *sets) if wish.data else sets)


# Those that need data last; each takes less than three minutes, speed and quality aside.
PARTS: Mapping[str, Callable[[Wish], list[Row]]] = {
    "speed": lambda wish: speed.rows(QUICK if wish.quick else Sizes(), wish.peer),
    "install": lambda wish: install_size.rows(wish.peer),
    "overhead": _overhead,
    "concurrency": _concurrency,
    "encryption": lambda wish: encryption.rows(100 if wish.quick else 2_000),
    "server": lambda wish: server_load.rows(users=5, rounds=1, seconds=0.5) if wish.quick else server_load.rows(),
    "privacy": lambda _: privacy.rows(),
    "graph": lambda _: graph_cases.rows(),
    "updates": _updates,
    "observations": lambda wish: observations.rows(wish.data) if wish.data else [],
    "quality": lambda wish: quality.rows(wish.data) if wish.data else [],
}
WITH_DATA = ("observations", "quality")


def main() -> None:
    chosen = _asked()
    started = time.perf_counter()
    peer, trouble = (None, "left out") if chosen.no_peer else speed.peer_python()
    data = os.environ.get("BENCH_DATA")
    wish = Wish(chosen.quick, peer, Path(data).resolve() if data and not (chosen.quick or chosen.no_quality) else None)
    state = speed.where(trouble if peer is None else "")
    parts = chosen.only or [name for name in PARTS if wish.data or name not in WITH_DATA]
    rows = [row for name in PARTS if name in parts for row in attempt(name, lambda name=name: PARTS[name](wish))]
    state.load.append(os.getloadavg()[0])
    if chosen.quick:  # the goals are of the full sizes
        rows = [replace(row, goals=()) for row in rows]
    kept = [{**row.as_json(), "commit": state.commit} for row in rows]
    print(f"{state}\n\n{drawn(kept)}")
    if not chosen.quick:
        kept = _beside(kept) if chosen.only else kept
        print(f"\n{_write(kept, state)} ({time.perf_counter() - started:.0f} s)")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Every figure of the docs, in one run.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, no data sets: does it run? Nothing is written")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--no-quality", action="store_true", help="nothing that needs BENCH_DATA")
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), metavar="PART", help=f"of: {', '.join(PARTS)}")
    return parser.parse_args()


def _beside(fresh: list[Kept]) -> list[Kept]:
    """The rows of the newest file, with fresh ones in the place of their older selves."""
    newest = max(RESULTS.glob("*.json"), default=None)
    kept = {"rows": [], "machine": {}} if newest is None else json.loads(newest.read_text(encoding="utf-8"))
    by_cell = {row["cell"]: row for row in fresh}
    older = [{"commit": kept["machine"]["commit"], **row} for row in kept["rows"]]
    return [*(by_cell.pop(row["cell"], row) for row in older), *by_cell.values()]


def _write(rows: list[Kept], state: Machine) -> Path:
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}.json"
    told = [f"- {row['cell']}: measured on commit {row['commit']}" for row in rows if row["commit"] != state.commit]
    text = "\n".join([f"{state}\n\n{drawn(rows)}", *told])
    content = {"machine": asdict(state), "rows": rows, "text": text.splitlines()}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return file


if __name__ == "__main__":
    if any(os.environ.get(name) != count for name, count in ONE_THREAD.items()):  # numpy's library reads it when it is loaded
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    main()

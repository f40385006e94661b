"""All figures of the docs in one run and one table: `make bench`, `make bench BENCH_DATA=folder`.

    python bench/run.py [--quick] [--no-peer] [--no-quality]

Writes bench/results/<date>.json beside the table (not with --quick); `python bench/figures.py` carries it into the docs.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import install_size
import peer
import quality
import speed
from measure import Machine, Row, table
from turns import attempt

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(description="Every figure of the docs, in one run.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, no quality: does it run? Nothing is written")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--no-quality", action="store_true")
    chosen = parser.parse_args()
    started = time.perf_counter()
    rows, state = speed.run(speed.QUICK if chosen.quick else speed.Sizes(), with_peer=not chosen.no_peer)
    rows += attempt("install size", lambda: install_size.rows(None if chosen.no_peer else peer.PYTHON))
    data = os.environ.get("BENCH_DATA")
    if data and not chosen.quick and not chosen.no_quality:
        rows += attempt("retrieval quality", lambda: quality.rows(Path(data)))
    print(f"{state}\n\n{table(rows)}")
    if not chosen.quick:
        print(f"\n{_write(rows, state)} ({time.perf_counter() - started:.0f} s)")


def _write(rows: list[Row], state: Machine) -> Path:
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}.json"
    text = f"{state}\n\n{table(rows)}"
    content = {"machine": asdict(state), "rows": [row.as_json() for row in rows], "text": text.splitlines()}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return file


if __name__ == "__main__":
    main()

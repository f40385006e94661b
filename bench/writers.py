"""Many writers on one file: 32 threads in each of 4 processes, all adding at once.

    python bench/writers.py
    python bench/writers.py --processes 4 --threads 32 --notes 10

Prints the errors that reached a caller, notes missing and doubled, and how many memories the one fact left that everybody told.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.durability.writers import crowd


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--processes", type=int, default=4)
    arguments.add_argument("--threads", type=int, default=32)
    arguments.add_argument("--notes", type=int, default=10)
    asked = arguments.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = crowd(Path(folder) / "store.db", processes=asked.processes, threads=asked.threads, notes=asked.notes)
    adds = asked.processes * asked.threads * (asked.notes + 1)
    print(f"{adds:,} adds by {asked.processes} processes of {asked.threads} threads in {time.perf_counter() - began:.1f} s")
    print(f"errors {len(found.errors)}, missing {found.missing}, doubled {found.doubled}, copies of the fact {found.facts}")
    for one in [*found.errors, *found.problems][:20]:
        print("   ", one)
    return 0 if (found.errors, found.missing, found.doubled, found.facts, found.problems) == ([], 0, 0, 1, []) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Kill a working process at random moments, hundreds of times, and check that nothing acknowledged is lost and nothing half done.

    python bench/kill_rounds.py                  # 300 rounds on a store in clear
    python bench/kill_rounds.py --encrypted      # the same on an encrypted store
    python bench/kill_rounds.py --rounds 50

The process adds (word for word, and facts), updates, deletes, forgets a user, re-embeds, imports, backs up and changes keys
(tests/durability/worker.py); the same store lives through all rounds. Every fourth round a process is killed that upgrades
older files, encrypts, changes the master key or restores (tests/durability/copies.py). Exit code 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.durability.copies import kill_whole
from tests.durability.killing import kill_round
from tests.durability.ledger import Ledger

KEY = bytes(range(32)).hex()  # not a passphrase, which would be stretched at each of many openings


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--seconds", type=float, default=1.0, help="the longest a process works before it is killed")
    arguments.add_argument("--encrypted", action="store_true")
    arguments.add_argument("--seed", default="r")
    asked = arguments.parse_args()
    ledger, began, key = Ledger(), time.perf_counter(), KEY if asked.encrypted else None
    with tempfile.TemporaryDirectory() as folder:
        for number in range(asked.rounds):
            store, seed = Path(folder) / "store.db", f"{asked.seed}{number}"
            if number % 4 == 3:
                kill_whole(store, seed, ledger, key=key)
            else:
                kill_round(store, seed, ledger, key=key, seconds=asked.seconds)
            if sys.stderr.isatty():
                print(f"\r{number + 1} of {asked.rounds}", end="", file=sys.stderr)
    return report(ledger, asked.rounds, time.perf_counter() - began)


def report(ledger: Ledger, rounds: int, seconds: float) -> int:
    """Print what was found; returns the exit code."""
    print(f"\nrounds {rounds}, {seconds:.0f} s, acknowledged operations {ledger.acknowledged:,}, receipts {len(ledger.receipts)}")
    print("killed in the middle of: " + ", ".join(f"{kind} {count}" for kind, count in ledger.interrupted.most_common()))
    print(f"lost {len(ledger.lost)}, half done {len(ledger.half_done)}, problems {len(ledger.problems)}")
    for one in [*ledger.lost, *ledger.half_done, *ledger.problems][:20]:
        print("   ", one)
    return 1 if ledger.lost or ledger.half_done or ledger.problems else 0


if __name__ == "__main__":
    sys.exit(main())

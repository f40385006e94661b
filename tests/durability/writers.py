"""Many writers on one file: threads in several processes, each adding its own notes and everybody the same fact.

    python writers.py STORE PROCESS THREADS NOTES
"""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from mem0 import Memory

FACT = "I live in Busan."


@dataclass(frozen=True)
class Result:
    """What came of it: errors that reached a caller, notes that are missing or there twice, copies of the common fact."""

    errors: list[str]
    missing: int
    doubled: int
    facts: int
    problems: list[str]


def write(path: Path, process: int, threads: int, notes: int) -> list[str]:
    """All threads of one process; the errors that reached them."""
    errors: list[str] = []

    def work(thread: int) -> None:
        try:
            memory.add(FACT, user_id="everybody")
            for number in range(notes):
                memory.add(f"note {process} {thread} {number}", user_id=f"writer{thread % 4}", infer=False)
        except Exception as error:  # noqa: BLE001 - told to whoever counts them
            errors.append(f"{type(error).__name__}: {error}")

    with Memory({"path": path, "embedder": {"provider": "static"}}) as memory:
        running = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
        for one in running:
            one.start()
        for one in running:
            one.join()
    return errors


def crowd(path: Path, *, processes: int, threads: int, notes: int) -> Result:
    """Run the processes side by side and count what is there afterwards."""
    script = [sys.executable, __file__, str(path)]
    running = [
        subprocess.Popen([*script, str(n), str(threads), str(notes)], stdout=subprocess.PIPE, text=True) for n in range(processes)
    ]
    errors = [line for one in running for line in one.communicate()[0].splitlines()]
    errors += [f"process ended with {one.returncode}" for one in running if one.returncode]
    with Memory({"path": path}) as memory:
        found = [item["memory"] for n in range(4) for item in memory.get_all(user_id=f"writer{n}")["results"]]
        facts = len(memory.get_all(user_id="everybody")["results"])
        problems = memory.stats()["problems"]
    wanted = {f"note {p} {t} {n}" for p in range(processes) for t in range(threads) for n in range(notes)}
    return Result(errors, len(wanted - set(found)), len(found) - len(set(found)), facts, problems)


if __name__ == "__main__":
    _, store, *numbers = sys.argv
    for complaint in write(Path(store), *map(int, numbers)):
        print(complaint)

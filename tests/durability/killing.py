"""Kill a process that works on a store at random moments, and compare the store with what the process was told."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from mem0 import Memory

from .ledger import Ledger, Operation

WORKER = Path(__file__).parent / "worker.py"
# What a round waits for before it kills; the rest of the rounds kill at any moment. Long operations are hit by chance.
AIMS = ("forget", "backup", "load", "delete_all", "reembed", "rekey", "delete", "keep", "")


class Victim:
    """A process of worker.py that is going to be killed, and what it said on its standard output."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, str(WORKER), *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []

    def read(self) -> str:
        """The next line that it says; empty when it has ended."""
        assert self._process.stdout is not None
        self.lines.append(self._process.stdout.readline())
        return self.lines[-1]

    def kill(self) -> str | None:
        """Kill it and read the rest of what it said. Returns why it had ended by itself, if it had."""
        process = self._process
        os.kill(process.pid, signal.SIGKILL)
        assert process.stdout is not None
        assert process.stderr is not None
        self.lines += process.stdout.read().splitlines()  # communicate() would lose what is read ahead
        complaint = process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        process.wait()
        return None if process.returncode == -signal.SIGKILL else complaint[-500:] or "without a word"


def kill_round(
    path: Path, seed: str, ledger: Ledger, *, key: str | None = None, seconds: float = 1.0, aim: str | None = None
) -> None:
    """Let a process work for a random while, kill it, and compare. The next opening gets no help.

    aim: the kind of operation that is to be under way; default: one by the seed.
    """
    chance = random.Random(seed)
    victim = Victim(str(path), seed, *([key] if key else []))
    _strike(victim, chance.choice(AIMS) if aim is None else aim, chance, seconds)
    complaint = victim.kill()
    if complaint is not None:
        ledger.problems.append(f"{seed}: the worker ended by itself: {complaint}")
    under_way = play(ledger, victim.lines)
    with opened(path, key) as memory:
        ledger.compare(memory, under_way)
        ledger.scan(path, encrypted=key is not None)


def _strike(victim: Victim, aim: str, chance: random.Random, seconds: float) -> None:
    """Come back at a random moment of an operation of that kind, or at any moment when none came in time."""
    victim.read()  # it has opened the store, begun something and done it
    victim.read()
    until = time.perf_counter() + seconds
    while aim and time.perf_counter() < until:
        line = victim.read()
        if not line:
            return
        if f'"kind": "{aim}"' in line:
            time.sleep(chance.random() ** 2 * 0.1)
            return
    time.sleep(chance.random() * seconds if not aim else 0)


def play(ledger: Ledger, lines: Sequence[str]) -> Operation | None:
    """Enter what was done; gives what was begun and not acknowledged."""
    begun: Operation | None = None
    for line in lines:
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            break  # the kill came while a line was written: it was not told
        if "begin" in said:
            begun = said["begin"]
        elif begun is not None:
            ledger.done(begun, said["ids"], said.get("receipt"))
            begun = None
    return begun


@contextmanager
def opened(path: Path, key: str | None) -> Iterator[Memory]:
    """The store as its next user opens it."""
    with closing(Memory({"path": path, **({"encryption_key": key} if key else {})})) as memory:
        yield memory


def all_that_is_there(memory: Memory) -> Any:
    """Memories in all versions, messages and history, to be compared."""
    kinds = ("memory", "message", "history")
    names = ("kind", "id", "text", "content", "valid_to", "new_memory")
    return sorted(str([record.get(name) for name in names]) for record in memory.dump() if record["kind"] in kinds)


"""Kill a process that works on a store at random moments, and compare the store with what the process was told."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mem0 import Memory

WORKER = Path(__file__).parent / "worker.py"
Operation = dict[str, Any]


@dataclass
class Ledger:
    """What the store must hold: the text of every memory kept word for word, by id; and what was found to be wrong."""

    texts: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    learned: dict[str, str] = field(default_factory=dict)  # token -> user, of facts that were acknowledged
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def done(self, operation: Operation, ids: Sequence[str]) -> None:
        """An operation that came back."""
        self.acknowledged += 1
        user, token = operation["user"], operation["token"]
        if operation["kind"] in ("keep", "load"):
            for number, one in enumerate(ids):
                self.texts[one], self.owners[one] = f"note {token} part {number}", user
        elif operation["kind"] == "update":
            self.texts[operation["id"]] = f"changed {token}"
        elif operation["kind"] == "learn":
            self.learned[token] = user
        elif operation["kind"] == "delete":
            self.texts.pop(operation["id"])
            self.owners.pop(operation["id"])
        elif operation["kind"] == "forget":
            self._forgotten(user)

    def _forgotten(self, user: str) -> None:
        for one in [one for one, owner in self.owners.items() if owner == user]:
            del self.texts[one], self.owners[one]
        self.learned = {token: owner for token, owner in self.learned.items() if owner != user}

    def compare(self, memory: Memory, open_operation: Operation | None) -> None:
        """Look at the store after a kill; what was under way may have happened as a whole or not at all."""
        self.problems += memory.stats()["problems"]
        found = {
            item["id"]: item
            for user in ("ana", "bo", "min")
            for item in memory.get_all(user_id=user)["results"]
            if not item["memory"].startswith("My locker")
        }
        if open_operation is not None:
            self._settle(memory, open_operation, found)
        self._compare_texts(found)
        self._compare_learned(memory)

    def _settle(self, memory: Memory, operation: Operation, found: dict[str, Any]) -> None:
        """Take what the killed operation did for what is to be, once it is seen to be whole or nothing."""
        kind, token, user = operation["kind"], operation["token"], operation["user"]
        if kind in ("keep", "load"):
            parts = [one for one, item in found.items() if item["memory"].startswith(f"note {token} ")]
            if len(parts) not in (0, operation["count"]):
                self.half_done.append(f"{kind} {token}: {len(parts)} of {operation['count']}")
            for one in parts:
                self.texts[one], self.owners[one] = found[one]["memory"], user
        elif kind == "update":
            if found.get(operation["id"], {}).get("memory") == f"changed {token}":
                self.texts[operation["id"]] = f"changed {token}"
                if memory.history(operation["id"])[-1]["new_memory"] != f"changed {token}":
                    self.half_done.append(f"update {token}: not in the history")
        elif kind == "delete" and operation["id"] not in found:
            self.texts.pop(operation["id"])
            self.owners.pop(operation["id"])
        elif kind == "forget":
            left = [one for one, owner in self.owners.items() if owner == user and one in found]
            if len(left) not in (0, sum(owner == user for owner in self.owners.values())):
                self.half_done.append(f"forget {user}: {len(left)} left")
            if not left:
                self._forgotten(user)

    def _compare_texts(self, found: dict[str, Any]) -> None:
        for one, text in self.texts.items():
            if one not in found:
                self.lost.append(f"{one}: {text}")
            elif found[one]["memory"] != text:
                self.half_done.append(f"{one}: {found[one]['memory']!r} instead of {text!r}")
        self.half_done += [f"{one}: came back" for one in found.keys() - self.texts.keys()]

    def _compare_learned(self, memory: Memory) -> None:
        """Every fact that was acknowledged is told by some version of some memory."""
        said = " ".join(
            item["memory"]
            for user in ("ana", "bo", "min")
            for item in memory.get_all(user_id=user, include_superseded=True)["results"]
        )
        self.lost += [f"fact k{token}" for token in self.learned if f"k{token}" not in said]


def kill_round(path: Path, seed: str, ledger: Ledger, *, key: str | None = None, seconds: float = 1.0) -> None:
    """Let a process work for a random while, kill it, and compare. The next opening gets no help."""
    command = [sys.executable, str(WORKER), str(path), seed, *([key] if key else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(2)]  # it has opened the store, begun something and done it
    time.sleep(random.Random(seed).random() * seconds)
    os.kill(process.pid, signal.SIGKILL)
    assert process.stderr is not None
    rest, complaint = process.stdout.read(), process.stderr.read()  # communicate() would lose what is read ahead
    process.stdout.close()
    process.stderr.close()
    process.wait()
    if process.returncode != -signal.SIGKILL:
        ledger.problems.append(f"{seed}: the worker ended by itself: {complaint[-500:]}")
    under_way = _play(ledger, [*first, *rest.splitlines()])
    with Memory({"path": path, **({"encryption_key": key} if key else {})}) as memory:
        ledger.compare(memory, under_way)


def _play(ledger: Ledger, lines: Sequence[str]) -> Operation | None:
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
            ledger.done(begun, said["ids"])
            begun = None
    return begun

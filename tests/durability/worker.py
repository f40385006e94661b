"""Works on a store until it is killed, and says on standard output what it begins and what it was told is done.

    python worker.py STORE SEED [ENCRYPTION_KEY]

One JSON object a line: {"begin": operation} before a call, {"done": number, "ids": [...]} after it came back. The
checker (killing.py) plays the same operations on paper.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from mem0 import Memory

USERS = ("ana", "bo", "min")
KEPT = ("note ", "changed ")  # how memories begin that were kept word for word
Operation = dict[str, Any]


class Worker:
    """Draws operations and carries them out. Every text holds the number of its operation, so that it can be told apart."""

    def __init__(self, memory: Memory, seed: str) -> None:
        self.memory, self.seed = memory, seed
        self.chance = random.Random(seed)
        self.number = 0
        self.known: dict[str, list[str]] = {user: [] for user in USERS}
        for user in USERS:
            found = memory.get_all(user_id=user)["results"]
            self.known[user] = [item["id"] for item in found if item["memory"].startswith(KEPT)]

    def run(self) -> None:
        while True:
            operation = self.draw()
            say({"begin": operation})
            ids = self.carry_out(operation)
            say({"done": operation["number"], "ids": ids})

    def draw(self) -> Operation:
        self.number += 1
        user = self.chance.choice(USERS)
        kinds = ["keep"] * 8 + ["learn"] * 2 + ["update"] * 4 + ["delete"] * 2 + ["forget", "reembed", "load"]
        kind = self.chance.choice(kinds)
        if kind in ("update", "delete") and not self.known[user]:
            kind = "keep"
        token = f"{self.seed}-{self.number}"
        operation: Operation = {"number": self.number, "kind": kind, "user": user, "token": token}
        if kind in ("update", "delete"):
            operation["id"] = self.chance.choice(self.known[user])
        if kind in ("keep", "load"):
            operation["count"] = self.chance.randint(1, 5)
        if kind == "reembed":
            operation["embedder"] = self.chance.choice(["static", "hash"])
        return operation

    def carry_out(self, operation: Operation) -> list[str]:
        doing: dict[str, Callable[[Operation], list[str]]] = {
            "keep": self.keep,
            "learn": self.learn,
            "update": self.update,
            "delete": self.delete,
            "forget": self.forget,
            "reembed": self.reembed,
            "load": self.load,
        }
        return doing[operation["kind"]](operation)

    def keep(self, operation: Operation) -> list[str]:
        texts = [f"note {operation['token']} part {n}" for n in range(operation["count"])]
        messages = [{"role": "user", "content": text} for text in texts]
        added = self.memory.add(messages, user_id=operation["user"], infer=False)["results"]
        self.known[operation["user"]] += [item["id"] for item in added]
        return [item["id"] for item in added]

    def learn(self, operation: Operation) -> list[str]:
        said = f"My locker code word is k{operation['token']}."
        return [item["id"] for item in self.memory.add(said, user_id=operation["user"])["results"]]

    def update(self, operation: Operation) -> list[str]:
        self.memory.update(operation["id"], text=f"changed {operation['token']}")
        return [operation["id"]]

    def delete(self, operation: Operation) -> list[str]:
        self.memory.delete(operation["id"])
        self.known[operation["user"]].remove(operation["id"])
        return [operation["id"]]

    def forget(self, operation: Operation) -> list[str]:
        self.memory.delete_all(user_id=operation["user"])
        self.known[operation["user"]] = []
        return []

    def reembed(self, operation: Operation) -> list[str]:
        self.memory.reindex(operation["embedder"])
        return []

    def load(self, operation: Operation) -> list[str]:
        """An import: all records or none."""
        ids = [f"{operation['token']}-{n}" for n in range(operation["count"])]
        at = "2025-01-01T00:00:00+00:00"
        records = [
            {"kind": "memory", "id": one, "text": f"note {operation['token']} part {n}", "user_id": operation["user"],
             "created_at": at, "role": "user", "parents": []}
            for n, one in enumerate(ids)
        ]
        self.memory.load(records)
        self.known[operation["user"]] += ids
        return ids


def say(line: dict[str, Any]) -> None:
    """Out of this process before anything else happens: what is said must survive the kill."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    path, seed, *key = sys.argv[1:]
    config: dict[str, Any] = {"path": path}
    if key:
        config["encryption_key"] = key[0]
    Worker(Memory(config), seed).run()


if __name__ == "__main__":
    main()

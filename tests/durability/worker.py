"""Works on a store until it is killed, and says on standard output what it begins and what it was told is done.

    python worker.py STORE SEED [ENCRYPTION_KEY]
    python worker.py --upgrade|--encrypt|--rotate|--restore FOLDER KEY OTHER_KEY COPY ...

One JSON object a line: {"begin": operation} before a call, {"done": number, "ids": [...]} after it came back. The
checker (ledger.py) plays the same operations on paper.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mem0 import Memory
from mem0.portability import restore_backup

USERS = ("ana", "bo", "min")
KEPT = ("note ", "changed ")  # how memories begin that were kept word for word
OFTEN = ["keep"] * 8 + ["update"] * 4 + ["learn", "delete"] * 2
KINDS = [*OFTEN, "delete_all", "forget", "reembed", "load", "backup", "rekey"]
Operation = dict[str, Any]


class Worker:
    """Draws operations and carries them out. Every text holds the number of its operation, so that it can be told apart."""

    def __init__(self, memory: Memory, seed: str, backups: Path) -> None:
        self.memory, self.seed, self.backups = memory, seed, backups
        self.chance = random.Random(seed)
        self.number = 0
        self.encrypted = memory.stats()["encrypted"]
        self.known: dict[str, list[str]] = {user: [] for user in USERS}
        for user in USERS:
            found = memory.get_all(user_id=user)["results"]
            self.known[user] = [item["id"] for item in found if item["memory"].startswith(KEPT)]

    def run(self) -> None:
        while True:
            operation = self.draw()
            say({"begin": operation})
            ids = self.carry_out(operation)
            say({"done": operation["number"], **({"receipt": ids} if isinstance(ids, dict) else {}), "ids": list(ids)})

    def draw(self) -> Operation:
        self.number += 1
        user, kind = self.chance.choice(USERS), self.chance.choice(KINDS)
        if kind in ("update", "delete", "rekey") and (not self.known[user] or (kind == "rekey" and not self.encrypted)):
            kind = "keep"
        token = f"{self.seed}-{self.number:04}"
        operation: Operation = {"number": self.number, "kind": kind, "user": user, "token": token}
        if kind in ("update", "delete"):
            operation["id"] = self.chance.choice(self.known[user])
        if kind in ("keep", "load"):
            operation["count"] = self.chance.randint(1, 5)
        if kind == "reembed":
            operation["embedder"] = self.chance.choice(["static", "hash"])
        if kind == "backup":
            operation["file"] = str(self.backups / f"{token}.backup")
        return operation

    def carry_out(self, operation: Operation) -> list[str] | dict[str, Any]:
        doing: dict[str, Callable[[Operation], list[str] | dict[str, Any]]] = {
            "keep": self.keep,
            "learn": self.learn,
            "update": self.update,
            "delete": self.delete,
            "delete_all": self.delete_all,
            "forget": self.forget,
            "reembed": self.reembed,
            "load": self.load,
            "backup": self.backup,
            "rekey": self.rekey,
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

    def delete_all(self, operation: Operation) -> list[str]:
        self.memory.delete_all(user_id=operation["user"])
        self.known[operation["user"]] = []
        return []

    def forget(self, operation: Operation) -> dict[str, Any]:
        receipt = self.memory.forget(user_id=operation["user"])
        self.known[operation["user"]] = []
        return receipt

    def backup(self, operation: Operation) -> list[str]:
        self.memory.backup(operation["file"])
        return []

    def rekey(self, operation: Operation) -> list[str]:
        self.memory.rekey(user_id=operation["user"])
        return []

    def reembed(self, operation: Operation) -> list[str]:
        self.memory.reindex(operation["embedder"])
        return []

    def load(self, operation: Operation) -> list[str]:
        """An import: all records or none."""
        ids = [f"{operation['token']}-{n}" for n in range(operation["count"])]
        at = datetime.now(UTC).isoformat()  # what is older than a `forget` would be left out
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


def whole(verb: str, folder: Path, key: str, other: str, copies: list[str]) -> None:
    """Do one thing to each copy of a store."""
    given = {"encryption_key": key} if key else {}
    for number, copy in enumerate(copies):
        say({"begin": number})
        if verb == "--restore":
            restore_backup(folder / "backup", {"path": copy, **given}, force=True)
        else:
            with Memory({"path": copy, **given}) as memory:
                if verb == "--encrypt":
                    memory.encrypt(other)
                elif verb == "--rotate":
                    memory.rotate_key(other)
        say({"done": number})


def main() -> None:
    if sys.argv[1].startswith("--"):
        verb, folder, key, other, *copies = sys.argv[1:]
        whole(verb, Path(folder), key, other, copies)
        sys.stdin.read()  # wait to be killed
        return
    path, seed, *given = sys.argv[1:]
    config: dict[str, Any] = {"path": path}
    if given:
        config["encryption_key"] = given[0]
    backups = Path(path).parent / "backups"
    backups.mkdir(exist_ok=True)
    Worker(Memory(config), seed, backups).run()


if __name__ == "__main__":
    main()

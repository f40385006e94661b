"""What a store must hold after a kill, kept on paper from what the killed process was told, and what was found wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mem0 import Memory
from mem0.errors import MemoryError as LibraryError
from mem0.portability import verify_backup

USERS = ("ana", "bo", "min")
Operation = dict[str, Any]


@dataclass
class Ledger:
    """What the store must hold: the text of every memory kept word for word, by id; and what was found to be wrong."""

    texts: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)  # every text that a memory ever had, by id
    learned: dict[str, str] = field(default_factory=dict)  # token -> user, of facts that were acknowledged
    gone: set[str] = field(default_factory=set)  # texts of which no byte may be left
    receipts: list[Any] = field(default_factory=list)
    backup: Path | None = None  # the last one that was acknowledged
    acknowledged: int = 0
    interrupted: Counter[str] = field(default_factory=Counter)  # what was under way when the kill came
    lost: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def done(self, operation: Operation, ids: Sequence[str], receipt: object = None) -> None:
        """An operation that came back."""
        self.acknowledged += 1
        user, token = operation["user"], operation["token"]
        if operation["kind"] in ("keep", "load"):
            for number, one in enumerate(ids):
                self._wrote(one, f"note {token} part {number}", user)
        elif operation["kind"] == "update":
            self._wrote(operation["id"], f"changed {token}", user)
        elif operation["kind"] == "learn":
            self.learned[token] = user
        elif operation["kind"] == "delete":
            self._erased(operation["id"])
        elif operation["kind"] in ("delete_all", "forget"):
            self._forgotten(user)
            self.receipts += [receipt] if receipt else []
        elif operation["kind"] == "backup":
            self._check_backup(Path(operation["file"]), needed=True)
            self._keep_backup(Path(operation["file"]))

    def _keep_backup(self, file: Path) -> None:
        """The last one is looked at after every round: its keyring is rewritten by forgetting, and must keep its other keys."""
        if self.backup is not None:
            self.backup.unlink(missing_ok=True)
        self.backup = file

    def _wrote(self, one: str, text: str, user: str) -> None:
        self.texts[one], self.owners[one] = text, user
        self.said.setdefault(one, []).append(text)

    def _erased(self, one: str) -> None:
        del self.texts[one], self.owners[one]
        self.gone.update(self.said.pop(one))

    def _forgotten(self, user: str) -> None:
        for one in [one for one, owner in self.owners.items() if owner == user]:
            self._erased(one)
        self.gone.update(f"k{token}" for token, owner in self.learned.items() if owner == user)
        self.learned = {token: owner for token, owner in self.learned.items() if owner != user}

    def compare(self, memory: Memory, open_operation: Operation | None) -> None:
        """Look at the store after a kill; what was under way may have happened as a whole or not at all."""
        self.problems += memory.stats()["problems"]
        audit = memory.verify_audit()
        self.problems += [] if audit["valid"] else [f"audit log: {audit['problem']}"]
        self.problems += [f"receipt: {found}" for one in self.receipts[-3:] if not (found := memory.verify_receipt(one))["valid"]]
        found = {
            item["id"]: item
            for user in USERS
            for item in memory.get_all(user_id=user)["results"]
            if not item["memory"].startswith("My locker")
        }
        if open_operation is not None:
            self.interrupted[open_operation["kind"]] += 1
            self._settle(memory, open_operation, found)
        self._compare_texts(found)
        self._compare_learned(memory)
        if self.backup is not None:
            self._check_backup(self.backup, needed=True)
        memory.sweep()
        pending = memory.health(checks=["keyrings_pending"])["checks"][0]
        self.problems += [pending["said"]] if pending["value"] else []

    def _settle(self, memory: Memory, operation: Operation, found: dict[str, Any]) -> None:
        """Take what the killed operation did for what is to be, once it is seen to be whole or nothing."""
        kind, token, user = operation["kind"], operation["token"], operation["user"]
        if kind in ("keep", "load"):
            self._settle_new(operation, found)
        elif kind == "update":
            if found.get(operation["id"], {}).get("memory") == f"changed {token}":
                self._wrote(operation["id"], f"changed {token}", user)
                if memory.history(operation["id"])[-1]["new_memory"] != f"changed {token}":
                    self.half_done.append(f"update {token}: not in the history")
        elif kind == "delete" and operation["id"] not in found:
            self._erased(operation["id"])
        elif kind in ("delete_all", "forget"):
            left = [one for one, owner in self.owners.items() if owner == user and one in found]
            if len(left) not in (0, sum(owner == user for owner in self.owners.values())):
                self.half_done.append(f"{kind} {user}: {len(left)} left")
            if not left and not memory.get_all(user_id=user, include_superseded=True)["results"]:
                self._forgotten(user)
        elif kind == "backup":
            self._check_backup(Path(operation["file"]), needed=False)
            Path(operation["file"]).unlink(missing_ok=True)

    def _settle_new(self, operation: Operation, found: dict[str, Any]) -> None:
        kind, token = operation["kind"], operation["token"]
        parts = [one for one, item in found.items() if item["memory"].startswith(f"note {token} ")]
        if len(parts) not in (0, operation["count"]):
            self.half_done.append(f"{kind} {token}: {len(parts)} of {operation['count']}")
        for one in parts:
            self._wrote(one, found[one]["memory"], operation["user"])

    def _compare_texts(self, found: dict[str, Any]) -> None:
        for one, text in self.texts.items():
            if one not in found:
                self.lost.append(f"{one}: {text}")
            elif found[one]["memory"] != text:
                self.half_done.append(f"{one}: {found[one]['memory']!r} instead of {text!r}")
        self.half_done += [f"{one}: came back" for one in found.keys() - self.texts.keys()]

    def _compare_learned(self, memory: Memory) -> None:
        """Every fact that was acknowledged is told by some version of some memory."""
        found = (memory.get_all(user_id=user, include_superseded=True)["results"] for user in USERS)
        said = " ".join(item["memory"] for items in found for item in items)
        self.lost += [f"fact k{token}" for token in self.learned if f"k{token}" not in said]

    def _check_backup(self, file: Path, *, needed: bool) -> None:
        """A backup is there whole, or (when the kill came) not there."""
        if not file.exists():
            self.lost += [f"{file.name} is not there"] if needed else []
            return
        try:
            verify_backup(file)
        except LibraryError as error:
            self.half_done.append(f"{file.name}: {error.message}")

    def scan(self, store: Path, *, encrypted: bool) -> None:
        """No byte of what was erased is in the store's files; in an encrypted store no byte of anything."""
        raw = b"".join(file.read_bytes() for file in store.parent.glob(f"{store.name}*"))
        doomed = self.gone | set(self.texts.values()) if encrypted else self.gone
        self.problems += [f"bytes of {text!r} are left" for text in sorted(doomed) if text.encode() in raw][:5]

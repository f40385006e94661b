"""Measure the SQLite store: bytes a memory, and milliseconds of what the pipeline does most.

    python bench/store_bytes.py [memories]

Every memory has a text of about 30 tokens, rests on a message of the same length, carries 150 bytes of features, a
metadata key and one history entry. All of it, with all indexes, counts.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mem0.filters import entities, needs, parse
from mem0.ports import NewMemory, NewMessage, Selection, Transaction
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity, HistoryEntry, MemoryRecord, Message, Scope, Source

NOW = 1_700_000_000_000_000
BATCH = 1_000
TEXT = (
    "Ana moved to Lyon in spring {} because her sister found a bright flat near the river and she wanted to live "
    "close to the children of her brother"
)


def batch_of(user: int) -> Callable[[Transaction], None]:
    """A write that adds a thousand memories of one user with their messages and history."""
    scope, numbers = Scope(user_id=f"user-{user}"), range(user * BATCH, (user + 1) * BATCH)
    messages = [Message(str(uuid.uuid4()), "user", "I think " + TEXT.format(n), scope, NOW + n) for n in numbers]
    records = [
        MemoryRecord(
            str(uuid.uuid4()),
            TEXT.format(n),
            scope,
            NOW + n,
            valid_from=NOW + n,
            metadata={"topic": "home"},
            sources=(Source(m.id),),
        )
        for n, m in zip(numbers, messages, strict=True)
    ]

    def job(tx: Transaction) -> None:
        tx.add_messages([NewMessage(one) for one in messages])
        tx.add_memories([NewMemory(one, os.urandom(150)) for one in records])
        tx.log([HistoryEntry("", one.id, "ADD", None, one.text, one.created_at, None) for one in records])

    return job


def timed(what: str, job: Callable[[], Any], *, repeats: int = 1) -> None:
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        job()
        took.append(time.perf_counter() - began)
    print(f"{what:58} {min(took) * 1000:9.2f} ms")


def main(memories: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SQLiteStore(Path(folder) / "store.db")
        jobs = [batch_of(user) for user in range(max(memories // BATCH, 1))]
        timed("first 1,000 memories with messages and history", lambda: store.write(jobs[0]))
        timed(
            f"the other {len(jobs) - 1} thousand, each thousand a write", lambda: [store.write(job) for job in jobs[1:]]
        )
        user = Entity("user", "user-0")
        tree = parse({"user_id": "user-0", "topic": "home"})
        sifted = Selection(tree, entities(tree), needs(tree))
        tree = parse({"user_id": "user-0"})
        exact = Selection(tree, entities(tree), needs(tree))
        timed("index_rows of one user (1,000)", lambda: store.read(lambda view: view.index_rows(user)), repeats=5)
        version = store.read(lambda view: view.state(user).version)
        timed(
            "index_rows since the last 10 changes",
            lambda: store.read(lambda view: view.index_rows(user, since=version - 10)),
            repeats=5,
        )
        timed("find the first 10 of a user", lambda: store.read(lambda view: view.find(exact, limit=10)), repeats=5)
        timed("find 1,000 by user and metadata", lambda: store.read(lambda view: view.find(sifted)), repeats=5)
        timed("count a user", lambda: store.read(lambda view: view.count(exact)), repeats=5)
        timed("entities", lambda: store.read(lambda view: view.entities()), repeats=3)
        timed(
            "one durable write", lambda: store.write(lambda tx: tx.set_setting("a", str(time.monotonic()))), repeats=20
        )
        timed("scrub", store.scrub)
        print(f"{'bytes a memory':58} {store.size_bytes() / (len(jobs) * BATCH):9.0f}")
        timed("erase a user of 1,000", lambda: store.write(lambda tx: tx.erase_scope(exact, at=NOW)))
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

"""A killed process loses nothing that it was told is stored, and leaves nothing half done (bench/kill_rounds.py: hundreds)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mem0 import Memory
from mem0.providers.stores import sqlite_scrub

from ..doors.test_forgetting import scan
from .copies import kill_whole
from .killing import kill_round
from .ledger import USERS, Ledger

AIMS = ("", "forget", "backup")


@pytest.mark.timeout(300)
def test_killed_in_the_middle_of_its_work(tmp_path: Path) -> None:
    ledger = Ledger()
    for number, aim in enumerate(AIMS):
        kill_round(tmp_path / "store.db", f"t{number}", ledger, aim=aim)

    assert (ledger.problems, ledger.lost, ledger.half_done) == ([], [], [])
    assert ledger.acknowledged >= len(AIMS)


def test_killed_while_a_whole_file_is_changed(tmp_path: Path) -> None:
    """An upgrade of an older version, encryption: whole or not at all."""
    ledger, store = Ledger(), tmp_path / "store.db"
    with Memory({"path": store}) as memory:
        for user in USERS:
            memory.add(f"note of {user}", user_id=user, infer=False)
    for verb in ("upgrade", "encrypt"):
        kill_whole(store, f"w-{verb}", ledger, verb=verb, copies=2)

    assert (ledger.problems, ledger.lost, ledger.half_done) == ([], [], [])


def test_bytes_that_a_killed_process_left_are_gone_after_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had erased and not yet scrubbed."""
    memory = Memory({"path": tmp_path / "store.db"})
    one = memory.add("the velvet locksmith", user_id="ana", infer=False)["results"][0]["id"]
    with monkeypatch.context() as dying:
        dying.setattr(sqlite_scrub, "scrub", lambda *_, **__: sys.exit())
        with pytest.raises(SystemExit):
            memory.delete(one)
    assert scan(tmp_path, "velvet")

    again = Memory({"path": tmp_path / "store.db"})

    assert scan(tmp_path, "velvet") == []
    again.close()
    memory.close()


def test_the_checker_notices_what_is_lost_and_what_is_half_done(tmp_path: Path) -> None:
    """A ledger that never complains would prove nothing: here the store is robbed behind its back."""
    ledger = Ledger()
    with Memory({"path": tmp_path / "store.db"}) as memory:
        ids = [memory.add(f"note x-1 part {n}", user_id="ana", infer=False)["results"][0]["id"] for n in range(3)]
        operation = {"number": 1, "kind": "keep", "user": "ana", "token": "x-1", "count": 3}
        ledger.done(operation, ids)
        memory.delete(ids[0])
        memory.update(ids[1], text="something else")
        memory.add("note x-2 part 0", user_id="bo", infer=False)
        ledger.compare(memory, {"number": 2, "kind": "keep", "user": "bo", "token": "x-2", "count": 2})

    assert [one.partition(":")[0] for one in ledger.lost] == [ids[0]]
    assert len(ledger.half_done) == 2

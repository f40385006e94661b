"""A killed process loses nothing that it was told is stored, and leaves nothing half done (bench/kill_rounds.py: hundreds)."""

from __future__ import annotations

from pathlib import Path

import pytest

from .killing import Ledger, kill_round

ROUNDS = 5


@pytest.mark.timeout(300)
def test_killed_in_the_middle_of_its_work(tmp_path: Path) -> None:
    ledger = Ledger()
    for number in range(ROUNDS):
        kill_round(tmp_path / "store.db", f"t{number}", ledger)

    assert (ledger.problems, ledger.lost, ledger.half_done) == ([], [], [])
    assert ledger.acknowledged >= ROUNDS


def test_the_checker_notices_what_is_lost_and_what_is_half_done(tmp_path: Path) -> None:
    """A ledger that never complains would prove nothing: here the store is robbed behind its back."""
    from mem0 import Memory

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

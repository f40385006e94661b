"""What expired is removed, what is old and unused is archived and comes back; what is used stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mem0.errors import ForbiddenError, MemoryNotFoundError, ValidationError
from mem0.testing import FixedClock

from .behaviour import Face, open_door

DAY = 86_400
KEEP_90 = {"archive_after_days": 90, "min_relevance": 0.3}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-memory"])
def aging(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Face]:
    """A memory that archives after 90 days, on a clock that the test turns."""
    kind, store = request.param.split("-")
    face = open_door(kind, Path(":memory:") if store == "memory" else tmp_path / "store.db", retention=KEEP_90)
    face.door._open_parts = replace(face.door._parts, clock=clock)
    yield face
    face.door.close()


def texts(mem: Face, **more: Any) -> list[str]:
    return [item["memory"] for item in mem.get_all(user_id="ana", show_expired=True, **more)["results"]]


def add(mem: Face, text: str, **more: Any) -> str:
    return str(mem.add(text, user_id="ana", infer=False, **more)["results"][0]["id"])


def test_what_nobody_used_for_ninety_days_is_archived_and_found_no_more(aging: Face, clock: FixedClock) -> None:
    old = add(aging, "The boiler was serviced.")
    clock.forward(seconds=91 * DAY)
    add(aging, "The boiler is loud.")

    swept = aging.sweep()

    assert swept == {"expired": [], "archived": [old], "dry_run": False}
    assert texts(aging) == ["The boiler is loud."]
    assert [r["id"] for r in aging.search("boiler serviced", user_id="ana")["results"] if r["id"] == old] == []
    assert aging.get(old)["archived"] is True


def test_what_is_used_often_stays(aging: Face, clock: FixedClock) -> None:
    add(aging, "The boiler was serviced.")
    for _ in range(20):
        aging.search("boiler", user_id="ana")
    clock.forward(seconds=95 * DAY)

    assert aging.sweep()["archived"] == []


def test_what_was_found_lately_stays(aging: Face, clock: FixedClock) -> None:
    add(aging, "The boiler was serviced.")
    clock.forward(seconds=80 * DAY)
    aging.search("boiler", user_id="ana")
    clock.forward(seconds=30 * DAY)

    assert aging.sweep()["archived"] == []


def test_an_archived_memory_comes_back_whole(aging: Face, clock: FixedClock) -> None:
    old = add(aging, "The boiler was serviced.", metadata={"room": "cellar"})
    clock.forward(seconds=91 * DAY)
    aging.sweep()

    back = aging.restore(old)

    assert (back["memory"], back["metadata"], back.get("archived")) == ("The boiler was serviced.", {"room": "cellar"}, None)
    assert texts(aging) == ["The boiler was serviced."]
    assert aging.search("boiler", user_id="ana")["results"][0]["id"] == old
    assert [e["reason"] for e in aging.history(old)][-1] == "restored from the archive"
    assert aging.sweep()["archived"] == []


def test_what_expired_is_hidden_at_once_and_removed_by_a_sweep(aging: Face, clock: FixedClock) -> None:
    gone = add(aging, "Parking permit 7.", expiration_date="2025-06-16")
    clock.forward(seconds=5 * DAY)
    assert aging.get_all(user_id="ana")["results"] == []

    assert aging.sweep()["expired"] == [gone]
    assert texts(aging, include_superseded=True) == []
    assert aging.get(gone) is None


def test_a_dry_run_tells_and_changes_nothing(aging: Face, clock: FixedClock) -> None:
    old, gone = add(aging, "Old."), add(aging, "Permit.", expiration_date="2025-06-16")
    clock.forward(seconds=91 * DAY)

    assert aging.sweep(dry_run=True) == {"expired": [gone], "archived": [old], "dry_run": True}
    assert len(texts(aging)) == 2
    assert aging.sweep(dry_run=True)["archived"] == [old]


def test_immutable_memories_are_never_archived(aging: Face, clock: FixedClock) -> None:
    add(aging, "Blood group A.", immutable=True)
    clock.forward(seconds=1000 * DAY)

    assert aging.sweep()["archived"] == []


def test_a_sweep_of_one_user_leaves_the_others(aging: Face, clock: FixedClock) -> None:
    old = add(aging, "Old.")
    aging.add("Old too.", user_id="bo", infer=False)
    clock.forward(seconds=91 * DAY)

    assert aging.sweep(user_id="ana")["archived"] == [old]
    assert len(aging.get_all(user_id="bo")["results"]) == 1


def test_a_sweep_is_due_once_a_day(aging: Face, clock: FixedClock) -> None:
    assert aging.sweep_if_due() is not None
    assert aging.sweep_if_due() is None
    clock.forward(seconds=DAY)
    assert aging.sweep_if_due() is not None


def test_without_an_age_nothing_is_archived(mem: Face) -> None:
    mem.add("x", user_id="ana", infer=False)

    assert mem.sweep(min_relevance=1.0) == {"expired": [], "archived": [], "dry_run": False}


def test_only_what_is_archived_can_be_restored(aging: Face) -> None:
    one = add(aging, "Here.")

    with pytest.raises(MemoryNotFoundError):
        aging.restore(one)
    with pytest.raises(MemoryNotFoundError):
        aging.restore("nobody")


@pytest.mark.parametrize(
    "wrong",
    [
        {"archive_after_days": -1},
        {"archive_after_days": float("nan")},
        {"min_relevance": 2},
        {"min_relevance": "low"},
        {"dry_run": 1},
    ],
    ids=str,
)
def test_wrong_numbers_are_refused(aging: Face, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        aging.sweep(**wrong)


def test_only_admins_sweep(aging: Face) -> None:
    with pytest.raises(ForbiddenError):
        Face(aging.door.as_actor("Bob", "member")).sweep()


def test_decay_lets_what_is_old_fall_back(tmp_path: Path, clock: FixedClock) -> None:
    """Two memories that answer alike: without decay the order is theirs, with it the fresh one leads by far."""
    mem = open_door("sync", tmp_path / "store.db", retention={"decay": 1.0})
    mem.door._open_parts = replace(mem.door._parts, clock=clock)
    old = add(mem, "I had lunch at the harbour.")
    clock.forward(seconds=60 * DAY)
    new = add(mem, "I had lunch at the harbour again.")

    found = {r["id"]: r["score"] for r in mem.search("lunch at the harbour", user_id="ana", explain=True)["results"]}

    assert found[old] < 0.3 < found[new]
    mem.door.close()


def test_a_killed_process_loses_counts_and_nothing_else(tmp_path: Path) -> None:
    """Counts are written at closing and now and then; a search itself writes nothing."""
    mem = open_door("sync", tmp_path / "store.db", retention=KEEP_90)
    add(mem, "Here.")
    before = mem.stats()["bytes"]
    mem.search("here", user_id="ana")
    assert mem.stats()["bytes"] == before

    mem.door.close()
    again = open_door("sync", tmp_path / "store.db")
    uses = again.door._parts.store.read(lambda view: view.uses([row.key for row in view.index_rows(None)]))
    assert [use.hits for use in uses.values()] == [1]
    again.door.close()

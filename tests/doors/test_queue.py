"""Adds that are queued: checked at once, done later, once, in order, and told of as events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import ForbiddenError, UnknownArgumentError, ValidationError
from mem0.pipeline.work import FIRST_PAUSE, LONGEST_PAUSE, pause_after

from .behaviour import Face

MOVED = [{"role": "user", "content": "I live in Lyon."}]


def test_a_queued_add_is_done_when_somebody_works(mem: Face) -> None:
    event = mem.add_later(MOVED, user_id="ana")
    assert mem.event(event)["status"] == "PENDING"
    assert mem.get_all(user_id="ana")["results"] == []

    assert mem.work() == 1

    told = mem.event(event)
    kept = mem.get_all(user_id="ana")["results"]
    assert (told["status"], told["error"], told["payload"]) == ("SUCCEEDED", None, {})
    assert told["results"] == [{"id": kept[0]["id"], "memory": kept[0]["memory"], "event": "ADD"}]
    assert told["latency"] >= 0


def test_a_queued_add_counts_from_when_it_was_queued(mem: Face) -> None:
    mem.add_later(MOVED, user_id="ana", infer=False, timestamp=datetime(2020, 5, 1, tzinfo=UTC), metadata={"n": 1})

    mem.work()

    kept = mem.get_all(user_id="ana")["results"][0]
    assert (kept["created_at"][:10], kept["metadata"]) == ("2020-05-01", {"n": 1})


@pytest.mark.parametrize("wrong", [{"messages": []}, {"messages": MOVED, "metadata": {"x": object()}}, {"messages": 7}])
def test_wrong_arguments_are_refused_before_anything_is_queued(mem: Face, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        mem.add_later(**wrong, user_id="ana")
    with pytest.raises(UnknownArgumentError, match="user_id"):
        mem.add_later(MOVED, user_ids="ana")

    assert mem.events()["total"] == 0


def test_the_same_key_is_the_same_event(mem: Face) -> None:
    first = mem.add_later(MOVED, user_id="ana", key="order-7")

    assert mem.add_later(MOVED, user_id="ana", key="order-7") == first
    assert mem.work() == 1


def test_adds_of_one_user_are_done_in_order(mem: Face) -> None:
    for city in ("Lyon", "Oslo", "Busan"):
        mem.add_later([{"role": "user", "content": f"I live in {city}."}], user_id="ana")

    assert mem.work() == 3

    assert [one["memory"] for one in mem.get_all(user_id="ana")["results"]] == ["I live in Busan"]


def test_events_are_listed_and_counted(mem: Face) -> None:
    ids = [mem.add_later(MOVED, user_id=name) for name in ("ana", "bo", "cy")]
    mem.work(limit=1)

    listed = mem.events(limit=2)
    assert ([one["id"] for one in listed["results"]], listed["total"]) == ([ids[2], ids[1]], 3)
    assert [one["id"] for one in mem.events(status="succeeded")["results"]] == [ids[0]]
    with pytest.raises(ValidationError, match="status"):
        mem.events(status="lost")


def test_an_unknown_event_is_nothing(mem: Face) -> None:
    assert mem.event("nobody") is None


def test_what_was_deleted_is_told_by_no_event(mem: Face) -> None:
    event = mem.add_later(MOVED, user_id="ana")
    mem.work()
    mem.delete(mem.event(event)["results"][0]["id"])

    assert mem.event(event)["results"][0]["memory"] is None


def test_forgetting_a_user_cancels_what_waits(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    event = mem.add_later(MOVED, user_id="ana")

    mem.delete_all(user_id="ana")

    told = mem.event(event)
    assert (told["status"], told["payload"], "erased" in told["error"]) == ("FAILED", {}, True)
    assert mem.work() == 0
    assert mem.retry() == 0


def test_an_add_that_cannot_work_is_a_dead_letter_until_it_is_retried(
    mem: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = mem.add_later(MOVED, user_id="ana")
    with monkeypatch.context() as broken:
        broken.setattr(type(mem.door._parts.encoder), "encode", _refuse)
        mem.work()

    told = mem.event(event)
    assert (told["status"], told["error"], told["payload"]["messages"]) == ("FAILED", "The model is not there.", MOVED)
    assert mem.retry([event]) == 1
    assert mem.work() == 1
    assert mem.event(event)["status"] == "SUCCEEDED"


def _refuse(*_: object) -> Any:
    raise ValidationError("The model is not there.")


def test_a_write_that_was_overtaken_changes_nothing(mem: Face) -> None:
    """A worker that was thought dead comes back: what it writes is undone, since the job is done already."""
    from mem0.doors.queue import add_now
    from mem0.errors import LeaseLostError
    from mem0.runner import InlineRunner, finish

    parts = replace(mem.door._parts, runner=InlineRunner())
    mem.add_later(MOVED, user_id="ana", infer=False)
    now = parts.clock.now()
    slow = parts.store.write(lambda tx: tx.claim(now=now, until=now, kinds=["ADD"]))[0]
    assert mem.work() == 1

    with pytest.raises(LeaseLostError):
        finish(add_now(parts, slow))

    assert mem.get_all(user_id="ana")["total"] == 1


def test_work_is_done_in_the_name_of_who_handed_it_over(mem: Face) -> None:
    bo = Face(mem.door.as_actor("bo", role="member"))
    event = bo.add_later([{"role": "user", "content": "I like tea"}], user_id="ana", infer=False)

    mem.work()

    assert mem.get_all(user_id="ana")["results"][0]["actor_id"] == "bo"
    assert bo.event(event)["status"] == "SUCCEEDED"


def test_the_queue_is_held_to_roles(mem: Face) -> None:
    """A viewer queues nothing; who is confined sees no event of others; only an admin of the whole store works."""
    event = mem.add_later(MOVED, user_id="ana")
    viewer = Face(mem.door.as_actor("eve", role="viewer"))
    confined = Face(mem.door.as_actor("bo", role="admin", user_id="bo"))

    with pytest.raises(ForbiddenError):
        viewer.add_later(MOVED, user_id="ana")
    with pytest.raises(ForbiddenError):
        confined.add_later(MOVED, user_id="ana")
    for call in (confined.events, confined.work, confined.retry, viewer.work):
        with pytest.raises(ForbiddenError):
            call()
    assert confined.event(event) is None


def test_pauses_grow_and_end() -> None:
    assert FIRST_PAUSE / 2 <= pause_after(1) <= FIRST_PAUSE
    assert LONGEST_PAUSE / 2 <= pause_after(60) <= LONGEST_PAUSE


def test_two_memories_on_one_file_share_the_queue(tmp_path: Any) -> None:
    settings = {"path": tmp_path / "store.db", "embedder": {"provider": "static"}}
    with Memory(settings) as one, Memory(settings) as other:
        event = one.add_later(MOVED, user_id="ana")
        assert other.work() == 1
        assert (one.event(event) or {})["status"] == "SUCCEEDED"

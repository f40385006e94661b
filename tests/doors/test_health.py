"""Each check of a store's health goes off in the state that it is for, and stays quiet else; alerts reach who is to be told."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mem0 import AsyncMemory, Memory
from mem0.doors import queue
from mem0.errors import ConfigurationError, EmbeddingError, ValidationError
from mem0.health import CHECKS
from mem0.pipeline import reembed
from mem0.pipeline.settled import unsettled
from mem0.records import Scope
from mem0.retrieval.codes import Kind, pack
from mem0.testing import FixedClock, HashEmbedder
from tests.loopback import Say, Server

from .behaviour import Face, open_door

DAY = 86_400.0
Report = dict[str, Any]


class Model(HashEmbedder):
    """A program's own embedder of 64 numbers."""

    def embed_batch(self, texts: list[str], memory_action: str) -> list[list[float]]:
        del memory_action
        return [[float(x) + 0.01 for x in one] for one in self.sentence(texts)]


def custom(model: object, name: str = "own") -> dict[str, Any]:
    return {"provider": "custom", "config": {"model": model, "name": name}}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


class Watched:
    """A way to open memories of one kind on one place, on a clock that the test turns."""

    def __init__(self, kind: str, place: Path, clock: FixedClock) -> None:
        self.kind, self.place, self.clock = kind, place, clock
        self.opened: list[Face] = []

    def open(self, **config: Any) -> Face:
        face = open_door(self.kind, self.place, **config)
        face.door._open_parts = replace(face.door._parts, clock=self.clock)
        self.opened.append(face)
        return face


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-memory"])
def watched(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Watched]:
    kind, store = request.param.split("-")
    made = Watched(kind, Path(":memory:") if store == "memory" else tmp_path / "store.db", clock)
    yield made
    for face in made.opened:
        face.door.close()


def add(mem: Face, text: str = "The boiler was serviced.", **more: Any) -> str:
    return str(mem.add(text, user_id="ana", infer=False, **more)["results"][0]["id"])


def check(report: Report, name: str) -> dict[str, Any]:
    return next(one for one in report["checks"] if one["name"] == name)


def judged(report: Report, name: str) -> tuple[str, float]:
    one = check(report, name)
    return one["status"], one["value"]


def off(report: Report) -> list[str]:
    return [one["name"] for one in report["checks"] if one["status"] != "ok"]


# What is well


def test_an_empty_store_is_well(watched: Watched) -> None:
    report = watched.open().health()

    assert (report["status"], off(report)) == ("ok", [])
    assert [one["name"] for one in report["checks"]] == list(CHECKS)


def test_a_store_in_use_is_well(watched: Watched) -> None:
    mem = watched.open(embedder=custom(Model()))
    add(mem)
    mem.search("boiler", user_id="ana")

    report = mem.health()

    assert (report["status"], off(report)) == ("ok", [])


def test_metrics_count_what_is_there(watched: Watched) -> None:
    mem = watched.open()
    first = add(mem)
    mem.update(first, text="The boiler is new.")
    add(mem, "The sauna is hot.")
    mem.search("sauna", user_id="ana")

    metrics = mem.health()["metrics"]

    assert (metrics["memories"], metrics["superseded"], metrics["archived"]) == (2, 1, 0)
    assert metrics["messages"] == mem.stats()["messages"]
    assert metrics["bytes"] > 0
    assert metrics["last_write_age_s"] == 0
    assert metrics["embedder"] == "static-1"
    assert {kind: one["count"] for kind, one in metrics["latency"].items()} == {"search": 1, "add": 2}


def test_the_report_is_json_without_texts_and_ids_of_users(watched: Watched) -> None:
    """In a state in which every check that can go off at once does."""
    mem = watched.open(embedder=custom(Model()), health=dict.fromkeys(CHECKS, 0))
    face = mem.door._parts
    unsettled(face.store).write(lambda tx: tx.outbox.register("mirror"))
    mem.add("Violet keeps bees.", user_id="ana-the-user", agent_id="bot-the-agent", infer=False)
    mem.door._parts.store.write(lambda tx: tx.set_searchable([(key, b"", None) for key in tx.index_keys(None).tolist()]))

    told = json.dumps(mem.health())

    assert [word for word in ("Violet", "bees", "ana-the-user", "bot-the-agent") if word in told] == []


# Each check, in the state it is for


def test_an_orphan_row_is_critical(watched: Watched) -> None:
    mem = watched.open()
    add(mem)
    store = unsettled(mem.door._parts.store)
    if watched.place.name == ":memory:":
        store._state.messages.clear()  # type: ignore[attr-defined]
    else:
        with sqlite3.connect(watched.place) as db:
            db.execute("DELETE FROM messages")

    report = mem.health()

    assert report["status"] == "critical"
    assert judged(report, "integrity")[0] == "critical"
    assert report["metrics"]["problems"] > 0


def test_a_store_above_its_size_warns(watched: Watched) -> None:
    mem = watched.open(health={"size_mb": 0.000_01})
    assert mem.health(checks=["integrity"])["status"] == "ok"
    add(mem)

    assert judged(mem.health(), "size_mb")[0] == "warn"


def test_room_on_the_disk_is_measured_against_what_erasing_takes(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "m.db", "health": {"disk_need": [1e-12, 1e9]}}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        report = memory.health(checks=["disk_need"])
        free = report["metrics"]["disk_free_bytes"]

        assert report["checks"][0]["value"] == pytest.approx(2 * report["metrics"]["bytes"] / free, abs=1e-5)
    assert (report["status"], free > 0) == ("warn", True)
    with Memory({"path": ":memory:"}) as nowhere:
        assert nowhere.health(checks=["disk_need"])["status"] == "ok"


def test_a_store_that_nobody_writes_to_warns(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open()
    add(mem)
    clock.forward(seconds=29 * DAY)
    assert off(mem.health()) == []
    clock.forward(seconds=1 * DAY)

    assert judged(mem.health(), "freshness_days") == ("warn", 30)


def test_a_time_ahead_of_the_clock_warns(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open()
    add(mem)
    clock.forward(seconds=-2 * DAY)

    assert judged(mem.health(), "clock_ahead_hours") == ("warn", 48)


def test_memories_that_nobody_uses_are_stale(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open(health={"stale_share": [0.4, 0.6]})
    add(mem)
    clock.forward(seconds=91 * DAY)
    add(mem, "The sauna is hot.")

    assert judged(mem.health(), "stale_share") == ("warn", 0.5)


def test_what_was_found_lately_is_not_stale(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open(retention={"archive_after_days": 90})
    add(mem)
    clock.forward(seconds=89 * DAY)
    mem.search("boiler", user_id="ana")
    clock.forward(seconds=5 * DAY)

    assert judged(mem.health(), "stale_share") == ("ok", 0)


def test_how_long_makes_stale_can_be_said(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open(health={"stale_after_days": 2})
    add(mem)
    clock.forward(seconds=2 * DAY)

    assert judged(mem.health(), "stale_share") == ("warn", 1)


def test_rows_without_vectors_warn(watched: Watched) -> None:
    mem = watched.open(embedder=custom(Model()))
    add(mem)
    add(mem, "The sauna is hot.")
    mem.door._parts.store.write(lambda tx: tx.set_searchable([(tx.index_keys(None).tolist()[0], b"", None)]))

    report = mem.health()

    assert (off(report), judged(report, "missing_vectors")) == (["missing_vectors"], ("warn", 1))


@pytest.mark.parametrize("foreign", [(32, Kind.BYTES), (64, Kind.SIGNS)], ids=["size", "kind"])
def test_vectors_of_another_embedder_are_critical(watched: Watched, foreign: tuple[int, Kind]) -> None:
    dims, kind = foreign
    code = pack(np.ones((1, dims), np.float32), kind)
    mem = watched.open(embedder=custom(Model()))
    add(mem)
    mem.door._parts.store.write(lambda tx: tx.set_searchable([(tx.index_keys(None).tolist()[0], b"", code)]))

    report = mem.health()

    assert (off(report), judged(report, "foreign_vectors")) == (["foreign_vectors"], ("critical", 1))


def test_vectors_beside_an_embedder_that_makes_none_are_foreign(watched: Watched) -> None:
    mem = watched.open()
    add(mem)
    code = pack(np.ones((1, 32), np.float32), Kind.BYTES)
    mem.door._parts.store.write(lambda tx: tx.set_searchable([(tx.index_keys(None).tolist()[0], b"", code)]))

    assert judged(mem.health(), "foreign_vectors") == ("critical", 1)


def test_reindexing_mends_missing_and_foreign_vectors(watched: Watched) -> None:
    mem = watched.open(embedder=custom(Model()))
    add(mem)
    mem.door._parts.store.write(lambda tx: tx.set_searchable([(tx.index_keys(None).tolist()[0], b"", None)]))
    mem.reindex()

    assert off(mem.health()) == []


def test_an_embedder_that_was_changed_by_another_process_is_critical(watched: Watched) -> None:
    if watched.place.name == ":memory:":
        pytest.skip("a store in memory has one process")
    mem, other = watched.open(), watched.open()
    add(mem)
    other.reindex(custom(Model()))

    report = mem.health()

    assert (off(report), judged(report, "other_embedder")) == (["other_embedder"], ("critical", 1))
    assert off(other.health()) == []


def test_a_change_of_the_embedder_that_was_broken_off_warns(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reembed, "BATCH", 1)
    monkeypatch.setattr(reembed, "AT_ONCE", 1)
    mem = watched.open()
    add(mem)
    add(mem, "The sauna is hot.")

    class Failing(Model):
        def embed_batch(self, texts: list[str], memory_action: str) -> list[list[float]]:
            if "sauna" in texts[0]:
                raise RuntimeError("the power went")
            return super().embed_batch(texts, memory_action)

    with pytest.raises(EmbeddingError):
        mem.reindex(custom(Failing()))

    report = mem.health()

    assert (off(report), judged(report, "reembedding")) == (["reembedding"], ("warn", 1))
    assert report["metrics"]["reembedding"] == {"to": "custom/own/64", "ready": 1, "total": 2}


def test_an_index_that_was_not_told_lags(watched: Watched) -> None:
    mem = watched.open(health={"index_lag": [1, 2]})
    mem.door._parts.store.write(lambda tx: [tx.outbox.register(name) for name in ("near", "far")])
    add(mem)
    mem.door._parts.store.write(lambda tx: tx.outbox.restart("near"))
    assert judged(mem.health(), "index_lag") == ("warn", 1)
    add(mem, "The sauna is hot.")

    report = mem.health()

    assert judged(report, "index_lag") == ("critical", 2)
    assert report["metrics"]["index_lag"] == {"far": 2, "near": 2}


def test_work_that_nobody_does_warns(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open(health={"jobs_waiting": 2})
    for _ in range(2):
        mem.add_later("I live in Lyon.", user_id="ana")
    clock.forward(seconds=3_600)

    report = mem.health()

    assert (judged(report, "jobs_waiting"), judged(report, "jobs_overdue_minutes")) == (("warn", 2), ("warn", 60))
    mem.work()
    assert off(mem.health()) == []


def test_a_job_in_hand_is_running_and_not_overdue(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open()
    mem.add_later("I live in Lyon.", user_id="ana")
    now = clock.now()
    mem.door._parts.store.write(lambda tx: tx.claim(now=now, until=now + int(1e12), kinds=["ADD"]))
    clock.forward(seconds=7_200)

    report = mem.health()

    assert report["metrics"]["jobs"] == {"waiting": 0, "running": 1, "dead": 0}
    assert judged(report, "jobs_overdue_minutes") == ("ok", 0)


def test_a_job_that_failed_for_good_warns(watched: Watched) -> None:
    mem = watched.open()
    asyncio.run(queue.enqueue(mem.door._parts, queue.ADDING, {"messages": 5, "user_id": "ana"}, scope=Scope("ana")))
    mem.work()

    assert judged(mem.health(), "jobs_dead") == ("warn", 1)


@pytest.mark.parametrize("name", ["search_ms", "add_ms"])
def test_slow_calls_warn_when_there_are_enough_to_judge(watched: Watched, name: str) -> None:
    mem = watched.open(health={name: 0.000_1})
    calls: dict[str, Callable[[], object]] = {
        "search_ms": lambda: mem.search("boiler", user_id="ana"),
        "add_ms": lambda: add(mem),
    }
    for _ in range(19):
        calls[name]()
    assert judged(mem.health(), name) == ("ok", 0)
    calls[name]()

    report = mem.health()

    status, value = judged(report, name)
    latency = report["metrics"]["latency"][name.removesuffix("_ms")]
    assert (status, latency["count"]) == ("warn", 20)
    assert value == pytest.approx(latency["p95_ms"], abs=0.001)
    assert 0 < latency["p50_ms"] <= latency["p95_ms"]


def test_a_store_that_cannot_be_read_is_critical_and_told(watched: Watched) -> None:
    if watched.place.name == ":memory:":
        pytest.skip("there is no file to damage")
    mem = watched.open()
    for n in range(40):
        add(mem, f"{n} " * 500)
    mem.door.close()
    whole = watched.place.read_bytes()
    watched.place.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2))
    told: list[Report] = []

    report = watched.open().health(alert=told.append)

    assert report["status"] == "critical"
    assert told == [report]


# Thresholds


def test_a_check_is_switched_off_with_none(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open(health={"freshness_days": None, "stale_share": [None, None]})
    add(mem)
    clock.forward(seconds=1_000 * DAY)

    report = mem.health()

    assert (report["status"], len(report["checks"])) == ("ok", len(CHECKS) - 2)


def test_only_the_checks_that_are_named_are_made(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open()
    add(mem)
    clock.forward(seconds=1_000 * DAY)

    report = mem.health(checks=["jobs_dead", "stale_share"])

    assert [one["name"] for one in report["checks"]] == ["stale_share", "jobs_dead"]
    assert report["metrics"]["problems"] is None


def test_a_check_tells_its_thresholds_and_what_to_do(watched: Watched, clock: FixedClock) -> None:
    mem = watched.open(health={"freshness_days": [1, 2]})
    add(mem)
    clock.forward(seconds=2 * DAY)

    assert check(mem.health(), "freshness_days") == {
        "name": "freshness_days",
        "status": "critical",
        "value": 2,
        "threshold": {"warn": 1, "critical": 2},
        "said": "the last write is 2.0 days old",
        "advice": "Look whether what feeds this memory still runs.",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"freshness_days": -1},
        {"freshness_days": float("nan")},
        {"freshness_days": float("inf")},
        {"freshness_days": 10**400},
        {"freshness_days": True},
        {"freshness_days": "30"},
        {"freshness_days": [2, 1]},
        {"freshness_days": [1]},
        {"freshness_days": [1, 2, 3]},
        {"freshness_days": [[1], 2]},
        {"freshness_days": {"warn": 1}},
        {"freshness_day": 30},
        {5: 30},
        {"stale_after_days": 0},
        {"stale_after_days": "long"},
        {"alert": 5},
        {"alert": ""},
        {"alert": "ftp://example.com/x"},
        {"alert": "file:///etc/passwd"},
        {"alert": "http://"},
        {"alert": "http://a:99999/"},
        {"alert": "http://name:hunter2@example.com/"},
        {"alert": "http://example.com/\r\nX: y"},
        {"alert": "http://example.com/" + "x" * 3_000},
        {"alert_timeout": 0},
        {"alert_timeout": float("nan")},
        "off",
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as told:
        Memory({"path": tmp_path / "a.db", "health": wrong})

    assert not (tmp_path / "a.db").exists()
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    "wrong",
    [{"alert": 5}, {"alert": "gopher://x"}, {"checks": ["fresh"]}, {"checks": "integrity"}, {"checks": []}, {"checks": [5]}],
    ids=str,
)
def test_arguments_that_cannot_be_meant_are_refused(mem: Face, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        mem.health(**wrong)


# Alerts


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def old(watched: Watched, clock: FixedClock) -> Face:
    """A memory that nobody has written to for long."""
    mem = watched.open()
    add(mem)
    clock.forward(seconds=40 * DAY)
    return mem


def test_an_alert_gets_the_report(old: Face) -> None:
    told: list[Report] = []

    report = old.health(alert=told.append)

    assert (told, report["status"]) == ([report], "warn")
    assert "alert_error" not in report


def test_where_all_is_well_nobody_is_told(watched: Watched) -> None:
    told: list[Report] = []

    watched.open().health(alert=told.append)

    assert told == []


def test_the_configured_alert_is_told_unless_the_call_says_otherwise(watched: Watched, clock: FixedClock) -> None:
    configured: list[Report] = []
    called: list[Report] = []
    mem = watched.open(health={"alert": configured.append})
    add(mem)
    clock.forward(seconds=40 * DAY)

    mem.health(alert=None)
    mem.health(alert=called.append)
    assert (len(configured), len(called)) == (0, 1)
    mem.health()
    assert (len(configured), len(called)) == (1, 1)


def test_an_alert_cannot_change_the_report(old: Face) -> None:
    assert old.health(alert=lambda report: report.clear())["status"] == "warn"


def test_an_alert_that_fails_is_told_and_not_raised(old: Face) -> None:
    def fail(_: Report) -> None:
        raise RuntimeError("the pager is broken")

    report = old.health(alert=fail)

    assert (report["status"], report["alert_error"]) == ("warn", "RuntimeError: the pager is broken")


def test_an_alert_that_must_be_awaited_is_awaited_where_that_is_possible(old: Face) -> None:
    told: list[Report] = []

    async def tell(report: Report) -> None:
        await asyncio.sleep(0)
        told.append(report)

    report = old.health(alert=tell)

    if isinstance(old.door, AsyncMemory):
        assert told == [report]
    else:
        assert (told, report["alert_error"]) == ([], "The alert must be awaited: that needs AsyncMemory.")


def test_a_url_gets_the_report_as_json(old: Face, server: Server) -> None:
    report = old.health(alert=f"{server.url}/hooks/1?x=y")

    (request,) = server.received
    assert (request.method, request.target, request.body) == ("POST", "/hooks/1?x=y", report)
    assert request.header("Content-Type") == "application/json"


@pytest.mark.parametrize(
    ("status", "more"), [(500, ""), (404, ""), (302, " Redirects are not followed."), (307, " Redirects are not followed.")]
)
def test_a_url_that_does_not_take_it_is_told(old: Face, server: Server, status: int, more: str) -> None:
    server.says(Say(status=status, headers={"Location": "/elsewhere"}))

    report = old.health(alert=f"{server.url}/secret-hook")

    assert report["alert_error"] == f"The alert's URL answered with status {status}.{more}"
    assert len(server.received) == 1


def test_a_connection_that_breaks_is_told(old: Face, server: Server) -> None:
    server.says(Say(cut=True))

    assert "could not be reached" in old.health(alert=f"{server.url}/secret-hook")["alert_error"]


def test_a_url_that_is_not_there_is_told_without_its_secret(old: Face, server: Server) -> None:
    url = server.url
    server.close()
    server.close = lambda: None  # type: ignore[method-assign]

    error = old.health(alert=f"{url}/secret-hook")["alert_error"]

    assert "could not be reached" in error
    assert "secret" not in error


def test_a_url_that_keeps_silent_is_waited_for_as_long_as_it_may(watched: Watched, clock: FixedClock, server: Server) -> None:
    go_on = threading.Event()
    server.says(Say(wait=go_on))
    mem = watched.open(health={"alert": server.url, "alert_timeout": 0.1})
    add(mem)
    clock.forward(seconds=40 * DAY)

    report = mem.health()
    go_on.set()

    assert report["alert_error"] == "The alert's URL did not answer within 0.1 s."

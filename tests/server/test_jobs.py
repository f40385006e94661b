"""Work in the background: it survives the server, is done once, in order, and fairly between projects."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from mem0 import Memory
from mem0.doors.aio import AsyncMemory
from mem0.jobs import Job
from mem0.server.app import create_app
from mem0.server.settings import Settings
from mem0.server.workers import Workers

from .live import STATIC, Live, running


def test_adds_of_one_user_are_done_in_order(live: Live) -> None:
    client = live.client()
    events = [client.add(f"I live in {city}.", user_id="ordered")["event_id"] for city in ("Lyon", "Oslo", "Busan")]

    for event in events:
        client.wait_for_event(event, interval=0.02)

    found = client.get_all(filters={"user_id": "ordered"})["results"]
    assert [one["memory"] for one in found] == ["I live in Busan"]


def test_what_waited_is_done_by_the_next_server(tmp_path: Path) -> None:
    """The first server has no hands; what it answered with an event is done by the one that comes after it."""
    with running(tmp_path, jobs_at_once=0) as first:
        project, key = first.services.first.project, first.key
        event = first.client().add("I live in Lyon.", user_id="ana")["event_id"]
        assert first.ask("GET", f"/v1/event/{event}/").json()["status"] == "PENDING"

    with running(tmp_path) as second:
        told = second.client(key).wait_for_event(event, interval=0.02)

    assert (second.services.first.project, told["status"]) == (project, "SUCCEEDED")


def test_work_that_a_program_queued_in_the_file_is_found(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("mem0.server.workers.SCAN", 0.05)
    with running(tmp_path) as live:
        live.client().add("I like tea", user_id="ana", infer=False)
        path = live.services.projects.path_of(live.services.first.project)
        with Memory({**STATIC, "path": path}) as beside:
            event = beside.add_later("I live in Lyon.", user_id="ana")

        assert live.client().wait_for_event(event, interval=0.02)["status"] == "SUCCEEDED"


def test_forgetting_a_user_cancels_what_waits_for_them(tmp_path: Path) -> None:
    with running(tmp_path, jobs_at_once=0) as live:
        event = live.client().add("I live in Lyon.", user_id="ana")["event_id"]

        path = live.services.projects.path_of(live.services.first.project)
        with Memory({**STATIC, "path": path}) as beside:
            beside.delete_all(user_id="ana")

        told = live.ask("GET", f"/v1/event/{event}/").json()
        assert (told["status"], told["payload"], "erased" in told["error"]) == ("FAILED", {}, True)


def test_an_event_of_another_project_is_not_there(live: Live) -> None:
    _, other = live.new_project()
    event = live.client().add("I live in Lyon.", user_id="ana")["event_id"]

    assert live.ask("GET", f"/v1/event/{event}/", key=other).status_code == 404


class Bench:
    """An application's projects, and workers of the test's own over them; nothing listens."""

    def __init__(self, folder: Path, at_once: int, **more: Any) -> None:
        self.services = create_app(Settings(data=folder, memory=STATIC, jobs_at_once=0)).state.services
        self.done: list[tuple[str, str]] = []
        self.hold = asyncio.Event()
        self.workers = Workers(self.services.projects, {"NOTE": self._note}, at_once=at_once, **more)

    async def _note(self, memory: AsyncMemory, job: Job) -> list[dict[str, Any]]:
        await self.hold.wait()
        self.done.append((memory.config.path.stem if memory.config.path else "", job.id))
        return []

    async def queue(self, project: str, name: str, **more: Any) -> str:
        from mem0.doors.queue import enqueue
        from mem0.records import Scope

        memory = await self.services.projects.memory_of(project)
        made = await enqueue(memory.parts, "NOTE", {"n": name}, scope=Scope(user_id="ana"), ordered=False, **more)
        self.workers.wake(project)
        return made

    async def status(self, project: str, job: str) -> str:
        memory = await self.services.projects.memory_of(project)
        return str((await memory.event(job) or {})["status"])

    def project(self, name: str) -> str:
        from mem0.server.control import tenants

        return tenants.add_project(self.services.control, self.services.first.org, name, at=1).id

    async def until(self, count: int) -> None:
        while len(self.done) < count:
            await asyncio.sleep(0.005)

    def close(self) -> None:
        self.services.projects.close()
        self.services.control.close()


def test_a_project_does_not_wait_for_anothers_backlog(tmp_path: Path) -> None:
    """One has thirty jobs; the one that comes after it with two is served in turn."""

    async def story() -> list[str]:
        bench = Bench(tmp_path, at_once=1)
        busy, quiet = bench.project("busy"), bench.project("quiet")
        for n in range(30):
            await bench.queue(busy, str(n))
        async with bench.workers.at_work():
            bench.workers.wake(busy)
            while not bench.workers.running:
                await asyncio.sleep(0.005)
            for n in range(2):
                await bench.queue(quiet, str(n))
            bench.hold.set()
            await bench.until(32)
        bench.close()
        return ["quiet" if project == quiet else "busy" for project, _ in bench.done]

    assert "quiet" not in asyncio.run(story())[12:]


def test_stopping_finishes_what_runs_and_leaves_the_rest(tmp_path: Path) -> None:
    async def story() -> list[str]:
        bench = Bench(tmp_path, at_once=1)
        project = bench.services.first.project
        jobs = [await bench.queue(project, str(n)) for n in range(2)]
        async with bench.workers.at_work():
            bench.workers.wake(project)
            while not bench.workers.running:
                await asyncio.sleep(0.005)
            asyncio.get_running_loop().call_later(0.1, bench.hold.set)
        found = [await bench.status(project, job) for job in jobs]
        bench.close()
        return found

    assert asyncio.run(story()) == ["SUCCEEDED", "PENDING"]


def test_a_job_that_does_not_end_is_given_back_when_the_server_stops(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("mem0.server.workers.GRACE", 0.05)

    async def story() -> tuple[str, int]:
        bench = Bench(tmp_path, at_once=1)
        project = bench.services.first.project
        job = await bench.queue(project, "slow")
        async with bench.workers.at_work():
            bench.workers.wake(project)
            while not bench.workers.running:
                await asyncio.sleep(0.005)
        memory = await bench.services.projects.memory_of(project)
        told = await memory.event(job) or {}
        bench.close()
        return told["status"], told["metadata"]["attempts"]

    assert asyncio.run(story()) == ("PENDING", 0)


def test_a_lease_is_prolonged_while_the_work_goes_on(tmp_path: Path) -> None:
    """What another process may take is asked of the lease itself: it must move on while the job runs."""

    async def story() -> int:
        bench = Bench(tmp_path, at_once=1, lease=3.0)
        project = bench.services.first.project
        await bench.queue(project, "slow")
        async with bench.workers.at_work():
            bench.workers.wake(project)
            memory = await bench.services.projects.memory_of(project)
            store = memory.parts.store
            while not (first := store.read(lambda view: view.queue().next_due)):
                await asyncio.sleep(0.01)
            while not bench.workers.running or (store.read(lambda view: view.queue().next_due) or 0) <= first + 3_000_000:
                await asyncio.sleep(0.05)
            bench.hold.set()
            await bench.until(1)
        bench.close()
        return len(bench.done)

    assert asyncio.run(story()) == 1


def test_a_deleted_project_stops_nobody(tmp_path: Path) -> None:
    async def story() -> int:
        bench = Bench(tmp_path, at_once=1)
        bench.hold.set()
        async with bench.workers.at_work():
            bench.workers.wake("proj_gone")
            await bench.queue(bench.services.first.project, "after")
            await bench.until(1)
        bench.close()
        return len(bench.done)

    assert asyncio.run(story()) == 1

"""Kill a server while it works: how many queued adds are lost, how many are done twice.

    python bench/server_kill.py                    10,000 adds, five kills

A server (a process of its own) is given adds over HTTP, each with an Idempotency-Key; while it works on them it is killed
(SIGKILL) and started again, five times, the first kills while adds are still being handed over. A request that the kill cut
is sent again with the same key, as a careful client does. At the end every event must have SUCCEEDED, and every text must
stand in the store exactly once among the messages it keeps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEY = "bench-key-of-sixteen"
HEADERS = {"Authorization": f"Token {KEY}"}
SENDERS = 16


class Killed:
    """The server as a process that can be killed and started again on the same folder and port."""

    def __init__(self, folder: Path, port: int, at_once: int, lease: float) -> None:
        settings = folder / "settings.json"
        memory = {"embedder": {"provider": "static"}}
        settings.write_text(
            json.dumps(
                {"rate_per_minute": 0, "log_level": "error", "jobs_at_once": at_once, "job_lease": lease, "memory": memory}
            )
        )
        self.command = [sys.executable, "-m", "mem0", "serve", "--port", str(port), "--data", str(folder / "data")]
        self.command += ["--settings", str(settings)]
        self.url = f"http://127.0.0.1:{port}"
        self.kills = 0
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "ADMIN_API_KEY": KEY}
        return subprocess.Popen(self.command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        self.process = self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


async def send(client: Any, url: str, text: str, number: int, users: int) -> str:
    """Hand an add over, again and again until it is answered."""
    import httpx

    body = {"messages": [{"role": "user", "content": text}], "user_id": f"user-{number % users}"}
    while True:
        try:
            headers = {**HEADERS, "Idempotency-Key": f"add-{number}"}
            answer = await client.post(f"{url}/v3/memories/add/", json=body, headers=headers)
        except httpx.TransportError:
            await asyncio.sleep(0.1)
            continue
        if answer.status_code == 200:
            return str(answer.json()["event_id"])
        if answer.status_code < 500:
            raise SystemExit(f"refused: {answer.status_code} {answer.text}")
        await asyncio.sleep(0.1)


async def done(client: Any, url: str, status: str) -> int:
    """How many events of a status there are; -1 when the server does not answer."""
    import httpx

    try:
        answer = await client.get(f"{url}/v1/events/", params={"status": status, "page_size": 1}, headers=HEADERS)
    except httpx.TransportError:
        return -1
    return int(answer.json()["count"]) if answer.status_code == 200 else -1


async def story(server: Killed, count: int, kills: int, users: int) -> dict[str, Any]:
    import httpx

    began = time.perf_counter()
    texts: Iterator[tuple[int, str]] = iter([(n, text_of(n)) for n in range(count)])
    events: list[str] = []
    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=SENDERS + 2)) as client:

        async def sender() -> None:
            for number, text in texts:
                events.append(await send(client, server.url, text, number, users))

        senders = asyncio.gather(*(sender() for _ in range(SENDERS)))
        while (ended := await done(client, server.url, "SUCCEEDED")) < count:
            if server.kills < kills and ended >= count * (server.kills + 1) // (kills + 2):
                await asyncio.to_thread(server.kill)
            if senders.done() and senders.exception() is not None:
                raise senders.exception()  # type: ignore[misc]
            if await done(client, server.url, "FAILED") > 0:
                raise SystemExit("an add ended as FAILED")
            await asyncio.sleep(0.5 if server.kills == kills else 0.02)  # soon enough to find work to kill it in
        await senders
    return {"adds": count, "events": len(set(events)), "kills": server.kills, "seconds": round(time.perf_counter() - began, 1)}


def text_of(number: int) -> str:
    return f"I keep note number {number} in drawer {number * 7919 % 10_007}."


def counted(folder: Path, count: int) -> dict[str, int]:
    """What the store holds of the texts: how many are missing, how many stand in it more than once."""
    from mem0 import Memory

    (path,) = (folder / "data" / "projects").glob("*.db")
    with Memory({"path": path, "embedder": {"provider": "static"}}) as memory:
        problems = memory.stats()["problems"]
        kept = Counter(record["content"] for record in memory.dump() if record["kind"] == "message")
    return {
        "lost": sum(kept[text_of(n)] == 0 for n in range(count)),
        "doubled": sum(kept[text_of(n)] > 1 for n in range(count)),
        "problems": len(problems),
    }


@contextmanager
def served(folder: Path, port: int, at_once: int, lease: float) -> Iterator[Killed]:
    server = Killed(folder, port, at_once, lease)
    try:
        yield server
    finally:
        server.stop()


def run(
    count: int, kills: int, *, users: int = 100, port: int = 18_720, at_once: int = 4, lease: float = 30.0
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder, port, at_once, lease) as server:
            found = asyncio.run(story(server, count, kills, users))
        return {**found, "adds_per_second": round(count / found["seconds"], 1), **counted(folder, count)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adds", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--port", type=int, default=18_720)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = run(given.adds, given.kills, users=given.users, port=given.port)
    text = json.dumps(found, indent=2)
    print(text)
    if given.json:
        given.json.write_text(text + "\n")
    raise SystemExit(0 if found["lost"] == found["doubled"] == found["problems"] == 0 else 1)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()

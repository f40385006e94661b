"""A load client in a process of its own: N connections that each ask again as soon as they are answered.

It speaks HTTP/1.1 by hand on asyncio protocols, so that it costs a fraction of what the server costs. Prints JSON:
requests, seconds, errors, latencies in milliseconds (p50, p95, p99), and the processor seconds it used itself.

    python bench/load_client.py HOST PORT REQUESTS_FILE --connections 32 --seconds 4

REQUESTS_FILE holds the raw requests as a JSON list of text; they are sent in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from pathlib import Path
from typing import Any


class Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next one."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.buffer = b""
        self.need = -1
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.ask()

    def ask(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(self.load.next())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.need < 0:
            head, found, _ = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.need = len(head) + 4 + int(length[15:])
            self.load.count(head)
        if len(self.buffer) >= self.need:
            self.load.took.append(time.perf_counter() - self.began)
            self.buffer, self.need = b"", -1
            if time.perf_counter() < self.load.until:
                self.ask()
            else:
                self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.load.errors += error is not None
        self.load.left -= 1
        if not self.load.left:
            self.load.done.set()


class Load:
    def __init__(self, requests: list[bytes], connections: int, seconds: float) -> None:
        self.requests, self.left = requests, connections
        self.until = time.perf_counter() + seconds
        self.took: list[float] = []
        self.errors = self.sent = 0
        self.done = asyncio.Event()

    def next(self) -> bytes:
        self.sent += 1
        return self.requests[self.sent % len(self.requests)]

    def count(self, head: bytes) -> None:
        self.errors += not head.startswith(b"HTTP/1.1 200")


async def run(host: str, port: int, requests: list[bytes], connections: int, seconds: float) -> dict[str, Any]:
    load = Load(requests, connections, seconds)
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Connection(load), host, port)
    await load.done.wait()
    took = sorted(load.took)
    used = resource.getrusage(resource.RUSAGE_SELF)
    at = {name: round(took[int(len(took) * share)] * 1_000, 2) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    seconds = time.perf_counter() - began
    return {"requests": len(took), "seconds": seconds, "errors": load.errors, "client_cpu": used.ru_utime + used.ru_stime, **at}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("requests", type=Path)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    requests = [text.encode() for text in json.loads(given.requests.read_text("utf-8"))]
    try:
        import uvloop

        runner: Any = uvloop.run
    except ImportError:
        runner = asyncio.run
    print(json.dumps(runner(run(given.host, given.port, requests, given.connections, given.seconds))))


if __name__ == "__main__":
    main()

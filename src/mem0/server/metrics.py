"""Figures of a running server for Prometheus: requests, jobs, stores, indexes, tokens of language models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from ..doors.aio import AsyncMemory
from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from ..jobs import JOB_STATUSES
from .projects import Projects

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """What is counted while the server runs. No label holds a name, an id or a key: labels are routes and words of ours."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        about = ("method", "route", "status")
        self._requests = Counter("mem0_requests", "Requests answered.", about, registry=self.registry)
        self._seconds = Histogram(
            "mem0_request_seconds", "Time to answer.", ("method", "route"), buckets=_BUCKETS, registry=self.registry
        )
        self._met: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}  # as `labels` gives them; there are few
        self._jobs = Counter("mem0_jobs", "Attempts at queued jobs.", ("kind", "outcome"), registry=self.registry)
        self._tokens = Counter("mem0_llm_tokens", "Tokens of language models.", ("direction",), registry=self.registry)
        self._calls = Counter("mem0_llm_calls", "Calls of language models.", registry=self.registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        about = (method, route, status)
        kept = self._met.get(about)
        if kept is None:
            count, took = self._requests.labels(method, route, str(status)), self._seconds.labels(method, route)
            kept = self._met[about] = (count, took)
        kept[0].inc()
        kept[1].observe(seconds)

    def job(self, kind: str, outcome: str) -> None:
        self._jobs.labels(kind, outcome).inc()

    def used(self, usage: Mapping[str, Any] | None) -> None:
        """What an add says that its language model used."""
        if usage:
            self._calls.inc(usage.get("llm_calls", 0))
            self._tokens.labels("in").inc(usage.get("tokens_in", 0))
            self._tokens.labels("out").inc(usage.get("tokens_out", 0))

    def watch(self, projects: Projects, running: Callable[[], int]) -> None:
        """Read the stores too, at each scrape; `running` counts the jobs that are being done."""
        self.registry.register(_Stores(projects, running))

    def text(self) -> bytes:
        """Everything in Prometheus' text format. Reads stores: to be called in a thread."""
        return generate_latest(self.registry)


class _Stores:
    """Figures that are read and not counted: of the memories that are open, and of all files."""

    def __init__(self, projects: Projects, running: Callable[[], int]) -> None:
        self._projects, self._running = projects, running

    def describe(self) -> list[Any]:
        return []  # nothing is read before the first scrape

    def collect(self) -> Iterator[Any]:
        memories = self._projects.open_now()
        yield from _queues(memories)
        yield from _indexes(memories)
        for name, what, value in (
            ("mem0_open_projects", "Projects whose memory is open.", len(memories)),
            ("mem0_running_jobs", "Jobs that are being done now.", self._running()),
            ("mem0_store_bytes", "Store files of all projects.", self._projects.size_bytes()),
        ):
            yield GaugeMetricFamily(name, what, value=value)


def _queues(memories: Sequence[AsyncMemory]) -> Iterator[Any]:
    counts = dict.fromkeys(JOB_STATUSES, 0)
    for memory in memories:
        try:
            found = memory.parts.store.read(lambda snapshot: snapshot.queue().counts)
        except MemoryError:  # closed or busy at this moment: the others are told
            continue
        counts = {status: counts[status] + found[status] for status in JOB_STATUSES}
    depth = GaugeMetricFamily("mem0_queue_jobs", "Jobs in the queues of open projects.", labels=["status"])
    for status, count in counts.items():
        depth.add_metric([status.lower()], count)
    yield depth


def _indexes(memories: Sequence[AsyncMemory]) -> Iterator[Any]:
    kept = [memory.parts.indexes for memory in memories]
    about = "Searches that found their index in memory, or not."
    looked = CounterMetricFamily("mem0_index_lookups", about, labels=["found"])
    looked.add_metric(["hit"], sum(one.hits for one in kept))
    looked.add_metric(["miss"], sum(one.misses for one in kept))
    yield looked
    yield GaugeMetricFamily("mem0_index_bytes", "Search indexes in memory.", value=sum(one.nbytes for one in kept))

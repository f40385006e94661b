"""The port of the durable queue: a part of every store, so that work and what it changes are one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..jobs import Job, JobFilter, Lease, NewJob, QueueState
from ..records import Micros


class JobsView(Protocol):
    """What one consistent view shows of the queue."""

    def job(self, job_id: str) -> Job | None:
        """The job of that id."""

    def jobs(self, which: JobFilter, *, limit: int | None = None, offset: int = 0) -> list[Job]:
        """Jobs, the last queued first."""

    def count_jobs(self, which: JobFilter) -> int:
        """How many `jobs` would return without a limit."""

    def queue(self) -> QueueState:
        """How many jobs of each status there are, and when the next may begin: a PENDING one that is due, or a RUNNING
        one whose lease ends. Jobs that wait for an earlier one of their owner do not count for the time."""


class JobsChange(Protocol):
    """How one transaction changes the queue."""

    def enqueue(self, jobs: Sequence[NewJob]) -> list[str]:
        """Queue jobs in this order; returns the ids of those that were new. Raises ValidationError on a payload that is
        no JSON."""

    def claim(self, *, now: Micros, until: Micros, kinds: Sequence[str], limit: int = 1) -> list[Job]:
        """Take jobs of these kinds that may begin, those that are due longest first. Each is RUNNING and ours until `until`.

        Taken too are jobs whose lease ended: their worker is dead. Such a job that has used up its attempts ends as FAILED
        instead. Of an owner's ordered jobs only the first is ever taken.
        """

    def extend(self, lease: Lease, *, now: Micros, until: Micros) -> bool:
        """Keep a job longer; False when it is no longer ours."""

    def finish(self, lease: Lease, *, at: Micros, results: Sequence[Mapping[str, Any]] = ()) -> None:
        """The job is done: SUCCEEDED, its payload erased. Raises LeaseLostError when it is no longer ours, so that a
        transaction that does its work is undone with it and nothing is done twice."""

    def fail(self, lease: Lease, *, at: Micros, error: str, again: Micros | None) -> None:
        """The attempt failed: PENDING again from `again` on, or FAILED for good where that is None.

        Does nothing when the job is no longer ours.
        """

    def release(self, lease: Lease, *, at: Micros) -> None:
        """Give a job back as if it had not been taken. Does nothing when it is no longer ours."""

    def retry(self, job_ids: Sequence[str], *, at: Micros) -> int:
        """Queue FAILED jobs anew, with all their attempts; returns how many there were."""

    def cancel(self, job_ids: Sequence[str], *, at: Micros, error: str) -> int:
        """End PENDING and FAILED jobs for good, their payload erased; returns how many there were."""

    def drop_jobs(self, *, before: Micros) -> int:
        """Remove SUCCEEDED and CANCELLED jobs that ended before then; returns how many there were."""

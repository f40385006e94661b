"""The queue of the in-memory store: read it, and change it inside one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mem0.errors import LeaseLostError
from mem0.jobs import ERASED, JOB_STATUSES, LOST_WORKER, OPEN, Job, JobFilter, Lease, NewJob, QueueState
from mem0.records import Entity, Micros, Scope

from .inmemory_state import JobRow, State
from .values import from_json, to_json


class InMemoryJobsView:
    """ports.JobsView of a state that nobody changes any more."""

    _state: State

    def job(self, job_id: str) -> Job | None:
        row = self._state.jobs.get(job_id)
        return None if row is None else _shown(row)

    def jobs(self, which: JobFilter, *, limit: int | None = None, offset: int = 0) -> list[Job]:
        rows = [_shown(row) for row in reversed(self._state.jobs.values()) if _is_meant(which, row.job)]
        return rows[offset:] if limit is None else rows[offset : offset + limit]

    def count_jobs(self, which: JobFilter) -> int:
        return len(self.jobs(which))

    def queue(self) -> QueueState:
        rows = self._state.jobs.values()
        counts = {status: sum(row.job.status == status for row in rows) for status in JOB_STATUSES}
        return QueueState(counts, min((_when(row.job) for row in self._first()), default=None))

    def _first(self) -> list[JobRow]:
        """Open jobs that wait for no earlier one of their lane."""
        found: list[JobRow] = []
        lanes: set[Entity] = set()
        for row in self._state.jobs.values():
            if row.job.status in OPEN and row.lane not in lanes:
                found.append(row)
            if row.job.status in OPEN and row.lane is not None:
                lanes.add(row.lane)
        return found


class InMemoryJobs(InMemoryJobsView):
    """ports.JobsChange on a state of its own."""

    def enqueue(self, jobs: Sequence[NewJob]) -> list[str]:
        fresh = []
        for new in jobs:
            if new.id in self._state.jobs:
                continue
            payload = to_json(new.payload) or "{}"
            owners = new.scope.entities()
            strangers = [entity for entity in owners if entity not in self._state.entities]
            if strangers:
                self._state.next()
                self._state.touch(strangers, at=new.at)
            self._state.jobs_queued += 1
            lane = owners[0] if new.ordered and owners else None
            self._state.jobs[new.id] = JobRow(_queued(new, self._state.jobs_queued), lane, payload)
            fresh.append(new.id)
        return fresh

    def claim(self, *, now: Micros, until: Micros, kinds: Sequence[str], limit: int = 1) -> list[Job]:
        self._end_abandoned(now, kinds)
        ready = [row.job for row in self._first() if row.job.kind in kinds and _when(row.job) <= now]
        chosen = sorted(ready, key=lambda job: (_when(job), job.number))[:limit]
        for job in chosen:
            times: dict[str, Any] = {"lease_until": until, "started_at": now, "updated_at": now, "error": None}
            self._set(job, status="RUNNING", attempts=job.attempts + 1, **times)
        return [_shown(self._state.jobs[job.id]) for job in chosen]

    def extend(self, lease: Lease, *, now: Micros, until: Micros) -> bool:
        job = self._ours(lease)
        if job is not None:
            self._set(job, lease_until=until, updated_at=now)
        return job is not None

    def finish(self, lease: Lease, *, at: Micros, results: Sequence[Mapping[str, Any]] = ()) -> None:
        job = self._ours(lease)
        if job is None:
            raise LeaseLostError(lease.job_id)
        told = json.dumps([from_json(to_json(one)) for one in results])
        self._set(job, status="SUCCEEDED", lease_until=None, error=None, updated_at=at, completed_at=at)
        self._state.jobs[job.id] = replace(self._state.jobs[job.id], lane=None, payload=None, results=told)
        self._state.leave(job.scope.entities())

    def fail(self, lease: Lease, *, at: Micros, error: str, again: Micros | None) -> None:
        job = self._ours(lease)
        if job is None:
            return
        if again is None:
            self._set(job, status="FAILED", lease_until=None, error=error, updated_at=at, completed_at=at)
        else:
            self._set(job, status="PENDING", lease_until=None, error=error, updated_at=at, due=again)

    def release(self, lease: Lease, *, at: Micros) -> None:
        job = self._ours(lease)
        if job is not None:
            times: dict[str, Any] = {"lease_until": None, "updated_at": at, "due": min(job.due, at)}
            self._set(job, status="PENDING", attempts=job.attempts - 1, **times)

    def retry(self, job_ids: Sequence[str], *, at: Micros) -> int:
        dead = self._with_status(job_ids, ("FAILED",))
        for job in dead:
            self._set(job, status="PENDING", attempts=0, due=at, updated_at=at, completed_at=None)
        return len(dead)

    def cancel(self, job_ids: Sequence[str], *, at: Micros, error: str) -> int:
        return self._cancel(self._with_status(job_ids, ("PENDING", "FAILED")), at=at, error=error)

    def drop_jobs(self, *, before: Micros) -> int:
        ended = self._with_status(list(self._state.jobs), ("SUCCEEDED", "CANCELLED"))
        gone = [job.id for job in ended if job.completed_at is not None and job.completed_at < before]
        for one in gone:
            del self._state.jobs[one]
        return len(gone)

    def _cancel_of(self, scope: Sequence[Entity], *, at: Micros) -> None:
        owned = [row.job for row in self._state.jobs.values() if row.job.scope.entities()]
        self._cancel([job for job in owned if set(scope) <= set(job.scope.entities())], at=at, error=ERASED)

    def _cancel(self, jobs: Iterable[Job], *, at: Micros, error: str) -> int:
        jobs = list(jobs)
        for job in jobs:
            self._set(job, scope=Scope(), error=None)
            row = self._state.jobs[job.id]
            self._state.jobs[job.id] = replace(row, lane=None, payload=None, results=None)
            if job.status != "SUCCEEDED":
                ended: dict[str, Any] = {"lease_until": None, "error": error, "updated_at": at, "completed_at": at}
                self._set(row.job, status="CANCELLED", **ended)
        self._state.leave(entity for job in jobs for entity in job.scope.entities())
        return len(jobs)

    def _set(self, job: Job, **changes: Any) -> None:
        self._state.jobs[job.id] = replace(self._state.jobs[job.id], job=replace(job, **changes))

    def _ours(self, lease: Lease) -> Job | None:
        row = self._state.jobs.get(lease.job_id)
        held = row is not None and row.job.status == "RUNNING" and row.job.attempts == lease.attempt
        return row.job if row is not None and held else None

    def _with_status(self, job_ids: Sequence[str], statuses: Sequence[str]) -> list[Job]:
        known = (self._state.jobs.get(one) for one in dict.fromkeys(job_ids))
        return [row.job for row in known if row is not None and row.job.status in statuses]

    def _end_abandoned(self, now: Micros, kinds: Sequence[str]) -> None:
        for row in list(self._state.jobs.values()):
            job = row.job
            used_up = job.status == "RUNNING" and job.attempts >= job.max_attempts and _when(job) <= now
            if used_up and job.kind in kinds:
                ended: dict[str, Any] = {"lease_until": None, "updated_at": now, "completed_at": now}
                self._set(job, status="FAILED", error=LOST_WORKER, **ended)


def _queued(new: NewJob, number: int) -> Job:
    due = new.at if new.due is None else max(new.due, new.at)
    return Job(number, new.id, new.kind, "PENDING", new.scope, 0, new.max_attempts, due, new.at, new.at)


def _shown(row: JobRow) -> Job:
    """The job as it is given out, with payload and results of its own."""
    payload = None if row.payload is None else from_json(row.payload)
    return replace(row.job, payload=payload, results=tuple(json.loads(row.results or "[]")))


def _when(job: Job) -> Micros:
    """When a job may be taken: when it is due, or when its lease ends."""
    return job.due if job.status == "PENDING" else job.lease_until or 0


def _is_meant(which: JobFilter, job: Job) -> bool:
    by_status = which.statuses is None or job.status in which.statuses
    by_time = which.ended_since is None or (job.completed_at is not None and job.completed_at >= which.ended_since)
    return by_status and by_time and (which.kinds is None or job.kind in which.kinds)

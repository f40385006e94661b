"""The things a queue of work speaks of, as frozen records: what is to be done, how far it is, who holds it.

A job that is done keeps no content: its payload goes, its results name memories by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, get_args

from .records import Micros, Scope

JobStatus: TypeAlias = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"]
JOB_STATUSES: Final[tuple[JobStatus, ...]] = get_args(JobStatus)
OPEN: Final[tuple[JobStatus, ...]] = ("PENDING", "RUNNING")
ATTEMPTS: Final = 8
LOST_WORKER: Final = "its worker ended without a word every time"
ERASED: Final = "cancelled: what it was about was erased"


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be queued. `id` is its idempotency key: a second job of the same id is passed over.

    `scope` says whose content the payload holds; it goes with theirs. An `ordered` job waits for every earlier ordered
    one of the same owner (the user, else the agent, else the app, else the run), also while that one waits to be retried.
    """

    id: str
    kind: str
    payload: Mapping[str, Any]
    at: Micros
    scope: Scope = field(default_factory=Scope)
    ordered: bool = False
    due: Micros | None = None  # not before; None: at once
    max_attempts: int = ATTEMPTS


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one worker to do one job: it ends with the lease time, or when the job is taken, erased or done.

    `attempt` is what tells a worker that was thought dead from the one that took its place.
    """

    job_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the store knows it. FAILED is a dead letter: it keeps its payload and may be retried by hand."""

    number: int  # the order of queueing
    id: str
    kind: str
    status: JobStatus
    scope: Scope
    attempts: int  # begun so far
    max_attempts: int
    due: Micros
    created_at: Micros
    updated_at: Micros
    payload: Mapping[str, Any] | None = None
    results: tuple[Mapping[str, Any], ...] = ()
    error: str | None = None
    lease_until: Micros | None = None
    started_at: Micros | None = None  # the last time
    completed_at: Micros | None = None

    @property
    def lease(self) -> Lease:
        return Lease(self.id, self.attempts)


@dataclass(frozen=True, slots=True)
class QueueState:
    """How much work there is, and when the next of it may begin (None: there is none that waits)."""

    counts: Mapping[JobStatus, int]
    next_due: Micros | None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs are meant: of these statuses and kinds, ended at this time or later; None means all."""

    statuses: Sequence[JobStatus] | None = None
    kinds: Sequence[str] | None = None
    ended_since: Micros | None = None

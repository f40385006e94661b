"""Do queued jobs: take one, carry it out, and write down how it ended."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from ..errors import ConfigurationError, DependencyError, LeaseLostError, MemoryError, ValidationError  # noqa: A004
from ..jobs import Job, Lease
from ..ports import Transaction
from ..records import Micros
from .changes import Change
from .parts import Parts

T = TypeVar("T")
SECOND: Final = 1_000_000
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 3_600.0  # seconds before an attempt is repeated
_HOPELESS = (ValidationError, ConfigurationError, DependencyError)  # another attempt would say the same
Handler: TypeAlias = Callable[[Parts, Job], Awaitable[Sequence[Mapping[str, Any]]]]


def pause_after(attempt: int) -> float:
    """Seconds until the next attempt: doubled each time, with a random part so that many do not come back at once."""
    longest = min(FIRST_PAUSE * 2.0 ** min(attempt - 1, 30), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1.0)


async def take(parts: Parts, kinds: Sequence[str], *, lasts: float, limit: int = 1) -> list[Job]:
    """Take jobs that may begin; each is ours for `lasts` seconds."""
    now = parts.clock.now()
    until = now + int(lasts * SECOND)
    return await _write(parts, lambda tx: tx.claim(now=now, until=until, kinds=kinds, limit=limit))


async def carry_out(parts: Parts, job: Job, handler: Handler) -> None:
    """Do a job that was taken, and write down how it ended. A handler that settles it in its own write is left alone."""
    try:
        results = await handler(parts, job)
    except LeaseLostError:
        return  # somebody else does it, or nobody wants it any more
    except Exception as error:  # noqa: BLE001 - kept with the job, where its event tells it; the next job goes on
        await _write(parts, partial(_failed, job=job, error=error, now=parts.clock.now()))
        return
    except BaseException:  # stopped in the middle: as if it had not been taken
        parts.store.write(lambda tx: tx.release(job.lease, at=parts.clock.now()))
        raise
    await _write(parts, lambda tx: _finish_if_open(tx, job.lease, results, parts.clock.now()))


def _failed(tx: Transaction, job: Job, error: Exception, now: Micros) -> None:
    last = job.attempts >= job.max_attempts or isinstance(error, _HOPELESS)
    again = None if last else now + int(pause_after(job.attempts) * SECOND)
    tx.fail(job.lease, at=now, error=said(error), again=again)


def said(error: Exception) -> str:
    """What an event tells of an error: ours are written for people, of others the kind."""
    return str(error) if isinstance(error, MemoryError) else f"{type(error).__name__} while doing the work"


def _finish_if_open(tx: Transaction, lease: Lease, results: Sequence[Mapping[str, Any]], now: Micros) -> None:
    job = tx.job(lease.job_id)
    if job is not None and job.status == "RUNNING" and job.lease == lease:
        tx.finish(lease, at=now, results=results)


def settle(tx: Transaction, lease: Lease | None, changes: Sequence[Change], *, at: Micros) -> None:
    """Write down in the very transaction of its changes that a job is done, so that it is never done twice.

    Only ids are kept: what a memory says is told from the memory, as long as it is there.
    """
    if lease is not None:
        tx.finish(lease, at=at, results=told(changes))


def told(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """What the event of an add keeps of its changes."""
    return [{"id": change.record.id, "event": change.event} for change in changes]


async def _write(parts: Parts, job: Callable[[Transaction], T]) -> T:
    return await parts.runner.call(lambda: parts.store.write(job))

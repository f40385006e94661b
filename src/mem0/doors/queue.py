"""Queued work from the caller's side: hand an add over, look at events, do what waits."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ..conversation import read_messages
from ..errors import ValidationError
from ..jobs import JOB_STATUSES, Job, JobFilter, JobStatus, NewJob
from ..pipeline import work as working
from ..pipeline.changes import Addition
from ..pipeline.parts import Parts
from ..pipeline.permits import in_own_name, permit, permit_whole, sees
from ..pipeline.work import Handler
from ..ports import Snapshot
from ..records import Scope
from ..render import Item, Results, job_item
from ..roles import actor
from ..values import clean_id, clean_limit, iso
from . import arguments, calls
from .base import ADD

ADDING: Final = "ADD"
LEASE: Final = 900.0  # seconds for which a library takes a job: nobody prolongs it, so it must be enough for a slow model
_ACTING: Final = "acting"  # in a payload: the name and the role of whoever handed the work over
_NAMESPACE: Final = uuid.UUID("6d656d30-6a6f-4273-8000-000000000000")


async def add_later(parts: Parts, call: Mapping[str, Any], *, key: str | None = None) -> str:
    """Queue an add; its arguments, and whether the acting person may, are checked now. Returns the id of its event."""
    permit(parts, "add", "add")
    call = calls.confined(parts, call)
    addition = arguments.addition(call, parts.clock)
    read = read_messages(addition.messages, scope=addition.scope, at=addition.at, metadata={}, expires_on=None)
    in_own_name(parts, read.messages)
    acting = None if parts.actor is None else [parts.actor.name, parts.actor.role]
    return await enqueue(parts, ADDING, _payload(call, addition, acting), scope=addition.scope, key=key)


def _payload(call: Mapping[str, Any], addition: Addition, acting: list[str] | None) -> Item:
    """The arguments as JSON; the time is now, whenever the work is done."""
    fixed = {"timestamp": iso(addition.at), "metadata": addition.metadata, "expiration_date": addition.expires_on}
    return {name: value for name, value in {**call, **fixed, _ACTING: acting}.items() if value is not None}


async def enqueue(
    parts: Parts, kind: str, payload: Mapping[str, Any], *, scope: Scope, key: str | None = None, ordered: bool = True
) -> str:
    """Queue a job; returns its id. The same `key` (an idempotency key) is the same job, and no second work."""
    job_id = str(uuid.uuid4() if key is None else uuid.uuid5(_NAMESPACE, f"{kind}:{key}"))
    new = NewJob(job_id, kind, payload, parts.clock.now(), scope, ordered)
    await parts.runner.call(lambda: parts.store.write(lambda tx: tx.enqueue([new])))
    return job_id


async def add_now(parts: Parts, job: Job) -> Sequence[Mapping[str, Any]]:
    """The handler of queued adds."""
    return changes_of(await add_of(parts, job))


async def add_of(parts: Parts, job: Job) -> Results:
    """Do a queued add; what is changed and that it is done are one transaction. Returns what `add` answers."""
    call = dict(job.payload or {})
    acting = call.pop(_ACTING, None)
    parts = replace(parts, actor=None if acting is None else actor(*acting))
    return await calls.add(parts, ADD.call(**call), lease=job.lease)


def changes_of(answer: Results) -> list[Item]:
    """What an event keeps of an add: ids, no words."""
    return [{"id": item["id"], "event": item["event"]} for item in answer["results"]]


HANDLERS: Final[Mapping[str, Handler]] = {ADDING: add_now}


async def event(parts: Parts, event_id: object) -> Item | None:
    """One event, or None."""
    wanted = _event_id(event_id)

    def read(snapshot: Snapshot) -> Item | None:
        job = snapshot.job(wanted)
        return None if job is None or not sees(parts, job.scope) else _shown(snapshot, job)

    return await parts.runner.call(lambda: parts.store.read(read))


async def events(parts: Parts, which: JobFilter, *, limit: object, offset: object) -> Results:
    """Events, newest first, and how many there are."""
    permit_whole(parts, "list events")
    most = clean_limit(limit, default=None)
    start = clean_limit(offset, name="offset", default=0) or 0

    def read(snapshot: Snapshot) -> Results:
        jobs = snapshot.jobs(which, limit=most, offset=start)
        return Results(results=[_shown(snapshot, job) for job in jobs], total=snapshot.count_jobs(which))

    return await parts.runner.call(lambda: parts.store.read(read))


def _shown(snapshot: Snapshot, job: Job) -> Item:
    ids = {str(one["id"]) for one in job.results if "event" in one}
    records = {one: snapshot.get(one) for one in ids}
    return job_item(job, {one: record.text for one, record in records.items() if record is not None})


def which_jobs(status: object, *, kinds: Collection[str] = (ADDING,)) -> JobFilter:
    """The filter of a status by its name; FAILED means cancelled ones too, as events tell it. None means all."""
    if status is None:
        return JobFilter(kinds=tuple(kinds))
    name = str(status).upper()
    if name not in JOB_STATUSES:
        raise ValidationError(f"There is no status {status!r}.", suggestion=f"There are {', '.join(JOB_STATUSES)}.")
    known: dict[str, list[JobStatus]] = {one: [one] for one in JOB_STATUSES}
    known["FAILED"].append("CANCELLED")
    return JobFilter(known[name], tuple(kinds))


async def retry(parts: Parts, event_ids: object) -> int:
    """Queue dead letters anew, those of these ids or all; returns how many there were."""
    permit_whole(parts, "retry failed work")
    at, wanted = parts.clock.now(), _event_ids(event_ids)

    def run() -> int:
        return parts.store.write(
            lambda tx: tx.retry(wanted if wanted is not None else [j.id for j in tx.jobs(_DEAD)], at=at)
        )

    return await parts.runner.call(run)


def _event_ids(given: object) -> list[str] | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple | set | frozenset):
        raise ValidationError("event_ids must be a list of ids.", details={"argument": "event_ids"})
    return [_event_id(one) for one in given]


def _event_id(given: object) -> str:
    wanted = clean_id(given, name="event_id")
    if wanted is None:
        raise ValidationError("event_id must be a string, not None.", details={"argument": "event_id"})
    return wanted


_DEAD: Final = JobFilter(["FAILED"])


async def work(parts: Parts, *, limit: object = None, handlers: Mapping[str, Handler] = HANDLERS) -> int:
    """Do jobs that may begin, one after the other, until there is none or `limit` are done; returns how many."""
    permit_whole(parts, "do queued work")
    most, done = clean_limit(limit, default=None), 0
    while most is None or done < most:
        jobs = await working.take(parts, list(handlers), lasts=LEASE)
        if not jobs:
            break
        await working.carry_out(parts, jobs[0], handlers[jobs[0].kind])
        done += 1
    return done

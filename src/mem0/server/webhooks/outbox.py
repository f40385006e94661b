"""What happened in a project becomes deliveries: followed by number, so that nothing is missed and nothing told twice.

The history of the store is the outbox: whoever changed a memory (a request, a job, a program on the same file), the change
stands in it. A cursor says how far it was told; it moves in the transaction that queues the deliveries.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ...doors.aio import AsyncMemory
from ...doors.queue import ADDING
from ...jobs import Job, JobFilter, NewJob
from ...ports import Snapshot, Transaction
from ...records import HistoryEntry, Micros
from ..control.file import ControlFile
from .hooks import Hook, hooks_of

WEBHOOK: Final = "WEBHOOK"  # the kind of a delivery's job
_CURSOR: Final = "webhooks"
_STEP: Final = 500  # changes that are looked at in one transaction
_AGAIN: Final[Micros] = 60_000_000  # jobs that ended up to a minute earlier are looked at again: clocks differ
_NAMES: Final[Mapping[str, str]] = {"ADD": "memory_add", "UPDATE": "memory_update", "DELETE": "memory_delete"}
_ENDED: Final = {
    "SUCCEEDED": "ingest_job_completed",
    "FAILED": "ingest_job_failed",
    "CANCELLED": "ingest_job_cancelled",
}


class Outbox:
    """Queues deliveries in the stores of projects that have webhooks."""

    def __init__(self, control: ControlFile) -> None:
        self._control = control

    async def sweep(self, project: str, memory: AsyncMemory) -> None:
        """Queue what happened since the last time for every active webhook that wants it."""
        hooks = [hook for hook in hooks_of(self._control, project) if hook.active]
        parts = memory.parts
        if not hooks:
            return

        def run() -> None:
            while parts.store.read(_has_news):
                if parts.store.write(lambda tx: _queue(tx, hooks, parts.clock.now())) < _STEP:
                    return

        await parts.runner.call(run)

    async def begin(self, project: str, memory: AsyncMemory) -> None:
        """Before a project's first active webhook is made: what happened until now is told nobody."""
        parts = memory.parts
        if not any(hook.active for hook in hooks_of(self._control, project)):
            await parts.runner.call(lambda: parts.store.write(lambda tx: _put_end(tx, parts.clock.now())))


def _has_news(snapshot: Snapshot) -> bool:
    cursor = _cursor(snapshot)
    return snapshot.history_end() > cursor["history"] or snapshot.count_jobs(_ended_since(cursor["jobs"] + 1)) > 0


def _queue(tx: Transaction, hooks: Sequence[Hook], now: Micros) -> int:
    """Queue one step of deliveries and move the cursor; returns how many changes were looked at."""
    cursor = _cursor(tx)
    entries = tx.history_after(cursor["history"], limit=_STEP)
    jobs = tx.jobs(_ended_since(cursor["jobs"] - _AGAIN))
    tx.enqueue([*_of_changes(tx, entries, hooks, now), *_of_jobs(jobs, hooks, now)])
    latest = max((job.completed_at or 0 for job in jobs), default=cursor["jobs"])
    _put_cursor(tx, history=entries[-1][0] if entries else cursor["history"], jobs=max(latest, cursor["jobs"]))
    return len(entries)


def _of_changes(
    tx: Transaction, entries: Sequence[tuple[int, HistoryEntry]], hooks: Sequence[Hook], now: Micros
) -> Iterator[NewJob]:
    for number, entry in entries:
        name = _NAMES.get(entry.event)
        if name is None or _is_past_version(tx, entry):
            continue
        facts = {"memory_id": entry.memory_id, "entry": entry.id}
        yield from _jobs(hooks, name, facts, f"{entry.memory_id}:{number}", now)
        record = None if name == "memory_delete" else tx.get(entry.memory_id)
        if record is not None and record.categories:
            about = {"memory_id": entry.memory_id}
            yield from _jobs(hooks, "memory_categorize", about, f"{entry.memory_id}:{number}", now)


def _is_past_version(tx: Transaction, entry: HistoryEntry) -> bool:
    """Past versions are erased with their memory under ids that nobody was ever told."""
    return entry.is_deleted and entry.old_memory is None and len(tx.history(entry.memory_id)) == 1


def _of_jobs(jobs: Sequence[Job], hooks: Sequence[Hook], now: Micros) -> Iterator[NewJob]:
    for job in reversed(jobs):
        name = _ENDED[job.status]
        if job.status == "SUCCEEDED" and any("error" in one for one in job.results):
            name = "ingest_job_partially_completed"
        yield from _jobs(hooks, name, {"job": job.id}, f"{job.id}:{job.completed_at}", now)


def _jobs(hooks: Sequence[Hook], name: str, facts: Mapping[str, Any], key: str, now: Micros) -> Iterator[NewJob]:
    """One delivery a webhook that wants it; the id is made of what it tells, so that telling it twice queues it once."""
    for hook in hooks:
        if name in hook.event_types:
            made = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{hook.id}:{name}:{key}"))
            yield NewJob(made, WEBHOOK, {"webhook": hook.id, "event": name, "at": now, **facts}, now)


def _ended_since(at: Micros) -> JobFilter:
    return JobFilter(["SUCCEEDED", "FAILED", "CANCELLED"], [ADDING], ended_since=at)


def _cursor(snapshot: Snapshot) -> dict[str, int]:
    """How far was told. A reset takes the cursor with the history: then it begins anew."""
    return {"history": 0, "jobs": 0, **json.loads(snapshot.setting(_CURSOR) or "{}")}


def _put_end(tx: Transaction, now: Micros) -> None:
    _put_cursor(tx, history=tx.history_end(), jobs=now)


def _put_cursor(tx: Transaction, **cursor: int) -> None:
    tx.set_setting(_CURSOR, json.dumps(cursor))

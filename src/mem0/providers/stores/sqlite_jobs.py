"""The queue in the SQLite file: read it, and change it inside one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from mem0.errors import LeaseLostError
from mem0.jobs import ERASED, JOB_STATUSES, LOST_WORKER, Job, JobFilter, Lease, NewJob, QueueState
from mem0.records import Entity, Micros

from .sqlite_job_rows import (
    CANCELLED,
    FAILED,
    INSERT_JOB,
    JOB_COLUMNS,
    JOB_LAYOUT,
    NEW_LAYOUT,
    PENDING,
    RUNNING,
    SUCCEEDED,
    job_of,
    job_values,
    number_of_status,
    results_value,
)
from .sqlite_rows import PackedId, pack_id
from .sqlite_seal import Layout, Row, Seal, owner_of
from .sqlite_select import entity_ids
from .sqlite_touch import Touch
from .sqlite_vault import STORE_OWNER

_ERROR = Layout.of("jobs", "error")
_FIRST = (  # of the open jobs of its lane, or in no lane
    f"(t.lane IS NULL OR NOT EXISTS (SELECT 1 FROM jobs o WHERE o.lane = t.lane AND o.status < {SUCCEEDED} AND o.n < t.n))"
)
_DUE = f"t.status = {PENDING} AND t.due <= ?1"
_ABANDONED = f"t.status = {RUNNING} AND t.lease_until <= ?1"
_OURS = f"id = ? AND attempts = ? AND status = {RUNNING}"
_NOBODYS = "lane = NULL, user = NULL, agent = NULL, app = NULL, run = NULL"



class SQLiteJobsView:
    """ports.JobsView on a connection that stands in a transaction."""

    _db: sqlite3.Connection
    _seal: Seal

    def job(self, job_id: str) -> Job | None:
        sql = f"SELECT {JOB_COLUMNS} FROM jobs t WHERE t.id = ?"
        return next(iter(self._jobs(sql, (pack_id(job_id),))), None)

    def jobs(self, which: JobFilter, *, limit: int | None = None, offset: int = 0) -> list[Job]:
        where, values = _where(which)
        sql = f"SELECT {JOB_COLUMNS} FROM jobs t WHERE {where} ORDER BY t.n DESC LIMIT ? OFFSET ?"
        return self._jobs(sql, (*values, -1 if limit is None else limit, offset))

    def count_jobs(self, which: JobFilter) -> int:
        where, values = _where(which)
        return int(self._db.execute(f"SELECT COUNT(*) FROM jobs t WHERE {where}", values).fetchone()[0])

    def queue(self) -> QueueState:
        counts = dict(self._db.execute("SELECT status, COUNT(*) FROM jobs GROUP BY status"))
        sql = (
            f"SELECT MIN(CASE t.status WHEN {PENDING} THEN t.due ELSE t.lease_until END) FROM jobs t "
            f"WHERE t.status < {SUCCEEDED} AND {_FIRST}"
        )
        named = {status: counts.get(n, 0) for n, status in enumerate(JOB_STATUSES)}
        return QueueState(named, self._db.execute(sql).fetchone()[0])

    def _jobs(self, sql: str, values: Sequence[Any]) -> list[Job]:
        """The jobs of a statement that selects JOB_COLUMNS."""
        rows = self._seal.open(JOB_LAYOUT, self._db.execute(sql, values))
        return [job_of(row, self._seal.name) for row in rows]


class SQLiteJobs(SQLiteJobsView):
    """ports.JobsChange on a connection that holds the write lock."""

    _touch: Touch

    def enqueue(self, jobs: Sequence[NewJob]) -> list[str]:
        fresh: list[str] = []
        for new in jobs:
            if self._db.execute("SELECT 1 FROM jobs WHERE id = ?", (pack_id(new.id),)).fetchone() is None:
                columns = self._touch.owners(new.scope, new.at)
                values = job_values(new, columns)
                closed = self._seal.close(NEW_LAYOUT, values, identity=values[0], owner=owner_of(columns))
                self._db.execute(INSERT_JOB, closed)
                fresh.append(new.id)
        self._touch.flush()
        return fresh

    def claim(self, *, now: Micros, until: Micros, kinds: Sequence[str], limit: int = 1) -> list[Job]:
        self._end_abandoned(now, kinds)
        among = "t.kind IN (SELECT value FROM json_each(?2))"
        sql = " UNION ALL ".join(
            f"SELECT * FROM (SELECT t.n, {since} FROM jobs t WHERE {when} AND {among} AND {_FIRST} ORDER BY 2, 1 LIMIT ?3)"
            for when, since in ((_ABANDONED, "t.lease_until"), (_DUE, "t.due"))
        )
        found = self._db.execute(f"{sql} ORDER BY 2, 1 LIMIT ?3", (now, json.dumps(list(kinds)), limit)).fetchall()
        taking = (
            f"UPDATE jobs SET status = {RUNNING}, attempts = attempts + 1, lease_until = ?, started_at = ?, updated_at = ?, "
            "error = NULL WHERE n = ?"
        )
        self._db.executemany(taking, [(until, now, now, n) for n, _ in found])
        sql = f"SELECT {JOB_COLUMNS} FROM jobs t WHERE t.n = ?"
        return [job for n, _ in found for job in self._jobs(sql, (n,))]

    def extend(self, lease: Lease, *, now: Micros, until: Micros) -> bool:
        return self._change(lease, "lease_until = ?, updated_at = ?", until, now)

    def finish(self, lease: Lease, *, at: Micros, results: Sequence[Mapping[str, Any]] = ()) -> None:
        owners = self._db.execute("SELECT user, agent, app, run FROM jobs WHERE id = ?", (pack_id(lease.job_id),))
        columns = owners.fetchone() or ()
        done = f"status = {SUCCEEDED}, lane = NULL, lease_until = NULL, payload = NULL, results = ?, error = NULL"
        if not self._change(lease, f"{done}, updated_at = ?, completed_at = ?", results_value(results), at, at):
            raise LeaseLostError(lease.job_id)
        self._touch.leave(columns)

    def fail(self, lease: Lease, *, at: Micros, error: str, again: Micros | None) -> None:
        row = self._db.execute("SELECT id, user, agent, app, run FROM jobs WHERE id = ?", (pack_id(lease.job_id),)).fetchone()
        if row is None:
            return
        said = self._said(error, row[0], owner_of(row[1:]))
        if again is None:
            ended = f"status = {FAILED}, lease_until = NULL, error = ?, updated_at = ?, completed_at = ?"
            self._change(lease, ended, said, at, at)
        else:
            waits = f"status = {PENDING}, lease_until = NULL, error = ?, updated_at = ?, due = ?"
            self._change(lease, waits, said, at, again)

    def release(self, lease: Lease, *, at: Micros) -> None:
        given = f"status = {PENDING}, attempts = attempts - 1, lease_until = NULL, updated_at = ?, due = MIN(due, ?)"
        self._change(lease, given, at, at)

    def retry(self, job_ids: Sequence[str], *, at: Micros) -> int:
        sql = (
            f"UPDATE jobs SET status = {PENDING}, attempts = 0, due = ?, updated_at = ?, completed_at = NULL "
            f"WHERE id = ? AND status = {FAILED}"
        )
        return self._db.executemany(sql, [(at, at, pack_id(one)) for one in job_ids]).rowcount if job_ids else 0

    def cancel(self, job_ids: Sequence[str], *, at: Micros, error: str) -> int:
        numbers = [
            row
            for one in dict.fromkeys(job_ids)
            for row in self._db.execute(
                f"SELECT id, user, agent, app, run FROM jobs WHERE id = ? AND status IN ({PENDING}, {FAILED})", (pack_id(one),)
            ).fetchall()
        ]
        return self._cancel(numbers, at=at, error=error)

    def drop_jobs(self, *, before: Micros) -> int:
        where = f"status IN ({SUCCEEDED}, {CANCELLED}) AND completed_at < ?"
        return self._db.execute(f"DELETE FROM jobs WHERE {where}", (before,)).rowcount

    def _cancel_of(self, scope: Sequence[Entity], *, at: Micros) -> None:
        """Of all jobs that belong to all of these entities nothing stays but that they were."""
        numbers = entity_ids(self._db, self._seal, scope)
        if len(numbers) < len(scope):
            return
        tests = [f"{entity.kind} = ?" for entity in scope] or ["COALESCE(user, agent, app, run) IS NOT NULL"]
        sql = f"SELECT id, user, agent, app, run FROM jobs WHERE {' AND '.join(tests)}"
        self._cancel(self._db.execute(sql, numbers).fetchall(), at=at, error=ERASED)

    def _cancel(self, rows: Sequence[Row], *, at: Micros, error: str) -> int:
        """End jobs, given as id, user, agent, app, run. Those that are done stay SUCCEEDED, without what they told."""
        done = f"UPDATE jobs SET {_NOBODYS}, results = NULL, error = NULL WHERE id = ? AND status = {SUCCEEDED}"
        self._db.executemany(done, [(row[0],) for row in rows])
        ended = (
            f"UPDATE jobs SET {_NOBODYS}, status = {CANCELLED}, lease_until = NULL, payload = NULL, results = NULL, "
            f"error = ?, updated_at = ?, completed_at = ? WHERE id = ? AND status != {SUCCEEDED}"
        )
        self._db.executemany(ended, [(self._said(error, row[0], STORE_OWNER), at, at, row[0]) for row in rows])
        self._touch.leave(column for row in rows for column in row[1:])
        return len(rows)

    def _change(self, lease: Lease, what: str, *values: Any) -> bool:
        """Change a job that is still ours; whether it was."""
        ours = (pack_id(lease.job_id), lease.attempt)
        return self._db.execute(f"UPDATE jobs SET {what} WHERE {_OURS}", (*values, *ours)).rowcount > 0

    def _end_abandoned(self, now: Micros, kinds: Sequence[str]) -> None:
        where = f"{_ABANDONED} AND t.attempts >= t.max_attempts AND t.kind IN (SELECT value FROM json_each(?2))"
        sql = f"SELECT t.id, t.user, t.agent, t.app, t.run FROM jobs t WHERE {where}"
        ended = f"UPDATE jobs SET status = {FAILED}, lease_until = NULL, error = ?, updated_at = ?, completed_at = ? WHERE id = ?"
        for row in self._db.execute(sql, (now, json.dumps(list(kinds)))).fetchall():
            said = self._said(LOST_WORKER, row[0], owner_of(row[1:]))
            self._db.execute(ended, (said, now, now, row[0]))

    def _said(self, error: str, packed: PackedId, owner: int) -> str:
        """An error as it stands in the row of a job."""
        return str(self._seal.close(_ERROR, (error,), identity=packed, owner=owner)[0])


def _where(which: JobFilter) -> tuple[str, list[Any]]:
    tests: list[str] = ["1"]
    values: list[Any] = []
    if which.statuses is not None:
        tests.append("t.status IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([number_of_status(one) for one in which.statuses]))
    if which.kinds is not None:
        tests.append("t.kind IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(which.kinds)))
    if which.ended_since is not None:
        tests.append("t.completed_at >= ?")
        values.append(which.ended_since)
    return " AND ".join(tests), values

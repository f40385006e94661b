"""The table of the queue, and between its rows and records: the only place that knows its columns.

`lane` is the owner's number in an ordered job: its earlier jobs go first. Payload and error may hold content.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from mem0.jobs import JOB_STATUSES, Job, JobStatus, NewJob
from mem0.records import Scope

from .sqlite_rows import Name, pack_id, unpack_id
from .sqlite_seal import Layout, Row
from .values import from_json, to_json

JOBS_TABLE = """
CREATE TABLE jobs (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id ANY NOT NULL UNIQUE, kind TEXT NOT NULL, status INTEGER NOT NULL,
    lane INTEGER, user INTEGER REFERENCES entities, agent INTEGER REFERENCES entities,
    app INTEGER REFERENCES entities, run INTEGER REFERENCES entities,
    due INTEGER NOT NULL, attempts INTEGER NOT NULL, max_attempts INTEGER NOT NULL, lease_until INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, started_at INTEGER, completed_at INTEGER,
    error TEXT, results TEXT, payload TEXT
) STRICT;
CREATE INDEX jobs_waiting ON jobs (due, n) WHERE status = 0;
CREATE INDEX jobs_running ON jobs (lease_until) WHERE status = 1;
CREATE INDEX jobs_status ON jobs (status, completed_at);
CREATE INDEX jobs_lane ON jobs (lane, n) WHERE status < 2 AND lane IS NOT NULL;
CREATE INDEX jobs_user ON jobs (user) WHERE user IS NOT NULL;
CREATE INDEX jobs_agent ON jobs (agent) WHERE agent IS NOT NULL;
CREATE INDEX jobs_app ON jobs (app) WHERE app IS NOT NULL;
CREATE INDEX jobs_run ON jobs (run) WHERE run IS NOT NULL;
"""

PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED = range(len(JOB_STATUSES))
OPEN_OF = f"jobs WHERE status != {SUCCEEDED} AND {{0}}"  # jobs that hold an entity, of one kind: one that is done does not
JOB_COLUMNS = (
    "t.id, t.n, t.kind, t.status, t.user, t.agent, t.run, t.app, t.attempts, t.max_attempts, t.due, "
    "t.created_at, t.updated_at, t.lease_until, t.started_at, t.completed_at, t.error, t.results, t.payload"
)
JOB_LAYOUT = Layout.of("jobs", JOB_COLUMNS)
_NEW = "id, kind, lane, user, agent, app, run, due, max_attempts, created_at, updated_at, payload"
NEW_LAYOUT = Layout.of("jobs", _NEW)
INSERT_JOB = (
    f"INSERT INTO jobs ({_NEW}, status, attempts) VALUES ({', '.join('?' * 12)}, {PENDING}, 0) ON CONFLICT (id) DO NOTHING"
)


def job_values(new: NewJob, entities: Sequence[int | None]) -> Row:
    """The values of INSERT_JOB; entities in the order user, agent, app, run, which is the order of ownership."""
    lane = next((number for number in entities if number is not None), None) if new.ordered else None
    due = new.at if new.due is None else max(new.due, new.at)
    times = (due, new.max_attempts, new.at, new.at)
    return (pack_id(new.id), new.kind, lane, *entities, *times, to_json(new.payload) or "{}")


def results_value(results: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps([from_json(to_json(one)) for one in results], ensure_ascii=False)


def job_of(row: Row, name: Name) -> Job:
    """From a row of JOB_COLUMNS; `name` gives the name of an entity by its number."""
    return Job(
        number=row[1],
        id=unpack_id(row[0]),
        kind=row[2],
        status=JOB_STATUSES[row[3]],
        scope=Scope(*map(name, row[4:8])),
        attempts=row[8],
        max_attempts=row[9],
        due=row[10],
        created_at=row[11],
        updated_at=row[12],
        lease_until=row[13],
        started_at=row[14],
        completed_at=row[15],
        error=row[16],
        results=tuple(json.loads(row[17])) if row[17] else (),
        payload=None if row[18] is None else from_json(row[18]),
    )


def number_of_status(status: JobStatus) -> int:
    return JOB_STATUSES.index(status)


def forget_owner(db: sqlite3.Connection, kind: str, number: int) -> None:
    """An entity that has nothing left is not remembered for the sake of what was once done for it."""
    db.execute(f"UPDATE jobs SET {kind} = NULL WHERE {kind} = ? AND status = {SUCCEEDED}", (number,))

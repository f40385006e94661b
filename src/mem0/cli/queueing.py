"""Commands on queued work: jobs list, jobs show, jobs run, jobs retry."""

from __future__ import annotations

from typing import Any, Final

import click

from ..errors import MemoryNotFoundError
from .answer import Answer, Grid
from .helping import argument, group
from .registering import command
from .session import Session
from .words import plural

_JOBS: Final = "Queued work: what waits, what failed, and doing it."
_SHOWN: Final = ("id", "event_type", "status", "created_at", "error")


@command("list", scope=False)
@click.option("--status", help="PENDING, RUNNING, SUCCEEDED or FAILED only.")
@click.option("--limit", type=click.IntRange(min=1, max=10_000), default=50, help="How many at most, newest first.")
def list_jobs(session: Session, status: str | None, limit: int) -> Answer:
    """List queued work and what became of it, newest first."""
    found = session.memory().events(status=status, limit=limit)
    items: list[dict[str, Any]] = found["results"]
    rows = [tuple(str(item[name] or "") for name in _SHOWN) for item in items]
    grid = Grid(tuple(name.replace("_", " ") for name in _SHOWN), rows)
    return Answer(data=items, count=found["total"], grid=grid, ids=[item["id"] for item in items])


@command("show", scope=False)
@argument("job_id", help="The id of the job.")
def show(session: Session, job_id: str) -> Answer:
    """Show one job: how far it is, what it changed, why it failed."""
    found = session.memory().event(job_id)
    if found is None:
        raise MemoryNotFoundError(f"There is no job with id {job_id!r}.", details={"job_id": job_id})
    return Answer(data=found, count=1, grid=Grid(("what", "value"), [(k, str(v)) for k, v in found.items() if v]), ids=[job_id])


@command("run", scope=False)
@click.option("--limit", type=click.IntRange(min=1), help="How many at most; all that may begin.")
def run(session: Session, limit: int | None) -> Answer:
    """Do queued work here and now, in the order in which it was queued."""
    done = session.memory().work(limit)
    left = session.memory().events(status="PENDING", limit=1)["total"]
    facts = {"done": done, "waiting": left}
    return Answer(
        data=facts, count=done, grid=Grid(("what", "count"), list(facts.items())),
        note=f"{plural(done, 'job')} done, {left} waiting.",
    )


@command("retry", scope=False)
@argument("job_ids", nargs=-1, help="The jobs; without any, all that failed.")
def retry(session: Session, job_ids: tuple[str, ...]) -> Answer:
    """Queue failed jobs anew."""
    count = session.memory().retry(list(job_ids) or None)
    return Answer(
        data={"queued": count}, count=count, grid=Grid(("what", "count"), [("queued", count)]),
        note=f"{plural(count, 'job')} queued anew.",
    )


COMMANDS: Final = (group("jobs", _JOBS, list_jobs, show, run, retry),)

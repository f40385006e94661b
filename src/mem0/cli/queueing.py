"""Commands on queued work: jobs list, jobs show, jobs run, jobs retry."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from ..errors import MemoryNotFoundError
from .answer import Answer, Grid
from .registering import command
from .session import Session
from .words import plural

jobs_app: Final = typer.Typer(
    name="jobs", no_args_is_help=True, help="Queued work: what waits, what failed, and doing it.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_SHOWN: Final = ("id", "event_type", "status", "created_at", "error")


def register(app: typer.Typer) -> None:
    """Put these commands on the command line, under `mem0 jobs`."""
    command(jobs_app, "list", scope=False)(list_jobs)
    command(jobs_app, "show", scope=False)(show)
    command(jobs_app, "run", scope=False)(run)
    command(jobs_app, "retry", scope=False)(retry)
    app.add_typer(jobs_app)


def list_jobs(
    session: Session,
    status: Annotated[str | None, typer.Option("--status", help="PENDING, RUNNING, SUCCEEDED or FAILED only.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most, newest first.")] = 50,
) -> Answer:
    """List queued work and what became of it, newest first."""
    found = session.memory().events(status=status, limit=limit)
    items: list[dict[str, Any]] = found["results"]
    rows = [tuple(str(item[name] or "") for name in _SHOWN) for item in items]
    grid = Grid(tuple(name.replace("_", " ") for name in _SHOWN), rows)
    return Answer(data=items, count=found["total"], grid=grid, ids=[item["id"] for item in items])


def show(session: Session, job_id: Annotated[str, typer.Argument(help="The id of the job.")]) -> Answer:
    """Show one job: how far it is, what it changed, why it failed."""
    found = session.memory().event(job_id)
    if found is None:
        raise MemoryNotFoundError(f"There is no job with id {job_id!r}.", details={"job_id": job_id})
    return Answer(data=found, count=1, grid=Grid(("what", "value"), [(k, str(v)) for k, v in found.items() if v]), ids=[job_id])


def run(
    session: Session,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="How many at most; all that may begin.")] = None,
) -> Answer:
    """Do queued work here and now, in the order in which it was queued."""
    done = session.memory().work(limit)
    left = session.memory().events(status="PENDING", limit=1)["total"]
    facts = {"done": done, "waiting": left}
    return Answer(
        data=facts, count=done, grid=Grid(("what", "count"), list(facts.items())),
        note=f"{plural(done, 'job')} done, {left} waiting.",
    )


def retry(
    session: Session,
    job_ids: Annotated[list[str] | None, typer.Argument(help="The jobs; without any, all that failed.")] = None,
) -> Answer:
    """Queue failed jobs anew."""
    count = session.memory().retry(job_ids or None)
    return Answer(
        data={"queued": count}, count=count, grid=Grid(("what", "count"), [("queued", count)]),
        note=f"{plural(count, 'job')} queued anew.",
    )

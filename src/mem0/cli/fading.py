"""Commands that let memories go: sweep, restore."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .answer import Answer, Grid
from .registering import command
from .session import Session
from .words import plural


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    command(app, "sweep", scope="named")(sweep)
    command(app, "unarchive", scope=False)(unarchive)


def sweep(
    session: Session,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    archive_after_days: Annotated[float | None, typer.Option(help="Archive what was not used for so many days.")] = None,
    min_relevance: Annotated[float | None, typer.Option(help="Archive only what is less relevant, 0 to 1 (0.3).")] = None,
) -> Answer:
    """Remove what expired, and archive what is old and not used."""
    options: dict[str, Any] = {"archive_after_days": archive_after_days, "min_relevance": min_relevance}
    done = session.memory().sweep(dry_run=dry_run, **options, **session.scope)
    gone, put_away = len(done["expired"]), len(done["archived"])
    would = "would be " if dry_run else ""
    return Answer(
        data=dict(done), count=gone + put_away,
        grid=Grid(("what", "memory"), [(what, one) for what in ("expired", "archived") for one in done[what]]),
        note=f"{plural(gone, 'expired memory', 'expired memories')} {would}removed, {put_away} {would}archived.",
        ids=[*done["expired"], *done["archived"]],
    )


def unarchive(session: Session, memory_id: Annotated[str, typer.Argument(help="The id of an archived memory.")]) -> Answer:
    """Bring an archived memory back."""
    item = session.memory().restore(memory_id)
    return Answer(data=item, count=1, grid=Grid(("id", "memory"), [(item["id"], item["memory"])]), ids=[item["id"]])

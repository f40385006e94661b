"""Commands that let memories go: sweep, restore."""

from __future__ import annotations

from typing import Any, Final

import click

from .answer import Answer, Grid
from .helping import argument
from .registering import command
from .session import Session
from .words import plural


@command("sweep", scope="named")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@click.option("--archive-after-days", type=float, help="Archive what was not used for so many days.")
@click.option("--min-relevance", type=float, help="Archive only what is less relevant, 0 to 1 (0.3).")
def sweep(session: Session, dry_run: bool, archive_after_days: float | None, min_relevance: float | None) -> Answer:
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


@command("unarchive", scope=False)
@argument("memory_id", help="The id of an archived memory.")
def unarchive(session: Session, memory_id: str) -> Answer:
    """Bring an archived memory back."""
    item = session.memory().restore(memory_id)
    return Answer(data=item, count=1, grid=Grid(("id", "memory"), [(item["id"], item["memory"])]), ids=[item["id"]])


COMMANDS: Final = (sweep, unarchive)

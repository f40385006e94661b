"""The command that watches a store: health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import DatabaseError, NetworkError
from ..health import CHECKS
from .answer import Answer, Grid
from .registering import command
from .session import Session
from .words import one_line

if TYPE_CHECKING:
    from .screen import Screen

_COLOURS = {"ok": "green", "warn": "yellow", "critical": "red"}
CRITICAL = 1  # the exit code


@command("health", scope=False)
@click.option("--check", multiple=True, help=f"Only these: {', '.join(CHECKS)}.")
@click.option("--alert", help="Post the report to this URL when a check goes off.")
def health(session: Session, check: tuple[str, ...], alert: str | None) -> Answer:
    """Judge the state of the store by thresholds, for cron and monitoring; the exit code is 1 where something is critical.

    The thresholds come from the configuration, "health".
    """
    found = _found(session, list(check) or None, alert)
    checks: list[dict[str, Any]] = found["checks"]
    off = [one["name"] for one in checks if one["status"] != "ok"]
    return Answer(
        data=found, count=len(off), ids=off, code=CRITICAL if found["status"] == "critical" else 0,
        grid=Grid(("status", "check", "finding", "what to do"), [_row(one) for one in checks]),
        show=lambda screen: _show(screen, checks),
        note=f"The alert failed: {found['alert_error']}" if "alert_error" in found else None,
    )


def _found(session: Session, names: list[str] | None, alert: str | None) -> dict[str, Any]:
    """The report. A store that cannot be opened is the most important one: it is made, and the alert is told, all the same."""
    try:
        memory = session.memory()
    except DatabaseError as error:
        return _unopened(session, error, alert)
    return memory.health(checks=names, **({} if alert is None else {"alert": alert}))


def _unopened(session: Session, error: DatabaseError, alert: str | None) -> dict[str, Any]:
    from ..choices import read_alert
    from ..config import read_config
    from ..pipeline.health import unreadable

    config, made = read_config(session.settings()), unreadable(error)
    tell = read_alert(config, alert if alert is not None else (config.health or {}).get("alert"))
    if tell is None:
        return made
    try:
        tell(made)
    except NetworkError as failure:
        return made | {"alert_error": failure.message}
    return made


def _row(check: dict[str, Any]) -> tuple[str, ...]:
    return (check["status"], check["name"], check["said"], check["advice"] or "")


def _show(screen: Screen, checks: list[dict[str, Any]]) -> None:
    for status, name, said, advice in map(_row, checks):
        screen.say((f"{status:>8}", _COLOURS[status]), f" {name:<21} {one_line(said)}", hang=31)
        if advice:
            screen.say((f"{'':31}→ {advice}", "dim"), hang=33)


COMMANDS: Final = (health,)

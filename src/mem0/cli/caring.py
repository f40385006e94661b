"""Commands that look after the store: stats, doctor, reindex, reembed, version."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import ValidationError
from .answer import Answer, Grid
from .diagnosis import Finding, diagnose
from .registering import command
from .session import Session
from .waiting import progress_bars
from .words import plural, size

if TYPE_CHECKING:
    from .screen import Screen

_COLOURS = {"ok": "green", "advice": "yellow", "fail": "red"}


@command("stats", scope=False)
def stats(session: Session) -> Answer:
    """Show what the store holds and how large it is."""
    found = {"path": session.place(), **session.memory().stats()}
    shown = {name: value for name, value in found.items() if name != "index_bytes" and value != ""}
    rows = [(name.replace("_", " "), _figure(name, value)) for name, value in shown.items()]
    return Answer(data=found, count=int(found.get("memories", 0)), grid=Grid(("what", "count"), rows))


def _figure(name: str, value: Any) -> str:
    if name.endswith("bytes"):
        return size(int(value))
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


@command("doctor", scope=False)
def doctor(session: Session) -> Answer:
    """Check that everything works, and say what to do where it does not.

    Looked at are the store and its integrity, the embedder, search (in a memory of its own) and the language model.
    """
    findings = diagnose(session)
    failed = [finding for finding in findings if finding.status == "fail"]
    rows = [(f.status, f.part, f.said, f.advice or "") for f in findings]
    return Answer(
        data=[f.as_dict() for f in findings], count=len(findings), grid=Grid(("status", "part", "finding", "what to do"), rows),
        show=lambda screen: _show_findings(screen, findings), code=failed[0].code if failed else 0,
        ids=[f.part for f in failed],
    )


def _show_findings(screen: Screen, findings: list[Finding]) -> None:
    for finding in findings:
        screen.say((f"{finding.status:>6}", _COLOURS[finding.status]), f" {finding.part:<14} {finding.said}", hang=22)
        if finding.advice:
            screen.say((f"{'':22}→ {finding.advice}", "dim"), hang=24)


@command("reindex", scope=False)
@click.option("--embedder", help="Change to this embedder.")
@click.option("--vectors", is_flag=True, help="Only fill the external vector index anew.")
@click.option("--graph", is_flag=True, help="Only fill the graph database anew.")
def reindex(session: Session, embedder: str | None, vectors: bool, graph: bool) -> Answer:
    """Make everything searchable anew, or change the embedder."""
    changed = None if embedder is None else _embedder(session, embedder)
    return _renewed(session, changed, vectors=vectors, graph=graph)


@command("reembed", scope=False)
@click.option("--embedder", help="The new one; default: as configured.")
def reembed(session: Session, embedder: str | None) -> Answer:
    """Change the embedder of the store: every text gets new vectors.

    May be broken off and run again: it goes on where it was. Searching works meanwhile, with the old embedder.
    """
    return _renewed(session, _embedder(session, embedder))


def _embedder(session: Session, named: str | None) -> Mapping[str, Any]:
    """The embedder that is asked for: the configuration's, or another provider with its defaults."""
    configured = session.settings().get("embedder") or {}
    if named is not None and (not isinstance(configured, dict) or configured.get("provider") != named):
        return {"provider": named}
    if not configured:
        raise ValidationError("Which embedder? Name it with --embedder, or configure it (--config, MEM0_CONFIG).")
    return dict(configured)


def _renewed(
    session: Session, embedder: Mapping[str, Any] | None, *, vectors: bool = False, graph: bool = False
) -> Answer:
    memory = session.memory(as_made=embedder is not None)
    with progress_bars("Indexing" if vectors or graph else "Embedding") as (progress,):
        count = memory.reindex(embedder, progress, vectors, graph=graph)
    facts: Mapping[str, Any] = {"rows": count, "embedder": memory.stats()["embedder"]}
    return Answer(
        data=facts, count=count, grid=Grid(("what", "count"), list(facts.items())),
        note=f"{plural(count, 'row')} made searchable anew.",
    )


@command("version", scope=False)
def version(session: Session) -> Answer:  # noqa: ARG001 - the version is the same whatever the options say
    """Show the versions of mem0, Python and SQLite."""
    from ..version import __version__

    facts = {"mem0": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    return Answer(data=facts, count=1, grid=Grid(("what", "version"), list(facts.items())))


COMMANDS: Final = (stats, doctor, reindex, reembed, version)

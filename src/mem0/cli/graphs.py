"""Commands that ask the graph of a store: show, neighbours, paths, timeline, changes, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from ..errors import ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument, group
from .registering import command
from .session import Session, moment
from .words import day, plural

if TYPE_CHECKING:
    from ..doors.graph import Graph

Item = Mapping[str, Any]
_ENTITY: Final = 'An entity: a name, an alias, or a way to it such as "my sister".'
_HOPS: Final = "How many steps at most, from 1 to 6."


def _graph(session: Session) -> tuple[Graph, dict[str, Any]]:
    """The graph of the store, whether or not this program's configuration feeds it, and whose graph is asked."""
    from ..doors.graph import Graph

    whose, memory = session.need_scope(), session.memory()
    if session.url is not None:
        return cast("Graph", memory.graph), whose
    return Graph(memory._parts), whose


@command("show")
@options.as_of
@click.option("--past", is_flag=True, help="Also what no longer holds.")
def show(session: Session, as_of: str | None, past: bool) -> Answer:
    """List the relations that hold now, or at a time."""
    graph, whose = _graph(session)
    return _listed(graph.relations(**whose, as_of=moment(as_of), include_superseded=past))


@command("neighbours")
@argument("name", help=_ENTITY)
@click.option("--hops", default=1, help=_HOPS)
@options.as_of
def neighbours(session: Session, name: str, hops: int, as_of: str | None) -> Answer:
    """List the relations around an entity, nearest first."""
    graph, whose = _graph(session)
    return _listed(graph.neighbours(name, **whose, hops=hops, as_of=moment(as_of)))


@command("paths")
@argument("source", help=_ENTITY)
@argument("target", help="The other entity.")
@click.option("--hops", default=4, help=_HOPS)
@options.as_of
def paths(session: Session, source: str, target: str, hops: int, as_of: str | None) -> Answer:
    """Show how two entities are connected, shortest first."""
    graph, whose = _graph(session)
    found = graph.paths(source, target, **whose, hops=hops, as_of=moment(as_of))
    rows = [(len(path), "; ".join(_in_words(one) for one in path)) for path in found]
    return Answer(
        data=found,
        count=len(found),
        grid=Grid(("steps", "path"), rows),
        note=None if found else "They are not connected.",
        code=0 if found else 1,
    )


@command("timeline")
@argument("name", help=_ENTITY)
def timeline(session: Session, name: str) -> Answer:
    """List everything about an entity, past relations too, in the order in which they began."""
    graph, whose = _graph(session)
    return _listed(graph.timeline(name, **whose))


@command("changes")
@click.option("--window", default="last_30_days", help='Like "last_30_days" or "last_6_months".')
@click.option("--about", help='"preferences", "work", "home", or a label.')
def changes(session: Session, window: str, about: str | None) -> Answer:
    """List what began and what ended in a window of time."""
    graph, whose = _graph(session)
    found = graph.changes(**whose, time_window=window, memory_type=about)
    rows = [(what, day(one[when]), _in_words(one)) for what, when in _WHEN for one in found[what]]
    return Answer(
        data=found,
        count=len(rows),
        grid=Grid(("what", "day", "relation"), rows),
        note=None if rows else "Nothing changed.",
        code=0 if rows else 1,
    )


_WHEN = (("began", "valid_from"), ("ended", "valid_to"))


@command("export", output=False)
@argument("file", type=options.PATH, help="Where to write: .html, .graphml, .cypher or .json says the format.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--now", is_flag=True, help="Only what holds now.")
def export(session: Session, file: Path, force: bool, now: bool) -> Answer:
    """Write the graph for other programs, or as a page to explore."""
    if file.exists() and not force:
        raise ValidationError(f"{file} exists already.", suggestion="Name another file, or add --force.")
    graph, whose = _graph(session)
    form = file.suffix.removeprefix(".").lower()
    text = graph.export(form, **whose, include_superseded=not now)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ValidationError(f"{file} cannot be written: {error.strerror or error}.") from None
    count = len(graph.relations(**whose, include_superseded=not now))
    facts = {"file": str(file), "format": form, "relations": count}
    return Answer(
        data=facts, count=count, grid=Grid(("what", "value"), list(facts.items())), note=f"{plural(count, 'relation')} written."
    )


def _listed(found: Sequence[Item]) -> Answer:
    rows = [(day(one["valid_from"]), day(one["valid_to"]) if one["valid_to"] else "", _in_words(one)) for one in found]
    return Answer(
        data=list(found),
        count=len(found),
        grid=Grid(("since", "until", "relation"), rows),
        ids=[one["id"] for one in found],
        note=None if found else "Nothing found.",
        code=0 if found else 1,
    )


def _in_words(one: Item) -> str:
    return f"{one['source']} {one['relationship']} {one['target']}"


_ASKED: Final = (show, neighbours, paths, timeline, changes, export)
COMMANDS: Final = (group("graph", "Ask the entities and relations that a store keeps.", *_ASKED),)

"""Entities and relations of a project over HTTP. Every question names at least one id that says whose graph is meant."""

from __future__ import annotations

import re
from typing import Any, Final

from ...doors.graph_aio import AsyncGraph
from ..call import Call, Json
from ..platform import asking
from ..routing import Table
from ..schemas import FLAG, IDS, TEXT, WHOLE

table = Table("own", "Graph")
_GRAPH: Final = "/store/graph/"
_EPOCH: Final = re.compile(r"\d{9,}(\.\d+)?")
_TIMES: Final = {"as_of": TEXT, "past": FLAG}
_STEPS: Final = {"hops": WHOLE, "as_of": TEXT}


async def _graph(call: Call) -> tuple[AsyncGraph, Json]:
    """The graph of the project, whether or not its configuration feeds it, and whose part is asked for."""
    return AsyncGraph((await call.memory()).parts), asking.ids_of({name: call.asked(name) for name in IDS})


def _as_of(call: Call) -> Any:
    """A time of the query: nine digits and more are epoch seconds, the rest is ISO 8601."""
    text = call.asked("as_of")
    return float(text) if text is not None and _EPOCH.fullmatch(text) else text


def _hops(call: Call, default: int) -> int:
    return call.asked_number("hops", default) or 0


@table.row("GET", _GRAPH + "nodes", "read", query=IDS)
async def nodes(call: Call) -> list[Json]:
    """All entities."""
    graph, whose = await _graph(call)
    return await graph.nodes(**whose)


@table.row("GET", _GRAPH + "relations", "read", query={**IDS, **_TIMES})
async def relations(call: Call) -> list[Json]:
    """The relations that hold now, or at a time; with `past` those that no longer hold too."""
    graph, whose = await _graph(call)
    return await graph.relations(**whose, as_of=_as_of(call), include_superseded=call.asked_flag("past"))


@table.row("GET", _GRAPH + "find", "read", query={**IDS, "name": TEXT})
async def find(call: Call) -> list[Json]:
    """The entities that a name, an alias or a way ("my sister") means."""
    graph, whose = await _graph(call)
    return await graph.find(call.asked("name") or "", **whose)


@table.row("GET", _GRAPH + "neighbours", "read", query={**IDS, "name": TEXT, **_STEPS})
async def neighbours(call: Call) -> list[Json]:
    """The relations within so many steps of an entity, nearest first."""
    graph, whose = await _graph(call)
    return await graph.neighbours(call.asked("name") or "", **whose, hops=_hops(call, 1), as_of=_as_of(call))


@table.row("GET", _GRAPH + "paths", "read", query={**IDS, "source": TEXT, "target": TEXT, **_STEPS})
async def paths(call: Call) -> list[list[Json]]:
    """How two entities are connected, shortest first."""
    graph, whose = await _graph(call)
    ends = (call.asked("source") or "", call.asked("target") or "")
    return await graph.paths(*ends, **whose, hops=_hops(call, 4), as_of=_as_of(call))


@table.row("GET", _GRAPH + "timeline", "read", query={**IDS, "name": TEXT})
async def timeline(call: Call) -> list[Json]:
    """All relations of an entity, past ones too, in the order in which they began."""
    graph, whose = await _graph(call)
    return await graph.timeline(call.asked("name") or "", **whose)


@table.row("GET", _GRAPH + "connections", "read", query={**IDS, "about": TEXT, "limit": WHOLE})
async def connections(call: Call) -> list[Json]:
    """What hangs together with a memory (its id) or with what a text speaks of, without being said of it."""
    graph, whose = await _graph(call)
    limit = call.asked_number("limit", 10, most=1_000) or 0
    return await graph.implicit_connections(call.asked("about") or "", **whose, limit=limit)


@table.row("GET", _GRAPH + "changes", "read", query={**IDS, "window": TEXT, "about": TEXT})
async def changes(call: Call) -> Json:
    """What began and what ended in a window of time, like last_30_days."""
    graph, whose = await _graph(call)
    window = call.asked("window") or "last_30_days"
    return await graph.changes(**whose, time_window=window, memory_type=call.asked("about"))


@table.row("GET", _GRAPH + "export", "read", query={**IDS, "format": TEXT, "now": FLAG})
async def export(call: Call) -> Json:
    """The graph as a text: json, graphml, cypher or html; with `now` only what holds."""
    graph, whose = await _graph(call)
    form = call.asked("format") or "json"
    return {"format": form, "text": await graph.export(form, **whose, include_superseded=not call.asked_flag("now"))}

"""What `memory.graph` answers: arguments checked, the graph asked, records put into dicts. Both doors share it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..errors import ConfigurationError, ValidationError
from ..filters import parse
from ..pipeline import graph as asking
from ..pipeline import graph_alone as alone
from ..pipeline import mirroring
from ..pipeline.changes import Addition
from ..pipeline.graph_export import FORMATS, export_graph
from ..pipeline.graph_recall import relations_for
from ..pipeline.parts import Parts
from ..pipeline.search import Question
from ..ports import Clock, GraphSelection
from ..records import ENTITY_KINDS, Entity, Micros
from ..render import Item
from ..render_graph import added_relations, found_relations, listed_relations, node_item, relation_item
from ..rules.kinds import as_label, kind_of
from ..scope import add_scope
from ..values import clean_flag, clean_limit, clean_moment, clean_text
from .calls import confined

MAX_HOPS: Final = 6
_IDS: Final = tuple(f"{kind}_id" for kind in ENTITY_KINDS)
_DAY: Final = 24 * 3600 * 1_000_000
_UNITS: Final = {"hour": _DAY // 24, "day": _DAY, "week": 7 * _DAY, "month": 365 * _DAY // 12, "year": 365 * _DAY}
_WINDOW = re.compile(r"(?:last|past)[ _]?(?P<n>\d{1,4})?[ _]?(?P<unit>hour|day|week|month|year)s?")
# What programs call the kinds of memories whose changes they follow.
_TOPICS: Final = {
    "preferences": ("likes", "dislikes", "allergic_to"),
    "user_preferences": ("likes", "dislikes", "allergic_to"),
    "work": ("works_at", "works_as", "boss"),
    "home": ("lives_in",),
}

Ids = Mapping[str, object]


def owners_of(parts: Parts, ids: Ids) -> tuple[Entity, ...]:
    return add_scope(confined(parts, ids)).entities()


def _chosen(parts: Parts, ids: Ids, as_of: object = None, *, ever: object = False) -> GraphSelection:
    return GraphSelection(
        owners_of(parts, ids), clean_moment(as_of, name="as_of"), ever=clean_flag(ever, name="include_superseded")
    )


def _hops(value: object) -> int:
    hops = clean_limit(value, name="hops", default=1)
    if hops is None or not 1 <= hops <= MAX_HOPS:
        raise ValidationError(f"hops must be from 1 to {MAX_HOPS}.", details={"argument": "hops"})
    return hops


async def nodes(parts: Parts, ids: Ids) -> list[Item]:
    return [node_item(node) for node in await asking.nodes(parts, owners_of(parts, ids))]


async def relations(parts: Parts, ids: Ids, as_of: object, include_superseded: object) -> list[Item]:
    chosen = _chosen(parts, ids, as_of, ever=include_superseded)
    return [relation_item(one) for one in await asking.relations(parts, chosen)]


async def find(parts: Parts, name: object, ids: Ids) -> list[Item]:
    return [node_item(node) for node in await asking.find(parts, owners_of(parts, ids), _name(name))]


async def neighbours(parts: Parts, name: object, ids: Ids, hops: object, as_of: object) -> list[Item]:
    found = await asking.neighbours(parts, _chosen(parts, ids, as_of), _name(name), hops=_hops(hops))
    return [{**relation_item(one), "hops": step} for step, one in found]


async def paths(
    parts: Parts, source: object, target: object, ids: Ids, hops: object, as_of: object
) -> list[list[Item]]:
    ends = (_name(source, "source"), _name(target, "target"))
    found = await asking.paths(parts, _chosen(parts, ids, as_of), *ends, hops=_hops(hops))
    return [[relation_item(one) for one in path] for path in found]


async def timeline(parts: Parts, name: object, ids: Ids) -> list[Item]:
    return [relation_item(one) for one in await asking.timeline(parts, owners_of(parts, ids), _name(name))]


async def connections(parts: Parts, about: object, types: object, ids: Ids, limit: object) -> list[Item]:
    wanted = asking.CONNECTIONS if types is None else types
    if isinstance(wanted, str) or not isinstance(wanted, Sequence) or not set(wanted) <= set(asking.CONNECTIONS):
        raise ValidationError(
            f"relationship_types must be among {', '.join(asking.CONNECTIONS)}.",
            details={"argument": "relationship_types"},
        )
    most = clean_limit(limit, default=10) or 0
    found = await asking.connections(
        parts, owners_of(parts, ids), _name(about, "target_memory"), types=wanted, limit=most
    )
    return [
        {
            "type": one.type,
            "entity": one.node.name,
            "entity_type": one.node.type,
            "score": round(one.score, 6),
            "path": [relation_item(step) for step in one.path],
        }
        for one in found
    ]


async def changes(parts: Parts, memory_type: object, window: object, ids: Ids) -> Item:
    since, until = read_window(window, parts.clock)
    labels = None if memory_type is None else _labels(_name(memory_type, "memory_type"))
    found = await asking.changes(parts, owners_of(parts, ids), since=since, until=until, labels=labels)
    return {
        "began": [relation_item(one) for one in found.began],
        "ended": [relation_item(one) for one in found.ended],
        "replaced": [{"before": relation_item(a), "after": relation_item(b)} for a, b in found.replaced],
    }


async def export(parts: Parts, form: object, ids: Ids, include_superseded: object) -> str:
    if form not in FORMATS:
        raise ValidationError(f"The format must be one of {', '.join(FORMATS)}.", details={"argument": "format"})
    chosen = _chosen(parts, ids, ever=include_superseded)
    every = await asking.nodes(parts, chosen.owners)
    return export_graph(str(form), every, await asking.relations(parts, chosen))


def read_window(window: object, clock: Clock) -> tuple[Micros, Micros]:
    """Begin and end (excluded) of "last_6_months", "last week", or a pair of times; None in the pair: open."""
    now = clock.now() + 1
    if isinstance(window, str):
        match = _WINDOW.fullmatch(window.strip().lower())
        if match:
            return now - int(match["n"] or 1) * _UNITS[match["unit"]], now
    elif isinstance(window, Sequence) and len(window) == 2:
        since, until = (clean_moment(end, name="time_window") for end in window)
        return since if since is not None else -(2**62), until if until is not None else now
    raise ValidationError(
        'time_window must be like "last_6_months", or a pair of times (from, to).', details={"argument": "time_window"}
    )


async def add(parts: Parts, data: object, filters: object) -> Item:
    if parts.linker is None:
        raise ConfigurationError("No graph is kept.", suggestion='Configure one: "graph_store": {"provider": "embedded"}.')
    told = [{"role": "user", "content": clean_text(data, name="data"), "id": alone.told_alone()}]
    addition = Addition(told, add_scope(confined(parts, _ids_in(filters))), parts.clock.now(), {})
    linked = await alone.tell(parts, parts.linker, addition)
    await mirroring.catch_up(parts)
    return added_relations(linked.added, linked.closed) if linked is not None else added_relations((), ())


async def search(parts: Parts, query: object, filters: object, limit: object) -> list[Item]:
    where = parse({f"{owner.kind}_id": owner.name for owner in owners_of(parts, _ids_in(filters))})
    question = Question(clean_text(query, name="query"), where, limit=clean_limit(limit, default=100) or 0)
    return found_relations(await relations_for(parts, question) if question.limit else [])


async def get_all(parts: Parts, filters: object, limit: object) -> list[Item]:
    found = await asking.relations(parts, _chosen(parts, _ids_in(filters)))
    return listed_relations(found[: clean_limit(limit, default=100)])


async def delete_all(parts: Parts, filters: object) -> None:
    await alone.empty(parts, owners_of(parts, _ids_in(filters)))
    await mirroring.catch_up_fully(parts)


async def reset(parts: Parts) -> None:
    await alone.empty_all(parts)
    await mirroring.catch_up_fully(parts)


def _ids_in(filters: object) -> Ids:
    """The ids that a filter of mem0ai's graph stores is made of."""
    if not isinstance(filters, Mapping) or not filters or not set(filters) <= set(_IDS):
        raise ValidationError(
            f"filters must be a dict with one or more of {', '.join(_IDS)}: whose graph is meant.",
            details={"argument": "filters"},
        )
    return filters


def _labels(topic: str) -> frozenset[str]:
    """The labels of a topic, of a kind or of a label alone."""
    names = _TOPICS.get(as_label(topic), (as_label(topic),))
    every = {name: kind_of(name) for name in names}
    return frozenset(label for name, kind in every.items() for label in ({name} | kind.labels))


def _name(value: object, argument: str = "name") -> str:
    return clean_text(value, name=argument, limit=1000).strip()

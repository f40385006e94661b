"""What a store may know of a filter before it reads a row: whose rows, which columns."""

from __future__ import annotations

from collections.abc import Iterator

from mem0.records import Entity

from .tree import ENTITY_FIELDS, All, AnyOf, Condition, Filter, Not

_INDEXED = frozenset({*ENTITY_FIELDS, "id", "created_at"})
_USABLE = frozenset({"eq", "in", "gt", "gte", "lt", "lte"})
_NARROW_FIRST = ("run", "user", "agent", "app")  # of two covers of one size, the one that tends to hold fewer rows


def entities(tree: Filter) -> tuple[Entity, ...] | None:
    """The smallest set of entities such that every match belongs to one of them; None where there is no such set."""
    if isinstance(tree, Condition):
        return _named(tree)
    if isinstance(tree, All):
        covers = [cover for cover in map(entities, tree.parts) if cover is not None]
        return min(covers, key=_breadth, default=None)
    if isinstance(tree, AnyOf):
        return _union(tree)
    return None


def pins_entity(tree: Filter) -> bool:
    """Whether every match fulfils a condition on an entity (equal, in or "*"): nobody else's rows come in by a side door."""
    if isinstance(tree, Condition):
        return tree.field in ENTITY_FIELDS and (tree.op == "exists" or bool(_named(tree)))
    if isinstance(tree, Not):
        return False
    if isinstance(tree, AnyOf):
        return bool(tree.parts) and all(map(pins_entity, tree.parts))
    return any(map(pins_entity, tree.parts))


def needs(tree: Filter) -> tuple[Condition, ...]:
    """Conditions that every match fulfils, on what stores can look up early: entity ids, ids, created_at."""
    return tuple(
        part
        for part in _conjuncts(tree)
        if isinstance(part, Condition) and part.field in _INDEXED and part.op in _USABLE and not _wants_null(part)
    )


def exact_entity_scope(tree: Filter) -> tuple[Entity, ...] | None:
    """The entities whose common rows are exactly the matches; None where the filter asks anything else.

    A filter without conditions gives (): everything.
    """
    scope: list[Entity] = []
    for part in _conjuncts(tree):
        named = _named(part) if isinstance(part, Condition) else None
        if named is None or len(named) != 1:
            return None
        scope.extend(named)
    return tuple(dict.fromkeys(scope))


def _named(condition: Condition) -> tuple[Entity, ...] | None:
    kind = ENTITY_FIELDS.get(condition.field)
    if kind is None or condition.op not in ("eq", "in") or _wants_null(condition):
        return None
    names = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return tuple(dict.fromkeys(Entity(kind, str(name)) for name in names))


def _wants_null(condition: Condition) -> bool:
    return condition.value is None or (isinstance(condition.value, tuple) and None in condition.value)


def _conjuncts(tree: Filter) -> Iterator[Filter]:
    if isinstance(tree, All):
        for part in tree.parts:
            yield from _conjuncts(part)
    else:
        yield tree


def _union(tree: AnyOf) -> tuple[Entity, ...] | None:
    union: dict[Entity, None] = {}
    for part in tree.parts:
        cover = entities(part)
        if cover is None:
            return None
        union.update(dict.fromkeys(cover))
    return tuple(union)


def _breadth(cover: tuple[Entity, ...]) -> tuple[int, int]:
    return len(cover), max((_NARROW_FIRST.index(entity.kind) for entity in cover), default=0)

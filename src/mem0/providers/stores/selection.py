"""Which records a selection means, decided on the record itself."""

from __future__ import annotations

from mem0.filters import entities, matches, needs, parse
from mem0.ports import Selection
from mem0.records import Entity, MemoryRecord


def whole(entity: Entity) -> Selection:
    """Everything of an entity, in every validity."""
    tree = parse({f"{entity.kind}_id": {"eq": entity.name}})
    return Selection(tree, entities(tree), needs(tree), superseded=True)


def selects(selection: Selection, record: MemoryRecord) -> bool:
    """Whether the record belongs to the cover, holds at the time asked for, is not expired and fulfils the filter."""
    return (
        _is_covered(selection, record)
        and _holds(selection, record)
        and not _is_expired(selection, record)
        and matches(selection.where, record)
    )


def _is_covered(selection: Selection, record: MemoryRecord) -> bool:
    return selection.cover is None or not set(selection.cover).isdisjoint(record.scope.entities())


def _holds(selection: Selection, record: MemoryRecord) -> bool:
    if selection.superseded:
        return True
    if selection.valid_at is None:
        return record.valid_to is None
    ended = record.valid_to is not None and record.valid_to <= selection.valid_at
    return record.valid_from <= selection.valid_at and not ended


def _is_expired(selection: Selection, record: MemoryRecord) -> bool:
    return selection.today is not None and record.expires_on is not None and record.expires_on < selection.today

"""Turn a checked filter into what a store selects by."""

from __future__ import annotations

from ..filters import Filter, entities, needs
from ..ports import Selection
from ..records import Micros


def selection(
    tree: Filter, *, valid_at: Micros | None = None, superseded: bool = False, today: str | None = None
) -> Selection:
    """Everything that the filter accepts; valid now, at a time, or in any version."""
    return Selection(
        where=tree, cover=entities(tree), needs=needs(tree), valid_at=valid_at, superseded=superseded, today=today
    )

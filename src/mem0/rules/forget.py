"""Which memories a person means who asks to have something forgotten: "please delete my ex's address"."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Fact, MemoryRecord
from .compare import shared
from .reading import Reading, asked_slot
from .slots import Slot, key_overlap, same_person

_PART = 0.66  # of the words named, which a memory must have where it does not have all
_ADDRESS = frozenset({"address", "residence"})


def to_forget(wish: str, fact: Fact, known: Sequence[tuple[MemoryRecord, Reading]]) -> list[MemoryRecord]:
    """The memories that clearly are what `wish` names, by the question it asks or by their words; immutable ones never."""
    best: dict[str, float] = {}
    named = wish.lower().split()
    asked = asked_slot(f"what is {wish}?") or (Slot(named[1]) if len(named) == 2 else None)  # "my address"
    for record, reading in known:
        if not record.immutable:
            best[record.id] = _clearness(wish, asked, fact, reading)
    most = max(best.values(), default=0.0)
    return [record for record, _ in known if most and best.get(record.id) == most]


def _clearness(wish: str, asked: Slot | None, fact: Fact, old: Reading) -> float:
    words = old.language.words(wish)
    common = shared(words, old.words)
    if words and common == len(words) and (common >= 2 or old.language.names(f"x {wish}")):
        return 2.0
    if asked and old.slot and same_person(asked.whom, old.language.subject(old.text)) and _answers(asked, old.slot, fact):
        return 1.5
    return common / len(words) if common >= 2 and common >= _PART * len(words) else 0.0


def _answers(asked: Slot, slot: Slot, fact: Fact) -> bool:
    alike = asked.name == slot.name or {asked.name, slot.name} <= _ADDRESS
    return alike and same_person(asked.whom or fact.subject, slot.whom) and key_overlap(asked.object, slot.object) >= 1.0

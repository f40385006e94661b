"""Short ways to say something to the rules."""

from __future__ import annotations

from collections.abc import Sequence

from mem0.records import Decision, Fact, MemoryRecord, Message, Scope
from mem0.rules.consolidate import consolidate
from mem0.rules.extract import Extraction, extract

ANA = Scope(user_id="ana")
DAY = 86_400_000_000
NOW = 20_000 * DAY


def said(*texts: str, role: str = "user", actor: str | None = None) -> Extraction:
    """What is found in messages of one role."""
    return extract([Message(f"m{i}", role, text, ANA, NOW, actor) for i, text in enumerate(texts)])


def facts(*texts: str) -> list[Fact]:
    return said(*texts).facts


def remembered(text: str, *, days_ago: int = 30, immutable: bool = False, slot: bool = True) -> MemoryRecord:
    """A memory of something said before, with the slot that the rules gave it."""
    found = facts(text)
    name = found[0].slot if slot and found else None
    return MemoryRecord(f"id of {text}", text, ANA, NOW - days_ago * DAY, slot=name, immutable=immutable)


def decide(text: str, known: Sequence[MemoryRecord]) -> list[Decision]:
    """What a new message does to known memories."""
    return consolidate(facts(text), known)


def events(text: str, *known: str) -> list[str]:
    """The operations of a new message on memories of these texts, in order."""
    return [d.event for d in decide(text, [remembered(k) for k in known])]

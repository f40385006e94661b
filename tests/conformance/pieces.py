"""Small memories and messages for the tests of stores."""

from __future__ import annotations

import uuid
from typing import Any

from mem0.filters import entities, needs, parse
from mem0.ports import NewMemory, NewMessage, Selection
from mem0.records import HistoryEntry, MemoryRecord, Message, Scope, Source

ANA = Scope(user_id="ana")
BO = Scope(user_id="bo")
NOW = 1_700_000_000_000_000
FEATURES = bytes(range(150))


def new_id(number: int) -> str:
    """Every second id is a UUID, as the system makes them; the others are what programs choose."""
    return str(uuid.UUID(int=number, version=4)) if number % 2 else f"id-{number}"


def memory(number: int = 1, text: str = "Ana likes tea", *, scope: Scope = ANA, **more: Any) -> NewMemory:
    record = MemoryRecord(new_id(number), text, scope, more.pop("created_at", NOW + number), **more)
    return NewMemory(record, FEATURES)


def message(number: int = 1, content: str = "I like tea", *, scope: Scope = ANA, searched: bool = True) -> NewMessage:
    one = Message(f"message-{number}", "user", content, scope, NOW + number)
    return NewMessage(one, b"features" if searched else None)


def resting_on(message_number: int, quote: str | None = None) -> tuple[Source, ...]:
    return (Source(f"message-{message_number}", quote),)


def select(filters: object = None, **more: Any) -> Selection:
    tree = parse(filters)
    return Selection(tree, entities(tree), needs(tree), **more)


def added(memory_id: str, text: str) -> HistoryEntry:
    return HistoryEntry("", memory_id, "ADD", None, text, NOW, None)

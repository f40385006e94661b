"""What a reader finds in a file: conversations, whole records, and the places that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..records import Micros


@dataclass(frozen=True, slots=True)
class Element:
    """One value of a file, and where it stands ("line 3", "entry 12")."""

    place: str
    value: Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a file that could not be read, and why. Reading goes on behind it where that is possible."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as the file has it. `id` and `at` are None where the file names none."""

    role: str
    content: str
    name: str | None = None
    id: str | None = None
    at: Micros | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages that belong together, oldest first, with what the file says of their owner.

    `key` tells conversations of one file apart and stays the same from export to export. `left_out` counts what the
    format holds beside messages (tool calls, hidden system texts), by kind.
    """

    key: str
    place: str
    turns: tuple[Turn, ...]
    scope: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that is restored as it is (a memory of a backup, a line of our own export), in the form Memory.load reads."""

    place: str
    record: Mapping[str, Any]


Entry: TypeAlias = Conversation | Kept | Problem

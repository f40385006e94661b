"""The formats that import reads: by what each is recognised and what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..errors import ValidationError
from . import backup, chatgpt, claude, dump, locomo, messages
from .elements import first
from .entries import Element, Entry, Problem
from .opening import Part

Reader = Callable[[Iterator[Element | Problem]], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `sign` is what a file is told by, in words."""

    name: str
    sign: str
    looks_like: Callable[[object], bool]


FORMATS: Final = (
    Format("open-mem0", 'our export: the first line is {"format": "open-mem0", ...}', dump.looks_like),
    Format("chatgpt", 'ChatGPT conversations: each has a "mapping"', chatgpt.looks_like),
    Format("claude", 'Claude conversations: each has "chat_messages"', claude.looks_like),
    Format("locomo", 'LoCoMo: "conversation" with "session_1", or "sessions" with "turns"', locomo.looks_like),
    Format("backup", 'memories of mem0: each has "id" and "memory", alone or under "results"', backup.looks_like),
    Format("messages", 'messages: each has "role" and "content", alone or under "messages"', messages.looks_like),
)
RESTORED: Final = ("open-mem0", "backup")  # formats of whole records; the others hold conversations
NAMES: Final = tuple(form.name for form in FORMATS)
ALIASES: Final = {"jsonl": "messages", "mem0": "backup", "export": "open-mem0", "dump": "open-mem0"}


def named(name: str) -> str:
    """The format of that name. Raises ValidationError that lists the names."""
    known = ALIASES.get(name.lower(), name.lower())
    if known not in NAMES:
        raise ValidationError(f"There is no format {name!r}; formats are {', '.join(NAMES)}.")
    return known


def detect(part: Part) -> str:
    """The format of a file, told by its first values. Raises ValidationError that says what was tried."""
    seen = first(part)
    for form in FORMATS:
        if any(form.looks_like(element.value) for element in seen):
            return form.name
    tried = "; ".join(f"{form.name} ({form.sign})" for form in FORMATS)
    raise ValidationError(
        f"{part.name} is in no format that import knows: {seen[0].place} is {_shape(seen[0].value)}. Tried: {tried}.",
        details={"file": part.name}, suggestion="If it is one of these all the same, name it with --format.",
    )


def _shape(value: object) -> str:
    if isinstance(value, Mapping):
        keys = ", ".join(f'"{key}"' for key in list(value)[:6])
        return f"an object with the keys {keys}" if keys else "an empty object"
    return {list: "a list", str: "a text", bool: "true or false"}.get(type(value), "a number or null")


def reader(name: str, *, default_scope: Mapping[str, str]) -> Reader:
    """What reads the format of that name."""
    readers: dict[str, Reader] = {
        "open-mem0": dump.read, "chatgpt": chatgpt.read, "claude": claude.read, "locomo": locomo.read,
        "backup": lambda found: backup.read(found, default_scope=default_scope), "messages": messages.read,
    }
    return readers[name]

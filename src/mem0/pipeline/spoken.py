"""What an encoder that reads in context is given: who says a message, and what was said just before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..records import MemoryRecord, Message, Micros, Scope

BEFORE = 2  # messages; measured: one gains half of what two gain, and every one costs the encoder its length
PAUSE = 30 * 60 * 1_000_000  # microseconds of silence after which a message starts a new talk


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with its voice ("Ana: I moved") and the texts before it, in one line, oldest first."""

    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    scope: Scope
    at: Micros
    text: str


def spoken(told: Iterable[MemoryRecord | Message], earlier: Sequence[Message] = ()) -> list[Spoken]:
    """How each of `told`, in the order of time, is read: after those of `earlier` and of `told` that it follows.

    A fact that the engine derived stands for itself: it has no voice and follows nothing.
    """
    known = [_said(message) for message in earlier]
    found = []
    for one in told:
        if isinstance(one, MemoryRecord) and one.inferred:
            found.append(Spoken(one.text))
            continue
        now = _said(one)
        found.append(Spoken(now.text, " ".join(said.text for said in known[-BEFORE:] if _leads_to(said, now))))
        known.append(now)
    return found


def _said(one: MemoryRecord | Message) -> _Said:
    text, at = (one.text, one.created_at) if isinstance(one, MemoryRecord) else (one.content, one.at)
    return _Said(one.scope, at, f"{one.actor}: {text}" if one.actor else text)


def _leads_to(said: _Said, now: _Said) -> bool:
    """Whether one talk holds both: the same people and run, without a long silence between."""
    return said.scope == now.scope and 0 <= now.at - said.at <= PAUSE

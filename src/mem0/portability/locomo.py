"""Read LoCoMo files: long conversations of two people, in the published shape and in a flat one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .entries import Conversation, Element, Entry, Problem, Turn
from .parts_of_message import caption
from .values import first_of, label, spoken_moment, storable


def looks_like(value: object) -> bool:
    return isinstance(value, Mapping) and (_is_published(value) or _is_flat(value))


def read(elements: Iterator[Element | Problem]) -> Iterator[Entry]:
    """One Conversation for each session, for the user "locomo-<name of the file's conversation>"."""
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif not looks_like(element.value):
            yield Problem(element.place, "it is no LoCoMo conversation: there are no sessions")
        else:
            yield from _sample(element)


def _is_published(raw: Mapping[str, Any]) -> bool:
    inner = raw.get("conversation")
    return isinstance(inner, Mapping) and isinstance(inner.get("session_1"), list)


def _is_flat(raw: Mapping[str, Any]) -> bool:
    sessions = raw.get("sessions")
    return isinstance(sessions, list) and all(isinstance(s, Mapping) and "turns" in s for s in sessions[:3])


def _sample(element: Element) -> Iterator[Entry]:
    raw = element.value
    flat = _is_flat(raw)
    name = label(first_of(raw, "sample_id", "conversation") if flat else raw.get("sample_id")) or element.place
    for number, when, turns in _flat_sessions(raw) if flat else _published_sessions(raw["conversation"]):
        yield from _session(f"{element.place}, session {number}", f"locomo-{name}", number, when, turns)


def _published_sessions(inner: Mapping[str, Any]) -> Iterator[tuple[int, object, object]]:
    numbers = sorted(int(found[1]) for key in inner if (found := re.fullmatch(r"session_(\d+)", str(key))))
    for number in numbers:
        yield number, inner.get(f"session_{number}_date_time"), inner[f"session_{number}"]


def _flat_sessions(raw: Mapping[str, Any]) -> Iterator[tuple[int, object, object]]:
    for number, session in enumerate(raw["sessions"], 1):
        if isinstance(session, Mapping):
            yield number, session.get("date_time"), session.get("turns")
        else:
            yield number, None, session


def _session(place: str, user_id: str, number: int, when: object, raw_turns: object) -> Iterator[Entry]:
    if not isinstance(raw_turns, list):
        yield Problem(place, "it holds no list of turns")
        return
    start = spoken_moment(when)
    turns: list[Turn] = []
    for position, raw in enumerate(raw_turns):
        text = _text(raw) if isinstance(raw, Mapping) else ""
        if not text:
            yield Problem(f"{place}, turn {position + 1}", "it says nothing")
            continue
        at = None if start is None else start + position * 1_000_000  # only the session's time is known
        turns.append(Turn("user", text, label(raw.get("speaker")), label(first_of(raw, "id", "dia_id")), at))
    yield Conversation(
        key=f"{user_id}/{number}", place=place, turns=tuple(turns), scope={"user_id": user_id},
        metadata={"source": "locomo", "session": number},
    )


def _text(raw: Mapping[str, Any]) -> str:
    shown = first_of(raw, "image_caption", "blip_caption")
    words = storable(str(raw.get("text") or "")).strip()
    return "\n".join(filter(None, [words, caption("image", shown) if shown else ""]))

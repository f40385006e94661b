"""Read messages as chat programs log them: one message, one list of messages or one conversation on each line (JSONL)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .entries import Conversation, Element, Entry, Problem, Turn
from .parts_of_message import text_of
from .values import first_of, label, moment, scope_of

_TIMES: Final = ("timestamp", "created_at", "create_time", "time", "date")
_TOGETHER: Final = 200  # messages on lines of their own that are passed on in one piece


def looks_like(value: object) -> bool:
    return _is_conversation(value) or _is_message(value) or _is_list(value)


def _is_message(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("role"), str) and _has_content(value)


def _has_content(value: Mapping[str, Any]) -> bool:
    return any(isinstance(value.get(key), str | list | Mapping) for key in ("content", "text"))


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and _is_message(value[0])


def _is_conversation(value: object) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("messages"), list):
        return False
    return not value["messages"] or _is_message(value["messages"][0])


def read(elements: Iterator[Element | Problem]) -> Iterator[Entry]:
    """Conversations; messages on lines of their own that have one owner and follow each other make one."""
    row = _Row()
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif _is_message(element.value):
            yield from row.take(element)
        else:
            yield from row.flush()
            yield from _conversation(element)
    yield from row.flush()


class _Row:
    """Messages that follow each other, of one owner."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._owner: tuple[str, str, Mapping[str, str], Mapping[str, Any]] | None = None

    def take(self, element: Element) -> Iterator[Entry]:
        turn = _turn(element.value)
        if turn is None:
            yield Problem(element.place, "the message says nothing")
            return
        scope, metadata = scope_of(element.value), _metadata(element.value)
        same = self._owner is not None and self._owner[2:] == (scope, metadata)
        if not same or len(self._turns) >= _TOGETHER:
            yield from self.flush()
        self._owner = self._owner or (element.place, _key(element.value), scope, metadata)
        self._turns.append(turn)

    def flush(self) -> Iterator[Entry]:
        if self._owner is not None:
            place, key, scope, metadata = self._owner
            yield Conversation(key, place, tuple(self._turns), scope, metadata)
        self._turns, self._owner = [], None


def _conversation(element: Element) -> Iterator[Entry]:
    raw = {"messages": element.value} if isinstance(element.value, list) else element.value
    if not isinstance(raw, Mapping) or not isinstance(raw.get("messages"), list):
        yield Problem(element.place, 'it is neither a message (role, content) nor a conversation ("messages")')
        return
    turns: list[Turn] = []
    for number, message in enumerate(raw["messages"], 1):
        turn = _turn(message, default=moment(first_of(raw, *_TIMES))) if _is_message(message) else None
        if turn is None:
            yield Problem(f"{element.place}, message {number}", "it has no role or says nothing")
        else:
            turns.append(turn)
    yield Conversation(_key(raw), element.place, tuple(turns), scope_of(raw), _metadata(raw))


def _turn(raw: Mapping[str, Any], *, default: int | None = None) -> Turn | None:
    content = text_of(raw["content"] if raw.get("content") is not None else raw.get("text"))
    if not content.strip():
        return None
    return Turn(
        role=(label(raw.get("role")) or "user")[:64], content=content,
        name=label(first_of(raw, "name", "actor_id", "speaker")), id=label(first_of(raw, "id", "uuid", "message_id")),
        at=moment(first_of(raw, *_TIMES)) or default,
    )


def _key(raw: Mapping[str, Any]) -> str:
    return label(first_of(raw, "conversation_id", "thread_id", "id") if "messages" in raw else None) or ""


def _metadata(raw: Mapping[str, Any]) -> dict[str, Any]:
    found = raw.get("metadata")
    return json.loads(json.dumps(found)) if isinstance(found, Mapping) else {}

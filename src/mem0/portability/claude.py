"""Read the conversations that Claude exports (conversations.json: each one a list of chat messages)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .entries import Conversation, Element, Entry, Problem, Turn
from .parts_of_message import caption, text_of
from .values import first_of, label, moment, storable

_ROLES: Final = {"human": "user", "user": "user", "assistant": "assistant"}
_ATTACHED_CHARS: Final = 4_000  # of a pasted text; long pastes are sent as attachments with an empty message


def looks_like(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("chat_messages"), list)


def read(elements: Iterator[Element | Problem]) -> Iterator[Entry]:
    """One Conversation for each entry."""
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif not looks_like(element.value):
            yield Problem(element.place, 'it is no conversation: there is no "chat_messages"')
        else:
            yield from _conversation(element)


def _conversation(element: Element) -> Iterator[Entry]:
    raw = element.value
    left_out: Counter[str] = Counter()
    turns: list[Turn] = []
    for number, message in enumerate(raw["chat_messages"], 1):
        if not isinstance(message, Mapping):
            yield Problem(f"{element.place}, message {number}", "it is no message")
            continue
        kept = _turn(message)
        if isinstance(kept, Turn):
            turns.append(kept)
        else:
            left_out[kept] += 1
    title = label(raw.get("name"))
    yield Conversation(
        key=label(first_of(raw, "uuid", "id")) or str(raw.get("created_at")), place=element.place, turns=tuple(turns),
        left_out=left_out, metadata={"source": "claude"} | ({"conversation": title} if title else {}),
    )


def _turn(message: Mapping[str, Any]) -> Turn | str:
    sender = str(message.get("sender") or message.get("role"))
    if sender not in _ROLES:
        return f"{sender} messages"
    content = message.get("content")
    # `text` repeats the blocks and adds placeholders for those that cannot be shown, so the blocks are preferred.
    said = text_of(content) if isinstance(content, list) else ""
    said = said or text_of(message.get("text"))
    text = "\n".join(filter(None, [said, *_attached(message)]))
    if not text.strip():
        return "empty messages"
    return Turn(
        role=_ROLES[sender], content=storable(text), id=label(message.get("uuid")), at=moment(message.get("created_at"))
    )


def _attached(message: Mapping[str, Any]) -> Iterator[str]:
    """The files of a message: each by name, with the beginning of its text where the export holds it."""
    for key in ("attachments", "files", "files_v2"):
        listed = message.get(key)
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, Mapping):
                yield _file(item)


def _file(item: Mapping[str, Any]) -> str:
    named = caption("file", first_of(item, "file_name", "name"))
    inside = item.get("extracted_content")
    return f"{named}\n{storable(inside[:_ATTACHED_CHARS])}" if isinstance(inside, str) and inside.strip() else named

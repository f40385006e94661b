"""Read the conversations that ChatGPT exports (conversations.json: each one a tree of messages)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .entries import Conversation, Element, Entry, Problem, Turn
from .parts_of_message import text_of
from .values import first_of, label, moment

# What a person reads in the conversation. The rest (tool output, hidden instructions, reasoning) is counted, not kept.
_SHOWN: Final = frozenset({"text", "multimodal_text", "code", "audio_transcription"})
_MAX_DEPTH: Final = 100_000


def looks_like(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("mapping"), Mapping)


def read(elements: Iterator[Element | Problem]) -> Iterator[Entry]:
    """One Conversation for each entry: the branch that was on the screen last."""
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif not looks_like(element.value):
            yield Problem(element.place, 'it is no conversation: there is no "mapping"')
        else:
            yield from _conversation(element)


def _conversation(element: Element) -> Iterator[Entry]:
    raw = element.value
    nodes = raw["mapping"]
    leaf = raw.get("current_node")
    left_out: Counter[str] = Counter()
    turns: list[Turn] = []
    for node_id in _branch(nodes, leaf if leaf in nodes else _last_leaf(nodes)):
        message = nodes[node_id].get("message")
        if message is None:
            continue  # the root of the tree holds none
        if not isinstance(message, Mapping):
            yield Problem(f"{element.place}, message {node_id}", "it is no message")
            continue
        kept = _turn(node_id, message)
        if isinstance(kept, Turn):
            turns.append(kept)
        else:
            left_out[kept] += 1
    title = label(raw.get("title"))
    yield Conversation(
        key=label(first_of(raw, "conversation_id", "id")) or f"{raw.get('create_time')}",
        place=element.place, turns=tuple(turns), left_out=left_out,
        metadata={"source": "chatgpt"} | ({"conversation": title} if title else {}),
    )


def _branch(nodes: Mapping[str, Any], leaf: str | None) -> list[str]:
    """The ids from the root to `leaf`. Editing a question or asking again makes further branches, which are left alone."""
    path: list[str] = []
    seen: set[str] = set()
    while leaf is not None and leaf not in seen and isinstance(nodes.get(leaf), Mapping) and len(path) < _MAX_DEPTH:
        path.append(leaf)
        seen.add(leaf)
        leaf = nodes[leaf].get("parent")
    return path[::-1]


def _last_leaf(nodes: Mapping[str, Any]) -> str | None:
    """Of an export that does not name its current node: the leaf with the latest message."""
    leaves = [key for key, node in nodes.items() if isinstance(node, Mapping) and not node.get("children")]
    return max(leaves, key=lambda key: _made(nodes[key]), default=None)


def _made(node: Mapping[str, Any]) -> int:
    message = node.get("message")
    return (moment(message.get("create_time")) or 0) if isinstance(message, Mapping) else 0


def _turn(node_id: str, message: Mapping[str, Any]) -> Turn | str:
    """The message as a turn, or the kind of thing that it is instead."""
    author = message.get("author")
    content = message.get("content")
    role = str(author.get("role")) if isinstance(author, Mapping) else "unknown"
    kind = str(content.get("content_type")) if isinstance(content, Mapping) else "unknown"
    about = message.get("metadata")
    if isinstance(about, Mapping) and about.get("is_visually_hidden_from_conversation"):
        return "hidden messages"
    if role not in ("user", "assistant"):
        return f"{role} messages"
    if not isinstance(content, Mapping) or kind not in _SHOWN or _is_for_tool(message):
        return f"{kind} messages"
    text = text_of(content.get("parts") if content.get("parts") is not None else content.get("text"))
    if not text.strip():
        return "empty messages"
    assert isinstance(author, Mapping)
    return Turn(
        role=role, content=text, name=label(author.get("name")), id=label(message.get("id")) or node_id,
        at=moment(message.get("create_time")),
    )


def _is_for_tool(message: Mapping[str, Any]) -> bool:
    """What the assistant wrote to a tool (a search, a program to run) rather than to the person."""
    return message.get("recipient") not in (None, "", "all")

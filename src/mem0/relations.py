"""Entities and relations of graph memory (Mem0g, paper section 2.2), as frozen records.

`Mention` and `Triplet` are what an extractor finds in messages; `Node` and `Relation` are what a store keeps of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .records import Micros, Scope

NodeType: TypeAlias = Literal["person", "place", "organisation", "event", "object", "concept", "date"]
NODE_TYPES: tuple[NodeType, ...] = get_args(NodeType)


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity as it is spoken of: its fullest name, its type, and other names used for it in the same messages."""

    name: str
    type: NodeType = "concept"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triplet:
    """A directed labelled relation found in a message: (source, label, target), by the names of their mentions.

    `label` is in snake_case, in the language of the message. `ended` says that it held and no longer does ("she left
    Acme"). `at` is when it was said, `event_at` since when it holds where the message says so.
    """

    source: str
    label: str
    target: str
    message_id: str
    at: Micros
    quote: str = ""
    event_at: Micros | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """An entity that a store knows, resolved from its mentions inside one scope."""

    id: str
    name: str
    type: NodeType
    scope: Scope
    created_at: Micros
    updated_at: Micros
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two nodes. It holds from `valid_from` to `valid_to` (None: still) and was learned at `recorded_at`.

    Conflicting news closes it (`valid_to`, `superseded_by`) and never removes it. `messages` are the ids of the messages
    that say so.
    """

    id: str
    source: Node
    label: str
    target: Node
    scope: Scope
    valid_from: Micros
    recorded_at: Micros
    valid_to: Micros | None = None
    superseded_by: str | None = None
    messages: tuple[str, ...] = ()

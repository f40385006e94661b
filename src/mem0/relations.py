"""Entities and relations of graph memory (Mem0g, paper section 2.2), as frozen records.

`Mention` and `Triplet` are what an extractor finds in messages; `Node` and `Relation` are what a store keeps of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .records import Micros, Scope, Source

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
    """An entity that a store knows, resolved from its mentions inside one scope.

    `name` and `aliases` are what the kept messages call it: when a message is erased, the names that only it used go
    too. The node of the scope's owner ("I") is called by the owner's id.
    """

    id: str
    name: str
    type: NodeType
    scope: Scope
    created_at: Micros
    updated_at: Micros
    aliases: tuple[str, ...] = ()
    owner: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two nodes. It holds from `valid_from` to `valid_to` (None: still) and was learned at `recorded_at`.

    Conflicting news closes it (`valid_to`, `superseded_by`) and never removes it. `sources` are the messages that say so.
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
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a node: its own, or another that is used for it too."""

    text: str
    alias: bool = False


def called(scope: Scope, *, owner: bool, names: Iterable[Name]) -> tuple[str, tuple[str, ...]]:
    """The name and the aliases of a node: an owner has its id for a name, others the fullest of their own names.

    Of names of one length the first counts, so that a later spelling does not rename what is known.
    """
    every = tuple(names)
    own = [name.text for name in every if not name.alias] or [name.text for name in every]
    title = scope.entities()[0].name if owner else max(own, key=len, default="")
    return title, tuple(dict.fromkeys(name.text for name in every if name.text != title))

"""The things the system speaks of, as frozen records. Dicts are for the border (render.py) only.

Times are integers: microseconds since 1970-01-01T00:00Z (`Micros`). Text is always valid Unicode without NUL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

Micros: TypeAlias = int
EntityKind: TypeAlias = Literal["user", "agent", "app", "run"]
Event: TypeAlias = Literal["ADD", "UPDATE", "DELETE", "NOOP"]
ENTITY_KINDS: tuple[EntityKind, ...] = ("user", "agent", "app", "run")


@dataclass(frozen=True, slots=True)
class Entity:
    """One owner of memories: a user, an agent, an app or a run."""

    kind: EntityKind
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose a memory is. At least one id is set; a memory belongs to every entity named here."""

    user_id: str | None = None
    agent_id: str | None = None
    run_id: str | None = None
    app_id: str | None = None

    def entities(self) -> tuple[Entity, ...]:
        pairs = ((kind, getattr(self, f"{kind}_id")) for kind in ENTITY_KINDS)
        return tuple(Entity(kind, name) for kind, name in pairs if name is not None)


TOLD_ALONE: Final = "graph:"  # begins the ids of messages that only the graph was told


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, as it was received: the evidence that memories rest on."""

    id: str
    role: str
    content: str
    scope: Scope
    at: Micros  # when it was said (the `timestamp` of add, or the time of the call)
    actor: str | None = None  # message `name`: who said it in a group
    metadata: Mapping[str, Any] = field(
        default_factory=dict
    )  # of the add() that brought it; kept for searchable messages
    expires_on: str | None = None  # YYYY-MM-DD (UTC), as of memories

    @property
    def told_alone(self) -> bool:
        """Whether only the graph was told it (`memory.graph.add`): it goes when the graph is emptied."""
        return self.id.startswith(TOLD_ALONE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a memory comes from: the message and the words of it. A store gives the whole message where no words are named."""

    message_id: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """One memory. `valid_to` is None while it holds; a superseded memory names its successor."""

    id: str
    text: str
    scope: Scope
    created_at: Micros
    updated_at: Micros | None = None
    valid_from: Micros = 0
    valid_to: Micros | None = None
    superseded_by: str | None = None
    event_at: Micros | None = None  # the time the memory speaks of, where it names one
    expires_on: str | None = None  # YYYY-MM-DD (UTC); hidden from that day's end on
    actor: str | None = None
    role: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    memory_type: str | None = None
    immutable: bool = False
    archived: bool = False  # taken out of use by a sweep: `valid_to` is set, and it can be brought back
    inferred: bool = False  # derived by the engine or a model (True), or stored as it was said (False)
    slot: str | None = None  # what the rules recognised, e.g. "residence"; see rules/slots.py
    sources: tuple[Source, ...] = ()

    @property
    def hash(self) -> str:
        """MD5 of the text, as mem0ai gives it."""
        return hashlib.md5(self.text.encode("utf-8"), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of one memory. After a deletion by a person the texts are None: the event stays, the content does not."""

    id: str
    memory_id: str
    event: Event
    old_memory: str | None
    new_memory: str | None
    created_at: Micros  # of the memory
    updated_at: Micros | None  # of this change
    is_deleted: bool = False
    actor: str | None = None
    role: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something worth remembering that was found in messages; not yet a memory."""

    text: str  # a readable sentence, dates made absolute, in the language of the message
    message_id: str  # the message it was found in
    quote: str  # the words of the message it rests on
    at: Micros  # when it was said
    actor: str | None = None
    role: str = "user"
    event_at: Micros | None = None  # the time it speaks of, where it names one
    slot: str | None = None  # the question it answers, e.g. "residence", "job", "partner"; None: just a statement
    subject: str | None = None  # whom it is about: None the speaker, else a name or a relation ("friend Dilys")
    closes: bool = False  # it only ends something ("we broke up"): nothing new to keep beyond the ending
    temporary: bool = False  # holds for a while only ("staying in Rome this week"): never supersedes a lasting value
    derived: bool = False  # worded by a model: its text says what is meant, the quote only where it comes from
    also_in: tuple[str, ...] = ()  # further messages that it rests on
    categories: tuple[str, ...] = ()
    around: tuple[str, ...] = ()  # what the same message tells, clause by clause, this one included; () where it is all


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said so far in a conversation, that is in all messages of one scope (the S of the paper)."""

    scope: Scope
    text: str
    at: Micros  # when the last message that it takes in was said
    upto: int  # the key of that message


@dataclass(frozen=True, slots=True)
class Skip:
    """A message, or a part of it, that was not made a memory, and why."""

    message_id: str
    quote: str
    reason: str  # "greeting", "question", "small talk", "request", "empty", ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What consolidation decided for one fact (paper section 2.1, the four operations).

    ADD: `fact` becomes a memory. UPDATE: `fact` supersedes `target` (its id lives on with the new text).
    DELETE: `target` is no longer valid; `fact` says why and is itself kept only if `keep` is true.
    NOOP: `target` says it already.
    """

    event: Event
    fact: Fact
    target: MemoryRecord | None = None
    reason: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the search index needs of one searchable thing: a memory, or a message that is kept as evidence."""

    key: int  # unique in the store among memories and messages; stable over updates
    kind: Literal["memory", "message"]
    features: bytes  # retrieval/features.py: word pieces and lexical terms of the text
    codes: bytes | None  # the embedder's vector or token codes; None with the static embedder
    at: Micros  # when it was said; rows are ordered by (at, key)
    run_id: str | None
    actor: str | None
    role: str | None
    valid_from: Micros
    valid_to: Micros | None
    parents: tuple[int, ...] = ()  # of a memory: the keys of the messages that it rests on


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the index. `score` lies in [0, 1]; `shares` is each signal's part of it."""

    key: int
    kind: Literal["memory", "message"]
    score: float
    shares: Mapping[str, float] = field(default_factory=dict)

"""The port of a store: what one consistent view shows, and what one transaction may change.

Every store passes tests/conformance/, and the in-memory store is the oracle that the others are compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..filters import Condition, Filter
from ..records import Entity, HistoryEntry, IndexRow, MemoryRecord, Message, Micros
from ..retention import Use
from .audit import AuditLog, AuditView
from .conversations import ConversationsChange, ConversationsView
from .graph import GraphSnapshot, GraphTransaction
from .jobs import JobsChange, JobsView
from .outbox import Outbox, OutboxView
from .renewal import RenewalSnapshot, RenewalTransaction
from .tally import Tally

T = TypeVar("T")
Mark: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which memories are meant: those of any entity in `cover` (None: of all), that the filter accepts and that hold.

    `valid_at` None means now (valid_to is None); a time means the versions that held then; `superseded` True means all versions.
    `today` (YYYY-MM-DD, UTC) hides what expired before it; None shows expired ones.
    """

    where: Filter
    cover: tuple[Entity, ...] | None
    needs: tuple[Condition, ...] = ()  # conditions that every match fulfils, for stores that can use them early
    valid_at: Micros | None = None
    superseded: bool = False
    today: str | None = None


@dataclass(frozen=True, slots=True)
class NewMemory:
    """A memory to insert with what makes it searchable."""

    record: MemoryRecord
    features: bytes
    codes: bytes | None = None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to keep. `features` None: kept as evidence, not searched by itself (a memory stands for it already)."""

    message: Message
    features: bytes | None = None
    codes: bytes | None = None


@dataclass(frozen=True, slots=True)
class ScopeState:
    """How fresh an entity's rows are: the change number of its last change and of its last physical deletion."""

    version: int
    erased: int


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """One user, agent, app or run with what the store holds of it."""

    entity: Entity
    memories: int  # valid ones
    created_at: Micros
    updated_at: Micros


class Snapshot(JobsView, ConversationsView, Protocol):
    """One consistent view of the store. All methods of one snapshot see the same state."""

    @property
    def audit(self) -> AuditView:
        """Who did what, and who was forgotten."""

    @property
    def graph(self) -> GraphSnapshot:
        """The entities and relations of this view."""

    @property
    def renewal(self) -> RenewalSnapshot:
        """Rows that were made searchable anew and wait."""

    def get(self, memory_id: str) -> MemoryRecord | None:
        """The memory of that id, valid or superseded, with its sources."""

    def find(self, selection: Selection, *, limit: int | None = None, offset: int = 0) -> list[MemoryRecord]:
        """Memories of the selection, oldest created first (ties: insertion order)."""

    def count(self, selection: Selection) -> int:
        """How many `find` would return without a limit."""

    def by_keys(self, keys: Sequence[int]) -> dict[int, MemoryRecord | Message]:
        """Records behind index keys; keys that are gone are left out."""

    def key_of(self, memory_id: str) -> int | None:
        """The index key of a memory."""

    def with_slots(self, entity: Entity, slots: Collection[str]) -> list[MemoryRecord]:
        """Valid memories of an entity whose slot is one of these."""

    def parents_of(self, memory_id: str) -> list[int]:
        """Keys of the messages that a memory rests on; empty for an unknown id."""

    def searchable_of(self, memory_id: str) -> tuple[bytes, bytes | None] | None:
        """The stored features and codes of a memory; None for an unknown id."""

    def all_messages(self) -> list[tuple[int, Message, bool]]:
        """Every kept message as (key, message, is it searched), ordered by key: for exports."""

    def all_history(self) -> list[HistoryEntry]:
        """Every change of every memory, in the order it was logged: for exports."""

    def history_end(self) -> int:
        """The number of the last change that was logged; 0 before the first."""

    def history_after(self, number: int, *, limit: int) -> list[tuple[int, HistoryEntry]]:
        """Changes that were logged after that one, with their numbers, in order: for those who follow what happens."""

    def history(self, memory_id: str) -> list[HistoryEntry]:
        """All changes of a memory, oldest first; empty for an unknown id."""

    def messages(self, scope_entity: Entity, *, limit: int) -> list[Message]:
        """The last messages of an entity, oldest first."""

    def entities(self) -> list[EntitySummary]:
        """Everyone the store knows, ordered by kind, then creation."""

    def state(self, entity: Entity | None) -> ScopeState:
        """The state of an entity's rows; of the whole store for None.

        The numbers of an entity never go down. One without rows is forgotten (its name is personal data) and then has
        the number of the store's last deletion for both: (0, 0) where nothing was ever deleted.
        """

    def index_rows(self, entity: Entity | None, *, since: int = 0) -> list[IndexRow]:
        """Searchable rows of an entity (None: of all) that changed after change number `since`, ordered by (at, key).

        Memories of every validity, and messages that are kept as searchable evidence.
        """

    def index_keys(self, entity: Entity | None) -> NDArray[np.int64]:
        """The keys of all searchable rows of an entity, ascending: what is missing was deleted or is no longer searched."""

    def uses(self, keys: Sequence[int]) -> dict[int, Use]:
        """How often these memories were found by searches; those never found are left out."""

    def memory_ids(self) -> list[str]:
        """The ids of all memories that hold now, in the order of their keys: what a mirror of the store should show."""

    def tally(self, *, since: Micros) -> Tally:
        """What the store holds, in numbers; `untouched` are memories neither changed nor found after `since`."""

    def setting(self, name: str) -> str | None:
        """A named setting of the store, e.g. "encoder"."""

    @property
    def outbox(self) -> OutboxView:
        """What mirrors have not been told of yet."""


class Transaction(Snapshot, JobsChange, ConversationsChange, Protocol):
    """A snapshot that may be changed. Everything takes effect together, or nothing does."""

    @property
    def audit(self) -> AuditLog:
        """The audit log, to which this transaction adds its line."""

    @property
    def graph(self) -> GraphTransaction:
        """The entities and relations of this view, to be changed."""

    @property
    def renewal(self) -> RenewalTransaction:
        """Rows that were made searchable anew and wait."""

    def add_messages(self, messages: Sequence[NewMessage]) -> list[int]:
        """Keep messages; returns their keys in the same order. Message ids are the caller's and need not be unique."""

    def add_memories(self, memories: Sequence[NewMemory], *, parents: Sequence[Sequence[int]] = ()) -> list[int]:
        """Insert memories, each resting on the messages of these keys; returns their keys. Raises on an id that exists.

        A record's sources are found by their message ids among its own `parents`, never elsewhere; parents that no source
        names are sources without a quote.
        """

    def replace(self, memory: NewMemory, *, parents: Sequence[int] | None = None) -> None:
        """Put this version in the place of the stored memory of the same id. `parents` None keeps its sources."""

    def add_sources(self, memory_id: str, parents: Sequence[int]) -> None:
        """Let a memory rest on these messages too (it was said again)."""

    def close(self, memory_id: str, *, at: Micros, superseded_by: str | None = None) -> None:
        """End a memory's validity; it stays readable by id, `as_of` and `superseded=True`."""

    def set_searchable(self, items: Sequence[tuple[int, bytes, bytes | None]]) -> None:
        """Put new (key, features, codes) beside searchable rows: what reindexing does. Keys that are gone are passed over."""

    def hide_messages(self, keys: Iterable[int]) -> None:
        """Take messages out of the search (their facts were superseded); they stay as evidence."""

    def log(self, entries: Sequence[HistoryEntry]) -> None:
        """Append to the history."""

    def erase(self, memory_ids: Sequence[str], *, at: Micros) -> int:
        """Remove memories for good: text, features, superseded versions of the same id, the messages they rest on, the
        relations and names that nothing else says, and the texts in their history; one DELETE entry without text stays
        in the history. Returns how many were removed."""

    def erase_messages(self, keys: Sequence[int]) -> int:
        """Remove kept messages for good (memories that rest on them lose this source, relations and nodes that rest on
        nothing else go too). Returns how many were removed."""

    def erase_scope(self, selection: Selection, *, at: Micros) -> int:
        """`erase` for everything selected, superseded versions included; where the selection is whole entities (no other
        condition), their messages, nodes and relations go too, and their jobs: those that are not done are CANCELLED, and
        of all only the id, the kind and the times stay."""

    def erase_graph(self, owners: Sequence[Entity]) -> int:
        """Remove the nodes and relations of every validity that belong to all of these entities (none: every one) for good,
        and what else of the graph rests on messages that do: nodes are a user's, but their names are from messages of a run.

        Memories and messages stay, but for messages that only the graph was told (`Message.told_alone`), unless a memory
        rests on them. Returns how many relations were removed."""

    def note_uses(self, uses: Mapping[int, Use]) -> None:
        """Add to how often memories were found, by key; keys that are gone are passed over. Changes no change number."""

    def forget(self, entity: Entity, *, at: Micros) -> dict[str, int]:
        """`erase_scope` of everything that belongs to an entity, and proof of it: its key is destroyed, a tombstone stays.

        Returns how many there were of each kind: memories (past versions too), messages, lines of history with words,
        nodes, relations, keys, and rows of other tables by the table's name. Raises DatabaseError, and changes nothing,
        where anything could not be removed.
        """

    def set_setting(self, name: str, value: str) -> None: ...

    @property
    def outbox(self) -> Outbox:
        """Where changes are queued for mirrors; memories by the methods above themselves."""


class Store(Protocol):
    """Where everything is kept. One `write` is one transaction; several threads and processes may use one store."""

    name: str

    def mark(self) -> Mark:
        """A sign of all that is committed: while it stays the same, nobody has changed anything, in any process.

        It may change where nothing was changed; what it says is for this object of this process.
        """

    def read(self, job: Callable[[Snapshot], T]) -> T:
        """Run `job` on one consistent view."""

    def write(self, job: Callable[[Transaction], T]) -> T:
        """Run `job` as one transaction: committed when it returns, undone when it raises. Waits for other writers."""

    def scrub(self) -> None:
        """Make what was erased unreadable in every file (truncate the log, overwrite free pages)."""

    def reset(self) -> None:
        """Remove everything; registered targets of the outbox stay, each told to clear."""

    def check(self) -> list[str]:
        """Integrity check: what is wrong, empty when all is well."""

    def size_bytes(self) -> int:
        """Bytes on disk (or in memory), all files included."""

    def close(self) -> None:
        """Give back files and connections; the store cannot be used afterwards. Closing twice is fine."""


Durability = Literal["full", "normal"]

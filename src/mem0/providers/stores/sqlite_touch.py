"""Number the changes of one transaction, and keep each entity's numbers: its last change, its last deletion."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from mem0.records import ENTITY_KINDS, Entity, Micros, Scope

from .sqlite_job_rows import OPEN_OF, forget_owner
from .sqlite_seal import Seal

_ROWS = (*(f"{table} WHERE {{0}}" for table in ("memories", "messages", "relations", "nodes", "summaries")), OPEN_OF)
_EMPTY = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {rows} = ?1)" for rows in _ROWS)


@dataclass(slots=True)
class _Mark:
    version: int = 0
    erased: int = 0
    updated_at: Micros | None = None


class Touch:
    """The change counter of a transaction. `flush` writes what was numbered and marked."""

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        self._db = db
        self._seal = seal
        self._seq, self._erased = db.execute("SELECT seq, erased FROM counters").fetchone()
        self._marks: dict[int, _Mark] = {}
        self._touched: dict[int, Entity | None] = {}  # everybody whose rows were changed; None: not read yet
        self._gone: list[Entity] = []  # those of them who have none any more
        self._numbers: dict[Entity, int] = {}
        self.keys_destroyed = 0

    def next(self) -> int:
        self._seq += 1
        return int(self._seq)

    def columns(self, scope: Scope, seq: int, at: Micros) -> list[int | None]:
        """The entity columns (user, agent, app, run) of a row that is written now; its entities are marked."""
        columns: list[int | None] = []
        for kind in ENTITY_KINDS:
            name = getattr(scope, f"{kind}_id")
            columns.append(None if name is None else self._number(Entity(kind, name), seq, at))
        self.mark(columns, seq, at=at)
        return columns

    def owners(self, scope: Scope, at: Micros) -> list[int | None]:
        """The entity columns of a row that no index reads: entities that are known stay as they are."""
        named = [None if (name := getattr(scope, f"{kind}_id")) is None else Entity(kind, name) for kind in ENTITY_KINDS]
        if any(entity is not None and self._find(entity) is None for entity in named):
            self.next()
        return [None if entity is None else self._number(entity, self._seq, at) for entity in named]

    def mark(self, columns: Iterable[int | None], seq: int, *, at: Micros | None = None, erased: bool = False) -> None:
        """These entities changed; `erased`: one of their rows left the index."""
        for number in columns:
            if number is None:
                continue
            self._touched.setdefault(number)
            mark = self._marks.setdefault(number, _Mark())
            mark.version = seq
            mark.erased = seq if erased else mark.erased
            mark.updated_at = at if mark.updated_at is None else max(mark.updated_at, at or mark.updated_at)
        if erased:
            self._erased = seq

    def flush(self) -> None:
        sql = (
            "UPDATE entities SET version = MAX(version, ?), erased = MAX(erased, ?), "
            "updated_at = MAX(updated_at, COALESCE(?, updated_at)) WHERE id = ?"
        )
        marks = self._marks.items()
        self._db.executemany(sql, [(one.version, one.erased, one.updated_at, number) for number, one in marks])
        self._db.execute("UPDATE counters SET seq = ?, erased = ?", (self._seq, self._erased))
        self._marks.clear()

    def prune(self, columns: Iterable[int | None]) -> None:
        """Forget those of these entities that have no rows left: a name is personal data too."""
        for number, kind in self._empty(columns):
            forget_owner(self._db, kind, number)
            self._gone += filter(None, [self._touched.pop(number, None) or self._entity(number)])
            self._db.execute("DELETE FROM entities WHERE id = ?", (number,))
            self.keys_destroyed += self._seal.drop_key(number)
            self._numbers.clear()

    def leave(self, columns: Iterable[int | None]) -> None:
        """`prune` after a job has ended: a deletion of its own, so that the numbers of whom it forgets do not go down."""
        gone = [number for number, _ in self._empty(columns)]
        if gone:
            self._erased = self.next()
            self.flush()
            self.prune(gone)

    def _empty(self, columns: Iterable[int | None]) -> list[tuple[int, str]]:
        """Those of these entities that no row names, with their kinds."""
        numbers = {number for number in columns if number is not None}
        sql = "SELECT kind FROM entities WHERE id = ?"
        kinds = [(number, ENTITY_KINDS[self._db.execute(sql, (number,)).fetchone()[0]]) for number in numbers]
        return [
            (number, kind)
            for number, kind in kinds
            if self._db.execute(f"SELECT {_EMPTY.format(kind)}", (number,)).fetchone()[0]
        ]

    def everybody(self) -> list[Entity]:
        """Everybody whose rows this transaction changed."""
        found = (self._entity(number) if one is None else one for number, one in self._touched.items())
        return [*self._gone, *(one for one in found if one is not None)]

    def _entity(self, number: int) -> Entity | None:
        row = self._db.execute("SELECT kind FROM entities WHERE id = ?", (number,)).fetchone()
        name = None if row is None else self._seal.name(number)
        return None if name is None else Entity(ENTITY_KINDS[row[0]], name)

    def _number(self, entity: Entity, seq: int, at: Micros) -> int:
        if entity not in self._numbers:
            self._numbers[entity] = number = self._find(entity) or self._insert(entity, seq, at)
            self._touched[number] = entity
        return self._numbers[entity]

    def _find(self, entity: Entity) -> int | None:
        sql = "SELECT id FROM entities WHERE kind = ? AND name = ?"
        row = self._db.execute(sql, (ENTITY_KINDS.index(entity.kind), self._seal.token(entity))).fetchone()
        return None if row is None else int(row[0])

    def _insert(self, entity: Entity, seq: int, at: Micros) -> int:
        # `erased` begins at this change: an index that was loaded before the entity was forgotten must not live on.
        sql = "INSERT INTO entities (kind, name, version, erased, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
        values = (ENTITY_KINDS.index(entity.kind), self._seal.token(entity), seq, seq, at, at)
        number = self._db.execute(sql, values).lastrowid
        assert number is not None  # an INSERT of one row always has one
        if self._seal.seals:
            self._db.execute("UPDATE entities SET label = ? WHERE id = ?", (self._seal.label(number, entity), number))
        return number

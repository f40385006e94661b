"""Rewrite the rows of the SQLite file: from clear to sealed, or from one key of an owner to another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mem0.records import ENTITY_KINDS, Entity

from . import sqlite_renewal
from .sqlite_seal import SEALED, Clear, Layout, Row, Seal, Sealed
from .sqlite_vault import STORE_OWNER, Vault

_ROWS_AT_ONCE: Final = 500
_OWN = "COALESCE(t.user, t.agent, t.app, t.run)"
_OF = "(SELECT COALESCE(p.user, p.agent, p.app, p.run) FROM {0} p WHERE p.{1} = t.{2})"  # of the row it belongs to


@dataclass(frozen=True, slots=True)
class Table:
    """A table with sealed values: what identifies a row in it, and the SQL of the number of its owner."""

    name: str
    identity: tuple[str, ...] = ("key",)
    owner: str = _OWN

    @property
    def columns(self) -> str:
        return ", ".join((*self.identity, *SEALED[self.name]))

    @property
    def assignments(self) -> str:
        return ", ".join(f"{column} = ?" for column in SEALED[self.name])


TABLES: Final = (
    Table("memories"),
    Table("messages"),
    Table("sources", ("memory", "n"), _OF.format("memories", "key", "memory")),
    Table("history", ("n",), _OF.format("memories", "id", "memory")),
    Table("namings", ("node", "n"), _OF.format("nodes", "key", "node")),
    Table("relations"),
    Table("bases", ("relation", "n"), _OF.format("relations", "key", "relation")),
    Table("jobs", ("id",)),
    Table("summaries", ("n",)),
    Table("renewed", owner=sqlite_renewal.OWNER.format("t.key")),
    Table("audit", ("n",), str(STORE_OWNER)),
    Table("entities", ("id",), "t.id"),
)


def seal_everything(db: sqlite3.Connection, vault: Vault) -> int:
    """Seal a clear file. Returns how many rows were written."""
    after = Sealed(db, vault)
    names = db.execute("SELECT id, kind, name FROM entities").fetchall()
    found = [(number, Entity(ENTITY_KINDS[kind], name)) for number, kind, name in names]
    db.executemany(
        "UPDATE entities SET name = ?, label = ? WHERE id = ?",
        [(after.token(entity), after.label(number, entity), number) for number, entity in found],
    )
    tables = (table for table in TABLES if table.name != "entities")
    return len(found) + sum(_rewrite(db, table, Clear(db), after, "TRUE", ()) for table in tables)


def seal_anew(db: sqlite3.Connection, vault: Vault, owner: int) -> int:
    """Seal all rows of an owner with a new key; the old ones are destroyed. Returns how many rows were written."""
    before = Sealed(db, vault)
    old = [row[0] for row in db.execute("SELECT number FROM keys WHERE owner = ?", (owner,))]
    vault.add_key(db, owner)
    after = Sealed(db, vault)
    rows = sum(_rewrite(db, table, before, after, f"{table.owner} = ?", (owner,)) for table in TABLES)
    db.executemany("DELETE FROM keys WHERE number = ?", [(number,) for number in old])
    return rows


def _rewrite(
    db: sqlite3.Connection, table: Table, before: Seal, after: Seal, where: str, values: tuple[int, ...]
) -> int:
    layout, width = Layout.of(table.name, table.columns), len(table.identity)
    sql = f"UPDATE {table.name} SET {table.assignments} WHERE {' AND '.join(f'{c} = ?' for c in table.identity)}"
    count = 0
    for batch in _batches(db, table, where, values):
        owners = [row[-1] or 0 for row in batch]
        opened = before.open(layout, (row[:-1] for row in batch), width=width)
        closed = [
            after.close(layout, row, identity=row[0] if width == 1 else row[:width], owner=owner)
            for row, owner in zip(opened, owners, strict=True)
        ]
        db.executemany(sql, [(*row[width:], *row[:width]) for row in closed])
        count += len(closed)
    return count


def _batches(db: sqlite3.Connection, table: Table, where: str, values: tuple[int, ...]) -> Iterator[list[Row]]:
    """The rows with their owners. The identities are read first: a statement must not run over rows that it changes."""
    keys = db.execute(f"SELECT {', '.join(table.identity)} FROM {table.name} t WHERE {where}", values).fetchall()
    test = " AND ".join(f"{column} = ?" for column in table.identity)
    sql = f"SELECT {table.columns}, {table.owner} FROM {table.name} t WHERE {test}"
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        yield [db.execute(sql, key).fetchone() for key in keys[start : start + _ROWS_AT_ONCE]]

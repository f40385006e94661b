"""How a value stands in the SQLite file: as it is, or sealed with the key of whoever owns the row.

A sealed value is version (1 byte), number of its key (4), nonce (12), ciphertext and tag (16); as base64 where the column
holds text. It opens only in the table, column and row that it was sealed for. None stays None.
"""

from __future__ import annotations

import binascii
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mem0.crypto import Cipher, Tampered, open_sealed, seal
from mem0.errors import StoreCorruptError
from mem0.records import Entity

from .sqlite_vault import STORE_OWNER, Vault, read_secret, write_secret

Row: TypeAlias = tuple[Any, ...]
_VERSION: Final = b"\x01"
_HEAD: Final = 5  # bytes before the nonce

# What is sealed, table by table. tests/conformance/test_sealed_file.py knows every column that is not, and why.
SEALED: Final[dict[str, tuple[str, ...]]] = {
    "memories": ("text", "metadata", "categories", "actor", "slot", "features", "codes"),
    "messages": ("content", "metadata", "actor", "features", "codes"),
    "sources": ("quote",),
    "history": ("old", "new", "reason", "actor"),
    "entities": ("label",),
    "namings": ("name",),
    "relations": ("label",),
    "bases": ("quote",),
    "jobs": ("error", "payload"),
    "renewed": ("features", "codes"),
    "summaries": ("text",),
    "audit": ("actor",),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which values of a row are sealed: position, and the table and column that it is bound to."""

    places: tuple[tuple[int, bytes], ...]

    @classmethod
    def of(cls, table: str, columns: str) -> Layout:
        """From the columns of a statement ("t.key, t.text, ..."); other things between the commas are left as they are."""
        names = [column.strip().removeprefix("t.") for column in columns.split(",")]
        known = SEALED[table]
        return cls(tuple((n, f"{table}.{name}:".encode()) for n, name in enumerate(names) if name in known))


def owner_of(columns: Sequence[int | None]) -> int:
    """Whose key seals a row with these entities (user, agent, app, run): the first one's."""
    return next((number for number in columns if number is not None), STORE_OWNER)


class Clear:
    """A view of a file that keeps everything as it is."""

    seals = False

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._names: dict[int | None, str | None] = {None: None}

    def close(self, layout: Layout, row: Row, *, identity: object, owner: int) -> Row:
        """A row to be written, as it stands in the file. `identity`: what no other row of the table has."""
        del layout, identity, owner
        return row

    def open(self, layout: Layout, rows: Iterable[Row], *, width: int = 1) -> Iterable[Row]:
        """Rows as they were given to `close`; their first `width` values are the identity."""
        del layout, width
        return rows

    def name(self, number: int | None) -> str | None:
        """The name of an entity by its number."""
        if number not in self._names:
            self._names[number] = self._read_name(number)
        return self._names[number]

    def token(self, entity: Entity) -> str:
        """What stands in `entities.name`, by which an entity is found."""
        return entity.name

    def label(self, number: int, entity: Entity) -> str | None:
        """What stands in `entities.label`: the sealed name of a new entity."""
        del number, entity
        return None

    def drop_key(self, number: int) -> int:
        """An entity is gone: what was sealed for it shall never be read again. Returns how many keys were destroyed."""
        del number
        return 0

    def read_secret(self, name: str) -> bytes | None:
        """A secret of the store."""
        return read_secret(self._db, name)

    def write_secret(self, name: str, value: bytes) -> None:
        write_secret(self._db, name, value)

    def _read_name(self, number: int | None) -> str | None:
        row = self._db.execute("SELECT name FROM entities WHERE id = ?", (number,)).fetchone()
        return None if row is None else str(row[0])


_LABEL = Layout.of("entities", "id, label")


class Sealed(Clear):
    """A view of an encrypted file."""

    seals = True

    def __init__(self, db: sqlite3.Connection, vault: Vault) -> None:
        super().__init__(db)
        self._vault = vault
        self._by_number: dict[bytes, Cipher] = {}  # read anew in each view: a key may have been destroyed
        self._of_owner: dict[int, tuple[bytes, Cipher]] = {}

    def close(self, layout: Layout, row: Row, *, identity: object, owner: int) -> Row:
        if all(row[n] is None for n, _ in layout.places):
            return row
        head, aead = self._key_of(owner)
        where = str(identity).encode()
        values = list(row)
        for n, bound in layout.places:
            value = values[n]
            if value is None:
                continue
            raw = value.encode() if isinstance(value, str) else value
            sealed = head + seal(aead, raw, bound + where)
            values[n] = sealed if raw is value else binascii.b2a_base64(sealed, newline=False).decode("ascii")
        return tuple(values)

    def open(self, layout: Layout, rows: Iterable[Row], *, width: int = 1) -> Iterable[Row]:
        for row in rows:
            where = str(row[0] if width == 1 else row[:width]).encode()
            values = list(row)
            for n, bound in layout.places:
                if values[n] is not None:
                    values[n] = self._opened(values[n], bound + where)
            yield tuple(values)

    def token(self, entity: Entity) -> str:
        return self._vault.token(self._db, entity)

    def label(self, number: int, entity: Entity) -> str | None:
        row = self.close(_LABEL, (number, entity.name), identity=number, owner=number)
        return str(row[1])

    def drop_key(self, number: int) -> int:
        self._of_owner.pop(number, None)
        self._by_number.clear()
        self._names.pop(number, None)
        return self._vault.destroy(self._db, number)

    def read_secret(self, name: str) -> bytes | None:
        return self._vault.kept(self._db, name) if read_secret(self._db, name) is not None else None

    def write_secret(self, name: str, value: bytes) -> None:
        self._vault.keep(self._db, name, value)

    def _opened(self, value: str | bytes, bound: bytes) -> str | bytes:
        text = isinstance(value, str)
        try:
            raw = binascii.a2b_base64(value) if text else value
            opened = open_sealed(self._key(raw[1:_HEAD]), raw[_HEAD:], bound)  # type: ignore[arg-type]
        except (Tampered, ValueError):
            place = bound.decode()
            raise StoreCorruptError(
                f"A sealed value was changed or moved ({place}).",
                details={"place": place},
                suggestion="Restore the store from a backup.",
            ) from None
        return opened.decode() if text else opened

    def _key(self, number: bytes) -> Cipher:
        found = self._by_number.get(number)
        if found is None:
            found = self._by_number[number] = self._vault.by_number(self._db, int.from_bytes(number, "big"))
        return found

    def _key_of(self, owner: int) -> tuple[bytes, Cipher]:
        found = self._of_owner.get(owner)
        if found is None:
            number, aead = self._vault.of_owner(self._db, owner)
            packed = number.to_bytes(4, "big")
            self._by_number[packed] = aead
            found = self._of_owner[owner] = (_VERSION + packed, aead)
        return found

    def _read_name(self, number: int | None) -> str | None:
        rows = self._db.execute("SELECT id, label FROM entities WHERE id = ?", (number,))
        return next((row[1] for row in self.open(_LABEL, rows)), None)


Seal: TypeAlias = Clear | Sealed


def seal_of(db: sqlite3.Connection, vault: Vault | None) -> Seal:
    """How one view of the file reads and writes."""
    return Clear(db) if vault is None else Sealed(db, vault)

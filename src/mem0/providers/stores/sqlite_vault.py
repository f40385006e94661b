"""The keys of an encrypted SQLite file: wrapped in the file itself, unwrapped in memory while it is open."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sqlite3
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from mem0.crypto import Cipher, KeySource, Master, Tampered, cipher, new_key, open_sealed, seal
from mem0.errors import EncryptionError, StoreCorruptError
from mem0.records import Entity

# AUTOINCREMENT: a value names its key by the number, so the number of a destroyed key must not come back.
TABLES: Final = """
CREATE TABLE vault (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE keys (number INTEGER PRIMARY KEY AUTOINCREMENT, owner INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT;
CREATE INDEX keys_owner ON keys (owner);
ALTER TABLE entities ADD COLUMN label TEXT;
"""
NO_KEYS: Final = b""  # the wrapped key of keys of a backup that holds no keys
STORE_OWNER: Final = 0  # the owner of what belongs to nobody; entities are numbered from 1
_CACHED_KEYS: Final = 4096
_SECRETS: Final = ("lookup", "audit")
RETIRED: Final = "retired "  # keys of keys of before, for keyrings that were out of reach when the master key was changed
_CONTENT: Final = ("memories", "messages", "history", "entities", "settings")


def is_encrypted(db: sqlite3.Connection) -> bool:
    return read_secret(db, "kek") is not None


def has_vault(db: sqlite3.Connection) -> bool:
    """A file of an older version has none."""
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'vault'").fetchone() is not None


def read_secret(db: sqlite3.Connection, name: str) -> bytes | None:
    """A value of the vault; in an encrypted file the secrets among them are wrapped."""
    row = db.execute("SELECT value FROM vault WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def write_secret(db: sqlite3.Connection, name: str, value: bytes) -> None:
    sql = "INSERT INTO vault VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    db.execute(sql, (name, value))


def store_id(db: sqlite3.Connection) -> bytes:
    """What no other store has; empty before anything asked for it in a transaction."""
    return read_secret(db, "store") or b""


def settle_store_id(db: sqlite3.Connection) -> bytes:
    """The id of the store, made where there is none."""
    if not store_id(db):
        write_secret(db, "store", os.urandom(16))
    return store_id(db)


def open_vault(db: sqlite3.Connection, path: Path, source: KeySource | None) -> Vault | None:
    """The vault of the file, made where a key is given and nothing is stored yet. Inside a write transaction.

    Raises EncryptionError where the file and the key do not fit together.
    """
    if is_encrypted(db):
        if source is None:
            raise EncryptionError(
                f"{path} is encrypted and no key was given.",
                suggestion="Give it as encryption_key in the configuration, or in MEM0_ENCRYPTION_KEY.",
            )
        return _unlocked(db, path, source)
    if source is None:
        return None
    if any(db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0] for table in _CONTENT):
        raise EncryptionError(
            f"A key was given, but {path} is not encrypted.", suggestion=f"Encrypt what it holds: mem0 encrypt --path {path}"
        )
    return make_vault(db, source)


def make_vault(db: sqlite3.Connection, source: KeySource) -> Vault:
    """Keys for a file that has none. What it holds already is not sealed by this."""
    kdf = source.new_kdf()
    master = source.master(kdf)
    assert master is not None  # a source knows its own setting
    store, kek, lookup, audit = settle_store_id(db), new_key(), new_key(), read_secret(db, "audit")
    write_secret(db, "kdf", json.dumps(dict(kdf)).encode())
    wrapped = master.wrap(kek, store=store)
    write_secret(db, "kek", wrapped)
    vault = Vault(store, master, kek, wrapped)
    vault.keep(db, "lookup", lookup)
    if audit is not None:
        vault.keep(db, "audit", audit)
    return vault


def _unlocked(db: sqlite3.Connection, path: Path, source: KeySource) -> Vault:
    kdf, store, wrapped = (read_secret(db, name) for name in ("kdf", "store", "kek"))
    if wrapped == NO_KEYS:
        raise EncryptionError(
            f"{path} is a backup, and its keys lie in a keyring.", suggestion=f"Put it back into a store: mem0 restore {path}"
        )
    return unlock(kdf, store, wrapped, source, path)


def unlock(kdf: bytes | None, store: bytes | None, wrapped: bytes | None, source: KeySource, path: Path) -> Vault:
    """The vault with this key of keys. Raises EncryptionError where the master key is not the one that wrapped it."""
    assert kdf is not None
    assert store is not None
    assert wrapped is not None
    try:
        master = source.master(json.loads(kdf))
        if master is None:
            raise Tampered
        return Vault(store, master, master.unwrap(wrapped, store=store), wrapped)
    except Tampered:
        raise EncryptionError(
            f"The key does not open {path}.", suggestion="Give the key that the store was encrypted with."
        ) from None


class Vault:
    """The unlocked keys of one file. Threads may share it; unwrapped data keys are kept in a bounded cache."""

    def __init__(self, store: bytes, master: Master, kek: bytes, wrapped: bytes) -> None:
        self._store = store
        self._master = master
        self._kek = (wrapped, kek)
        self._lookup: bytes | None = None
        self._ciphers: OrderedDict[bytes, Cipher] = OrderedDict()  # by their wrapping, which no other key has
        self._lock = threading.Lock()

    def token(self, db: sqlite3.Connection, entity: Entity) -> str:
        """A keyed digest (HMAC-SHA-256, 128 bits) of an entity, by which it is found without its name."""
        if self._lookup is None:
            self._lookup = self.kept(db, "lookup")
        return hmac.digest(self._lookup, f"{entity.kind}\0{entity.name}".encode(), "sha256")[:16].hex()

    def of_owner(self, db: sqlite3.Connection, owner: int) -> tuple[int, Cipher]:
        """The number and the cipher of an owner's newest key; one is made where there is none."""
        sql = "SELECT number, wrapped FROM keys WHERE owner = ? ORDER BY number DESC LIMIT 1"
        row = db.execute(sql, (owner,)).fetchone()
        return self.add_key(db, owner) if row is None else (row[0], self._cipher(db, row[1], owner))

    def by_number(self, db: sqlite3.Connection, number: int) -> Cipher:
        """The cipher of a key. Raises StoreCorruptError where it is gone."""
        row = db.execute("SELECT wrapped, owner FROM keys WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise StoreCorruptError(f"A value was sealed with key {number}, which is not in the store.")
        return self._cipher(db, row[0], row[1])

    def add_key(self, db: sqlite3.Connection, owner: int) -> tuple[int, Cipher]:
        """A new key for an owner; what is written from now on is sealed with it."""
        key = new_key()
        wrapped = seal(cipher(self.kek(db)), key, self._bound(_key_name(owner)))
        number = db.execute("INSERT INTO keys (owner, wrapped) VALUES (?, ?)", (owner, wrapped)).lastrowid
        assert number is not None  # an INSERT of one row always has one
        return number, self._cached(wrapped, key)

    def destroy(self, db: sqlite3.Connection, owner: int) -> int:
        """Remove all keys of an owner; returns how many there were."""
        rows = db.execute("SELECT wrapped FROM keys WHERE owner = ?", (owner,)).fetchall()
        db.execute("DELETE FROM keys WHERE owner = ?", (owner,))
        with self._lock:
            for (wrapped,) in rows:
                self._ciphers.pop(wrapped, None)
        return len(rows)

    def keep(self, db: sqlite3.Connection, name: str, secret: bytes) -> None:
        """Put a secret of the store into the vault, wrapped."""
        write_secret(db, name, seal(cipher(self.kek(db)), secret, self._bound(name)))

    def kept(self, db: sqlite3.Connection, name: str) -> bytes:
        """A secret of the store. Raises StoreCorruptError where it is missing or was changed."""
        self.kek(db)
        return self.opened(name, read_secret(db, name))

    def opened(self, name: str, wrapped: bytes | None) -> bytes:
        """A secret of the store as it stands in its vault, or in a keyring."""
        try:
            return open_sealed(cipher(self._kek[1]), wrapped or b"", self._bound(name))
        except Tampered:
            raise StoreCorruptError(f"The secret {name!r} of the store is missing or was changed.") from None

    def kek(self, db: sqlite3.Connection) -> bytes:
        """The key of keys as the file has it now. Raises EncryptionError where another process changed the master key."""
        now = read_secret(db, "kek") or b""
        wrapped, key = self._kek
        if now != wrapped:
            try:
                key = self._master.unwrap(now, store=self._store)
            except Tampered:
                raise EncryptionError(
                    "The master key of the store was changed since it was opened.",
                    suggestion="Open the store again with the new key.",
                ) from None
            self._kek = (now, key)
        return key

    def rotated(self, db: sqlite3.Connection, source: KeySource) -> Vault:
        """The vault after all keys were wrapped anew, under another master key and a new key of keys.

        No row is touched. This vault goes on being the right one where the transaction is undone.
        """
        kdf = source.new_kdf()
        master = source.master(kdf)
        assert master is not None  # a source knows its own setting
        old, kek = cipher(self.kek(db)), new_key()
        new = cipher(kek)
        rows = db.execute("SELECT number, owner, wrapped FROM keys").fetchall()
        renewed = [(self._rewrapped(wrapped, _key_name(owner), old, new), n) for n, owner, wrapped in rows]
        db.executemany("UPDATE keys SET wrapped = ? WHERE number = ?", renewed)
        before = db.execute("SELECT name FROM vault WHERE name GLOB ?", (f"{RETIRED}*",)).fetchall()
        for name in (*_SECRETS, *(row[0] for row in before)):
            secret = read_secret(db, name)
            if secret is not None:
                write_secret(db, name, self._rewrapped(secret, name, old, new))
        name = _retired_name(self._kek[0])
        write_secret(db, name, seal(new, self._kek[1], self._bound(name)))
        wrapped = master.wrap(kek, store=self._store)
        write_secret(db, "kdf", json.dumps(dict(kdf)).encode())
        write_secret(db, "kek", wrapped)
        return Vault(self._store, master, kek, wrapped)

    def unwrapped(self, db: sqlite3.Connection, wrapped: bytes, owner: int) -> bytes:
        """A data key itself. Raises StoreCorruptError where it was changed or is another owner's."""
        try:
            return open_sealed(cipher(self.kek(db)), wrapped, self._bound(_key_name(owner)))
        except Tampered:
            raise StoreCorruptError(f"The key of owner {owner} was changed or moved.") from None

    def wrapped_anew(self, db: sqlite3.Connection, wrapped: bytes, owner: int, *, under: bytes) -> bytes:
        """A data key that was wrapped under another key of keys, as this store wraps it now."""
        return self._rewrapped(wrapped, _key_name(owner), cipher(under), cipher(self.kek(db)))

    def retired(self, db: sqlite3.Connection, wrapped: bytes) -> bytes | None:
        """A key of keys of before by its wrapping; None where the store does not keep it."""
        name = _retired_name(wrapped)
        return None if read_secret(db, name) is None else self.kept(db, name)

    def _rewrapped(self, wrapped: bytes, name: str, old: Cipher, new: Cipher) -> bytes:
        bound = self._bound(name)
        try:
            return seal(new, open_sealed(old, wrapped, bound), bound)
        except Tampered:
            raise StoreCorruptError(f"The {name} of the store was changed; nothing was rotated.") from None

    def _cipher(self, db: sqlite3.Connection, wrapped: bytes, owner: int) -> Cipher:
        with self._lock:
            found = self._ciphers.get(wrapped)
            if found is not None:
                self._ciphers.move_to_end(wrapped)
                return found
        return self._cached(wrapped, self.unwrapped(db, wrapped, owner))

    def _cached(self, wrapped: bytes, key: bytes) -> Cipher:
        made = cipher(key)
        with self._lock:
            self._ciphers[wrapped] = made
            while len(self._ciphers) > _CACHED_KEYS:
                self._ciphers.popitem(last=False)
        return made

    def _bound(self, name: str) -> bytes:
        return name.encode() + b":" + self._store


def _retired_name(wrapped: bytes) -> str:
    return RETIRED + hashlib.sha256(wrapped).hexdigest()[:32]


def _key_name(owner: int) -> str:
    return f"key of {owner}"

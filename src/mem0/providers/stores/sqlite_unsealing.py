"""Give the keys back to a copy of a backup that was made without them, and take those out of it whose keys are destroyed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mem0.crypto import KeySource
from mem0.errors import ConfigurationError, DatabaseError, EncryptionError, StoreCorruptError
from mem0.records import Micros

from . import keyring_file
from .keyring_file import Keyring
from .sqlite_keyring import secret_of
from .sqlite_vault import store_id, unlock, write_secret

_OWNED: Final = "{one} IN (t.user, t.agent, t.app, t.run)"
_MEMORIES = f"(SELECT key FROM memories t WHERE {_OWNED})"
_MESSAGES = f"(SELECT key FROM messages t WHERE {_OWNED})"
_NODES = f"(SELECT key FROM nodes t WHERE {_OWNED})"
_RELATIONS = f"(SELECT key FROM relations t WHERE {_OWNED} OR source IN {_NODES} OR target IN {_NODES})"
# Everything of one owner, children first. Nothing of it can be opened any more, so it is chosen by numbers alone.
_PURGE: Final = (
    f"UPDATE history SET old = NULL, new = NULL, reason = NULL, actor = NULL "
    f"WHERE memory IN (SELECT id FROM memories t WHERE {_OWNED})",
    f"DELETE FROM bases WHERE relation IN {_RELATIONS} OR message IN {_MESSAGES}",
    f"DELETE FROM relations WHERE key IN {_RELATIONS}",
    f"DELETE FROM namings WHERE node IN {_NODES} OR message IN {_MESSAGES}",
    f"DELETE FROM nodes WHERE key IN {_NODES}",
    f"DELETE FROM sources WHERE memory IN {_MEMORIES} OR message IN {_MESSAGES}",
    f"DELETE FROM renewed WHERE key IN {_MEMORIES} OR key IN {_MESSAGES}",
    f"DELETE FROM uses WHERE memory IN {_MEMORIES}",
    f"DELETE FROM summaries AS t WHERE {_OWNED}",
    f"DELETE FROM jobs AS t WHERE {_OWNED}",
    f"UPDATE memories SET superseded_by = NULL WHERE superseded_by IN (SELECT id FROM memories t WHERE {_OWNED})",
    f"DELETE FROM memories AS t WHERE {_OWNED}",
    f"DELETE FROM messages AS t WHERE {_OWNED}",
    "DELETE FROM entities WHERE id = {one}",
    "DELETE FROM keys WHERE owner = {one}",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A keyring that was read and found to be what a store wrote, and what later ones say of those who were forgotten."""

    path: Path
    ring: Keyring
    destroyed: frozenset[str]
    tombstones: dict[str, Micros]


def open_keyring(path: Path, source: KeySource | None, *, later: Iterable[Path] = ()) -> Opened:
    """Read a keyring with the master key. `later`: others of the same store, which may know more.

    Raises EncryptionError (not there; no key, or another one), StoreCorruptError (changed).
    """
    ring = keyring_file.read(path)
    if source is None:
        raise EncryptionError(
            f"The keyring {path} is encrypted and no key was given.",
            suggestion="Give it as encryption_key in the configuration, or in MEM0_ENCRYPTION_KEY.",
        )
    secret = _secret(ring, source, path)
    if not keyring_file.authentic(ring, secret):
        raise _changed(path)
    found = [ring]
    for other in later:
        with suppress(DatabaseError):  # no keyring, or not to be read: what it may know is not known
            one = keyring_file.read(other)
            found += [one] if one.store == ring.store and keyring_file.authentic(one, secret) else []
    tombstones: dict[str, Micros] = {}
    for one in found:
        for person, at in one.tombstones.items():
            tombstones[person] = max(at, tombstones.get(person, 0))
    return Opened(path, ring, frozenset(mark for one in found for mark in one.destroyed), tombstones)


def _secret(ring: Keyring, source: KeySource, path: Path) -> bytes:
    try:
        vault = unlock(ring.vault["kdf"], ring.store, ring.vault["kek"], source, path)
    except ConfigurationError:
        raise  # of the key service
    except (ValueError, KeyError, TypeError):
        raise _changed(path) from None  # how the key is made out of a passphrase
    return secret_of(vault.opened("lookup", ring.vault["lookup"]))


def _changed(path: Path) -> StoreCorruptError:
    return StoreCorruptError(f"The keyring {path} was changed.", suggestion="Use an unchanged copy of it.")


def give_keys(db: sqlite3.Connection, found: Opened) -> int:
    """Make a store of the copy again. Whose key is destroyed is taken out; returns how many owners those were.

    Inside a transaction. Raises EncryptionError where the keyring is another store's or lacks keys.
    """
    if found.ring.store != store_id(db):
        raise EncryptionError("The keyring is of another store than the backup.", suggestion="Name another one: --keys FILE")
    for name, value in found.ring.vault.items():
        write_secret(db, name, value)
    dead: set[int] = set()
    for number, owner, mark in db.execute("SELECT number, owner, wrapped FROM keys").fetchall():
        key = found.ring.keys.get(bytes(mark).hex())
        if bytes(mark).hex() in found.destroyed:
            dead.add(owner)
        elif key is None:
            raise EncryptionError("The keyring has not all keys of the backup: it is older, or another.")
        else:
            db.execute("UPDATE keys SET wrapped = ? WHERE number = ?", (key.wrapped, number))
    for owner in dead:
        for statement in _PURGE:
            db.execute(statement.format(one=owner))
    return len(dead)

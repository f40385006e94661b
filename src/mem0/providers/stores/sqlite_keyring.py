"""What a store knows of its keyrings, and how they are brought up to date: keys added, keys of the forgotten destroyed.

The store remembers every keyring that it has written (in its vault, by path) and what each is still to be told. That is
noted in the transaction that forgets somebody, or that changes the master key, and is done when the file can be reached.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from mem0.crypto import derive
from mem0.errors import DatabaseError, EncryptionError, StoreCorruptError
from mem0.ports.backup import Keyrings
from mem0.records import ENTITY_KINDS, Entity

from . import keyring_file
from .audit_log import Audit
from .keyring_file import Keyring, RingKey
from .sqlite_audit import SQLiteShelf, tombstones_of
from .sqlite_seal import Sealed
from .sqlite_vault import RETIRED, STORE_OWNER, Vault, read_secret, store_id, write_secret

NAME: Final = "keyring "  # + path, in the vault
_READABLE: Final = "readable backups"
_PURPOSE: Final = "keyring"


@dataclass(slots=True)
class Told:
    """What a keyring is still to be told: whose keys are to be destroyed, by digest; that the master key was changed.

    `mac`: of the file as it was written last; another one that stands there is an older copy, and told everything anew.
    `store`: the file of the store that writes it.
    """

    forget: list[str]
    rotated: bool = False
    mac: str = ""
    store: str = ""

    @property
    def nothing(self) -> bool:
        return not self.forget and not self.rotated


def remember(db: sqlite3.Connection, path: Path) -> None:
    """Note that there is a keyring, before it is written: one that the store does not know would outlive a `forget`."""
    if path not in known(db):
        _note(db, path, Told([], store=_own_file(db)))


def drop(db: sqlite3.Connection, path: Path) -> bool:
    """Know a keyring no more; whether it was known."""
    return db.execute("DELETE FROM vault WHERE name = ?", (NAME + str(path),)).rowcount > 0


def owe(db: sqlite3.Connection, *, forget: str | None = None, rotated: bool = False) -> None:
    """Note inside a transaction what every known keyring is to be told."""
    for path, told in known(db).items():
        more = [forget] if forget else []
        _note(db, path, replace(told, forget=[*told.forget, *more], rotated=told.rotated or rotated))


def known(db: sqlite3.Connection) -> dict[Path, Told]:
    """The keyrings that this store has written.

    A copy of its file, or what was restored in another place, has them in its vault too: they are not its own as long as
    the store that writes them is there. Else a `forget` in a copy would reach into the backups of the real one.
    """
    own, id_ = _own_file(db), store_id(db)
    return {path: told for path, told in _noted(db).items() if not _is_another(told.store, own, id_)}


def _is_another(store: str, own: str, id_: bytes) -> bool:
    """Whether the store that writes a keyring is still in its place, and not this one, which then is a copy of it."""
    if not store or store == own or not os.path.exists(store):
        return False
    try:
        if os.path.samefile(store, own):
            return False
        with closing(sqlite3.connect(f"{Path(store).as_uri()}?mode=ro", uri=True)) as other:
            return store_id(other) == id_
    except (OSError, sqlite3.Error):
        return True  # something is there that cannot be read now: its keyrings are not ours to change


def _own_file(db: sqlite3.Connection) -> str:
    return str(next(file for _, name, file in db.execute("PRAGMA database_list") if name == "main"))


def _noted(db: sqlite3.Connection) -> dict[Path, Told]:
    rows = db.execute("SELECT name, value FROM vault WHERE name GLOB ?", (f"{NAME}*",)).fetchall()
    return {Path(name.removeprefix(NAME)): Told(**json.loads(value)) for name, value in rows}


def carry(before: sqlite3.Connection, after: sqlite3.Connection) -> None:
    """Let another state of the same store know the keyrings and the readable backups of this one too."""
    here = _noted(after)
    for path, told in _noted(before).items():
        also = here.get(path, Told([]))
        _note(after, path, replace(told, forget=sorted({*told.forget, *also.forget}), rotated=told.rotated or also.rotated))
    counts = {kind: max(count, readable(after).get(kind, 0)) for kind, count in readable(before).items()}
    write_secret(after, _READABLE, json.dumps({**readable(after), **counts}).encode())


def count_readable(db: sqlite3.Connection, kind: str) -> None:
    """Note that a backup was made that needs no keyring: no `forget` can reach into it."""
    counts = readable(db)
    write_secret(db, _READABLE, json.dumps({**counts, kind: counts.get(kind, 0) + 1}).encode())


def readable(db: sqlite3.Connection) -> dict[str, int]:
    return dict(json.loads(read_secret(db, _READABLE) or b"{}"))


def live_keys(db: sqlite3.Connection, vault: Vault) -> dict[str, RingKey]:
    """The store's own keys by their fingerprints."""
    seal = Sealed(db, vault)
    log = Audit(SQLiteShelf(db, seal))
    kinds = dict(db.execute("SELECT id, kind FROM entities").fetchall())

    def person(owner: int) -> str:
        name = None if owner == STORE_OWNER else seal.name(owner)
        return "" if name is None else log.digest(Entity(ENTITY_KINDS[kinds[owner]], name))

    rows = db.execute("SELECT number, owner, wrapped FROM keys ORDER BY number").fetchall()
    return {
        keyring_file.fingerprint(vault.unwrapped(db, wrapped, owner)): RingKey(number, owner, wrapped, person(owner))
        for number, owner, wrapped in rows
    }


def settle(db: sqlite3.Connection, vault: Vault | None) -> Keyrings:
    """Tell every keyring what it was not told yet. Inside a write transaction, which the caller commits."""
    reached, pending = [], {}
    for path, told in known(db).items():
        if not told.mac and not os.path.exists(path):  # the first backup with it was broken off before it was written
            _note(db, path, replace(told, forget=[], rotated=False))
            continue
        try:
            if vault is not None and not told.nothing:
                bring_up(db, vault, path)
            reached.append(str(path))
        except DatabaseError as error:
            pending[str(path)] = error.message
    if not pending:
        db.execute("DELETE FROM vault WHERE name GLOB ?", (f"{RETIRED}*",))
    return Keyrings(tuple(reached), pending, readable(db))


def bring_up(db: sqlite3.Connection, vault: Vault, path: Path, *, new: Mapping[str, RingKey] | None = None) -> None:
    """Write a keyring as it is to be now; `new`: the keys of a backup that is being made, for which it may be made too.

    Raises DatabaseError (it cannot be read or written, or is not there) and what it means, EncryptionError (it is
    another store's), StoreCorruptError (it was changed); nothing is written then.
    """
    told, tombstones = known(db).get(path, Told([])), tombstones_of(db)
    before = _before(db, vault, path, may_be_new=new is not None)
    held = {**(new or {}), **before.keys, **(live_keys(db, vault) if new is not None else {})}
    forget = {*told.forget, *(tombstones if before.mac != told.mac else ())}
    # A backup that was begun before somebody was forgotten brings a key of before.
    late = {mark for mark, key in (new or {}).items() if key.person in tombstones}
    doomed = {mark for mark, key in held.items() if key.person in forget or mark in before.destroyed} | late
    gone = {mark for mark in doomed if not _is_live(db, vault, mark, held[mark])}
    keys = {mark: key for mark, key in held.items() if mark not in gone}
    ring = Keyring(
        store=store_id(db),
        vault={name: value for name in keyring_file.VAULT if (value := read_secret(db, name)) is not None},
        keys=keys,
        destroyed=(before.destroyed | gone) - keys.keys(),
        tombstones={**before.tombstones, **tombstones},
    )
    mac = keyring_file.write(path, ring, secret_of(vault.kept(db, "lookup")))
    _note(db, path, Told([], mac=mac, store=_own_file(db)))


def _is_live(db: sqlite3.Connection, vault: Vault, mark: str, key: RingKey) -> bool:
    """Whether the store itself still has this key: of somebody who came back after having been forgotten."""
    row = db.execute("SELECT wrapped FROM keys WHERE number = ? AND owner = ?", (key.number, key.owner)).fetchone()
    return row is not None and keyring_file.fingerprint(vault.unwrapped(db, row[0], key.owner)) == mark


def secret_of(lookup: bytes) -> bytes:
    """What the keyrings of a store are authenticated with; a change of the master key leaves it as it is."""
    return derive(lookup, _PURPOSE)


def _before(db: sqlite3.Connection, vault: Vault, path: Path, *, may_be_new: bool) -> Keyring:
    """The keyring that is there, with its keys wrapped as the store wraps them now."""
    if may_be_new and not os.path.exists(path):
        return Keyring(store_id(db), {}, {})
    ring = keyring_file.read(path)
    if ring.store != store_id(db):
        raise EncryptionError(f"The keyring {path} is of another store.", suggestion="Name another one: --keys FILE")
    if not keyring_file.authentic(ring, secret_of(vault.kept(db, "lookup"))):
        raise StoreCorruptError(f"The keyring {path} was changed.", suggestion="Put an unchanged one in its place.")
    if ring.vault.get("kek") == read_secret(db, "kek"):
        return ring
    kek = vault.retired(db, ring.vault.get("kek", b""))
    if kek is None:
        raise EncryptionError(
            f"The keyring {path} was written under another master key, by a copy of this store.",
            suggestion="Name another one: --keys FILE",
        )
    keys = {
        mark: RingKey(one.number, one.owner, vault.wrapped_anew(db, one.wrapped, one.owner, under=kek), one.person)
        for mark, one in ring.keys.items()
    }
    return replace(ring, keys=keys)


def _note(db: sqlite3.Connection, path: Path, told: Told) -> None:
    write_secret(db, NAME + str(path), json.dumps(asdict(told)).encode())

"""Backups of a store: check one, put one back, bring one owner back out of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ..audit import acting, digest
from ..build import encryption_key, store_file
from ..config import MemoryConfig, VectorStoreConfig, read_config
from ..doors.sync import Memory
from ..errors import EncryptionError, ValidationError
from ..ports import Transaction
from ..ports.backup import BackupFacts
from ..providers.stores.sqlite import SQLiteStore
from ..providers.stores.sqlite_backup import intact, verify
from ..providers.stores.sqlite_restore import keyrings_of, restore, tombstones_in, unseal
from ..providers.stores.sqlite_unsealing import Opened, open_keyring
from ..records import Micros
from ..scope import add_scope
from ..values import clean_file
from .dump import canonical

Item = dict[str, Any]


class Loads(Protocol):
    """What bringing an owner back needs of a Memory."""

    config: MemoryConfig

    def load(self, records: Iterable[Mapping[str, Any]]) -> Item: ...


def _keys_only(config: MemoryConfig) -> VectorStoreConfig | None:
    """The vector store's settings that open an encrypted file, where they stand there."""
    given = config.vector_store.config if config.vector_store is not None else {}
    keys = {name: value for name, value in given.items() if name.startswith("encryption_")}
    return VectorStoreConfig(config=keys) if keys else None


def verify_backup(file: Path | str, *, keys: Path | str | None = None) -> BackupFacts:
    """What an intact backup says of itself: when it was made, by which version, how many rows. No master key is needed.

    Every row is compared with its digest, and every key that the rows were sealed with is looked for in the keyring (`keys`;
    default: the file beside the backup); `destroyed` tells how many are gone, of people who were forgotten since. Raises
    StoreCorruptError (damaged, changed, or no backup), StoreVersionError (of a newer version), EncryptionError (the
    keyring is missing, or not the right one), DatabaseError (no such file).
    """
    return verify(clean_file(file, name="file"), keyring=None if keys is None else clean_file(keys, name="keys"))


def read_backup(file: Path | str) -> BackupFacts:
    """`verify_backup` where the keyring is not at hand: the content is checked, its keys are not looked for."""
    return intact(clean_file(file, name="file"))


def restore_backup(
    file: Path | str,
    config: MemoryConfig | Mapping[str, Any] | None = None,
    *,
    force: bool = False,
    keys: Path | str | None = None,
) -> BackupFacts:
    """Put a backup in the place of the store that a configuration names (default: the usual one).

    Memories that are there are replaced only with `force`. Whoever was forgotten since the backup was made, as the store
    that is there or a keyring knows, does not come back. keys: the keyring of an encrypted backup; default: the file
    beside it. The configuration names the master key. Raises what `verify_backup` raises, EncryptionError (the master key
    is missing or wrong), DatabaseError (memories are there); the store is then as it was.
    """
    settings = read_config(config if config is not None else {})
    source, target = clean_file(file, name="file"), store_file(settings)
    facts = verify_backup(source, keys=keys)
    _need_fitting_key(facts, source, settings)
    keyring = _keyring(facts, source, settings, target)
    amend = partial(_amend, settings, _owners_secret(settings, target), keyring)
    return restore(source, target, amend=amend, force=force, keyring=keyring)


def _need_fitting_key(facts: BackupFacts, source: Path, settings: MemoryConfig) -> None:
    given = encryption_key(settings) is not None
    if facts.encrypted and not given:
        raise EncryptionError(
            f"{source} is the backup of an encrypted store and no key was given.",
            suggestion="Give it as encryption_key in the configuration, or in MEM0_ENCRYPTION_KEY.",
        )
    if given and not facts.encrypted:
        raise EncryptionError(
            f"A key was given, but {source} is the backup of a store in clear.",
            suggestion="Restore it without the key, and encrypt it then: mem0 encrypt",
        )


def _keyring(facts: BackupFacts, source: Path, settings: MemoryConfig, target: Path | None) -> Opened | None:
    """The keyring of a backup, with what others know: one beside it, and those that the store to be replaced has written."""
    if facts.keyring is None:
        return None
    others = {*source.parent.glob("*.keys"), *(keyrings_of(target) if target is not None else ())} - {facts.keyring}
    return open_keyring(facts.keyring, encryption_key(settings), later=sorted(others))


def _owners_secret(settings: MemoryConfig, target: Path) -> bytes:
    """The secret under which the store to be replaced knows whom it has forgotten: the backup may be older than it."""
    if not tombstones_in(target):
        return b""
    with closing(SQLiteStore(target, key=encryption_key(settings))) as store:
        return store.read(lambda view: view.audit.secret("owners"))


def _amend(
    settings: MemoryConfig, secret: bytes, keyring: Opened | None, copy: Path, tombstones: Mapping[str, Micros]
) -> None:
    """Take those out of the copy of a backup whom the store that it replaces, or a keyring, has forgotten since."""
    buried = keyring.tombstones if keyring is not None else {}

    def job(tx: Transaction) -> bool:
        gone = False
        for entity in [summary.entity for summary in tx.entities()]:
            at = max(tombstones.get(digest(secret, entity), 0), buried.get(tx.audit.digest(entity), 0))
            if at > (tx.audit.forgotten(entity) or 0):
                gone = bool(tx.forget(entity, at=at))
        tx.audit.keep_tombstones({**tombstones, **buried})
        tx.audit.note({"backups_restored": 1})
        return gone

    store = SQLiteStore(copy, key=encryption_key(settings), audit=settings.audit == "on")
    try:
        with acting("restore_backup"):
            if store.write(job):
                store.scrub()
    finally:
        store.close()


def restore_owner(memory: Loads, file: Path | str, *, keys: Path | str | None = None, **ids: str | None) -> Item:
    """Bring one user (agent, app, run) back out of a backup into a memory: messages, memories in all versions, history.

    What is there already is passed over; nothing of anybody else is read into the memory. Needs the master key of an
    encrypted backup in the memory's configuration, and its keyring (`keys`; default: the file beside it). Returns how
    many of each kind were added and passed over.
    """
    scope = {f"{one.kind}_id": one.name for one in add_scope(ids).entities()}
    if len(scope) != 1:
        raise ValidationError("Name one owner: a user_id, an agent_id, an app_id or a run_id.")
    source = clean_file(file, name="file")
    keyring = _keyring(verify_backup(source, keys=keys), source, memory.config, None)
    with tempfile.TemporaryDirectory() as folder:  # private (0700); opening a store writes beside it
        copy = Path(shutil.copyfile(source, Path(folder) / "backup.db"))
        if keyring is not None:
            unseal(copy, keyring)
        config = memory.config.model_copy(
            update={"path": copy, "vector_store": _keys_only(memory.config), "graph_store": None, "llm": None}
        )
        with Memory(config) as saved:
            records = list(canonical(saved.dump(), scope=scope))
    return memory.load(records)

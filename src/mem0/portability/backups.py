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
from ..errors import ValidationError
from ..ports import Transaction
from ..ports.backup import BackupFacts
from ..providers.stores.sqlite import SQLiteStore
from ..providers.stores.sqlite_backup import verify
from ..providers.stores.sqlite_restore import restore, tombstones_in
from ..records import Micros
from ..scope import add_scope
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


def verify_backup(file: Path | str) -> BackupFacts:
    """What an intact backup says of itself: when it was made, by which version, how many rows. No key is needed.

    Every row is compared with its digest. Raises StoreCorruptError (damaged, changed, or no backup),
    StoreVersionError (of a newer version), DatabaseError (no such file).
    """
    return verify(Path(file).expanduser())


def restore_backup(
    file: Path | str, config: MemoryConfig | Mapping[str, Any] | None = None, *, force: bool = False
) -> BackupFacts:
    """Put a backup in the place of the store that a configuration names (default: the usual one).

    Memories that are there are replaced only with `force`. Whoever was forgotten there since the backup was made does
    not come back (which needs the key of an encrypted backup; without such a case it opens with the key that it was made
    under). Raises what `verify_backup` raises, DatabaseError (memories are there); the store is then as it was.
    """
    settings = read_config(config if config is not None else {})
    target = store_file(settings)
    amend = partial(_forget_again, settings, _owners_secret(settings, target))
    return restore(Path(file).expanduser(), target, amend=amend, force=force)


def _owners_secret(settings: MemoryConfig, target: Path) -> bytes:
    """The secret under which the store to be replaced knows whom it has forgotten: the backup may be older than it."""
    if not tombstones_in(target):
        return b""
    with closing(SQLiteStore(target, key=encryption_key(settings))) as store:
        return store.read(lambda view: view.audit.secret("owners"))


def _forget_again(settings: MemoryConfig, secret: bytes, copy: Path, tombstones: Mapping[str, Micros]) -> None:
    """Take those out of the copy of a backup whom the store that it replaces has forgotten since."""

    def job(tx: Transaction) -> None:
        for entity in [summary.entity for summary in tx.entities()]:
            at = tombstones.get(digest(secret, entity), 0)
            if at > (tx.audit.forgotten(entity) or 0):
                tx.forget(entity, at=at)
        tx.audit.keep_tombstones(tombstones)

    store = SQLiteStore(copy, key=encryption_key(settings))
    try:
        with acting("forget"):
            store.write(job)
        store.scrub()
    finally:
        store.close()


def restore_owner(memory: Loads, file: Path | str, **ids: str | None) -> Item:
    """Bring one user (agent, app, run) back out of a backup into a memory: messages, memories in all versions, history.

    What is there already is passed over; nothing of anybody else is read into the memory. Needs the key of an
    encrypted backup in the memory's configuration. Returns how many of each kind were added and passed over.
    """
    scope = {f"{one.kind}_id": one.name for one in add_scope(ids).entities()}
    if len(scope) != 1:
        raise ValidationError("Name one owner: a user_id, an agent_id, an app_id or a run_id.")
    verify_backup(file)
    with tempfile.TemporaryDirectory() as folder:  # private (0700); opening a store writes beside it
        copy = Path(shutil.copyfile(Path(file).expanduser(), Path(folder) / "backup.db"))
        config = memory.config.model_copy(
            update={"path": copy, "vector_store": _keys_only(memory.config), "graph_store": None, "llm": None}
        )
        with Memory(config) as saved:
            records = list(canonical(saved.dump(), scope=scope))
    return memory.load(records)

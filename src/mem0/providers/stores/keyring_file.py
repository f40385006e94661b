"""The keyring of a store's backups: the keys that they were sealed with, in one small file beside them.

A backup cannot be changed any more; the keyring can. Who is forgotten loses the key in it, and with it every older backup.
The keys are wrapped as in the store, so the file opens with the store's master key and says nothing without it. It is
JSON under an HMAC with a secret of the store; `mac` covers everything else.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mem0.errors import DatabaseError, EncryptionError, StoreCorruptError
from mem0.records import Micros

KIND: Final = "open-mem0 keyring"
VERSION: Final = 1
NEEDED: Final = ("kdf", "kek", "lookup")  # what opens the keys, as the store's vault has it
VAULT: Final = (*NEEDED, "audit")


@dataclass(frozen=True, slots=True)
class RingKey:
    """A wrapped data key: its number and its owner's number in the store, and whose it is.

    `person` is the digest under which the owner's tombstone would stand; empty for what belongs to nobody.
    """

    number: int
    owner: int
    wrapped: bytes
    person: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """What a keyring holds. Keys, and the marks of destroyed ones, go by the fingerprint that stands in the backups."""

    store: bytes
    vault: Mapping[str, bytes]
    keys: Mapping[str, RingKey]
    destroyed: frozenset[str] = frozenset()
    tombstones: Mapping[str, Micros] = field(default_factory=dict)
    mac: str = ""


def fingerprint(key: bytes) -> str:
    """What tells a key from all others and says nothing of it."""
    return hmac.digest(key, b"mem0 fingerprint of a data key", "sha256")[:16].hex()


def read(path: Path) -> Keyring:
    """A keyring as it is written; `authentic` tells whether a store wrote it.

    Raises EncryptionError (no such file), StoreCorruptError (it is none, or damaged), DatabaseError (it cannot be read).
    """
    try:
        return _parsed(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise EncryptionError(
            f"There is no keyring {path}.", details={"path": str(path)}, suggestion="Name the file with the keys: --keys FILE"
        ) from None
    except OSError as error:
        raise DatabaseError(f"The keyring {path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StoreCorruptError(f"{path} is no keyring, or a damaged one.", details={"path": str(path)}) from None


def authentic(ring: Keyring, secret: bytes) -> bool:
    """Whether everything in it stands there as it was written under this secret of the store."""
    return hmac.compare_digest(ring.mac, _mac(_plain(ring), secret))


def write(path: Path, ring: Keyring, secret: bytes) -> str:
    """Put a keyring in the place of the one that is there, whole or not at all; the older one's bytes are overwritten.

    Returns its `mac`. Raises DatabaseError; the older one stays then.
    """
    plain = _plain(ring)
    mac = _mac(plain, secret)
    content = json.dumps({**plain, "mac": mac}, indent=0).encode()
    fresh = path.with_name(f".{path.name}.unfinished")  # one writer at a time: the store's own lock is held
    try:
        _overwrite(fresh)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _replace(path, fresh)
        return mac
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise DatabaseError(f"The keyring {path} cannot be written: {error.strerror}.", details={"path": str(path)}) from error


def _replace(path: Path, fresh: Path) -> None:
    """Rename, make that last, then overwrite what has lost its name: it held a key that is to be gone."""
    old = path.open("rb+") if path.exists() else None
    try:
        os.replace(fresh, path)
        sync_folder(path.parent)
        if old is not None:
            size = os.fstat(old.fileno()).st_size
            old.write(bytes(size))
            old.flush()
            os.fsync(old.fileno())
    finally:
        if old is not None:
            old.close()


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder last through a power cut, where the system can."""
    with suppress(PermissionError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _overwrite(leftover: Path) -> None:
    """What a killed process left under the name of an unfinished file."""
    with suppress(FileNotFoundError), leftover.open("rb+") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())


def _plain(ring: Keyring) -> dict[str, Any]:
    return {
        "kind": KIND,
        "version": VERSION,
        "store": ring.store.hex(),
        "vault": {name: _text(value) for name, value in sorted(ring.vault.items())},
        "keys": {mark: [one.number, one.owner, _text(one.wrapped), one.person] for mark, one in sorted(ring.keys.items())},
        "destroyed": sorted(ring.destroyed),
        "tombstones": dict(sorted(ring.tombstones.items())),
    }


def _parsed(raw: Any) -> Keyring:
    if raw["kind"] != KIND or raw["version"] != VERSION:
        raise ValueError
    keys = {str(mark): RingKey(int(one[0]), int(one[1]), _bytes(one[2]), str(one[3])) for mark, one in raw["keys"].items()}
    return Keyring(
        store=bytes.fromhex(raw["store"]),
        vault={name: _bytes(raw["vault"][name]) for name in VAULT if name in NEEDED or name in raw["vault"]},
        keys=keys,
        destroyed=frozenset(map(str, raw["destroyed"])),
        tombstones={str(person): int(at) for person, at in raw["tombstones"].items()},
        mac=str(raw["mac"]),
    )


def _mac(plain: Mapping[str, Any], secret: bytes) -> str:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(secret, b"mem0 keyring:" + text, "sha256").hex()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)

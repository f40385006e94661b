"""Where a master key comes from, and how it wraps the key of a store: with a passphrase, 32 bytes, or a key service."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from ..errors import ConfigurationError, MissingExtra
from .sealing import KEY_BYTES, cipher, open_sealed, seal

ENVIRONMENT: Final = "MEM0_ENCRYPTION_KEY"
# scrypt (RFC 7914) with 32 MB and a fifth of a second: as strong as the parameters OWASP names for stored passwords.
SCRYPT: Final[Mapping[str, Any]] = {"kind": "scrypt", "n": 2**15, "r": 8, "p": 3}
_PURPOSE: Final = b"mem0 key of keys:"

Kdf = Mapping[str, Any]
Wrap = Callable[[bytes], bytes]


class Master(Protocol):
    """Wraps one 32-byte key for one store."""

    def wrap(self, key: bytes, *, store: bytes) -> bytes:
        """The key so that only this master gives it back, and only for this store."""

    def unwrap(self, wrapped: bytes, *, store: bytes) -> bytes:
        """The wrapped key. Raises Tampered where this is not the master that wrapped it."""


class KeySource(Protocol):
    """A master key as it was given; a passphrase needs the salt of a store to become one."""

    def new_kdf(self) -> Kdf:
        """How this key becomes a master in a new store; kept in the store in clear."""

    def master(self, kdf: Kdf) -> Master | None:
        """The master for a store with that setting; None where the key is of another kind than the store's."""


@dataclass(frozen=True, slots=True)
class LocalMaster:
    """A master key in this process."""

    key: bytes = field(repr=False)

    def wrap(self, key: bytes, *, store: bytes) -> bytes:
        return seal(cipher(self.key), key, _PURPOSE + store)

    def unwrap(self, wrapped: bytes, *, store: bytes) -> bytes:
        return open_sealed(cipher(self.key), wrapped, _PURPOSE + store)


@dataclass(frozen=True, slots=True)
class ServiceMaster:
    """A master key that another service keeps: it is called once an opening, never once a row."""

    wrap_key: Wrap
    unwrap_key: Wrap

    def wrap(self, key: bytes, *, store: bytes) -> bytes:
        return bytes(self.wrap_key(_bound(key, store)))

    def unwrap(self, wrapped: bytes, *, store: bytes) -> bytes:
        plain = bytes(self.unwrap_key(wrapped))
        if len(plain) != len(store) + KEY_BYTES or plain[: len(store)] != store:
            raise ConfigurationError("The key service gave back something that is not this store's key.")
        return plain[len(store) :]


def _bound(key: bytes, store: bytes) -> bytes:
    """A service may not take associated data, so the store's id travels with the key."""
    return store + key


@dataclass(frozen=True, slots=True)
class RawKey:
    """32 random bytes."""

    key: bytes = field(repr=False)

    def new_kdf(self) -> Kdf:
        return {"kind": "raw"}

    def master(self, kdf: Kdf) -> Master | None:
        return LocalMaster(self.key) if kdf["kind"] == "raw" else None


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Words of a person, stretched with scrypt and a salt of the store."""

    words: str = field(repr=False)

    def new_kdf(self) -> Kdf:
        return {**SCRYPT, "salt": os.urandom(16).hex()}

    def master(self, kdf: Kdf) -> Master | None:
        if kdf["kind"] != "scrypt":
            return None
        n, r, p = kdf["n"], kdf["r"], kdf["p"]
        memory = 128 * r * (n + p + 2) + 1_000_000
        words, salt = self.words.encode("utf-8"), bytes.fromhex(kdf["salt"])
        return LocalMaster(hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=KEY_BYTES))


@dataclass(frozen=True, slots=True)
class KeyService:
    """`wrap` and `unwrap` of a key management service."""

    wrap: Wrap
    unwrap: Wrap

    def new_kdf(self) -> Kdf:
        return {"kind": "service"}

    def master(self, kdf: Kdf) -> Master | None:
        return ServiceMaster(self.wrap, self.unwrap) if kdf["kind"] == "service" else None


def read_key(given: object) -> KeySource:
    """A master key as a program may write it.

    32 bytes, or text that spells 32 bytes in hex or base64, is a key; every other text is a passphrase. A mapping or an
    object with callables `wrap` and `unwrap` is a key service; any other callable is called for the key. Raises
    ConfigurationError, which never repeats the key.
    """
    if isinstance(given, RawKey | Passphrase | KeyService):
        return given
    service = _service(given)
    if service is not None:
        return service
    if callable(given):
        return read_key(given())
    if isinstance(given, bytes | bytearray) and len(given) == KEY_BYTES:
        return RawKey(bytes(given))
    if not isinstance(given, str) or not given.strip():
        raise ConfigurationError(
            "An encryption key is 32 bytes, a passphrase, or callables `wrap` and `unwrap`.",
            details={"type": type(given).__name__},
            suggestion="Make one: python -c 'import secrets; print(secrets.token_hex(32))'",
        )
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        raise ConfigurationError("The encryption key is not valid Unicode.") from None
    raw = _spelled(given.strip())
    return RawKey(raw) if raw is not None else Passphrase(given)


def key_from_file(path: Path) -> KeySource:
    """The key in a file: 32 raw bytes, or text (a line end after it does not count)."""
    try:
        content = path.expanduser().read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The key file {path} cannot be read: {error.strerror}.") from None
    if len(content) == KEY_BYTES:
        return RawKey(content)
    try:
        return read_key(content.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError:
        raise ConfigurationError(f"The key file {path} holds neither 32 bytes nor UTF-8 text.") from None


def key_from_keyring(name: str) -> KeySource:
    """The key that the system's keyring keeps under "service/user"."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise MissingExtra("encryption_keyring", "keyring") from None
    service, _, user = name.rpartition("/")
    try:
        kept = keyring.get_password(service or "mem0", user)
    except keyring.errors.KeyringError as error:
        raise ConfigurationError(f"The system keyring cannot be used: {error}.") from None
    if kept is None:
        raise ConfigurationError(
            f"The system keyring has no key under {name!r}.", suggestion=f"Put one there: keyring set {service} {user}"
        )
    return read_key(kept)


def key_from_environment() -> KeySource | None:
    given = os.environ.get(ENVIRONMENT)
    return read_key(given) if given else None


def _service(given: object) -> KeyService | None:
    named = given if isinstance(given, Mapping) else {n: getattr(given, n, None) for n in ("wrap", "unwrap")}
    wrap, unwrap = named.get("wrap"), named.get("unwrap")
    return KeyService(wrap, unwrap) if callable(wrap) and callable(unwrap) else None


def _spelled(text: str) -> bytes | None:
    """The 32 bytes that a text spells in hex or base64 (standard or URL-safe); None for a passphrase."""
    if len(text) == 2 * KEY_BYTES:
        try:
            return bytes.fromhex(text)
        except ValueError:
            return None
    if len(text) in (43, 44):
        try:
            raw = base64.b64decode(text.rstrip("=").translate(_STANDARD) + "=", validate=True)
        except (binascii.Error, ValueError):
            return None
        return raw if len(raw) == KEY_BYTES else None
    return None


_STANDARD: Final = str.maketrans("-_", "+/")

# The names under which a configuration gives a key, and how each is read.
KEY_PLACES: Final[Mapping[str, Callable[[Any], KeySource]]] = {
    "encryption_key": read_key,
    "encryption_key_file": lambda given: key_from_file(Path(str(given))),
    "encryption_keyring": lambda given: key_from_keyring(str(given)),
}

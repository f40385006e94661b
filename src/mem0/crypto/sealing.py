"""Seal bytes with AES-256-GCM (NIST SP 800-38D): nobody without the key reads them, changes them, or puts them elsewhere."""

from __future__ import annotations

import hmac
import os
from typing import Final, Protocol

from ..errors import MissingExtra

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Tampered(Exception):
    """Sealed bytes do not open: another key, other bytes, or another place than they were sealed for."""


class Cipher(Protocol):
    """An AES-GCM object of `cryptography`."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


def new_key() -> bytes:
    """256 random bits."""
    return os.urandom(KEY_BYTES)


def derive(secret: bytes, purpose: str) -> bytes:
    """Another 32-byte key out of a random one (the expand step of HKDF with one block, RFC 5869)."""
    return hmac.digest(secret, purpose.encode() + b"\x01", "sha256")


def cipher(key: bytes) -> Cipher:
    """The cipher of a 32-byte key; making it costs more than using it. Raises MissingExtra."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise MissingExtra("encryption", "encryption") from None
    return AESGCM(key)


def seal(aead: Cipher, plain: bytes, bound: bytes) -> bytes:
    """A random nonce (12 bytes), the ciphertext and its tag (16 bytes). `bound` says where it belongs; it is not kept.

    Random nonces allow 2**32 values a key: one owner's rows stay far below.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + aead.encrypt(nonce, plain, bound)


def open_sealed(aead: Cipher, sealed: bytes, bound: bytes) -> bytes:
    """What was sealed. Raises Tampered."""
    try:
        return aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except Exception as error:  # InvalidTag; ValueError where bytes are missing: all the same to the caller
        raise Tampered from error

"""Receipts of forgetting: what was removed, when, and a signature that the store made it.

With the extra "encryption" the signature is Ed25519 (RFC 8032): whoever knows the store's public key can check it without
the store. Without it, it is an HMAC: only the store itself can. A receipt names nobody: its scope is a keyed digest.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .audit import AuditHead, AuditLine
from .errors import ValidationError

KIND: Final = "open-mem0 receipt of forgetting"
VERSION: Final = 1
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that was read: what it states, and its parts that are checked."""

    plain: Plain
    scope: str
    store: str
    head: AuditHead


def make(
    secret: bytes, *, store: str, scope: str, at: str, counts: Mapping[str, int], line: AuditLine, backups: Plain
) -> Plain:
    """A signed receipt as JSON-like values."""
    plain: Plain = {
        "kind": KIND,
        "version": VERSION,
        "store": store,
        "scope": scope,
        "at": at,
        "counts": dict(sorted(counts.items())),
        "backups": backups,
        "audit": {"line": line.n, "hash": line.hash.hex()},
    }
    return {**plain, "signature": _signature(secret, plain)}


def read(raw: object) -> Receipt:
    """A receipt from JSON-like values. Raises ValidationError for what is none."""
    try:
        plain: Plain = dict(raw)  # type: ignore[call-overload]
        head = AuditHead(int(plain["audit"]["line"]), bytes.fromhex(plain["audit"]["hash"]))
        scope, store = str(plain["scope"]), str(plain["store"])
        known = plain["kind"] == KIND and plain["version"] == VERSION and isinstance(plain["signature"], Mapping)
    except (KeyError, TypeError, ValueError):
        known = False
    if not known:
        raise ValidationError("This is no receipt of forgetting, or one of a newer version.")
    return Receipt(plain, scope, store, head)


def signed(secret: bytes, receipt: Receipt) -> bool:
    """Whether this store signed exactly these values."""
    plain = {name: value for name, value in receipt.plain.items() if name != "signature"}
    given = receipt.plain["signature"]
    if given.get("algorithm") == "hmac-sha256":
        return hmac.compare_digest(str(given.get("value")), _mac(secret, plain))
    pair = _ed25519(secret)
    if given.get("algorithm") != "ed25519" or pair is None or given.get("public_key") != pair[1]:
        return False
    return bool(pair[0](_text(plain)).hex() == given.get("value"))  # Ed25519 signs the same values in the same way


def _signature(secret: bytes, plain: Plain) -> Plain:
    pair = _ed25519(secret)
    if pair is None:
        return {"algorithm": "hmac-sha256", "value": _mac(secret, plain)}
    sign, public = pair
    return {"algorithm": "ed25519", "public_key": public, "value": sign(_text(plain)).hex()}


def _ed25519(secret: bytes) -> tuple[Any, str] | None:
    """The store's signing function and its public key in hex; None without the package."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        return None
    private = Ed25519PrivateKey.from_private_bytes(secret)
    return private.sign, private.public_key().public_bytes_raw().hex()


def _mac(secret: bytes, plain: Plain) -> str:
    return hmac.new(secret, _text(plain), hashlib.sha256).hexdigest()


def _text(plain: Plain) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

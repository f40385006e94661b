"""People in the control store: e-mail addresses, and passwords kept as scrypt hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import sqlite3
from typing import Final
from uuid import uuid4

from ...errors import ValidationError
from ...records import Micros
from ...values import storable
from .file import ControlFile, Row

# RFC 7914; OWASP names N=2^17, r=8, p=1 (128 MB, 0.3 s). Servers have threads for it, logins are limited in number.
_COST, _BLOCK, _PARALLEL, _MEMORY = 2**17, 8, 1, 200_000_000
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
PASSWORD_CHARS: Final = (8, 1_000)
_NOBODY: Final = f"scrypt${base64.b64encode(bytes(16)).decode()}${base64.b64encode(bytes(32)).decode()}"


def clean_email(value: object) -> str:
    if not isinstance(value, str) or not _EMAIL.fullmatch(storable(value, name="email").strip()):
        raise ValidationError("Enter a valid email address.", details={"argument": "email"})
    return value.strip()


def clean_password(value: object) -> str:
    low, high = PASSWORD_CHARS
    if not isinstance(value, str) or not low <= len(value) <= high:
        raise ValidationError(f"A password has {low} to {high} characters.", details={"argument": "password"})
    return storable(value, name="password")


def add_person(file: ControlFile, email: str, name: str, password: str | None, *, at: Micros) -> str:
    """A new person; without a password they cannot log in. Raises ValidationError for an address that is taken."""
    made = f"user_{uuid4().hex}"
    kept = None if password is None else hashed(password)
    try:
        with file.write(rights=True) as db:
            sql = "INSERT INTO people (id, email, name, password, created_at) VALUES (?, ?, ?, ?, ?)"
            db.execute(sql, (made, email, name, kept, at))
    except sqlite3.IntegrityError:
        raise ValidationError("This email address is taken.", details={"argument": "email"}) from None
    return made


def person(file: ControlFile, person_id: str) -> Row | None:
    return file.row("SELECT * FROM people WHERE id = ?", person_id)


def by_email(file: ControlFile, email: str) -> Row | None:
    return file.row("SELECT * FROM people WHERE email = ?", email)


def anybody_can_log_in(file: ControlFile) -> bool:
    return file.row("SELECT 1 FROM people WHERE password IS NOT NULL LIMIT 1") is not None


def set_password(file: ControlFile, person_id: str, password: str) -> None:
    """Change a password. Logins made before end: their tokens name an older number of sessions."""
    kept = hashed(password)
    with file.write(rights=True) as db:
        sql = "UPDATE people SET password = ?, sessions = sessions + 1 WHERE id = ?"
        db.execute(sql, (kept, person_id))


def set_profile(file: ControlFile, person_id: str, *, name: str | None = None, onboarded: bool | None = None) -> None:
    with file.write() as db:
        sql = "UPDATE people SET name = COALESCE(?, name), onboarded = COALESCE(?, onboarded) WHERE id = ?"
        db.execute(sql, (name, onboarded, person_id))


def hashed(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(_scrypt(password, salt)).decode()}"


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept. Takes as long for somebody unknown as for somebody known."""
    _, salt, expected = (kept or _NOBODY).split("$")
    found = _scrypt(password, base64.b64decode(salt))
    return hmac.compare_digest(found, base64.b64decode(expected)) and kept is not None


def _scrypt(password: str, salt: bytes) -> bytes:
    text = password.encode("utf-8")
    return hashlib.scrypt(text, salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, maxmem=_MEMORY, dklen=32)

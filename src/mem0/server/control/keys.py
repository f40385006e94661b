"""API keys in the control store: made once, kept as digests, found by digest, revoked, expired, limited."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import uuid4

from ...records import Micros
from ..roles import MAY, Permission, Principal, Role
from .file import ControlFile, Row, changed

Kind = Literal["m0-", "m0sk_"]
_SHOWN: Final = 6  # characters of the random part that are kept readable, to tell keys apart
_FIND: Final = """
SELECT keys.*, projects.org, people.email FROM keys JOIN projects ON projects.id = keys.project
LEFT JOIN people ON people.id = keys.person WHERE digest = ?
"""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is to be. `scopes` narrows what its role may do; `kind` is how it begins."""

    name: str
    project: str
    role: Role
    person: str | None = None
    scopes: Sequence[Permission] | None = None
    per_minute: int | None = None
    adds_per_month: int | None = None
    expires_at: Micros | None = None
    kind: Kind = "m0-"


def digest(text: str) -> bytes:
    """How a key is kept. It holds 256 random bits, so one round is enough: there is nothing to guess."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def add_key(file: ControlFile, new: NewKey, *, at: Micros) -> tuple[str, str]:
    """Make a key; returns its id and the key itself, which is kept nowhere."""
    text = new.kind + secrets.token_urlsafe(32)
    return put_key(file, new, text, at=at), text


def put_key(file: ControlFile, new: NewKey, text: str, *, at: Micros) -> str:
    """Keep a key that somebody else chose. One that is known already stays as it is."""
    made = uuid4().hex
    values = (
        made,
        digest(text),
        text[: len(new.kind) + _SHOWN],
        new.name,
        new.project,
        new.person,
        new.role,
        None if new.scopes is None else json.dumps(list(new.scopes)),
        new.per_minute,
        new.adds_per_month,
        at,
        new.expires_at,
    )
    names = "id, digest, prefix, name, project, person, role, scopes, per_minute, adds_per_month, created_at, expires_at"
    with file.write(rights=True) as db:
        sql = f"INSERT INTO keys ({names}) VALUES ({', '.join('?' * len(values))}) ON CONFLICT (digest) DO NOTHING"
        db.execute(sql, values)
    return made


def principal_of(file: ControlFile, text: str) -> Principal | None:
    """Whom a key stands for; None for a key that is unknown or revoked. Whether it has expired is for the caller to see."""
    row = file.row(_FIND, digest(text))
    if row is None or row["revoked_at"] is not None:
        return None
    may = MAY[row["role"]]
    if row["scopes"] is not None:
        may &= frozenset(json.loads(row["scopes"]))
    return Principal(
        org=row["org"],
        project=row["project"],
        role=row["role"],
        may=may,
        email=row["email"] or "",
        key=row["id"],
        person=row["person"],
        per_minute=row["per_minute"],
        adds_per_month=row["adds_per_month"],
        expires_at=row["expires_at"],
    )


def keys_of(file: ControlFile, project: str, person: str | None = None) -> list[Row]:
    """The keys of a project, or those that one person made there; revoked ones too."""
    sql = "SELECT * FROM keys WHERE project = ? AND (? IS NULL OR person = ?) ORDER BY created_at, id"
    return file.rows(sql, project, person, person)


def revoke(file: ControlFile, project: str, key_id: str, *, person: str | None = None, at: Micros) -> bool:
    """End a key now. False when the project (or the person in it) has no such key that still holds."""
    sql = (
        "UPDATE keys SET revoked_at = ? WHERE id = ? AND project = ? AND revoked_at IS NULL AND (? IS NULL OR person = ?)"
    )
    with file.write(rights=True) as db:
        return changed(db.execute(sql, (at, key_id, project, person, person)))


def note_use(file: ControlFile, used: Mapping[str, Micros], added: Mapping[tuple[str, str], int]) -> None:
    """Write down when keys were last used, and how many adds each made in a month (YYYY-MM)."""
    with file.write() as db:
        db.executemany("UPDATE keys SET last_used_at = ? WHERE id = ?", [(at, key) for key, at in used.items()])
        # A key that was deleted meanwhile has nothing left to count.
        sql = (
            "INSERT INTO usage SELECT id, ?, ? FROM keys WHERE id = ? "
            "ON CONFLICT (key, month) DO UPDATE SET adds = adds + excluded.adds"
        )
        db.executemany(sql, [(month, count, key) for (key, month), count in added.items()])


def adds_in(file: ControlFile, key: str, month: str) -> int:
    """How many adds a key has made in a month, as far as they were written down."""
    row = file.row("SELECT adds FROM usage WHERE key = ? AND month = ?", key, month)
    return int(row["adds"]) if row is not None else 0

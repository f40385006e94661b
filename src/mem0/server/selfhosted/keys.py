"""API keys over HTTP, and the log of requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...errors import MemoryNotFoundError, ValidationError
from ...records import Micros
from ...values import clean_moment, clean_text, iso
from ..call import Call, Json
from ..control import keys
from ..control.file import Row
from ..roles import MAY, PERMISSIONS, ROLES, Forbidden, Permission, Role
from ..routing import Table
from ..schemas import TEXT, TIME, WHOLE, body, listed, maybe

table = Table("self-hosted", "Keys")
_NEW: Final = body(
    ["name"],
    name=TEXT,
    role={"enum": list(ROLES)},
    scopes=listed({"enum": list(PERMISSIONS)}),
    expires_at=maybe(TIME),
    per_minute=WHOLE,
    adds_per_month=WHOLE,
)
_SHOWN: Final = 1_000


@table.row("GET", "/api-keys", "read")
def list_keys(call: Call) -> list[Json]:
    """The keys of the project; for those who do not manage it, their own."""
    return [_shown(row) for row in keys.keys_of(call.services.control, call.project, _whose(call))]


@table.row("POST", "/api-keys", "read", body=_NEW)
def make_key(call: Call) -> Json:
    """Make a key, told once. It may do no more than whoever makes it."""
    given, now = call.body, call.services.clock.now()
    _whose(call)
    role = _role(call, given.get("role"))
    new = keys.NewKey(
        name=clean_text(given.get("name"), name="name", limit=200),
        project=call.project,
        role=role,
        person=call.principal.person,
        scopes=_scopes(call, role, given.get("scopes")),
        per_minute=_tighter(given, "per_minute", call.principal.per_minute),
        adds_per_month=_tighter(given, "adds_per_month", call.principal.adds_per_month),
        expires_at=_end(call, given.get("expires_at"), now),
        kind="m0sk_",
    )
    made, text = keys.add_key(call.services.control, new, at=now)
    (row,) = [row for row in keys.keys_of(call.services.control, call.project) if row["id"] == made]
    return {**_shown(row), "key": text}


@table.row("DELETE", "/api-keys/{key_id}", "read")
def revoke_key(call: Call) -> Json:
    """End a key now."""
    control, now = call.services.control, call.services.clock.now()
    _not_above(call, call.part("key_id"))
    if not keys.revoke(control, call.project, call.part("key_id"), person=_whose(call), at=now):
        raise MemoryNotFoundError("API key not found.")
    return {"message": "API key revoked"}


def _not_above(call: Call, key_id: str) -> None:
    rows = [row for row in keys.keys_of(call.services.control, call.project, _whose(call)) if row["id"] == key_id]
    if rows and rows[0]["role"] == "owner" and "own" not in call.principal.may:
        raise Forbidden("Only an owner revokes owners' keys.")


def _whose(call: Call) -> str | None:
    """Whose keys are meant: everybody's (None) for those who manage the project, else one's own."""
    if "manage" in call.principal.may:
        return None
    if call.principal.person is None or call.principal.key is not None:
        raise Forbidden("Keys are made by people who are logged in, and by keys that may manage the project.")
    return call.principal.person


def _role(call: Call, given: object) -> Role:
    role = call.principal.role if given is None else given
    if role not in ROLES:
        raise ValidationError(f"role must be one of {', '.join(ROLES)}.", details={"argument": "role"})
    if ROLES.index(role) > ROLES.index(call.principal.role):
        raise Forbidden("A key may do no more than whoever makes it.")
    return role


def _scopes(call: Call, role: Role, given: object) -> list[Permission] | None:
    """What the new key may do: as its role, narrowed by what is asked for and by what its maker may."""
    if given is not None and not (isinstance(given, list) and given and all(one in PERMISSIONS for one in given)):
        raise ValidationError(f"scopes is a list of: {', '.join(PERMISSIONS)}.", details={"argument": "scopes"})
    wanted = MAY[role] if given is None else MAY[role] & frozenset(given)
    allowed = wanted & call.principal.may
    return None if allowed == MAY[role] else sorted(allowed)


def _tighter(given: Mapping[str, Any], name: str, own: int | None) -> int | None:
    asked = given.get(name)
    if asked is None:
        return own
    if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= 10**9:
        raise ValidationError(f"{name} must be a whole number from 1 up.", details={"argument": name})
    return asked if own is None else min(asked, own)


def _end(call: Call, given: object, now: Micros) -> Micros | None:
    """When the key ends: not after the key that makes it."""
    asked = clean_moment(given, name="expires_at")
    if asked is not None and asked <= now:
        raise ValidationError("expires_at is in the past.", details={"argument": "expires_at"})
    own = call.principal.expires_at if call.principal.key is not None else None
    ends = [end for end in (asked, own) if end is not None]
    return min(ends) if ends else None


def _shown(row: Row) -> Json:
    times = {name: iso(row[name]) for name in ("created_at", "expires_at", "revoked_at", "last_used_at")}
    named = {name: row[name] for name in ("id", "name", "role", "per_minute", "adds_per_month")}
    return {**named, "key_prefix": row["prefix"], "is_active": row["revoked_at"] is None, **times}


@table.row("GET", "/requests", "manage", query={"limit": WHOLE})
def requests(call: Call) -> list[Json]:
    """The last requests to the project, the last first: routes, statuses, times; no ids, bodies or keys."""
    limit = call.asked_number("limit", 100, most=_SHOWN) or 0
    own = [one for one in reversed(call.services.requests) if one["project"] == call.project][:limit]
    return [{**one, "at": iso(one["at"]), "created_at": iso(one["at"])} for one in own]

"""Who may do what: roles, what each may do, and the one who asks. The needs of every route stand beside the route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from ..errors import AuthenticationError

Role: TypeAlias = Literal["viewer", "member", "admin", "owner"]
Permission: TypeAlias = Literal["read", "write", "erase", "manage", "own"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)  # the later may do all that the earlier may
PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)
MAY: Final[Mapping[Role, frozenset[Permission]]] = {
    "viewer": frozenset({"read"}),  # search, list, history
    "member": frozenset({"read", "write"}),  # add, change and delete single memories
    "admin": frozenset({"read", "write", "erase", "manage"}),  # whole scopes; settings, keys, members, webhooks
    "owner": frozenset(PERMISSIONS),  # the project itself
}
# How the platform's clients name roles. It knows two; the others keep their own names.
NAMED: Final[Mapping[str, Role]] = {"READER": "viewer", "OWNER": "owner", **{role.upper(): role for role in ROLES}}


class Forbidden(AuthenticationError):
    """The key is good, but it may not do this."""

    status, code = 403, "AUTH_003"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: what a key or a login stands for. It belongs to one project and sees nothing outside of it."""

    org: str
    project: str
    role: Role
    may: frozenset[Permission]
    email: str
    key: str | None = None  # the id of the API key; None for a login
    person: str | None = None
    per_minute: int | None = None  # requests; None: what the server's settings say
    adds_per_month: int | None = None
    expires_at: int | None = None  # microseconds

    @property
    def bucket(self) -> str:
        """Under which name its requests are counted."""
        return self.key or self.person or self.project


def need(principal: Principal, permission: Permission) -> None:
    """Raises Forbidden, naming what is missing."""
    if permission not in principal.may:
        raise Forbidden(
            f"You do not have permission to perform this action: it needs {permission!r}, this key is a {principal.role}'s.",
            details={"needs": permission, "role": principal.role},
        )


def shown(role: str) -> str:
    """A role as the platform's clients read it."""
    return {"viewer": "READER"}.get(role, role.upper())

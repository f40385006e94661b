"""Who acts on a shared memory and what that person may do: admin, member or viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from .errors import ForbiddenError, ValidationError
from .records import MemoryRecord, Scope
from .values import clean_id

Role: TypeAlias = Literal["admin", "member", "viewer"]
Verb: TypeAlias = Literal["read", "add", "change", "administer"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
_MAY: Final[dict[Role, frozenset[Verb]]] = {
    "admin": frozenset({"read", "add", "change", "administer"}),
    "member": frozenset({"read", "add", "change"}),
    "viewer": frozenset({"read"}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who uses a memory under a role. `within`: the ids that everything this person does is confined to.

    viewer: reads. member: reads, adds in the own name, changes and deletes what bears the own name. admin: everything.
    """

    name: str
    role: Role
    within: Scope | None = None

    def need(self, verb: Verb, what: str) -> None:
        """Raises ForbiddenError when the role does not allow the verb; `what` names the call."""
        if verb not in _MAY[self.role]:
            raise ForbiddenError(
                f"{self.name} is a {self.role} and may not {what}.",
                details={"actor": self.name, "role": self.role, "call": what},
                suggestion="Ask an admin of this memory." if verb == "administer" else "Ask for the role of a member.",
            )

    def need_own(self, record: MemoryRecord, what: str) -> None:
        """Raises ForbiddenError unless the memory bears the actor's name or the actor is an admin."""
        self.need("change", what)
        if self.role != "admin" and record.actor != self.name:
            raise ForbiddenError(
                f"{self.name} may not {what} what others said.",
                details={"actor": self.name, "role": self.role, "call": what, "memory_id": record.id},
                suggestion="Only an admin may.",
            )

    def sees(self, scope: Scope) -> bool:
        """Whether something of this scope lies within what the actor is confined to."""
        return self.within is None or set(self.within.entities()) <= set(scope.entities())


def actor(name: object, role: object, *, within: Scope | None = None) -> Actor:
    """A checked actor. Raises ValidationError for an empty name or an unknown role."""
    checked = clean_id(name, name="name")
    if checked is None:
        raise ValidationError("An actor needs a name.", details={"argument": "name"})
    if role not in ROLES:
        raise ValidationError(
            f"Invalid role {role!r}: it is one of {', '.join(ROLES)}.", details={"argument": "role"}
        )
    return Actor(checked, role, within)

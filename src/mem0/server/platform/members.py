"""The members of a project. Of an organisation a key sees the members of its own project."""

from __future__ import annotations

from typing import Final

from ...errors import MemoryNotFoundError, ValidationError
from ...values import iso
from ..call import Call, Json
from ..control import people, tenants
from ..roles import NAMED, Forbidden, Role, shown
from ..routing import Table
from ..schemas import TEXT, body
from .projects import ORGS, PROJECT, of_this_project

table = Table("platform", "Members")
_OF_ORG: Final = ORGS + "{org_id}/members/"
_OF_PROJECT: Final = PROJECT + "members/"
_MEMBER: Final = body(["email"], email=TEXT, role={"enum": list(NAMED)}, password=TEXT)


@table.row("GET", _OF_ORG, "read")
@table.row("GET", _OF_PROJECT, "read")
def members(call: Call) -> Json:
    """Who may use the project."""
    of_this_project(call)
    return {"members": [_member(one) for one in tenants.members(call.services.control, call.project)]}


def _member(one: tenants.Member) -> Json:
    role, since = shown(one.role), iso(one.created_at)
    return {"user_id": one.person, "email": one.email, "name": one.name, "role": role, "created_at": since}


@table.row("POST", _OF_ORG, "manage", body=_MEMBER)
@table.row("POST", _OF_PROJECT, "manage", body=_MEMBER)
def add_member(call: Call) -> Json:
    """Let somebody in. Whoever the server does not know yet can log in once they are given a `password` here."""
    of_this_project(call)
    control, now, given = call.services.control, call.services.clock.now(), call.body
    email, role = people.clean_email(given.get("email")), _role(call, given.get("role", "READER"))
    password = None if given.get("password") is None else people.clean_password(given["password"])
    known = people.by_email(control, email)
    person = known["id"] if known is not None else people.add_person(control, email, email, password, at=now)
    tenants.add_member(control, call.project, person, role, at=now)
    return {"message": "Member added successfully.", "email": email, "role": shown(role)}


@table.row("PUT", _OF_ORG, "manage", body=_MEMBER)
@table.row("PUT", _OF_PROJECT, "manage", body=_MEMBER)
def change_member(call: Call) -> Json:
    """Change a member's role."""
    of_this_project(call)
    found, role = _existing(call, call.body.get("email")), _role(call, call.body.get("role"))
    _may_rule_over(call, found)
    tenants.change_member(call.services.control, call.project, found.person, role)
    return {"message": "Member updated successfully.", "email": found.email, "role": shown(role)}


@table.row("DELETE", _OF_ORG, "manage", query={"email": TEXT}, body=body(email=TEXT))
@table.row("DELETE", _OF_PROJECT, "manage", query={"email": TEXT}, body=body(email=TEXT))
def remove_member(call: Call) -> Json:
    """Take a member out, with the keys they made here. The address stands in the query or in the body."""
    of_this_project(call)
    found = _existing(call, call.asked("email") or call.body.get("email"))
    _may_rule_over(call, found)
    tenants.remove_member(call.services.control, call.project, found.person)
    return {"message": "Member removed successfully."}


def _existing(call: Call, email: object) -> tenants.Member:
    wanted = people.clean_email(email).lower()
    for one in tenants.members(call.services.control, call.project):
        if one.email.lower() == wanted:
            return one
    raise MemoryNotFoundError("This person is not a member.")


def _role(call: Call, name: object) -> Role:
    role = NAMED.get(name) if isinstance(name, str) else None
    if role is None:
        raise ValidationError(f"role must be one of {', '.join(NAMED)}.", details={"argument": "role"})
    if role == "owner" and "own" not in call.principal.may:
        raise Forbidden("Only an owner makes owners.")
    return role


def _may_rule_over(call: Call, member: tenants.Member) -> None:
    if member.role == "owner" and "own" not in call.principal.may:
        raise Forbidden("Only an owner changes owners.")

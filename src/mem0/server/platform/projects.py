"""Organisations, projects and their members."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from ...errors import MemoryNotFoundError, ValidationError
from ...values import clean_text, iso
from ..call import Call, Json
from ..control import keys, people, tenants
from ..roles import NAMED, Forbidden, Role, shown
from ..routing import Table
from ..schemas import ANY, FLAG, OBJECT, TEXT, body, listed

table = Table("platform", "Projects")
_ORGS: Final = "/api/v1/orgs/organizations/"
_PROJECTS: Final = _ORGS + "{org_id}/projects/"
_PROJECT: Final = _PROJECTS + "{project_id}/"
_MEMBERS: Final = _PROJECT + "members/"
_SETTINGS: Final[Mapping[str, Any]] = {
    "custom_instructions": TEXT,
    "custom_categories": listed(OBJECT),
    "multilingual": FLAG,
    "decay": FLAG,
    "agent_custom_instructions": TEXT,
    "memory_depth": TEXT,
    "usecase_setting": ANY,
    "retrieval_criteria": listed(OBJECT),
    "enable_graph": FLAG,
    "version": TEXT,
    "inclusion_prompt": TEXT,
    "exclusion_prompt": TEXT,
}
_MEMBER: Final = body(["email"], email=TEXT, role={"enum": list(NAMED)}, password=TEXT)


@table.row("GET", _ORGS, "read")
def organizations(call: Call) -> list[Json]:
    """The organisation of the key."""
    return [_organization(call)]


@table.row("GET", _ORGS + "{org_id}/", "read")
def organization(call: Call) -> Json:
    """The organisation of the key."""
    _of_this_org(call)
    return _organization(call)


def _organization(call: Call) -> Json:
    found = tenants.organization(call.services.control, call.principal.org)
    assert found is not None, "a project always has its organisation"
    return {"org_id": found["id"], "name": found["name"], "created_at": iso(found["created_at"])}


@table.row("GET", _PROJECTS, "read")
def projects(call: Call) -> list[Json]:
    """The projects that the key may see: its own."""
    _of_this_org(call)
    return [_shown(tenants.project(call.services.control, call.project))]


@table.row("POST", _PROJECTS, "own", body=body(["name"], name=TEXT, description=TEXT))
def create(call: Call) -> Json:
    """A new project in the organisation, with a key that owns it (told once)."""
    _of_this_org(call)
    control, now, given = call.services.control, call.services.clock.now(), call.body
    name = clean_text(given.get("name"), name="name", limit=200)
    described = given.get("description")
    description = None if described is None else clean_text(described, name="description", limit=10_000)
    made = tenants.add_project(control, call.principal.org, name, description=description, at=now)
    if call.principal.person is not None:
        tenants.add_member(control, made.id, call.principal.person, "owner", at=now)
    _, key = keys.add_key(control, keys.NewKey("first key", made.id, "owner", call.principal.person), at=now)
    return {"message": "Project created successfully.", **_shown(made), "api_key": key}


@table.row("GET", _PROJECT, "read", query={"fields": TEXT})
def project(call: Call) -> Json:
    """The project with its settings; `fields` chooses some."""
    _of_this_project(call)
    found = _shown(tenants.project(call.services.control, call.project))
    fields = [name for text in call.query.get("fields", []) for name in text.split(",") if name]
    return {name: value for name, value in found.items() if not fields or name in fields}


def _shown(project: tenants.Project) -> Json:
    return {
        "id": project.id,
        "project_id": project.id,
        "org_id": project.org,
        "name": project.name,
        "description": project.description,
        "created_at": iso(project.created_at),
        "updated_at": iso(project.updated_at),
        **{name: project.settings.get(name) for name in _SETTINGS},
    }


@table.row("PATCH", _PROJECT, "manage", body=body(name=TEXT, description=TEXT, **_SETTINGS))
def change(call: Call) -> Json:
    """Change settings of the project; null takes one back."""
    _of_this_project(call)
    control, given = call.services.control, call.body
    asked = {name: _checked(name, value) for name, value in given.items() if name in _SETTINGS}
    named = {n: clean_text(given[n], name=n, limit=10_000) for n in ("name", "description") if given.get(n) is not None}
    if not asked and not named:
        raise ValidationError(f"Nothing to change: give one of name, description, {', '.join(_SETTINGS)}.")
    settings = {**tenants.project(control, call.project).settings, **asked}
    kept = {name: value for name, value in settings.items() if value is not None}
    tenants.change_project(control, call.project, {**named, "settings": kept}, at=call.services.clock.now())
    call.services.projects.reopen(call.project)
    return {"message": "Updated custom instructions" if asked.keys() == {"custom_instructions"} else "Project updated."}


def _checked(name: str, value: Any) -> Any:
    wanted = {"string": str, "boolean": bool, "array": list}.get(_SETTINGS[name].get("type", ""))
    if value is not None and wanted is not None and not isinstance(value, wanted):
        raise ValidationError(f"{name} must be a {wanted.__name__}.", details={"argument": name})
    return value


@table.row("DELETE", _PROJECT, "own")
async def delete(call: Call) -> Json:
    """Delete the project with its memories, keys and members, for good."""
    _of_this_project(call)
    if call.project == call.services.first.project:
        raise Forbidden("The first project of a server stays.", suggestion="Delete its users instead, or the server's folder.")
    await call.services.projects.clear(call.project)
    await asyncio.to_thread(_delete, call)
    return {"message": "Project deleted successfully."}


def _delete(call: Call) -> None:
    tenants.delete_project(call.services.control, call.project)
    call.services.projects.erase(call.project)


@table.row("GET", _MEMBERS, "read")
def members(call: Call) -> Json:
    """Who may use the project."""
    _of_this_project(call)
    return {"members": [_member(one) for one in tenants.members(call.services.control, call.project)]}


def _member(one: tenants.Member) -> Json:
    role, since = shown(one.role), iso(one.created_at)
    return {"user_id": one.person, "email": one.email, "name": one.name, "role": role, "created_at": since}


@table.row("POST", _MEMBERS, "manage", body=_MEMBER)
def add_member(call: Call) -> Json:
    """Let somebody in. Whoever the server does not know yet can log in once they are given a `password` here."""
    _of_this_project(call)
    control, now, given = call.services.control, call.services.clock.now(), call.body
    email, role = people.clean_email(given.get("email")), _role(call, given.get("role", "READER"))
    password = None if given.get("password") is None else people.clean_password(given["password"])
    known = people.by_email(control, email)
    person = known["id"] if known is not None else people.add_person(control, email, email, password, at=now)
    tenants.add_member(control, call.project, person, role, at=now)
    return {"message": "Member added successfully.", "email": email, "role": shown(role)}


@table.row("PUT", _MEMBERS, "manage", body=_MEMBER)
def change_member(call: Call) -> Json:
    """Change a member's role."""
    _of_this_project(call)
    found, role = _existing(call, call.body.get("email")), _role(call, call.body.get("role"))
    _may_rule_over(call, found)
    tenants.change_member(call.services.control, call.project, found.person, role)
    return {"message": "Member updated successfully.", "email": found.email, "role": shown(role)}


@table.row("DELETE", _MEMBERS, "manage", query={"email": TEXT})
def remove_member(call: Call) -> Json:
    """Take a member out, with the keys they made here."""
    _of_this_project(call)
    found = _existing(call, call.asked("email"))
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


def _of_this_org(call: Call) -> None:
    if call.part("org_id") != call.principal.org:
        raise MemoryNotFoundError("Organization not found.")


def _of_this_project(call: Call) -> None:
    """Another project is as good as none: nobody learns which exist."""
    _of_this_org(call)
    if call.part("project_id") != call.project:
        raise MemoryNotFoundError("Project not found.")

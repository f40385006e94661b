"""Projects and their settings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from ...errors import MemoryNotFoundError, ValidationError
from ...values import clean_categories, clean_text, iso
from ..call import Call, Json
from ..control import keys, tenants
from ..roles import Forbidden
from ..routing import Table
from ..schemas import ANY, FLAG, OBJECT, TEXT, body, listed
from . import options

table = Table("platform", "Projects")
ORGS: Final = "/api/v1/orgs/organizations/"
_PROJECTS: Final = ORGS + "{org_id}/projects/"
PROJECT: Final = _PROJECTS + "{project_id}/"
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


@table.row("GET", _PROJECTS, "read")
def projects(call: Call) -> list[Json]:
    """The projects that the key may see: its own."""
    of_this_org(call)
    return [_shown(tenants.project(call.services.control, call.project))]


@table.row("POST", _PROJECTS, "own", body=body(["name"], name=TEXT, description=TEXT))
def create(call: Call) -> Json:
    """A new project in the organisation, with a key that owns it (told once)."""
    of_this_org(call)
    control, now, given = call.services.control, call.services.clock.now(), call.body
    name = clean_text(given.get("name"), name="name", limit=200)
    described = given.get("description")
    description = None if described is None else clean_text(described, name="description", limit=10_000)
    made = tenants.add_project(control, call.principal.org, name, description=description, at=now)
    if call.principal.person is not None:
        tenants.add_member(control, made.id, call.principal.person, "owner", at=now)
    _, key = keys.add_key(control, keys.NewKey("first key", made.id, "owner", call.principal.person), at=now)
    return {"message": "Project created successfully.", **_shown(made), "api_key": key}


@table.row("GET", PROJECT, "read", query={"fields": TEXT})
def project(call: Call) -> Json:
    """The project with its settings; `fields` chooses some."""
    of_this_project(call)
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


@table.row("PATCH", PROJECT, "manage", body=body(name=TEXT, description=TEXT, **_SETTINGS))
async def change(call: Call) -> Any:
    """Change settings of the project; null takes one back. `warnings` tell of settings that have no effect here."""
    of_this_project(call)
    message = await asyncio.to_thread(_change, call)
    told = options.warnings(await call.memory(), call.body, options.PROJECT)
    return options.warned({"message": message}, told)


def _change(call: Call) -> str:
    control, given = call.services.control, call.body
    asked = {name: _checked(name, value) for name, value in given.items() if name in _SETTINGS}
    named = {n: clean_text(given[n], name=n, limit=10_000) for n in ("name", "description") if given.get(n) is not None}
    if not asked and not named:
        raise ValidationError(f"Nothing to change: give one of name, description, {', '.join(_SETTINGS)}.")
    settings = {**tenants.project(control, call.project).settings, **asked}
    kept = {name: value for name, value in settings.items() if value is not None}
    tenants.change_project(control, call.project, {**named, "settings": kept}, at=call.services.clock.now())
    call.services.projects.reopen(call.project)
    return "Updated custom instructions" if asked.keys() == {"custom_instructions"} else "Project updated."


def _checked(name: str, value: Any) -> Any:
    wanted = {"string": str, "boolean": bool, "array": list}.get(_SETTINGS[name].get("type", ""))
    if value is not None and wanted is not None and not isinstance(value, wanted):
        raise ValidationError(f"{name} must be a {wanted.__name__}.", details={"argument": name})
    if name == "custom_categories":
        clean_categories(value)
    return clean_text(value, name=name, limit=20_000) if isinstance(value, str) and value else value


@table.row("DELETE", PROJECT, "own")
async def delete(call: Call) -> Json:
    """Delete the project with its memories, keys and members, for good."""
    of_this_project(call)
    await delete_own(call)
    return {"message": "Project deleted successfully."}


async def delete_own(call: Call) -> None:
    """Delete the project of the key, unless it is the server's first one."""
    if call.project == call.services.first.project:
        raise Forbidden(
            "The first project of a server stays.", suggestion="Delete its users instead, or the server's folder."
        )
    await call.services.projects.clear(call.project)
    await asyncio.to_thread(_delete, call)


def _delete(call: Call) -> None:
    tenants.delete_project(call.services.control, call.project)
    call.services.projects.erase(call.project)


def of_this_org(call: Call) -> None:
    if call.part("org_id") != call.principal.org:
        raise MemoryNotFoundError("Organization not found.")


def of_this_project(call: Call) -> None:
    """Another project is as good as none: nobody learns which exist. Of an organisation one's own project is meant."""
    of_this_org(call)
    if "project_id" in call.request.path_params and call.part("project_id") != call.project:
        raise MemoryNotFoundError("Project not found.")

"""Organisations. A key belongs to one project, so of its organisation it sees that project and its members."""

from __future__ import annotations

import asyncio
from typing import Final

from ...values import clean_text, iso
from ..bootstrap import new_tenant
from ..call import Call, Json
from ..control import keys, tenants
from ..failures import Conflict
from ..roles import Forbidden
from ..routing import Table
from ..schemas import TEXT, body
from . import projects

table = Table("platform", "Organizations")
_ORG: Final = projects.ORGS + "{org_id}/"


@table.row("GET", projects.ORGS, "read")
def organizations(call: Call) -> list[Json]:
    """The organisation of the key."""
    return [_shown(call)]


@table.row("GET", _ORG, "read")
def organization(call: Call) -> Json:
    """The organisation of the key."""
    projects.of_this_org(call)
    return _shown(call)


def _shown(call: Call) -> Json:
    found = tenants.organization(call.services.control, call.principal.org)
    assert found is not None, "a project always has its organisation"
    return {"org_id": found["id"], "name": found["name"], "created_at": iso(found["created_at"])}


@table.row("POST", projects.ORGS, "own", body=body(["name"], name=TEXT), status=201)
def create(call: Call) -> Json:
    """A new organisation with a project and a key that owns it (told once). For owners of the server's first project."""
    control, now = call.services.control, call.services.clock.now()
    if call.project != call.services.first.project:
        raise Forbidden("Organizations are made by an owner of the server's first project.")
    project = new_tenant(control, clean_text(call.body.get("name"), name="name", limit=200), at=now)
    _, key = keys.add_key(control, keys.NewKey("first key", project, "owner"), at=now)
    made = {"org_id": tenants.project(control, project).org, "project_id": project, "api_key": key}
    return {"message": "Organization created successfully.", **made}


@table.row("PATCH", _ORG, "own", body=body(["name"], name=TEXT))
@table.row("PUT", _ORG, "own", body=body(["name"], name=TEXT))
def rename(call: Call) -> Json:
    """Give the organisation another name."""
    projects.of_this_org(call)
    name = clean_text(call.body.get("name"), name="name", limit=200)
    tenants.rename_organization(call.services.control, call.principal.org, name)
    return {"message": "Organization updated successfully.", **_shown(call)}


@table.row("DELETE", _ORG, "own")
async def delete(call: Call) -> Json:
    """Delete the organisation with its last project, for good. Other projects of it must be deleted with their own keys."""
    projects.of_this_org(call)
    control, org = call.services.control, call.principal.org
    if len(await asyncio.to_thread(tenants.projects, control, org)) > 1:
        raise Conflict("The organization has other projects.", suggestion="Delete them first, with keys of theirs.")
    await projects.delete_own(call)
    await asyncio.to_thread(tenants.delete_organization, control, org)
    return {"message": "Organization deleted successfully."}

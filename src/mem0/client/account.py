"""Each method about the account as a plan: the project and its members, webhooks, exports and summaries. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import ValidationError
from .arguments import ids_into_filters, merged, opened, present
from .wire import Call, Identity, Plan, path

_ROLES: Final = ("READER", "OWNER")


def _organization(who: Identity) -> tuple[str, ...]:
    if not who.org_id:
        raise ValidationError("org_id is not known.", suggestion="Give org_id= to the client: the server did not tell.")
    return ("api", "v1", "orgs", "organizations", who.org_id, "projects")


def _project(who: Identity) -> tuple[str, ...]:
    return (*_organization(who), _project_id(who, None))


def _project_id(who: Identity, given: str | None) -> str:
    found = given or who.project_id
    if not found:
        raise ValidationError(
            "project_id is not known.", suggestion="Give project_id= to the client: the server did not tell."
        )
    return found


def get_project(who: Identity, fields: Sequence[str] | None) -> Plan:
    query = present({"fields": fields})
    return (yield Call("GET", path(*_project(who)), query=query, of_project=True))


def create_project(who: Identity, name: str, description: str | None) -> Plan:
    body = present({"name": name, "description": description})
    return (yield Call("POST", path(*_organization(who)), body=body, of_project=True))


def update_project(who: Identity, instructions: object, kwargs: Mapping[str, Any]) -> Plan:
    """`instructions` may be the options: in 2.x they stand in the place of custom_instructions."""
    options = {"custom_instructions": instructions} if isinstance(instructions, str) else opened(instructions)
    body = merged(options, kwargs)
    if not body:
        raise ValidationError("At least one setting of the project must be given, for example custom_instructions.")
    return (yield Call("PATCH", path(*_project(who)), body=body, of_project=True))


def delete_project(who: Identity) -> Plan:
    return (yield Call("DELETE", path(*_project(who)), of_project=True))


def get_members(who: Identity) -> Plan:
    return (yield Call("GET", path(*_project(who), "members"), of_project=True))


def put_member(who: Identity, method: str, email: str, role: str) -> Plan:
    """Add (POST) or change (PUT) a member."""
    if role not in _ROLES:
        raise ValidationError(f"role must be one of {', '.join(_ROLES)}.", details={"role": role})
    body = {"email": email, "role": role}
    return (yield Call(method, path(*_project(who), "members"), body=body, of_project=True))


def remove_member(who: Identity, email: str) -> Plan:
    return (yield Call("DELETE", path(*_project(who), "members"), query={"email": email}, of_project=True))


def get_webhooks(who: Identity, project_id: str | None) -> Plan:
    return (yield Call("GET", path("api", "v1", "webhooks", "projects", _project_id(who, project_id))))


def create_webhook(who: Identity, project_id: str | None, given: Mapping[str, Any]) -> Plan:
    where = path("api", "v1", "webhooks", "projects", _project_id(who, project_id))
    return (yield Call("POST", where, body=present(given)))


def update_webhook(webhook_id: object, given: Mapping[str, Any]) -> Plan:
    body = present(given)
    if not body:
        raise ValidationError("At least one of name, url or event_types must be given.")
    return (yield Call("PUT", path("api", "v1", "webhooks", webhook_id), body=body))


def delete_webhook(webhook_id: object) -> Plan:
    return (yield Call("DELETE", path("api", "v1", "webhooks", webhook_id)))


def create_export(schema: object, kwargs: Mapping[str, Any]) -> Plan:
    body = {"schema": schema, **ids_into_filters(present(kwargs))}
    return (yield Call("POST", path("v1", "exports"), body=body))


def get_export(kwargs: Mapping[str, Any]) -> Plan:
    return (yield Call("POST", path("v1", "exports", "get"), body=present(kwargs)))


def get_summary(filters: Mapping[str, Any] | None, kwargs: Mapping[str, Any]) -> Plan:
    body = ids_into_filters(present({"filters": filters, **kwargs}))
    return (yield Call("POST", path("v1", "summary"), body=body))

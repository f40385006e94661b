"""JSON Schemas of bodies, queries and errors, for the OpenAPI document. The library checks the values itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from .roles import Permission

Schema: TypeAlias = Mapping[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "number"}
FLAG: Final[Schema] = {"type": "boolean"}
OBJECT: Final[Schema] = {"type": "object", "additionalProperties": True}
ANY: Final[Schema] = {}
TIME: Final[Schema] = {"description": "Epoch seconds or ISO 8601", "anyOf": [{"type": "number"}, {"type": "string"}]}
DAY: Final[Schema] = {"type": "string", "description": "YYYY-MM-DD"}
ID: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 512}
FILTERS: Final[Schema] = {**OBJECT, "description": "Conditions: AND, OR, NOT, fields with operators (docs: Filters)"}


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def body(required: Sequence[str] = (), /, **properties: Schema) -> Schema:
    """An object; names that are not listed are taken too, as clients of all generations send more than one knows."""
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": True}
    return found | ({"required": list(required)} if required else {})


MESSAGE: Final = body(role=TEXT, content={"anyOf": [TEXT, OBJECT, listed(OBJECT), {"type": "null"}]}, name=TEXT, id=TEXT)
MESSAGES: Final[Schema] = {"anyOf": [TEXT, MESSAGE, listed(MESSAGE)]}
IDS: Final[Mapping[str, Schema]] = {"user_id": ID, "agent_id": ID, "app_id": ID, "run_id": ID}
PAGE: Final[Mapping[str, Schema]] = {"page": {"type": "integer", "minimum": 1}, "page_size": {"type": "integer", "minimum": 1}}

_ERROR: Final[Schema] = {
    "type": "object",
    "properties": {"detail": TEXT, "error": TEXT, "code": TEXT, "request_id": TEXT},
}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"description": "Refused; the body says why", "content": {"application/json": {"schema": _ERROR}}}
}
SECURITY: Final[Mapping[str, Any]] = {
    "Authorization": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <key> or Bearer <key>"},
    "X-API-Key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def operation(
    body: Schema | None, query: Mapping[str, Schema], parts: Sequence[str], needs: Permission | None
) -> dict[str, Any]:
    """What FastAPI cannot see of a route whose handler reads the request itself."""
    parameters = [{"name": name, "in": "path", "required": True, "schema": ID} for name in parts]
    parameters += [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in query.items()]
    found: dict[str, Any] = {"parameters": parameters} if parameters else {}
    if body is not None:
        needed = bool(body.get("required"))
        found["requestBody"] = {"required": needed, "content": {"application/json": {"schema": body}}}
    if needs is not None:
        found["security"] = [{name: []} for name in SECURITY]
        found["description"] = f"Needs the permission `{needs}`."
    return found

"""Exports in the form of a JSON Schema, and summaries. A language model fills the schema where there is one, else rules do.

An export is kept as what was asked and made when it is read: it is never older than the memories, and what was deleted
is in no copy of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...doors.calls import usage_item
from ...errors import ValidationError
from ...pipeline.filling import fill
from ...values import clean_text
from ..call import Call, Json
from ..control import notes
from ..failures import RouteError
from ..filling import Filler, checked_schema
from ..routing import Table
from ..schemas import ANY, FILTERS, ID, IDS, TEXT, body
from . import asking, options

table = Table("platform", "Exports")
_MOST: Final = 1_000  # memories of one export
_SUMMARY_CHARS: Final = 20_000
_WISHES: Final = "export_instructions"
_CREATE: Final = body(["schema"], schema=ANY, filters=FILTERS, **IDS, export_instructions=TEXT)
_GET: Final = body(memory_export_id=ID, filters=FILTERS, **IDS)


@table.row("POST", "/v1/exports/", "read", body=_CREATE, status=201)
async def create(call: Call) -> Json:
    """Ask for an export: memories of a scope in the form of a JSON Schema."""
    request = {"schema": _schema(call.body.get("schema")), **_scope(call.body), **_wishes(call.body)}
    await _memories(call, request)  # a scope that cannot be read is told now
    made = notes.add_export(call.services.control, call.project, request, at=call.services.clock.now())
    answer = {"message": "Memory export request received. The export will be ready in a few seconds.", "id": made}
    told = options.warnings(await call.memory(), {_WISHES: request.get(_WISHES)}, ())
    return dict(options.warned(answer, told))


def _wishes(given: Mapping[str, Any]) -> Json:
    told = given.get(_WISHES)
    return {_WISHES: clean_text(told, name=_WISHES, limit=20_000)} if told not in (None, "") else {}


@table.row("POST", "/v1/exports/get/", "read", body=_GET)
async def get(call: Call) -> Any:
    """An export by its id, or the last one asked for with these filters."""
    request = _asked_before(call)
    if request is None:
        raise RouteError(404, "No memory export request found")
    return await filled(call, request["schema"], request, wishes=request.get(_WISHES))


def _asked_before(call: Call) -> Mapping[str, Any] | None:
    given = call.body
    known = notes.exports(call.services.control, call.project)
    if given.get("memory_export_id") is not None:
        return next((request for made, request in known if made == given["memory_export_id"]), None)
    scope = _scope(given)
    wanted = [request for _, request in known if "schema" in request]
    return next(
        (r for r in wanted if not scope or {k: v for k, v in r.items() if k not in ("schema", _WISHES)} == scope), None
    )


def _schema(given: object) -> Mapping[str, Any]:
    """The schema; programs pass it as JSON text too."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise ValidationError("schema is not valid JSON.", details={"argument": "schema"}) from None
    return checked_schema(given)


def _scope(given: Mapping[str, Any]) -> Json:
    filters = given.get("filters")
    return {**asking.ids_of(given), **({"filters": asking.checked_filters(filters)} if filters else {})}


async def _memories(call: Call, scope: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The newest memories of a scope, oldest first."""
    memory = await call.memory()
    where = {**asking.ids_of(scope), "filters": scope.get("filters")}
    total = (await memory.get_all(**where, limit=1))["total"]
    found = await memory.get_all(**where, limit=_MOST, offset=max(0, total - _MOST))
    return list(found["results"])


async def filled(call: Call, schema: Mapping[str, Any], scope: Mapping[str, Any], *, wishes: str | None) -> Any:
    """A schema filled from the memories of a scope: by the language model where there is one, else by rules.

    `wishes` are words for the model. Without memories nothing is asked of it.
    """
    memory, items = await call.memory(), await _memories(call, scope)
    if memory.llm is not None and items:
        value, usage = await fill(memory.parts, items, schema, wishes)
        call.services.metrics.used(usage_item(usage))
        return value

    async def ask(question: str) -> Sequence[Mapping[str, Any]]:
        where = {**asking.ids_of(scope), "filters": scope.get("filters")}
        return [
            item for item in (await memory.search(question, **where, limit=10))["results"] if not item.get("evidence")
        ]

    return await Filler(items, ask).filled(schema)


@table.row("POST", "/v1/summary/", "read", body=body(filters=FILTERS, **IDS))
async def summary(call: Call) -> list[Json]:
    """What is known of a scope as one text: its memories one after the other, the newest last."""
    items = await _memories(call, _scope(call.body))
    if not items:
        return []
    lines = [" ".join(item["memory"].split()) for item in items]
    while len(lines) > 1 and sum(map(len, lines)) > _SUMMARY_CHARS:
        del lines[0]
    ended = [line if line[-1] in ".!?…。" else f"{line}." for line in lines]
    return [{"summary": " ".join(ended), "memories": len(ended)}]

"""Searching and listing over the platform's routes of all three generations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Response

from ...errors import ValidationError
from .. import wire
from ..call import Call, Json
from ..routing import Table
from ..schemas import ANY, FILTERS, FLAG, IDS, NUMBER, OBJECT, PAGE, TEXT, TIME, WHOLE, body, listed
from . import asking, options, shapes

table = Table("platform", "Memories")
_CONDITIONS: Final = {
    "categories": listed(TEXT), "fields": listed(TEXT), "show_expired": FLAG, "latest_only": FLAG,
    "as_of": {**TIME, "description": "What held at that time (epoch seconds or ISO 8601)"},
}
_SEARCH: Final = {
    "query": TEXT, "top_k": WHOLE, "limit": WHOLE, "threshold": NUMBER, "rerank": FLAG, "explain": FLAG, "metadata": OBJECT,
    "reference_date": TIME, "keyword_search": FLAG, "enable_graph": FLAG,
}
_SEARCH_BODY: Final = body(["query", "filters"], **_SEARCH, filters=FILTERS, **_CONDITIONS)
_OLD_SEARCH_BODY: Final = body(["query"], **_SEARCH, **IDS, filters=FILTERS, **_CONDITIONS, output_format=TEXT)
_LIST_BODY: Final = body(
    filters=FILTERS, **_CONDITIONS, start_date=TIME, end_date=TIME, keywords=ANY, page=PAGE["page"], page_size=PAGE["page_size"]
)
_LIST_QUERY: Final = {**IDS, **PAGE, "limit": WHOLE, "fields": TEXT, "keywords": TEXT, "start_date": TEXT, "end_date": TEXT}
_HEEDED: Final = (*IDS, *asking.CONDITIONS)  # everywhere
_THRESHOLD: Final[Mapping[str, float]] = {"v1": 0.0, "v2": 0.3, "v3": 0.1}
_TOP_K, _MOST = 10, 1_000


@table.row("POST", "/v3/memories/search/", "read", body=_SEARCH_BODY)
async def search(call: Call) -> Response:
    """The memories that answer a question best, best first."""
    asking.no_ids(call.body, "search")
    _need_filters(call.body)
    return _whole(*await _searched(call, "v3"))


@table.row("POST", "/v2/memories/search/", "read", body=_OLD_SEARCH_BODY)
async def search_v2(call: Call) -> Response:
    """The memories that answer a question best, as a list; with output_format "v1.1" under `results`."""
    return _old_form(call.body, *await _searched(call, "v2"))


@table.row("POST", "/v1/memories/search/", "read", body=_OLD_SEARCH_BODY)
async def search_v1(call: Call) -> Response:
    """The memories that answer a question best, as a list; ids stand in the body."""
    return _old_form(call.body, *await _searched(call, "v1"))


async def _searched(call: Call, version: str) -> tuple[bytes, Json]:
    """The answers as a list in JSON, and what the library has to say beside them: `relations` of a graph, `warnings`."""
    given, explain = call.body, asking.flag(call.body, "explain")
    answers, beside = await call.answers(
        given.get("query"),
        **asking.ids_of(given),
        **asking.where(given),
        top_k=_top_k(given),
        threshold=_threshold(given, version),
        rerank=given.get("rerank"),
        explain=explain,
        as_of=given.get("as_of"),
        reference_date=given.get("reference_date"),
        show_expired=asking.flag(given, "show_expired"),
    )
    known = {*_SEARCH_BODY["properties"], *_HEEDED}
    told = options.warnings(await call.memory(), given, options.SEARCHING, known=known)
    return shapes.written(answers, fields=given.get("fields"), explain=explain), options.warned(beside, told)


def _top_k(given: Mapping[str, Any]) -> Any:
    asked = given.get("top_k", given.get("limit"))
    if isinstance(asked, int) and not isinstance(asked, bool) and not 1 <= asked <= _MOST:
        raise ValidationError(f"top_k must be from 1 to {_MOST:,}.", details={"argument": "top_k"})
    return _TOP_K if asked is None else asked


def _threshold(given: Mapping[str, Any], version: str) -> Any:
    """The least score; where nothing is said, what the clients of a generation are used to."""
    return given["threshold"] if given.get("threshold") is not None else _THRESHOLD[version]


def _need_filters(given: Mapping[str, Any]) -> None:
    if not given.get("filters"):
        raise ValidationError(
            "filters is required and must name at least one of user_id, agent_id, app_id, run_id.",
            error_code="VALIDATION_001",
            details={"argument": "filters"},
        )


def _old_form(given: Mapping[str, Any], results: bytes, beside: Json) -> Response:
    if given.get("output_format") == "v1.1":
        return _whole(results, beside)
    return options.warned(wire.Written(results), beside.get("warnings", []))  # type: ignore[no-any-return]


def _whole(results: bytes, beside: Json) -> Response:
    return wire.Written(b'{"results":%b%b' % (results, b"," + wire.dumps(beside)[1:] if beside else b"}"))


@table.row("POST", "/v3/memories/", "read", body=_LIST_BODY, query=PAGE)
async def list_all(call: Call) -> Any:
    """Memories by pages: count, next, previous, results."""
    asking.no_ids(call.body, "get_all")
    _need_filters(call.body)
    return await _page(call, call.body)


@table.row("POST", "/v2/memories/", "read", body=body(**_LIST_BODY["properties"], **IDS), query=PAGE)
async def list_v2(call: Call) -> Any:
    """Memories as a list, or by pages where both page and page_size are given."""
    return await _listed(call, call.body)


@table.row("GET", "/v1/memories/", "read", query=_LIST_QUERY)
async def list_v1(call: Call) -> Any:
    """Memories as a list, or by pages where both page and page_size are given; ids stand in the query."""
    named = [name for name in (*_LIST_QUERY, "session_id") if name not in PAGE and call.asked(name) is not None]
    given: Json = {name: call.asked(name) for name in named}
    given |= {name: call.query[name] for name in ("categories",) if name in call.query}
    given["limit"] = call.asked_number("limit")
    given["fields"] = [name for text in call.query.get("fields", []) for name in text.split(",")]
    given["show_expired"] = call.asked_flag("show_expired")
    beside = {name: True for name in call.query if name not in {*_LIST_QUERY, *given}}
    return await _listed(call, given | beside)


async def _listed(call: Call, given: Mapping[str, Any]) -> Any:
    if all(call.asked(name) or given.get(name) is not None for name in PAGE):
        return await _page(call, given)
    limit = given.get("limit")
    found = await _found(call, given, limit=shapes.MAX_UNPAGED if limit is None else limit, offset=0)
    return await _told(call, given, _shown(given, found["results"]), "limit")


async def _page(call: Call, given: Mapping[str, Any]) -> Any:
    number, size = shapes.page_asked(call, given)
    found = await _found(call, given, limit=size, offset=(number - 1) * size)
    page = shapes.page(call, _shown(given, found["results"]), total=found["total"], number=number, size=size)
    return await _told(call, given, page)


async def _told(call: Call, given: Mapping[str, Any], answer: Any, *more: str) -> Any:
    """An answer of a list, with what of the options had no effect on it."""
    known = {*_LIST_BODY["properties"], *_HEEDED, *more}
    return options.warned(answer, options.warnings(await call.memory(), given, (), known=known))


async def _found(call: Call, given: Mapping[str, Any], *, limit: Any, offset: int) -> Mapping[str, Any]:
    memory = await call.memory()
    return await memory.get_all(
        **asking.ids_of(given),
        **asking.where(given),
        limit=limit,
        offset=offset,
        as_of=given.get("as_of"),
        show_expired=asking.flag(given, "show_expired"),
        include_superseded=not asking.flag(given, "latest_only", True),
    )


def _shown(given: Mapping[str, Any], items: Any) -> list[Json]:
    return [shapes.only(given.get("fields"), shapes.memory(item)) for item in items]


@table.row("GET", "/v1/memories/{entity_type}/{entity_id}/", "read", query=PAGE)
async def list_of(call: Call) -> Any:
    """All memories of one user, agent, app or run, as a list, or by pages where both page and page_size are given."""
    kind = call.part("entity_type")
    name = f"{kind}_id" if f"{kind}_id" in asking.IDS else None
    if name is None:
        raise ValidationError("entity_type is one of user, agent, app, run.", details={"argument": "entity_type"})
    return await _listed(call, {name: call.part("entity_id")})

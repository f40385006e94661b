"""Each method about memories as a plan: which calls it makes and what it makes of the answers. No I/O.

Three generations of routes exist. Without a hint a call takes the newest (v3); `version=`, `output_format=` and
`async_mode=` are words of programs of 0.1 and 1.x, and lead to the routes and the answers that those programs know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import MemoryNotFoundError, NetworkError, RateLimitError, ValidationError
from ..records import ENTITY_KINDS
from ..render import Results
from .arguments import (
    ID_NAMES,
    UNSET,
    Given,
    agree,
    as_messages,
    clean_query,
    ids_into_filters,
    merged,
    only_ids,
    opened,
    present,
    timed,
)
from .wire import Call, Pause, Plan, path

_PAGE: Final = ("page", "page_size")
_OLD_WORDS: Final = ("version", "output_format", "async_mode")
_VERSIONS: Final = ("v1", "v2", "v3")
_DONE: Final = ("SUCCEEDED", "FAILED")
_FEEDBACK: Final = ("POSITIVE", "NEGATIVE", "VERY_NEGATIVE")


def ping() -> Call:
    return Call("GET", path("v1", "ping"))


def add(messages: object, options: object, kwargs: Mapping[str, Any]) -> Plan:
    given = merged(options, kwargs)
    agree(given, given.get("filters"))
    body = {"messages": as_messages(messages), **given}
    version = _checked_version(given)
    if version == "v3" or not any(word in given for word in _OLD_WORDS):
        body.pop("version", None)
        answer = yield Call("POST", path("v3", "memories", "add"), body=body)
        return _listed(answer)
    if version is None:
        body.setdefault("output_format", "v1.1")  # async_mode alone: a program of 1.x, which always asked for this form
    answer = yield Call("POST", path("v1", "memories"), body=body)
    return _shaped(answer, given)


def search(query: object, options: object, kwargs: Mapping[str, Any]) -> Plan:
    given = _read_arguments(options, kwargs)
    route = _route(given)
    asked = {name: value for name, value in given.items() if name != "version"}
    body = {"query": clean_query(query), **(asked if route == "v1" else ids_into_filters(asked))}
    answer = yield Call("POST", path(route, "memories", "search"), body=body)
    return _shaped(answer, given)


def get_all(options: object, kwargs: Mapping[str, Any]) -> Plan:
    given = _read_arguments(options, kwargs)
    route = _route(given)
    asked = {name: value for name, value in given.items() if name != "version"}
    if route == "v1":
        return _shaped((yield Call("GET", path("v1", "memories"), query=asked)), given)
    page: Given = {name: asked.pop(name) for name in _PAGE if name in asked}
    answer = yield Call("POST", path(route, "memories"), query=page, body=ids_into_filters(asked))
    return _shaped(answer, given)


def _read_arguments(options: object, kwargs: Mapping[str, Any]) -> Given:
    """As `merged`; in 0.1 the place of the options was that of the version."""
    return merged(None, {"version": options, **kwargs}) if isinstance(options, str) else merged(options, kwargs)


def _checked_version(given: Given) -> str | None:
    version = given.get("version")
    if version is not None and version not in _VERSIONS:
        raise ValidationError(f"Unknown version {version!r}: it is one of {', '.join(_VERSIONS)}.")
    return version


def _route(given: Given) -> str:
    """Which generation of routes a read takes."""
    version = _checked_version(given)
    if version is not None:
        return version
    if "output_format" not in given:
        return "v3"
    return "v2" if given.get("filters") else "v1"


def _shaped(answer: Any, given: Given) -> Any:
    """The answer in the form that the caller's generation reads: a bare list, a page, or a dict with "results"."""
    bare = given.get("output_format", "v1.0" if given.get("version") in ("v1", "v2") else "v1.1") != "v1.1"
    if not bare or all(name in given for name in _PAGE):
        return _listed(answer)
    if isinstance(answer, dict):
        return answer.get("results", [answer])
    return answer


def _listed(answer: Any) -> Any:
    """A dict; one with "results" also iterates like the list under it."""
    if isinstance(answer, list):
        return Results(results=answer)
    return Results(answer) if isinstance(answer, dict) and isinstance(answer.get("results"), list) else answer


def get(memory_id: object) -> Plan:
    return (yield Call("GET", path("v1", "memories", memory_id)))


def update(memory_id: object, text: object, options: object, given: Mapping[str, Any]) -> Plan:
    """`text` may be the options: in 2.x they stand in its place. An expiration_date of None, where set, is sent as null."""
    if text is not None and not isinstance(text, str):
        text, options = None, text
    chosen = opened(options)
    named = {name: value for name, value in {"text": text, **given}.items() if value is not UNSET}
    body = timed(present({**chosen, **present(named)}))
    if "data" in body:
        body["text"] = body.pop("data")
    if {**chosen, **named}.get("expiration_date", UNSET) is None:
        body["expiration_date"] = None
    if not body:
        raise ValidationError("At least one of text, metadata, timestamp or expiration_date must be given.")
    return (yield Call("PUT", path("v1", "memories", memory_id), body=body))


def delete(memory_id: object, delete_linked: bool, more: Mapping[str, Any]) -> Plan:
    query = {**({"delete_linked": True} if delete_linked else {}), **present(more)}
    return (yield Call("DELETE", path("v1", "memories", memory_id), query=query))


def delete_all(options: object, kwargs: Mapping[str, Any]) -> Plan:
    query = merged(options, kwargs)
    filters = query.pop("filters", None)
    found = only_ids(filters)
    agree(query, filters)
    query = {**query, **found}
    if not any(str(query.get(name, "")).strip() for name in ID_NAMES):
        raise ValidationError(
            "At least one of user_id, agent_id, app_id or run_id is required to delete memories.",
            error_code="VALIDATION_001",
            suggestion="To delete everything, use reset().",
        )
    return (yield Call("DELETE", path("v1", "memories"), query=query))


def history(memory_id: object) -> Plan:
    return (yield Call("GET", path("v1", "memories", memory_id, "history")))


def users(query: Mapping[str, Any]) -> Plan:
    return _listed((yield Call("GET", path("v1", "entities"), query=present(query))))


def delete_users(ids: Mapping[str, Any]) -> Plan:
    """Delete the entities named, or every one there is when none is named."""
    named = [(kind, ids[f"{kind}_id"]) for kind in ENTITY_KINDS if ids.get(f"{kind}_id") is not None]
    doomed = named or (yield from _everyone())
    for kind, name in doomed:
        try:
            yield Call("DELETE", path("v2", "entities", kind, name))
        except MemoryNotFoundError:
            if named:
                raise
            # Somebody else deleted it since it was listed: it is gone, which is what was asked for.
    return {"message": "Entity deleted successfully." if named else "All users, agents, apps and runs deleted."}


def _everyone() -> Plan:
    """Every entity as (kind, name), read to the last page before anything is deleted: deleting moves what later pages hold."""
    found: list[tuple[str, str]] = []
    page = 1
    while True:
        answer = _listed((yield Call("GET", path("v1", "entities"), query={"page": page} if page > 1 else {})))
        items = answer["results"]
        found += [(item["type"], item["name"]) for item in items]
        if not answer.get("next") or not items:
            return list(dict.fromkeys(found))
        page += 1


def batch_update(memories: Sequence[Mapping[str, Any]]) -> Plan:
    return (yield Call("PUT", path("v1", "batch"), body={"memories": [timed(dict(item)) for item in memories]}))


def batch_delete(memories: Sequence[Mapping[str, Any] | str]) -> Plan:
    items = [{"memory_id": item} if isinstance(item, str) else dict(item) for item in memories]
    return (yield Call("DELETE", path("v1", "batch"), body={"memories": items}))


def feedback(memory_id: object, verdict: str | None, reason: str | None) -> Plan:
    said = verdict.strip().upper() if isinstance(verdict, str) else verdict
    if said is not None and said not in _FEEDBACK:
        raise ValidationError(f"feedback must be one of {', '.join(_FEEDBACK)} or None.", details={"feedback": verdict})
    body = present({"memory_id": memory_id, "feedback": said, "feedback_reason": reason})
    return (yield Call("POST", path("v1", "feedback"), body=body))


def get_event(event_id: object) -> Plan:
    return (yield Call("GET", path("v1", "event", event_id)))


def list_events(query: Mapping[str, Any]) -> Plan:
    return _listed((yield Call("GET", path("v1", "events"), query=present(query))))


def wait_for_event(event: object, timeout: float, interval: float) -> Plan:
    """Ask until the event is done. A server that is away or asks for patience is asked again until the time is over."""
    if isinstance(event, Mapping) and "event_id" not in event and event.get("status") in _DONE:
        return event  # an add that was done at once
    event_id = event.get("event_id") if isinstance(event, Mapping) else event
    deadline = (yield Pause(0)) + timeout
    while True:
        rest, trouble, status = interval, None, "unknown"
        try:
            found = yield from get_event(event_id)
        except (NetworkError, RateLimitError) as error:
            trouble, rest = error, max(interval, error.debug_info.get("retry_after", 0))
        else:
            status = found.get("status", status)
            if status in _DONE:
                return found
        now = yield Pause(0)
        if now + rest > deadline:
            raise trouble or NetworkError(f"Event {event_id} is still {status} after {timeout:g} s.", "NET_TIMEOUT")
        yield Pause(rest)

"""Read what callers of all generations pass, and put it where the server expects it. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from pydantic import BaseModel

from ..errors import ValidationError
from ..records import ENTITY_KINDS
from ..values import clean_expiry

ID_NAMES: Final = tuple(f"{kind}_id" for kind in ENTITY_KINDS)
UNSET: Final[Any] = type("Unset", (), {"__repr__": lambda _: "<unset>", "__bool__": lambda _: False})()
Given = dict[str, Any]


def present(given: Mapping[str, Any]) -> Given:
    """Without what is None: the platform's routes know absence, not null."""
    return {name: value for name, value in given.items() if value is not None}


def merged(options: object, kwargs: Mapping[str, Any]) -> Given:
    """The options with the keyword arguments over them, in forms that JSON has."""
    return timed({**present(opened(options)), **present(kwargs)})


def opened(options: object) -> Given:
    """What an options model or dict sets."""
    if options is None:
        return {}
    if isinstance(options, BaseModel):
        return options.model_dump(exclude_unset=True)
    if isinstance(options, Mapping):
        return dict(options)
    raise ValidationError(f"options must be a model of mem0.client.types or a dict, not {type(options).__name__}.")


def timed(given: Given) -> Given:
    """Times in the platform's forms: `timestamp` in epoch seconds, `expiration_date` as YYYY-MM-DD."""
    at, expiry = given.get("timestamp"), given.get("expiration_date")
    if isinstance(at, datetime):
        given["timestamp"] = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    if isinstance(expiry, date):
        given["expiration_date"] = clean_expiry(expiry)
    return given


def as_messages(messages: object) -> list[Any]:
    """A text, a message or a list of both, as the list of messages that the server takes."""
    if isinstance(messages, str | Mapping):
        messages = [messages]
    if not isinstance(messages, list | tuple):
        raise ValidationError("messages must be str, dict, or list[dict]", error_code="VALIDATION_003")
    return [{"role": "user", "content": part} if isinstance(part, str) else part for part in messages]


def clean_query(query: object) -> str:
    text = query.strip() if isinstance(query, str) else ""
    if not text:
        raise ValidationError("Invalid query: it must be text and cannot be empty.", details={"argument": "query"})
    return text


def ids_into_filters(given: Given) -> Given:
    """The same arguments with the ids given by name moved into `filters`, where search and get_all expect them."""
    named = {name: given.pop(name) for name in ID_NAMES if name in given}
    if not named:
        return given
    filters = given.get("filters") or {}
    if not isinstance(filters, Mapping):
        raise ValidationError("filters must be a dict.", details={"argument": "filters"})
    agree(named, filters)
    return {**given, "filters": _joined(named, filters)}


def _joined(named: Given, filters: Mapping[str, Any]) -> Given:
    new = {name: value for name, value in named.items() if filters.get(name) != value}
    if set(filters) == {"AND"} and isinstance(filters["AND"], list | tuple):
        return {"AND": [*({name: value} for name, value in named.items()), *filters["AND"]]}
    if any(name in filters for name in (*new, "AND", "OR", "NOT")):
        return {"AND": [named, dict(filters)]}
    return {**new, **filters}


def agree(named: Mapping[str, Any], filters: object) -> None:
    """Refuse ids that are given by name and, in a part of the filters that must hold, with another value."""
    for name, value in plain_ids(filters):
        if name in named and "*" not in (value, named[name]) and str(named[name]) != str(value):
            raise ValidationError(
                f"{name} is given twice with different values, by name and in filters.", details={"argument": name}
            )


def plain_ids(filters: object) -> list[tuple[str, Any]]:
    """The ids that a conjunction names by equality."""
    if isinstance(filters, list | tuple):
        return [pair for part in filters for pair in plain_ids(part)]
    if not isinstance(filters, Mapping):
        return []
    found: list[tuple[str, Any]] = []
    for name, value in filters.items():
        if name == "AND":
            found += plain_ids(value)
        elif name in ID_NAMES and isinstance(value, str | int):
            found.append((name, value))
    return found


def only_ids(filters: object) -> Given:
    """Filters that must name ids by equality and nothing else: delete_all has no other conditions on this API."""
    found = dict(plain_ids(filters))
    if filters and not _names_only_ids(filters):
        raise ValidationError(
            "The filters of delete_all() may only name ids on a server, like {'user_id': 'ana'}.",
            details={"argument": "filters"},
            suggestion="To delete by other conditions, get_all() and batch_delete().",
        )
    agree(found, filters)
    return found


def _names_only_ids(filters: object) -> bool:
    if isinstance(filters, list | tuple):
        return all(_names_only_ids(part) for part in filters)
    if not isinstance(filters, Mapping):
        return False
    return all(
        _names_only_ids(value) if name == "AND" else name in ID_NAMES and isinstance(value, str | int)
        for name, value in filters.items()
    )

"""What the platform's clients ask for, as arguments of the library: filters, scopes, conditions, names of old generations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...errors import FilterError, ValidationError
from ...filters.tree import ALIASES, KINDS
from ...records import ENTITY_KINDS
from ..call import Json

IDS: Final = tuple(f"{kind}_id" for kind in ENTITY_KINDS)
_LOGIC: Final = ("AND", "OR", "NOT")
_FIELDS: Final = frozenset({*_LOGIC, *KINDS, *ALIASES, "metadata", "keywords_search"})
_DEEPEST: Final = 30  # the filter language itself allows fewer


def checked_filters(filters: object) -> Any:
    """Filters whose field names the platform knows. Raises FilterError: a misspelt field must not find nothing in silence."""
    _check(filters, "filters", 0)
    return filters


def _check(filters: object, path: str, depth: int) -> None:
    if isinstance(filters, list):
        for number, part in enumerate(filters):
            _check(part, f"{path}[{number}]", depth + 1)
    if not isinstance(filters, Mapping) or depth > _DEEPEST:
        return  # the filter language says what is wrong with it
    for name, value in filters.items():
        if name not in _FIELDS and not name.startswith("metadata."):
            raise FilterError(
                f"{path}: unknown field {name!r:.80}.",
                details={"path": path},
                suggestion='Fields of your own stand under metadata: {"metadata": {"topic": "food"}}.',
            )
        if name in _LOGIC:
            _check(value, f"{path}.{name}", depth + 1)


def no_ids(body: Mapping[str, Any], route: str) -> None:
    """Raises ValidationError where ids stand beside `filters` instead of in it."""
    beside = [name for name in IDS if body.get(name) is not None]
    if beside:
        raise ValidationError(
            f"Top-level entity parameters {', '.join(beside)} are not supported in {route}.",
            details={"argument": beside[0]},
            suggestion=f'Use filters={{"{beside[0]}": ...}}.',
        )


def ids_of(given: Mapping[str, Any]) -> Json:
    """The ids given by name; a run may be called session_id."""
    found = {name: given[name] for name in IDS if given.get(name) is not None}
    if given.get("session_id") is not None:
        found.setdefault("run_id", given["session_id"])
    return found


def where(given: Mapping[str, Any]) -> Json:
    """`filters` with the conditions that stand beside it: categories, metadata, dates, keywords."""
    parts = [checked_filters(given["filters"])] if given.get("filters") is not None else []
    parts += [condition for name, read in CONDITIONS.items() for condition in read(given.get(name))]
    if not parts:
        return {}
    return {"filters": parts[0] if len(parts) == 1 else {"AND": parts}}


def _categories(value: Any) -> list[Json]:
    if not value:
        return []
    return [{"categories": {"in": value if isinstance(value, list) else [value]}}]


def _words(value: Any) -> list[Json]:
    """Every one of the words must be in the text."""
    if not value:
        return []
    return [{"text": {"icontains": word}} for word in (value if isinstance(value, list) else [value])]


CONDITIONS: Final[Mapping[str, Any]] = {
    "categories": _categories,
    "metadata": lambda value: [{"metadata": value}] if value else [],
    "keywords": _words,
    "start_date": lambda value: [{"created_at": {"gte": value}}] if value is not None else [],
    "end_date": lambda value: [{"created_at": {"lte": value}}] if value is not None else [],
}


def flag(given: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """A yes or no of a body. Raises ValidationError for anything else."""
    value = given.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ValidationError(f"{name} must be true or false.", details={"argument": name})
    return value

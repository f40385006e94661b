"""Find out whose memories a call is about, from ids given by name and ids given in filters alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .errors import FilterError, ValidationError
from .records import ENTITY_KINDS, Scope
from .values import clean_id

ID_NAMES: Final = tuple(f"{kind}_id" for kind in ENTITY_KINDS)
_NEEDED: Final = "At least one of 'user_id', 'agent_id', or 'run_id' must be provided."
_ALIASES: Final = {"session_id": "run_id"}


def add_scope(ids: Mapping[str, object], filters: object = None) -> Scope:
    """The scope that add() writes to. Ids in `filters` (nested ANDs too) count like ids given by name."""
    merged = _named(ids)
    for name, value in _plain_ids(filters, "filters"):
        if merged.get(name) not in (None, value):
            raise _conflict(name)
        merged[name] = value
    if not any(merged.values()):
        raise ValidationError(
            _NEEDED, error_code="VALIDATION_001", suggestion="Say whose memory it is, for example user_id='ana'."
        )
    return Scope(**merged)


def read_filters(ids: Mapping[str, object], filters: object = None) -> object:
    """`filters` with the ids given by name added as conditions; a contradiction between the two is an error."""
    named = {name: value for name, value in _named(ids).items() if value is not None}
    if filters is None or filters == {}:
        return named
    if not isinstance(filters, Mapping):
        return filters  # filters.parse says what is wrong with it
    for name, value in named.items():
        there = filters.get(name)
        if isinstance(there, str | int) and not isinstance(there, bool) and str(there) not in (value, "*"):
            raise _conflict(name)
    return {"AND": [named, filters]} if named else filters


def need_scope(pinned: bool) -> None:
    """Refuse a read without any id: a forgotten user_id must not read everybody's memories."""
    if not pinned:
        raise ValidationError(
            _NEEDED,
            error_code="VALIDATION_001",
            suggestion="filters must contain at least one of: user_id, agent_id, run_id. "
            'Example: filters={"user_id": "ana"}. To read everybody on purpose: filters={"user_id": "*"}.',
        )


def _named(ids: Mapping[str, object]) -> dict[str, str | None]:
    """Ids given by name, checked. "*" is refused: a program that passes on a name it was sent must not read everybody."""
    named = {name: clean_id(value, name=name) for name, value in ids.items()}
    for name, value in named.items():
        if value == "*":
            raise ValidationError(
                f'Invalid {name}: "*" is no name, it means everybody.',
                details={"argument": name},
                suggestion=f'To read everybody on purpose: filters={{"{name}": "*"}}.',
            )
    return named


def _plain_ids(filters: object, path: str) -> list[tuple[str, str]]:
    """Every id that a conjunction of plain equalities names; anything else cannot say where to write."""
    if filters is None:
        return []
    if isinstance(filters, list | tuple):
        return [pair for i, part in enumerate(filters) for pair in _plain_ids(part, f"{path}[{i}]")]
    if not isinstance(filters, Mapping):
        raise FilterError(f"{path} must be a dict, not {type(filters).__name__}.", details={"path": path})
    found: list[tuple[str, str]] = []
    for key, value in filters.items():
        found += _plain_id(str(key), value, f"{path}.{key}")
    return found


def _plain_id(key: str, value: Any, path: str) -> list[tuple[str, str]]:
    if key in ("AND", "$and"):
        return _plain_ids(value, path)
    name = _ALIASES.get(key, key)
    if isinstance(value, Mapping) and set(value) == {"eq"}:
        value = value["eq"]
    if name not in ID_NAMES or isinstance(value, Mapping | list | tuple) or value in (None, "*"):
        raise FilterError(
            f"{path}: add() writes to one place, so its filters may only name ids, like {{'user_id': 'ana'}}.",
            details={"path": path},
        )
    return [(name, str(clean_id(value, name=name)))]


def _conflict(name: str) -> ValidationError:
    return ValidationError(
        f"{name} is given twice with different values, by name and in filters.", details={"argument": name}
    )

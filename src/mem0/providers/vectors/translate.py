"""Say as much of a filter in a database's own words as it can say; what it cannot say is left to the store.

The result may accept more than the filter, never less: a part that cannot be said is left out of a conjunction, makes
a whole disjunction unsayable, and is never negated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mem0.filters import All, Condition, Filter, Not
from mem0.filters.tree import ENTITY_FIELDS
from mem0.render import PAYLOAD_NAMES

MOST_VALUES = 500  # of one `in`; longer lists are left to the store


class Dialect(Protocol):
    """How a database says things; expressions are its own objects."""

    def one_of(self, key: str, values: Sequence[str | bool]) -> Any:
        """The payload key holds one of these values (a list: one of its elements does); None where it cannot say that."""

    def every(self, parts: Sequence[Any]) -> Any:
        """All of two or more expressions."""

    def some(self, parts: Sequence[Any]) -> Any:
        """At least one of two or more expressions."""

    def none(self, part: Any) -> Any:
        """Not this expression, also true where its key is missing; None where the database cannot say it."""


@dataclass(frozen=True, slots=True)
class Said:
    """`what` None accepts everything. `exact`: it accepts no more than the filter."""

    what: Any
    exact: bool


UNSAID = Said(None, exact=False)


def said(tree: Filter, dialect: Dialect) -> Said:
    """The filter in the words of a dialect."""
    if isinstance(tree, Condition):
        return _condition(tree, dialect)
    if isinstance(tree, Not):
        return _negation(said(tree.part, dialect), dialect)
    parts = [said(part, dialect) for part in tree.parts]
    exact = all(part.exact for part in parts)
    told = [part.what for part in parts if part.what is not None]
    if isinstance(tree, All):
        return Said(_joined(told, dialect.every), exact)
    if not parts or len(told) < len(parts):
        return UNSAID
    return Said(_joined(told, dialect.some), exact)


def _joined(parts: list[Any], join: Any) -> Any:
    if len(parts) < 2:
        return parts[0] if parts else None
    return join(parts)


def _negation(part: Said, dialect: Dialect) -> Said:
    if part.what is None or not part.exact:
        return UNSAID
    turned = dialect.none(part.what)
    return UNSAID if turned is None else Said(turned, exact=True)


def _condition(one: Condition, dialect: Dialect) -> Said:
    """Equality with texts, and of metadata with bools: what every database means the same by."""
    key = payload_key(one)
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    plain = [value for value in values if isinstance(value, str | bool)]
    if key is None or one.op not in ("eq", "in") or not plain or len(plain) < len(values) or len(plain) > MOST_VALUES:
        return UNSAID
    told = dialect.one_of(key, plain)
    return UNSAID if told is None else Said(told, exact=True)


def payload_key(one: Condition) -> str | None:
    """Under which key of the payload the field of a condition stands; None for none."""
    if one.field in ENTITY_FIELDS or one.field in ("actor_id", "role"):
        return one.field
    if one.field != "metadata" or len(one.path) != 1:
        return None
    name = one.path[0]  # databases read dots, brackets and quotes in names in their own ways
    return name if name.isascii() and name.isidentifier() and name not in PAYLOAD_NAMES else None


class Tests:
    """The dialect of plain functions of the payload."""

    def one_of(self, key: str, values: Sequence[str | bool]) -> Any:
        wanted = {(type(value), value) for value in values}

        def test(payload: Mapping[str, Any]) -> bool:
            held = payload.get(key)
            return any((type(one), one) in wanted for one in (held if isinstance(held, list) else [held]) if _plain(one))

        return test

    def every(self, parts: Sequence[Any]) -> Any:
        return lambda payload: all(part(payload) for part in parts)

    def some(self, parts: Sequence[Any]) -> Any:
        return lambda payload: any(part(payload) for part in parts)

    def none(self, part: Any) -> Any:
        return lambda payload: not part(payload)


def _plain(value: object) -> bool:
    return isinstance(value, str | bool)
